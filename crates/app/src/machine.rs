//! What the machine says about the person in front of it, and what follows from it.

use std::time::Duration;

use beistand_domain::{Moment, limits};
use beistand_protocol::rest::availability::AwayReason;

/// Something about the machine has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineChange {
    Locked,
    Unlocked,
    /// The machine is about to sleep; it waits a moment for [`crate::Desktop::ready_to_sleep`].
    Suspending,
    Woke,
    /// Nobody has touched the machine for [`PowerRequest::idle_after`].
    Idle,
    /// The person touches it again.
    Active,
    /// The system ends the person's session.
    Ending,
    /// The system shows no notifications for now, or shows them again.
    DoNotDisturb(bool),
}

/// What the app wants from the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerRequest {
    /// Seekers count on this desk: the system must not slow the program down.
    pub awake: bool,
    /// Chats that run: the system names them before it shuts down.
    pub running_chats: u32,
    /// After this long without input [`MachineChange::Idle`] is to come.
    pub idle_after: Duration,
}

/// The person and the machine, as far as the machine says.
#[derive(Debug)]
pub struct Machine {
    locked: bool,
    suspended: bool,
    idle_since: Option<Moment>,
    pub do_not_disturb: bool,
    /// How long after the last input [`MachineChange::Idle`] comes.
    pub idle_after: Duration,
}

impl PowerRequest {
    /// [`Self::idle_after`] until the app asks for another.
    pub const IDLE_AFTER: Duration = limits::IDLE_PAUSES_AFTER;
}

impl Default for Machine {
    fn default() -> Self {
        let idle_after = PowerRequest::IDLE_AFTER;
        Self { locked: false, suspended: false, idle_since: None, do_not_disturb: false, idle_after }
    }
}

impl Machine {
    /// Takes a change at `now`.
    pub fn note(&mut self, change: MachineChange, now: Moment) {
        match change {
            MachineChange::Locked => self.locked = true,
            MachineChange::Unlocked => self.locked = false,
            MachineChange::Suspending => self.suspended = true,
            MachineChange::Woke => self.suspended = false,
            MachineChange::Idle => self.idle_since = Some(now - self.idle_after),
            MachineChange::Active => self.idle_since = None,
            MachineChange::Ending => {}
            MachineChange::DoNotDisturb(on) => self.do_not_disturb = on,
        }
    }

    /// The person has just done what only they do: whatever the machine has said of them before is outdated.
    pub fn proves_presence(&mut self) {
        self.locked = false;
        self.idle_since = None;
    }

    /// Why the person is not there, if so; what weighs most.
    pub fn away(&self, now: Moment) -> Option<AwayReason> {
        if self.suspended {
            Some(AwayReason::Suspended)
        } else if self.locked {
            Some(AwayReason::Locked)
        } else {
            self.is_idle(now, limits::IDLE_PAUSES_AFTER).then_some(AwayReason::Idle)
        }
    }

    /// Whether nobody has touched the machine for this long.
    pub fn is_idle(&self, now: Moment, length: Duration) -> bool {
        self.idle_since.is_some_and(|since| now >= since + length)
    }

    /// When idleness of one of these lengths begins.
    pub fn deadline(&self, now: Moment, lengths: impl IntoIterator<Item = Duration>) -> Option<Moment> {
        let since = self.idle_since?;
        lengths.into_iter().map(|length| since + length).filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: u64) -> Moment {
        Moment::from_millis(0) + Duration::from_secs(minutes * 60)
    }

    #[test]
    fn what_weighs_most_is_the_reason_and_all_of_it_has_to_end() {
        let mut machine = Machine::default();
        assert_eq!(machine.away(at(60)), None);
        machine.note(MachineChange::Idle, at(60));
        assert_eq!(machine.away(at(60)), Some(AwayReason::Idle));
        machine.note(MachineChange::Locked, at(61));
        assert_eq!(machine.away(at(61)), Some(AwayReason::Locked));
        machine.note(MachineChange::Suspending, at(62));
        assert_eq!(machine.away(at(62)), Some(AwayReason::Suspended));
        machine.note(MachineChange::Woke, at(63));
        machine.note(MachineChange::Active, at(63));
        assert_eq!(machine.away(at(63)), Some(AwayReason::Locked));
        machine.note(MachineChange::Unlocked, at(64));
        assert_eq!(machine.away(at(64)), None);
    }

    #[test]
    fn an_early_sign_of_idleness_is_counted_on_from() {
        let mut machine = Machine { idle_after: Duration::from_secs(120), ..Machine::default() };
        machine.note(MachineChange::Idle, at(10));
        assert_eq!(machine.away(at(17)), None);
        let lengths = [Duration::from_secs(120), limits::IDLE_PAUSES_AFTER];
        assert_eq!(machine.deadline(at(10), lengths), Some(at(18)));
        assert_eq!(machine.away(at(18)), Some(AwayReason::Idle));
        assert_eq!(machine.deadline(at(18), lengths), None);
    }
}
