//! Server processes, PostgreSQL and NATS as stations, and the ways through them.

mod legs;

use std::collections::VecDeque;

pub use self::legs::{Gate, Happening, Layout, Leg, Role};

use super::calendar::{Calendar, Nanos, micros};
use super::dice::Dice;
use super::station::{Begun, Job, Station};
use crate::costs::{Cost, Costs};

/// As many as the server puts into a group (`crates/server/src/store/postgres/append.rs`).
const GROUP: usize = 1024;
/// After a group of this size the next one collects for as long as that one took, and so long at most; there as well.
const BUSY: usize = 64;
const COLLECTS: Nanos = 15_000_000;
/// Connections of a process that read worlds at a time (`crates/server/src/lib.rs`).
const TURNS: u32 = 8;
/// Connections of a process to the database (`crates/server/src/store/postgres.rs`).
const CONNECTIONS: u32 = 16;

/// More cores than NATS ever uses.
const ENOUGH: u32 = 128;

struct Traveller<O> {
    legs: Vec<Leg>,
    next: usize,
    then: Then<O>,
}

enum Then<O> {
    /// Somebody wants to know.
    Reaches(O),
    /// The group of this process is stored.
    Stored(u16),
    /// A notice of that moment is told.
    Told(Nanos),
    Nothing,
}

/// The task of a process that stores messages: one group is under way, whatever comes meanwhile is the next one.
#[derive(Default)]
struct Writer {
    inbox: VecDeque<u32>,
    under_way: Vec<u32>,
    began: Nanos,
    collects: Collects,
}

/// Whether the next group waits for more messages, as it does after a large one.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Collects {
    #[default]
    No,
    /// From its first message on, for so long.
    WithTheFirst(Nanos),
    Now,
}

/// PostgreSQL's log: whoever waits when a write to the disk begins is done with it.
#[derive(Default)]
struct Disk {
    waiting: Vec<u32>,
    under_way: Vec<u32>,
}

#[derive(Default)]
struct Passage {
    inside: u32,
    waiting: VecDeque<u32>,
}

/// All of it; `O` is what whoever set out wants to hear at the end.
pub struct Hosting<O> {
    layout: Layout,
    stations: Vec<Station>,
    spent: [Nanos; 4],
    travellers: Vec<Traveller<O>>,
    free: Vec<u32>,
    writers: Vec<Writer>,
    disk: Disk,
    passages: Vec<Passage>,
    group: Cost,
    each: Cost,
    commit: [f64; crate::costs::SHARES.len()],
    dice: Dice,
    /// What was reached and nobody has heard of.
    pub reached: VecDeque<O>,
    /// How long notices took, in microseconds.
    pub told: Vec<u32>,
    groups: u64,
    stored: u64,
}

impl<O> Hosting<O> {
    pub fn new(layout: Layout, costs: &Costs, seed: u64) -> Self {
        let processes = usize::from(layout.processes);
        let stations = match layout.together {
            Some(cores) => vec![Station::new(cores)],
            None => {
                let mut all: Vec<Station> =
                    (0..processes).map(|_| Station::new(layout.server_cores)).collect();
                all.push(Station::new(layout.postgres_cores));
                // NATS may have all the cores it wants; what it used is told.
                all.push(Station::new(ENOUGH));
                all
            }
        };
        Self {
            layout,
            stations,
            spent: [0; 4],
            travellers: Vec::new(),
            free: Vec::new(),
            writers: (0..processes).map(|_| Writer::default()).collect(),
            disk: Disk::default(),
            passages: (0..3 * processes).map(|_| Passage::default()).collect(),
            group: costs.group,
            each: costs.message.here,
            commit: costs.disk,
            dice: Dice::new(seed),
            reached: VecDeque::new(),
            told: Vec::new(),
            groups: 0,
            stored: 0,
        }
    }

    /// CPU used so far: servers, PostgreSQL, NATS, load generator.
    pub fn spent(&self) -> [Nanos; 4] {
        self.spent
    }

