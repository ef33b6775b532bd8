//! What the machine says about the person in front of it: whether the screen is locked, whether it goes to sleep,
//! whether nobody touches it, whether the session ends, whether nobody wants to be disturbed. It knows nothing of
//! counselling; the desk decides what follows. [`trim_heap`] is for a program that shows no window.
//!
//! Whatever a system does not offer is missing without an error: it is logged once, and found when it appears later.

mod known;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;

use std::sync::Arc;
use std::time::Duration;

pub use known::MachineEvent;
use known::Notifier;

/// Who watches, in words that the system shows to the person.
#[derive(Clone, Debug)]
pub struct Watcher {
    /// Name of the program.
    pub who: String,
    /// Why it wants a moment before the machine sleeps.
    pub why: String,
    /// How long nobody touches anything before it counts as idle; see [`Machine::idle_after`].
    pub idle_after: Duration,
}

/// Returns the allocator's free memory to the system. Only glibc has to be asked for it; elsewhere this does nothing.
pub fn trim_heap() {
    system::trim_heap();
}

/// The machine, watched for as long as the program runs. Cheap to clone.
#[derive(Clone)]
pub struct Machine {
    notifier: Arc<Notifier>,
    system: system::System,
}

impl Machine {
    /// Watches from now on; `publish` gets every change once, from a thread of the crate's own, and must not block. On
    /// macOS this is to be called on the main thread.
    pub fn watch(watcher: Watcher, publish: impl Fn(MachineEvent) + Send + Sync + 'static) -> Self {
        let notifier = Arc::new(Notifier::new(publish));
        let system = system::System::watch(watcher, notifier.clone());
        Self { notifier, system }
    }

    /// Whether notifications are held back now; none where the system does not say.
    pub fn do_not_disturb(&self) -> Option<bool> {
        self.notifier.do_not_disturb()
    }

    /// How long nobody touches anything before it counts as idle.
    pub fn idle_after(&self, idle_after: Duration) {
        self.system.idle_after(idle_after);
    }

    /// Whether the program must keep its timers while its window is hidden. Only macOS puts such programs to rest.
    pub fn keep_awake(&self, awake: bool) {
        self.system.keep_awake(awake);
    }

    /// Has the system ask before it shuts down, with this reason. macOS knows no such thing: there the program is asked
    /// to quit, and can say no.
    pub fn hold_shutdown(&self, reason: Option<String>) {
        self.system.hold_shutdown(reason);
    }

    /// After [`MachineEvent::Suspending`] or [`MachineEvent::Ending`]: what had to be said has been said. Without it
    /// the system waits a few seconds at most.
    pub fn ready_to_sleep(&self) {
        self.system.ready_to_sleep();
    }
}
