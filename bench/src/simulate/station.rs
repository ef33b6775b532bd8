//! Cores that work off what comes, in turns.

use std::collections::VecDeque;

use super::calendar::{MILLI, Nanos};

/// How long a job runs before others have their turn, about as an operating system does it: a large group must not stop
/// everything else on a core.
const TURN: Nanos = MILLI;

/// A piece of work of the traveller with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    pub traveller: u32,
    /// What is left of it.
    pub left: Nanos,
}

/// What begins now, and how long until it has had its turn.
pub struct Begun {
    pub job: Job,
    pub takes: Nanos,
}

/// Some cores with one queue.
pub struct Station {
    cores: u32,
    busy: u32,
    queue: VecDeque<Job>,
}

impl Station {
    pub fn new(cores: u32) -> Self {
        Self { cores, busy: 0, queue: VecDeque::new() }
    }

    /// Takes a job; gives it back with its time when a core is free.
    pub fn take(&mut self, job: Job) -> Option<Begun> {
        self.queue.push_back(job);
        self.begin()
    }

    /// A job had its turn: gives what begins now, and whether this job is done.
    pub fn had_turn(&mut self, job: Job) -> (bool, Option<Begun>) {
        self.busy -= 1;
        let left = job.left.saturating_sub(TURN);
        if left > 0 {
            self.queue.push_back(Job { left, ..job });
        }
        (left == 0, self.begin())
    }

    fn begin(&mut self) -> Option<Begun> {
        if self.busy >= self.cores {
            return None;
        }
        let job = self.queue.pop_front()?;
        self.busy += 1;
        let takes = job.left.min(TURN);
        Some(Begun { job, takes })
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::{Calendar, SECOND};
    use super::super::dice::Dice;
    use super::*;

    enum Event {
        Comes,
        Turn(Job),
    }

    /// Jobs of `length` that come by themselves, `apart` on average; gives their mean time in the queue.
    fn mean_wait(cores: u32, length: Nanos, apart: f64, until: Nanos) -> f64 {
        let (mut calendar, mut dice) = (Calendar::new(), Dice::new(3));
        let mut station = Station::new(cores);
        let (mut came, mut waited, mut done) = (Vec::new(), 0.0, 0_u32);
        calendar.note(0, Event::Comes);
        while let Some(event) = calendar.next_before(until) {
            let begun = match event {
                Event::Comes => {
                    calendar.note(dice.apart(apart) as Nanos, Event::Comes);
                    came.push(calendar.now());
                    station.take(Job { traveller: came.len() as u32 - 1, left: length })
                }
                Event::Turn(job) => {
                    let (finished, next) = station.had_turn(job);
                    if finished {
                        waited += (calendar.now() - came[job.traveller as usize] - length) as f64;
                        done += 1;
                    }
                    next
                }
            };
            if let Some(Begun { job, takes }) = begun {
                calendar.note(takes, Event::Turn(job));
            }
        }
        waited / f64::from(done)
    }

    /// Pollaczek and Khinchine: with one core and equal jobs the mean wait is `use · length / 2 (1 - use)`.
    #[test]
    fn one_core_with_equal_jobs_waits_as_the_formula_says() {
        let length = 100_000;
        for used in [0.3, 0.6, 0.8] {
            let wait = mean_wait(1, length, length as f64 / used, 200 * SECOND);
            let formula = used * length as f64 / (2.0 * (1.0 - used));
            assert!((wait / formula - 1.0).abs() < 0.03, "{wait} against {formula} at {used}");
        }
    }

    #[test]
    fn more_cores_than_work_leave_nobody_waiting() {
        assert!(mean_wait(64, 100_000, 1_000_000.0, 10 * SECOND) < 1.0);
    }

    #[test]
    fn a_long_job_lets_a_short_one_have_its_turn() {
        let mut station = Station::new(1);
        let long = station.take(Job { traveller: 0, left: 5 * TURN }).unwrap();
        assert!(station.take(Job { traveller: 1, left: TURN / 2 }).is_none());
        let (done, next) = station.had_turn(long.job);
        assert!(!done && next.unwrap().job.traveller == 1);
    }
}
