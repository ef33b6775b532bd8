//! The program as a guest on its machine: version, start with the system, updates, diagnosis.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use beistand_app::program::{ProgramView, UpdateState};
use beistand_app::view::{DeskView, Screen};
use beistand_app::{Failure, FailureCode};
use tauri::{AppHandle, Manager as _};

use crate::log_file::LogFile;
use crate::program::update::Updates;
use crate::program::{VERSION, autostart, diagnosis};

/// So many lines of the log go with a diagnosis.
const LOG_LINES: usize = 60;

/// Where this desk's data lies.
pub struct DataFolder(pub PathBuf);

/// What was copied stays on some desktops only as long as the program that copied it holds on to it.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

/// The program as its page shows it.
pub fn state(app: &AppHandle) -> ProgramView {
    let autostart = autostart::is_on().map_err(|error| tracing::info!(%error, "autostart")).ok();
    ProgramView { version: VERSION.into(), autostart, update: app.state::<Updates>().state() }
}

/// Starts it with the system from now on, or no longer.
pub fn set_autostart(on: bool) -> Result<(), Failure> {
    autostart::set(on).map_err(|error| {
        tracing::warn!(%error, "starting with the system was not changed");
        FailureCode::NoStorage.into()
    })
}

/// Asks the server that the desk is signed in to.
pub async fn look_for_update(app: &AppHandle, view: DeskView) -> UpdateState {
    let server = match view.screen {
        Screen::Desk(desk) => Some(desk.server),
        Screen::Starting | Screen::SignIn(_) | Screen::Locked(_) => None,
    };
    app.state::<Updates>().look_for_update(app, server).await
}

/// Loads the update that was found, and checks it.
pub async fn load_update(app: &AppHandle) -> UpdateState {
    app.state::<Updates>().load().await
}

/// What support needs to know.
pub async fn diagnosis(app: &AppHandle, view: &DeskView) -> String {
    let facts = diagnosis::facts().await;
    let log = LogFile::tail(&app.state::<DataFolder>().0, LOG_LINES);
    diagnosis::text(&facts, view, &log)
}

/// Puts a text on the clipboard.
pub fn copy(app: &AppHandle, text: &str) -> Result<(), Failure> {
    let copied = arboard::Clipboard::new().and_then(|mut board| board.set_text(text).map(|()| board));
    let board = copied.map_err(|error| {
        tracing::warn!(%error, "nothing can be copied");
        FailureCode::NoStorage
    })?;
    *app.state::<Clipboard>().0.lock().unwrap_or_else(PoisonError::into_inner) = Some(board);
    Ok(())
}
