//! What is known of the machine. Several sources say the same thing, and some repeat it: each change is published once.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineEvent {
    /// The screen was locked, or another person uses it.
    Locked,
    Unlocked,
    /// It goes to sleep in a few seconds, or once [`crate::Machine::ready_to_sleep`] was called.
    Suspending,
    Woke,
    /// Nobody has touched it for the time that was asked for.
    Idle,
    Active,
    /// The session ends, or the machine is switched off.
    Ending,
    /// The person wants no notifications, or wants them again.
    DoNotDisturb(bool),
}

/// Sources of what is said about do-not-disturb; they may be there side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DisturbSource {
    /// The notification server, or the system.
    Server,
    /// The settings of the desktop.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only Linux has settings apart"))]
    Settings,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    locked: bool,
    asleep: bool,
    idle: bool,
    ending: bool,
    server: Option<bool>,
    settings: Option<bool>,
}

impl Known {
    /// Whether this is news.
    pub(crate) fn take(&mut self, event: MachineEvent) -> bool {
        let (state, now) = match event {
            MachineEvent::Locked => (&mut self.locked, true),
            MachineEvent::Unlocked => (&mut self.locked, false),
            MachineEvent::Suspending => (&mut self.asleep, true),
            MachineEvent::Woke => (&mut self.asleep, false),
            MachineEvent::Idle => (&mut self.idle, true),
            MachineEvent::Active => (&mut self.idle, false),
            MachineEvent::Ending => (&mut self.ending, true),
            // Taken by source, see below.
            MachineEvent::DoNotDisturb(_) => return false,
        };
        std::mem::replace(state, now) != now
    }

    /// A source says whether notifications are held back, or says no more. The news, if it is any.
    pub(crate) fn disturb(&mut self, source: DisturbSource, says: Option<bool>) -> Option<MachineEvent> {
        let before = self.do_not_disturb().unwrap_or(false);
        match source {
            DisturbSource::Server => self.server = says,
            DisturbSource::Settings => self.settings = says,
        }
        let now = self.do_not_disturb().unwrap_or(false);
        (before != now).then_some(MachineEvent::DoNotDisturb(now))
    }

    /// One that holds back is enough.
    pub(crate) fn do_not_disturb(&self) -> Option<bool> {
        match (self.server, self.settings) {
            (Some(server), Some(settings)) => Some(server || settings),
            (one, other) => one.or(other),
        }
    }
}

/// Passes news on.
pub(crate) struct Notifier {
    known: Mutex<Known>,
    publish: Box<dyn Fn(MachineEvent) + Send + Sync>,
}

impl Notifier {
    pub(crate) fn new(publish: impl Fn(MachineEvent) + Send + Sync + 'static) -> Self {
        Self { known: Mutex::default(), publish: Box::new(publish) }
    }

    pub(crate) fn publish(&self, event: MachineEvent) {
        if self.known().take(event) {
            (self.publish)(event);
        }
    }

    pub(crate) fn disturb(&self, source: DisturbSource, says: Option<bool>) {
        let news = self.known().disturb(source, says);
        if let Some(event) = news {
            (self.publish)(event);
        }
    }

    pub(crate) fn do_not_disturb(&self) -> Option<bool> {
        self.known().do_not_disturb()
    }

    /// Nobody has touched the machine for `idle`; from `after` on that is news.
    pub(crate) fn untouched_for(&self, idle: std::time::Duration, after: std::time::Duration) {
        self.publish(if idle >= after { MachineEvent::Idle } else { MachineEvent::Active });
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn published(say: impl FnOnce(&Notifier)) -> Vec<MachineEvent> {
        let (publisher, events) = mpsc::channel();
        let notifier = Notifier::new(move |event| publisher.send(event).unwrap());
        say(&notifier);
        drop(notifier);
        events.iter().collect()
    }

    #[test]
    fn what_two_sources_say_is_published_once() {
        let events = published(|notifier| {
            for event in [MachineEvent::Locked, MachineEvent::Locked, MachineEvent::Unlocked] {
                notifier.publish(event);
            }
            notifier.publish(MachineEvent::Unlocked);
            notifier.publish(MachineEvent::Locked);
        });
        assert_eq!(events, [MachineEvent::Locked, MachineEvent::Unlocked, MachineEvent::Locked]);
    }

    #[test]
    fn what_was_true_all_along_is_no_news() {
        let events = published(|notifier| {
            notifier.publish(MachineEvent::Unlocked);
            notifier.publish(MachineEvent::Active);
            notifier.publish(MachineEvent::Woke);
        });
        assert_eq!(events, []);
    }

    #[test]
    fn lock_sleep_and_idleness_are_three_things() {
        let all = [
            MachineEvent::Idle,
            MachineEvent::Locked,
            MachineEvent::Suspending,
            MachineEvent::Woke,
            MachineEvent::Active,
            MachineEvent::Unlocked,
            MachineEvent::Ending,
        ];
        assert_eq!(published(|notifier| all.into_iter().for_each(|event| notifier.publish(event))), all);
    }

    #[test]
    fn idleness_begins_with_the_time_asked_for() {
        let after = Duration::from_secs(600);
        let events = published(|notifier| {
            for seconds in [0, 599, 600, 900, 3, 700] {
                notifier.untouched_for(Duration::from_secs(seconds), after);
            }
        });
        assert_eq!(events, [MachineEvent::Idle, MachineEvent::Active, MachineEvent::Idle]);
    }

    #[test]
    fn one_source_that_holds_notifications_back_is_enough() {
        let mut known = Known::default();
        assert_eq!(known.do_not_disturb(), None, "nobody says anything");
        assert_eq!(known.disturb(DisturbSource::Server, Some(false)), None);
        assert_eq!(known.do_not_disturb(), Some(false));
        let on = Some(MachineEvent::DoNotDisturb(true));
        assert_eq!(known.disturb(DisturbSource::Settings, Some(true)), on);
        assert_eq!(known.disturb(DisturbSource::Server, None), None, "the settings still say so");
        let off = Some(MachineEvent::DoNotDisturb(false));
        assert_eq!(known.disturb(DisturbSource::Settings, None), off, "nobody says so any more");
    }
}