    /// Groups that were stored, and the messages in them.
    pub fn groups(&self) -> (u64, u64) {
        (self.groups, self.stored)
    }

    /// Somebody goes this way and reaches `outcome`.
    pub fn set_out<P>(&mut self, calendar: &mut Calendar<Happening<P>>, legs: &[Leg], outcome: O) {
        self.begin(calendar, legs, Then::Reaches(outcome));
    }

    /// Something is done that nobody waits for.
    pub fn aside<P>(&mut self, calendar: &mut Calendar<Happening<P>>, legs: &[Leg]) {
        self.begin(calendar, legs, Then::Nothing);
    }

    /// A notice is on its way, which one task of a process tells.
    pub fn notice<P>(&mut self, calendar: &mut Calendar<Happening<P>>, legs: &[Leg]) {
        self.begin(calendar, legs, Then::Told(calendar.now()));
    }

    /// Goes on with what the calendar said; gives what is none of ours.
    pub fn happened<P>(&mut self, calendar: &mut Calendar<Happening<P>>, what: Happening<P>) -> Option<P> {
        match what {
            Happening::Turn { station, job } => {
                let (done, begun) = self.stations[usize::from(station)].had_turn(job);
                note(calendar, station, begun);
                if done {
                    self.go_on(calendar, job.traveller);
                }
                None
            }
            Happening::Flushed => {
                let done = std::mem::take(&mut self.disk.under_way);
                self.flush(calendar);
                for traveller in done {
                    self.go_on(calendar, traveller);
                }
                None
            }
            Happening::Collected(process) => {
                // It may have been full before then, and have gone.
                self.writers[usize::from(process)].collects = Collects::No;
                self.write(calendar, process);
                None
            }
            Happening::Person(person) => Some(person),
        }
    }

