use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use beistand_app::program::{ProgramView, UpdateState};
use beistand_app::view::{DeskView, Screen};
use beistand_app::{Answer, FailureCode, Handle, Request};
use tauri::{AppHandle, State};

use super::Asked;
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

#[tauri::command]
pub fn program_state(updates: State<'_, Updates>) -> ProgramView {
    let autostart = autostart::is_on().map_err(|error| tracing::info!(%error, "autostart")).ok();
    ProgramView { version: VERSION.into(), autostart, update: updates.state() }
}

#[tauri::command]
pub fn set_autostart(updates: State<'_, Updates>, on: bool) -> Asked<ProgramView> {
    autostart::set(on).map_err(|error| {
        tracing::warn!(%error, "starting with the system was not changed");
        FailureCode::NoStorage
    })?;
    Ok(program_state(updates))
}

#[tauri::command]
pub async fn look_for_update(
    app: AppHandle,
    handle: State<'_, Handle>,
    updates: State<'_, Updates>,
) -> Asked<UpdateState> {
    let server = match desk(&handle).await?.screen {
        Screen::Desk(desk) => Some(desk.server),
        Screen::Starting | Screen::SignIn(_) | Screen::Locked(_) => None,
    };
    Ok(updates.look(&app, server).await)
}

#[tauri::command]
pub async fn install_update(handle: State<'_, Handle>, updates: State<'_, Updates>) -> Asked<UpdateState> {
    let state = updates.load().await;
    if let UpdateState::Ready { .. } = state {
        handle.ask(Request::InstallUpdate).await?;
    }
    Ok(state)
}

#[tauri::command]
pub async fn diagnosis(handle: State<'_, Handle>, folder: State<'_, DataFolder>) -> Asked<String> {
    let facts = diagnosis::facts().await;
    let log = LogFile::tail(&folder.0, LOG_LINES);
    Ok(diagnosis::text(&facts, &desk(&handle).await?, &log))
}

#[tauri::command]
pub fn copy_diagnosis(clipboard: State<'_, Clipboard>, text: String) -> Asked<()> {
    let copied = arboard::Clipboard::new().and_then(|mut board| board.set_text(text).map(|()| board));
    let board = copied.map_err(|error| {
        tracing::warn!(%error, "nothing can be copied");
        FailureCode::NoStorage
    })?;
    *clipboard.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(board);
    Ok(())
}

async fn desk(handle: &Handle) -> Asked<DeskView> {
    match handle.ask(Request::ShowDesk).await? {
        Answer::Desk(view) => Ok(*view),
        _ => Err(FailureCode::NotFound.into()),
    }
}
