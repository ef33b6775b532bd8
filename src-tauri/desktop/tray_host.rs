//! Whether this desktop shows trays at all, now and whenever that changes. GNOME may not, and panels come and go.

use beistand_app::Handle;
#[cfg(target_os = "linux")]
use beistand_app::MachineRequest;

/// Tells the app, from a task that lasts as long as the program.
#[cfg(target_os = "linux")]
pub fn watch(handle: Handle) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = follow(&handle).await {
            tracing::warn!(%error, "the desktop does not say whether it has a tray");
            handle.give(MachineRequest::NoteTray { there: false });
        }
    });
}

/// Windows and macOS always have one.
#[cfg(not(target_os = "linux"))]
pub fn watch(_: Handle) {}

#[cfg(target_os = "linux")]
async fn follow(handle: &Handle) -> zbus::Result<()> {
    use futures_util::StreamExt as _;
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    // Listens first, then asks, so that nothing falls between.
    let mut changes = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let there = names.name_has_owner(WATCHER.try_into()?).await?;
    handle.give(MachineRequest::NoteTray { there });
    while let Some(change) = changes.next().await {
        let there = change.args()?.new_owner().is_some();
        handle.give(MachineRequest::NoteTray { there });
    }
    Ok(())
}
