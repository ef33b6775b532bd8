//! The ways of what people do, with what each stretch costs.

use super::calendar::{Calendar, micros};
use super::hosting::{Gate, Happening, Hosting, Leg, Role};
use crate::costs::{Cost, Costs, Operation};

/// A way that is not needed to its end has stretches that cost nothing.
const NOTHING: Leg = Leg::Work(Role::Nats, 0);
/// A chat without its messages is a request, an accept, a begin and an end, which share its cost.
const STEPS: f64 = 4.0;

/// What everything costs, for so many processes.
pub struct Ways {
    costs: Costs,
    processes: u16,
    /// Of so many notices one goes its way with the cost of all of them: of hundreds of thousands at once each by itself
    /// would only take time.
    together: u32,
    told: u32,
}

impl Ways {
    pub fn new(costs: &Costs, processes: u16, together: u32) -> Self {
        Self { costs: costs.clone(), processes, together, told: 0 }
    }

    /// A message from a process to the other side's; for servers that share a machine with the load generator, with its
    /// costs before the message and once it has arrived.
    pub fn message(&self, from: u16, to: u16, generator: f64) -> [Leg; 7] {
        let Operation { here, elsewhere } = self.costs.message;
        let (mut nats, mut delivery) = (NOTHING, NOTHING);
        if from != to {
            nats = Leg::Work(Role::Nats, micros(here.nats + elsewhere.nats));
            delivery = Leg::Work(Role::Server(to), micros(elsewhere.servers));
        }
        let half = Leg::Work(Role::Server(from), micros(here.servers / 2.0));
        let load = Leg::Work(Role::Generator, micros(generator / 2.0));
        [load, half, Leg::Group(from), half, nats, delivery, load]
    }

    /// What goes to NATS of each message though nobody listens there.
    pub fn unheard(&self, from: u16, to: u16) -> [Leg; 1] {
        let nats = if from == to { self.costs.message.here.nats } else { 0.0 };
        [Leg::Work(Role::Nats, micros(nats))]
    }

    /// A mark of somebody at `from`, which the other side hears of.
    pub fn mark(&self, from: u16, to: u16) -> [Leg; 8] {
        let Operation { here, elsewhere } = self.costs.alone.mark;
        let [a, b, c, d, e, f] = write(from, here);
        let (nats, heard) = self.heard(from, to, here, elsewhere);
        [a, b, c, d, e, f, nats, heard]
    }

    /// Somebody is typing.
    pub fn typing(&self, from: u16, to: u16) -> [Leg; 3] {
        let Operation { here, elsewhere } = self.costs.alone.typing;
        let (nats, heard) = self.heard(from, to, here, elsewhere);
        [Leg::Work(Role::Server(from), micros(here.servers)), nats, heard]
    }

    fn heard(&self, from: u16, to: u16, here: Cost, elsewhere: Cost) -> (Leg, Leg) {
        if from == to {
            return (Leg::Work(Role::Nats, micros(here.nats)), NOTHING);
        }
        let nats = Leg::Work(Role::Nats, micros(here.nats + elsewhere.nats));
        (nats, Leg::Work(Role::Server(to), micros(elsewhere.servers)))
    }

    pub fn renewal(&self, at: u16) -> [Leg; 6] {
        write(at, self.costs.alone.renewal)
    }

    /// A counsellor's program or a seeker's page comes and reads its world.
    pub fn comes(&self, at: u16, is_desk: bool) -> [Leg; 8] {
        let of = self.coming(is_desk);
        let [before, enter, work, disk, leave, after] = write(at, of.here.less(of.elsewhere));
        let turn = Gate::Turn(at);
        [before, Leg::Enter(turn), enter, work, disk, leave, Leg::Leave(turn), after]
    }

    /// Others are told that somebody came.
    pub fn tell_of_coming<P, O>(
        &mut self,
        (hosting, calendar): (&mut Hosting<O>, &mut Calendar<Happening<P>>),
        at: u16,
        is_desk: bool,
    ) {
        let of = self.coming(is_desk);
        self.tell((hosting, calendar), at, of, 1.0);
    }

    fn coming(&self, is_desk: bool) -> Operation {
        if is_desk { self.costs.desk } else { self.costs.page }
    }

    /// A connection is gone, which is written down.
    pub fn goes(&self, at: u16) -> [Leg; 8] {
        let of = self.costs.leave;
        let [before, enter, work, disk, leave, after] = write(at, of.here.less(of.elsewhere));
        let turn = Gate::Turn(at);
        [Leg::Enter(turn), before, enter, work, disk, leave, after, Leg::Leave(turn)]
    }

