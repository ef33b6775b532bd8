//! This process, as the others know it: its number, and whether it may judge the others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beistand_domain::Moment;
use beistand_store::ProcessNo;

/// How often a process says that it lives.
pub const SAY: Duration = Duration::from_secs(3);
/// A process that has not said so for this long is given up.
pub const DEAD_AFTER: Duration = Duration::from_secs(10);
/// Between two words of one process that was received all the time there is less than this.
const GAP: Duration = SAY.saturating_mul(2);

/// This process, as the others know it.
#[derive(Debug)]
pub struct ThisProcess {
    no: Mutex<ProcessNo>,
    pulse: Mutex<Pulse>,
    /// Something that was to be written down was not, or was missed.
    unsure: AtomicBool,
}

impl ThisProcess {
    /// A process that has just joined.
    pub fn new(process: ProcessNo, now: Moment) -> Self {
        let (no, unsure) = (Mutex::new(process), AtomicBool::new(false));
        Self { no, pulse: Mutex::new(Pulse::begin(now)), unsure }
    }

    /// When it last said that it lives.
    pub fn pulse(&self) -> MutexGuard<'_, Pulse> {
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its number; another one after it was given up and has joined again.
    pub fn process(&self) -> ProcessNo {
        *self.no.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It was given up and has joined again under this number.
    pub fn joined_again(&self, process: ProcessNo) {
        *self.no.lock().unwrap_or_else(PoisonError::into_inner) = process;
        self.is_unsure();
    }

    /// The next round compares who is connected with what the database says.
    pub fn is_unsure(&self) {
        self.unsure.store(true, Ordering::Release);
    }

    /// Whether that was to be compared; it is not asked for twice.
    pub fn take_unsure(&self) -> bool {
        self.unsure.swap(false, Ordering::AcqRel)
    }
}

/// When a process last said that it lives, and since when without a gap.
///
/// A process that slept, or had no database, finds all others silent, as they find it. It gives nobody up until it has
/// been received itself for as long as it waits for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    since: Moment,
    last: Moment,
}

impl Pulse {
    pub fn begin(now: Moment) -> Self {
        Self { since: now, last: now }
    }

    /// It was announced.
    pub fn announced(&mut self, now: Moment) {
        if now.since(self.last) >= GAP {
            self.since = now;
        }
        self.last = now;
    }

    /// Whether this process may judge others.
    pub fn may_judge(&self, now: Moment) -> bool {
        now.since(self.last) < GAP && now.since(self.since) >= DEAD_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::from_millis(0) + Duration::from_secs(seconds)
    }

    #[test]
    fn a_process_judges_others_only_after_it_was_heard_for_as_long() {
        let mut pulse = Pulse::begin(at(0));
        assert!(!pulse.may_judge(at(3)), "it has just begun");
        for second in (3..=12).step_by(3) {
            pulse.announced(at(second));
        }
        assert!(pulse.may_judge(at(12)));
        assert!(!pulse.may_judge(at(18)), "it was silent itself");
        let mut short = pulse;
        short.announced(at(20));
        assert!(
            !short.may_judge(at(22)),
            "an outage of eight seconds: others were silent for longer than ten"
        );
        pulse.announced(at(40));
        assert!(!pulse.may_judge(at(41)), "it slept: the others may have gone on all the time");
        pulse.announced(at(43));
        pulse.announced(at(46));
        pulse.announced(at(49));
        assert!(pulse.may_judge(at(50)));
    }
}
