//! The machine: what it reports becomes requests, what the app requests becomes orders.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use beistand_app::{Handle, MachineChange, MachineRequest, PowerRequest};
use beistand_machine::{Machine, MachineEvent, Watcher};
use fluent_bundle::FluentArgs;

use super::words::Words;

/// Watched from the moment the app can be asked. What was requested before is kept until then.
#[derive(Default)]
pub struct Watched {
    machine: OnceLock<Machine>,
    requested: Mutex<Option<PowerRequest>>,
}

impl Watched {
    /// Reports to the app from now on; on the main thread.
    pub fn begin(&self, handle: Handle, words: &Words) {
        let idle_after = self.kept().as_ref().map(|request| request.idle_after);
        let watcher = Watcher {
            who: "Beistand".into(),
            why: words.text("machine-why"),
            idle_after: idle_after.unwrap_or(PowerRequest::IDLE_AFTER),
        };
        let machine = Machine::watch(watcher, move |event| {
            handle.give(MachineRequest::Note(change(event)));
        });
        // Nobody begins twice.
        let _ = self.machine.set(machine);
        self.obey(words);
    }

    pub fn request(&self, request: &PowerRequest, words: &Words) {
        *self.kept() = Some(request.clone());
        self.obey(words);
    }

    pub fn ready_to_sleep(&self) {
        if let Some(machine) = self.machine.get() {
            machine.ready_to_sleep();
        }
    }

    /// Brings the machine in line with the request; again when the words change.
    pub fn obey(&self, words: &Words) {
        let request = self.kept().clone();
        if let (Some(machine), Some(request)) = (self.machine.get(), request) {
            machine.keep_awake(request.awake);
            machine.idle_after(request.idle_after);
            machine.hold_shutdown((request.running_chats > 0).then(|| running(words, request.running_chats)));
        }
    }

    fn kept(&self) -> MutexGuard<'_, Option<PowerRequest>> {
        self.requested.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn running(words: &Words, count: u32) -> String {
    words.with("machine-running", &FluentArgs::from_iter([("count", count)]))
}

fn change(event: MachineEvent) -> MachineChange {
    match event {
        MachineEvent::Locked => MachineChange::Locked,
        MachineEvent::Unlocked => MachineChange::Unlocked,
        MachineEvent::Suspending => MachineChange::Suspending,
        MachineEvent::Woke => MachineChange::Woke,
        MachineEvent::Idle => MachineChange::Idle,
        MachineEvent::Active => MachineChange::Active,
        MachineEvent::Ending => MachineChange::Ending,
        MachineEvent::DoNotDisturb(on) => MachineChange::DoNotDisturb(on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::Language;

    #[test]
    fn the_system_says_how_many_chats_run_and_nothing_else() {
        let words = Words::of(Some(Language::De));
        assert_eq!(running(&words, 1), "Ein Live-Chat läuft noch");
        assert_eq!(running(&words, 3), "3 Live-Chats laufen noch");
    }
}
