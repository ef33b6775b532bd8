//! Linux: over D-Bus, each notification with a task that shows it, waits for the answer, and takes it away.

use notify_rust::{Hint, Notification, NotificationResponse, Timeout, Urgency};
use tokio::sync::oneshot;

/// The system's own sound for something new.
pub const SOUND: &str = "message-new-instant";

/// A notification that stands, or is about to.
pub struct Shown(oneshot::Sender<()>);

impl Shown {
    pub fn withdraw(self) {
        // Nobody listens when it has been answered or closed already.
        let _ = self.0.send(());
    }
}

/// A seeker waits: it stands until it is answered or withdrawn.
pub fn keep_standing(notification: &mut Notification) {
    notification.urgency(Urgency::Critical).timeout(Timeout::Never);
}

/// Its sound is played elsewhere, or there is none.
pub fn keep_quiet(notification: &mut Notification) {
    notification.hint(Hint::SuppressSound(true));
}

/// Shows it; `noted` hears whether the system took it, `answered` hears what became of it, unless it is withdrawn first.
pub fn show(
    notification: Notification,
    noted: impl FnOnce(bool) + Send + 'static,
    answered: impl FnOnce(&NotificationResponse) + Send + 'static,
) -> Shown {
    let (withdraw, withdrawn) = oneshot::channel();
    tauri::async_runtime::spawn(async move {
        let handle = match notification.show_async().await {
            Ok(handle) => handle,
            Err(error) => {
                tracing::warn!(%error, "the desktop shows no notifications");
                return noted(false);
            }
        };
        noted(true);
        tokio::select! {
            () = handle.wait_for_action_async(answered) => {}
            _ = withdrawn => {}
        }
        // Some servers leave it standing when an action was chosen; closing a closed one does nothing.
        handle.close_async().await;
    });
    Shown(withdraw)
}
