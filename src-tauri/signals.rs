//! The system ends the program: the availability ends with it.

use beistand_app::{Handle, MachineRequest};

/// Waits for the system's signals to end.
pub fn watch(handle: Handle) {
    tauri::async_runtime::spawn(async move {
        while asked_to_end().await {
            handle.give(MachineRequest::QuitNow);
        }
    });
}

/// False: signals cannot be heard here.
#[cfg(unix)]
async fn asked_to_end() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hang_up)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
    else {
        return false;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    true
}

/// False: signals cannot be heard here.
#[cfg(windows)]
async fn asked_to_end() -> bool {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
    let (Ok(mut interrupt), Ok(mut close), Ok(mut shutdown)) = (ctrl_c(), ctrl_close(), ctrl_shutdown())
    else {
        return false;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = close.recv() => {}
        _ = shutdown.recv() => {}
    }
    true
}
