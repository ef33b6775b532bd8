//! A busy hour: seekers come by themselves, counsellors take them, the two talk; and all of it costs CPU.

mod line;
mod talking;

use std::time::Duration;

use beistand_domain::{Chat, Moment, Step, limits};

use super::calendar::{Calendar, MILLI, Nanos, SECOND, seconds};
use super::dice::Dice;
use super::habits;
use super::hosting::{Happening, Hosting, Layout};
use super::people::{ChatRef, Counts, People};
use super::ways::Ways;
use crate::costs::Costs;

/// What people do next.
#[derive(Clone, Copy, Debug)]
pub enum Person {
    Asks,
    Takes(u32),
    Begins(ChatRef),
    Writes(ChatRef, bool),
    Types(ChatRef, bool),
    Reads(ChatRef, bool),
    Ends(ChatRef),
    HasEnough(ChatRef),
    Deadline(ChatRef),
    Renews(u32),
    IsLost(ChatRef),
    IsBack(ChatRef),
    /// What a process does anyway.
    Idles(u16),
}

/// What somebody waits for.
pub enum Outcome {
    Delivered { chat: ChatRef, by_seeker: bool, written: Nanos },
    Renewed { counsellor: u32, asked: Nanos },
}

/// How often what a process does anyway is added to its load.
const IDLE: Nanos = 50 * MILLI;
/// When the simulation begins: 26 November 2026, 18:00 UTC.
const BEGIN: Moment = Moment::from_millis(1_795_716_000_000);

/// So many people on such a hosting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub counsellors: u32,
    pub layout: Layout,
    /// Seconds that count, and the share of them that goes before, uncounted.
    pub span: f64,
    pub seed: u64,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Cores used by servers, PostgreSQL and NATS.
    pub cores: [f64; 3],
    pub messages: u64,
    pub per_second: f64,
    /// Delivery in milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// The slowest of a hundred notices, from the step until a process has told it; and the same of renewals, which stand
    /// for everything that is written and is no message. In milliseconds.
    pub told: f64,
    pub renewed: f64,
    pub group: f64,
    pub chats: usize,
    pub counts: Counts,
}

/// All of it.
pub struct Life {
    size: Size,
    calendar: Calendar<Happening<Person>>,
    hosting: Hosting<Outcome>,
    ways: Ways,
    people: People,
    dice: Dice,
    arrivals: bool,
    /// Deliveries and renewals in microseconds, once they count.
    latencies: Option<[Vec<u32>; 2]>,
    written: u64,
    delivered: u64,
}

impl Life {
    /// Begins in the middle of a day: everybody has as many chats as they may, of all ages.
    pub fn new(size: Size, costs: &Costs) -> Self {
        let processes = usize::from(size.layout.processes);
        let mut life = Self {
            size,
            calendar: Calendar::new(),
            hosting: Hosting::new(size.layout, costs, size.seed.wrapping_add(1)),
            ways: Ways::new(costs, size.layout.processes, 1),
            people: People::new(size.counsellors, habits::MEMBERS, BEGIN),
            dice: Dice::new(size.seed),
            arrivals: true,
            latencies: None,
            written: 0,
            delivered: 0,
        };
        for number in 0..size.counsellors {
            life.people.counsellors[number as usize].process = to_process(life.dice.below(processes));
            let phase = life.dice.between(0.0, limits::LEASE_RENEWAL.as_secs_f64());
            life.plan(seconds(phase), Person::Renews(number));
            for _ in 0..limits::PARALLEL_CHATS {
                life.begin_before(number);
            }
        }
        for process in 0..size.layout.processes {
            life.plan(0, Person::Idles(process));
        }
        life.plan(0, Person::Asks);
        life
    }

    fn begin_before(&mut self, counsellor: u32) {
        let length = habits::conversation(&mut self.dice);
        let age = self.dice.between(0.0, length);
        let process = self.any_process();
        let age_of = Duration::from_secs_f64(age);
        if let Some(of) = self.people.in_conversation(counsellor, process, BEGIN, age_of) {
            self.plan(seconds(length - age), Person::Ends(of));
            let after = habits::until_next_message_met(&mut self.dice);
            self.will_write(of, after);
            self.plan_loss(of);
        }
    }