    fn begin<P>(&mut self, calendar: &mut Calendar<Happening<P>>, legs: &[Leg], then: Then<O>) {
        let number = match self.free.pop() {
            Some(number) => {
                let traveller = &mut self.travellers[number as usize];
                traveller.legs.clear();
                traveller.legs.extend_from_slice(legs);
                (traveller.next, traveller.then) = (0, then);
                number
            }
            None => {
                self.travellers.push(Traveller { legs: legs.to_vec(), next: 0, then });
                u32::try_from(self.travellers.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.go_on(calendar, number);
    }

    /// The next stretches of a way, until one takes time; whoever was let in by it goes on as well.
    fn go_on<P>(&mut self, calendar: &mut Calendar<Happening<P>>, traveller: u32) {
        let mut going = vec![traveller];
        while let Some(number) = going.pop() {
            let traveller = &mut self.travellers[number as usize];
            let Some(leg) = traveller.legs.get(traveller.next).copied() else {
                // The last one that is put on goes on first.
                going.extend(self.arrive(calendar, number).into_iter().rev());
                continue;
            };
            traveller.next += 1;
            match leg {
                Leg::Work(_, 0) => going.push(number),
                Leg::Work(role, span) => self.work(calendar, role, Job { traveller: number, left: span }),
                Leg::Disk => {
                    self.disk.waiting.push(number);
                    if self.disk.under_way.is_empty() {
                        self.flush(calendar);
                    }
                }
                Leg::Group(process) => {
                    self.writers[usize::from(process)].inbox.push_back(number);
                    self.write(calendar, process);
                }
                Leg::Enter(gate) => {
                    let (place, most) = self.passage(gate);
                    let passage = &mut self.passages[place];
                    if passage.inside < most {
                        passage.inside += 1;
                        going.push(number);
                    } else {
                        passage.waiting.push_back(number);
                    }
                }
                Leg::Leave(gate) => {
                    going.push(number);
                    let (place, _) = self.passage(gate);
                    let passage = &mut self.passages[place];
                    match passage.waiting.pop_front() {
                        Some(next) => going.push(next),
                        None => passage.inside -= 1,
                    }
                }
            }
        }
    }

    /// A way has come to its end; gives whoever goes on with that.
    fn arrive<P>(&mut self, calendar: &mut Calendar<Happening<P>>, number: u32) -> Vec<u32> {
        self.free.push(number);
        match std::mem::replace(&mut self.travellers[number as usize].then, Then::Nothing) {
            Then::Nothing => Vec::new(),
            Then::Told(since) => {
                self.told.push(u32::try_from((calendar.now() - since) / 1_000).unwrap_or(u32::MAX));
                Vec::new()
            }
            Then::Reaches(outcome) => {
                self.reached.push_back(outcome);
                Vec::new()
            }
            Then::Stored(process) => {
                let stored = std::mem::take(&mut self.writers[usize::from(process)].under_way);
                self.groups += 1;
                self.stored += stored.len() as u64;
                if stored.len() >= BUSY {
                    let writer = &mut self.writers[usize::from(process)];
                    writer.collects = Collects::WithTheFirst((calendar.now() - writer.began).min(COLLECTS));
                }
                self.write(calendar, process);
                stored
            }
        }
    }

    fn work<P>(&mut self, calendar: &mut Calendar<Happening<P>>, role: Role, job: Job) {
        let of = match role {
            Role::Server(_) => 0,
            Role::Postgres => 1,
            Role::Nats => 2,
            Role::Generator => 3,
        };
        self.spent[of] += job.left;
        let station = self.station(role);
        let begun = self.stations[usize::from(station)].take(job);
        note(calendar, station, begun);
    }

    fn station(&self, role: Role) -> u16 {
        let processes = self.layout.processes;
        match (self.layout.together, role) {
            (Some(_), _) => 0,
            (None, Role::Server(process)) => process,
            (None, Role::Postgres) => processes,
            (None, Role::Nats | Role::Generator) => processes + 1,
        }
    }

    fn passage(&self, gate: Gate) -> (usize, u32) {
        let (kind, process, most) = match gate {
            Gate::Turn(process) => (0, process, TURNS),
            Gate::Connection(process) => (1, process, CONNECTIONS),
            Gate::Teller(process) => (2, process, 1),
        };
        (kind * usize::from(self.layout.processes) + usize::from(process), most)
    }

    /// Begins the next group unless one is under way.
    #[allow(clippy::cast_precision_loss, reason = "a group is small")]
    fn write<P>(&mut self, calendar: &mut Calendar<Happening<P>>, process: u16) {
        let writer = &mut self.writers[usize::from(process)];
        if !writer.under_way.is_empty() || writer.inbox.is_empty() {
            return;
        }
        if writer.inbox.len() < GROUP {
            match writer.collects {
                Collects::No => {}
                Collects::WithTheFirst(span) => {
                    writer.collects = Collects::Now;
                    calendar.note(span, Happening::Collected(process));
                    return;
                }
                Collects::Now => return,
            }
        }
        writer.began = calendar.now();
        let size = writer.inbox.len().min(GROUP);
        writer.under_way = writer.inbox.drain(..size).collect();
        let postgres = self.group.postgres + self.each.postgres * size as f64;
        let legs = [
            Leg::Work(Role::Server(process), micros(self.group.servers)),
            Leg::Work(Role::Postgres, micros(postgres)),
            Leg::Disk,
        ];
        let nats = [Leg::Work(Role::Nats, micros(self.group.nats))];
        self.begin(calendar, &legs, Then::Stored(process));
        self.aside(calendar, &nats);
    }

    fn flush<P>(&mut self, calendar: &mut Calendar<Happening<P>>) {
        if self.disk.waiting.is_empty() {
            return;
        }
        self.disk.under_way = std::mem::take(&mut self.disk.waiting);
        let takes = self.dice.spread(&self.commit) * 1e3;
        calendar.note(micros(takes), Happening::Flushed);
    }
}

fn note<P>(calendar: &mut Calendar<Happening<P>>, station: u16, begun: Option<Begun>) {
    if let Some(Begun { job, takes }) = begun {
        calendar.note(takes, Happening::Turn { station, job });
    }
}

#[cfg(test)]
mod tests;
