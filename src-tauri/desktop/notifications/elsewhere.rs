//! Windows and macOS: a notification cannot be taken away again; once its cause has ended nobody hears its answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

use notify_rust::{Notification, NotificationResponse};

/// The system's own sound for something new.
pub const SOUND: &str = "Default";

/// What the system knows the program by; the bundler writes the same into shortcuts and bundles.
const ID: &str = "de.beistand.desk";
static KNOWN: Once = Once::new();

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
    mut notification: Notification,
    noted: impl FnOnce(bool) + Send + 'static,
    answered: impl FnOnce(&NotificationResponse) + Send + 'static,
) -> Shown {
    KNOWN.call_once(introduce);
    name(&mut notification);
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

/// Windows drops toasts of programs it does not know. The installer's shortcut makes it known; this does where there is no
/// installer, or the shortcut was lost.
#[cfg(windows)]
fn introduce() {
    let key = windows_registry::CURRENT_USER.create(format!("Software\\Classes\\AppUserModelId\\{ID}"));
    if let Err(error) = key.and_then(|key| key.set_string("DisplayName", "Beistand")) {
        tracing::warn!(%error, "Windows does not know the program");
    }
}

#[cfg(windows)]
fn name(notification: &mut Notification) {
    notification.app_id(ID);
}

/// Without it macOS shows the notification as one of the Finder.
#[cfg(target_os = "macos")]
fn introduce() {
    if let Err(error) = notify_rust::set_application(ID) {
        tracing::warn!(%error, "macOS does not know the program");
    }
}

/// macOS takes the name from the bundle.
#[cfg(target_os = "macos")]
fn name(_: &mut Notification) {}
