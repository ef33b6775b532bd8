//! Windows: a window that nobody sees hears of sessions, power and the end. A window made for messages alone would not:
//! power and the end are reported to top-level windows only.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Watcher;
use crate::known::{DisturbSource, MachineEvent, Notifier};

mod window;

/// Windows gives a program about two seconds before sleep, and five before the end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Windows trims its heap by itself.
pub(crate) fn trim_heap() {}

/// What the window and its askers share.
#[derive(Clone)]
pub(crate) struct System(Arc<Shared>);

struct Shared {
    notifier: Arc<Notifier>,
    asked: Mutex<Asked>,
    ready: Condvar,
}

struct Asked {
    idle_after: Duration,
    hold: Option<String>,
    ready: bool,
    /// The window, once it is there.
    window: Option<window::Address>,
}

impl System {
    pub(crate) fn watch(watcher: Watcher, notifier: Arc<Notifier>) -> Self {
        let asked = Asked { idle_after: watcher.idle_after, hold: None, ready: false, window: None };
        let shared = Arc::new(Shared { notifier, asked: Mutex::new(asked), ready: Condvar::new() });
        let of_thread = shared.clone();
        let thread = std::thread::Builder::new().name("machine".into());
        let spawned = thread.spawn(move || {
            if let Err(error) = window::run(&watcher.who, of_thread) {
                tracing::warn!(%error, "the machine is not watched");
            }
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, "the machine is not watched");
        }
        Self(shared)
    }

    pub(crate) fn idle_after(&self, idle_after: Duration) {
        self.0.asked().idle_after = idle_after;
    }

    /// Windows slows only what it knows to be in the background for good; a program with a tray icon is not.
    pub(crate) fn keep_awake(&self, _: bool) {}

    pub(crate) fn hold_shutdown(&self, reason: Option<String>) {
        let window = {
            let mut asked = self.0.asked();
            asked.hold = reason;
            asked.window
        };
        if let Some(window) = window {
            window.reason_changed();
        }
    }

    pub(crate) fn ready_to_sleep(&self) {
        self.0.asked().ready = true;
        self.0.ready.notify_all();
    }
}

impl Shared {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells, and waits until that has been passed on: as soon as the window answers, the machine goes on.
    fn tell_and_wait(&self, event: MachineEvent) {
        self.asked().ready = false;
        self.notifier.publish(event);
        let asked = self.asked();
        let waited = self.ready.wait_timeout_while(asked, PATIENCE, |asked| !asked.ready);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// What Windows does not report by itself.
    fn poll(&self, untouched: Duration, held_back: Option<bool>) {
        let after = self.asked().idle_after;
        self.notifier.untouched_for(untouched, after);
        self.notifier.disturb(DisturbSource::Server, held_back);
    }
}
