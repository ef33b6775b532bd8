//! Windows and macOS: a notification cannot be taken away again; once its cause has ended nobody hears its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify_rust::{Notification, NotificationResponse};

/// The system's own sound for something new.
pub const SOUND: &str = "Default";

/// A notification whose answer counts.
pub struct Shown(Arc<AtomicBool>);

impl Shown {
    pub fn withdraw(self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Here it comes and goes, and comes again: one that stands could not be taken away when its cause ends.
pub fn keep_standing(_: &mut Notification) {}

/// Its sound is played elsewhere, or there is none: without a name the system plays nothing.
pub fn keep_quiet(_: &mut Notification) {}

/// Shows it; `noted` hears whether the system took it, `answered` hears what became of it, unless it is withdrawn first.
pub fn show(
    notification: Notification,
    noted: impl FnOnce(bool) + Send + 'static,
    answered: impl FnOnce(&NotificationResponse) + Send + 'static,
) -> Shown {
    let withdrawn = Arc::new(AtomicBool::new(false));
    let over = withdrawn.clone();
    // Waiting for the answer blocks, so each has a thread of its own.
    std::thread::spawn(move || {
        let shown = notification.show();
        noted(shown.is_ok());
        let waited = shown.and_then(|handle| {
            handle.wait_for_response(move |response: &NotificationResponse| {
                if !over.load(Ordering::Relaxed) {
                    answered(response);
                }
            })
        });
        if let Err(error) = waited {
            tracing::warn!(%error, "the desktop shows no notifications");
        }
    });
    Shown(withdrawn)
}