    /// Lives for a while that does not count, and then for as long as asked.
    pub fn run(mut self) -> Seen {
        let before = seconds(self.size.span / 4.0);
        self.until(before);
        self.latencies = Some([Vec::new(), Vec::new()]);
        self.hosting.told.clear();
        let (spent, groups, written) = (self.hosting.spent(), self.hosting.groups(), self.written);
        self.until(before + seconds(self.size.span));
        let cores = |of: usize| (self.hosting.spent()[of] - spent[of]) as f64 / 1e9 / self.size.span;
        let (until, from) = (self.hosting.groups(), groups);
        let [mut delivered, mut renewed] = self.latencies.take().unwrap_or_default();
        let messages = self.written - written;
        Seen {
            cores: [cores(0), cores(1), cores(2)],
            messages,
            per_second: messages as f64 / self.size.span,
            p50: millis(&mut delivered, 0.50),
            p99: millis(&mut delivered, 0.99),
            told: millis(&mut self.hosting.told, 0.99),
            renewed: millis(&mut renewed, 0.99),
            group: (until.1 - from.1) as f64 / (until.0 - from.0).max(1) as f64,
            chats: self.people.running(),
            counts: self.people.counts,
        }
    }

    fn until(&mut self, end: Nanos) {
        while let Some(what) = self.calendar.next_before(end) {
            if let Some(person) = self.hosting.happened(&mut self.calendar, what) {
                self.act(person);
            }
            while let Some(outcome) = self.hosting.reached.pop_front() {
                self.hears(outcome);
            }
        }
    }

    fn plan(&mut self, after: Nanos, what: Person) {
        self.calendar.note(after, Happening::Person(what));
    }

    fn now(&self) -> Moment {
        BEGIN + Duration::from_nanos(self.calendar.now())
    }

    fn any_process(&mut self) -> u16 {
        to_process(self.dice.below(usize::from(self.size.layout.processes)))
    }

    fn act(&mut self, what: Person) {
        match what {
            Person::Asks => self.asks(),
            Person::Takes(counsellor) => self.takes(counsellor),
            Person::Begins(of) => {
                if self.step(of, Step::Begin).is_some() {
                    let length = habits::conversation(&mut self.dice);
                    self.plan(seconds(length), Person::Ends(of));
                    self.goes_on(of);
                    self.plan_loss(of);
                }
            }
            Person::Writes(of, by_seeker) => self.writes(of, by_seeker),
            Person::Types(of, by_seeker) => self.types(of, by_seeker),
            Person::Reads(of, by_seeker) => self.marks(of, by_seeker),
            Person::Ends(of) => self.ends(of),
            Person::HasEnough(of) => {
                if self.people.talk(of).is_some_and(|talk| matches!(talk.chat, Chat::Waiting(_))) {
                    self.step(of, Step::Withdraw);
                }
            }
            Person::Deadline(of) => {
                let counsellor = self.people.counsellor_of(of);
                let due = self.people.deadline(of).is_some_and(|deadline| self.now() >= deadline);
                if due && self.step(of, Step::Tick).is_some() {
                    self.looks(counsellor);
                }
            }
            Person::Renews(counsellor) => {
                let way = self.ways.renewal(self.people.counsellors[counsellor as usize].process);
                let outcome = Outcome::Renewed { counsellor, asked: self.calendar.now() };
                self.hosting.set_out(&mut self.calendar, &way, outcome);
            }
            Person::IsLost(of) => self.is_lost(of),
            Person::IsBack(of) => self.is_back(of),
            Person::Idles(process) => {
                let pages = self.people.running() as f64 / f64::from(self.size.layout.processes);
                let span = IDLE as f64 / SECOND as f64;
                let way = self.ways.idling(process, pages / habits::PING * span, span);
                self.hosting.aside(&mut self.calendar, &way);
                if self.arrivals || self.people.running() > 0 {
                    self.plan(IDLE, Person::Idles(process));
                }
            }
        }
    }

    fn hears(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Delivered { chat, by_seeker, written } => {
                self.delivered += 1;
                self.took(0, written);
                // That it has arrived, and later that it was read.
                self.marks(chat, !by_seeker);
                if let Some(after) = habits::until_read(&mut self.dice) {
                    self.plan(after, Person::Reads(chat, !by_seeker));
                }
            }
            Outcome::Renewed { counsellor, asked } => {
                self.took(1, asked);
                let now = self.now();
                self.people.renews(counsellor, now);
                if self.arrivals || self.people.running() > 0 {
                    let renewal = u64::try_from(limits::LEASE_RENEWAL.as_nanos()).unwrap_or(u64::MAX);
                    self.plan(renewal, Person::Renews(counsellor));
                }
            }
        }
    }

    fn took(&mut self, which: usize, since: Nanos) {
        let micros = u32::try_from((self.calendar.now() - since) / 1_000).unwrap_or(u32::MAX);
        if let Some(latencies) = &mut self.latencies {
            latencies[which].push(micros);
        }
    }
}

fn to_process(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(0)
}

/// What this share of some microseconds does not exceed, in milliseconds; without any it is 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub fn millis(micros: &mut [u32], share: f64) -> f64 {
    micros.sort_unstable();
    let last = micros.len().saturating_sub(1) as f64;
    micros.get((last * share).round() as usize).map_or(0.0, |micros| f64::from(*micros) / 1e3)
}

#[cfg(test)]
mod tests;