    /// Others are told that somebody went.
    pub fn tell_of_going<P, O>(&mut self, to: (&mut Hosting<O>, &mut Calendar<Happening<P>>), at: u16) {
        self.tell(to, at, self.costs.leave, 1.0);
    }

    /// A step of a chat, and everybody told of it; with its line moved so many who wait are told as well.
    pub fn step<P, O>(
        &mut self,
        (hosting, calendar): (&mut Hosting<O>, &mut Calendar<Happening<P>>),
        at: u16,
        waiting: usize,
    ) {
        let of = self.costs.round;
        hosting.aside(calendar, &write(at, of.here.less(of.elsewhere).times(1.0 / STEPS)));
        self.tell((&mut *hosting, &mut *calendar), at, of, 1.0 / STEPS);
        if waiting > 0 {
            let told = self.costs.told.times(waiting as f64);
            // Every process reads all of the line and writes to those who are connected there.
            let told = Cost { servers: told.servers / f64::from(self.processes), ..told };
            for process in 0..self.processes {
                hosting.notice(calendar, &notice(process, told, 0.0));
            }
        }
    }

    /// Every process has one task that tells: it reads what is true now and writes it to those who are connected. What a
    /// further process adds is this; the first one has the same share of the cost where the operation happens.
    fn tell<P, O>(
        &mut self,
        (hosting, calendar): (&mut Hosting<O>, &mut Calendar<Happening<P>>),
        at: u16,
        of: Operation,
        share: f64,
    ) {
        self.told += 1;
        if !self.told.is_multiple_of(self.together) {
            return;
        }
        let share = share * f64::from(self.together);
        let own = of.here.less(of.here.less(of.elsewhere));
        for process in 0..self.processes {
            let (cost, published) =
                if process == at { (own, of.here.nats) } else { (of.elsewhere, of.elsewhere.nats) };
            hosting.notice(calendar, &notice(process, cost.times(share), published * share));
        }
    }

    /// What a process does anyway within `seconds`, and the pings of `pages` at it.
    pub fn idling(&self, at: u16, pings: f64, seconds: f64) -> [Leg; 3] {
        let idle = self.costs.idle.times(seconds);
        let servers = idle.servers + self.costs.alone.ping.servers * pings;
        [
            Leg::Work(Role::Server(at), micros(servers)),
            Leg::Work(Role::Postgres, micros(idle.postgres)),
            Leg::Work(Role::Nats, micros(idle.nats)),
        ]
    }
}

/// A transaction of its own.
fn write(at: u16, cost: Cost) -> [Leg; 6] {
    let half = Leg::Work(Role::Server(at), micros(cost.servers / 2.0));
    let connection = Gate::Connection(at);
    let work = Leg::Work(Role::Postgres, micros(cost.postgres));
    [half, Leg::Enter(connection), work, Leg::Disk, Leg::Leave(connection), half]
}

fn notice(at: u16, cost: Cost, published: f64) -> [Leg; 7] {
    let (teller, connection) = (Gate::Teller(at), Gate::Connection(at));
    [
        Leg::Work(Role::Nats, micros(published)),
        Leg::Enter(teller),
        Leg::Enter(connection),
        Leg::Work(Role::Postgres, micros(cost.postgres)),
        Leg::Leave(connection),
        Leg::Work(Role::Server(at), micros(cost.servers)),
        Leg::Leave(teller),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::hosting::Layout;
    use super::*;

    /// What is done at one process and told to others costs what was measured for it, to a rounding.
    #[test]
    fn a_chat_costs_as_much_as_was_measured() {
        let costs = Costs::committed().unwrap();
        for processes in [1, 2] {
            let layout = Layout { processes, server_cores: 2, postgres_cores: 2, together: None };
            let mut hosting = Hosting::<()>::new(layout, &costs, 1);
            let mut calendar = Calendar::<Happening<()>>::new();
            let mut ways = Ways::new(&costs, processes, 1);
            for _ in 0..4 {
                ways.step((&mut hosting, &mut calendar), 0, 0);
            }
            while let Some(what) = calendar.next() {
                hosting.happened(&mut calendar, what);
            }
            let more = costs.round.elsewhere.times(f64::from(processes - 1));
            let measured =
                [costs.round.here.servers + more.servers, costs.round.here.postgres + more.postgres];
            for (spent, measured) in hosting.spent().into_iter().zip(measured) {
                assert!((spent as f64 / 1e3 - measured).abs() < 1.0, "{spent} ns against {measured} µs");
            }
        }
    }
}
