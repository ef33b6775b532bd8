use beistand_app::{Answer, FailureCode, Handle, Language, Request, Settings};
use tauri::State;

use super::{Asked, ask};
use crate::desktop::system_language as of_system;

/// What the window speaks unless the person has chosen.
#[tauri::command]
pub fn system_language() -> Language {
    of_system()
}

#[tauri::command]
pub async fn get_settings(handle: State<'_, Handle>) -> Asked<Settings> {
    match handle.ask(Request::GetSettings).await? {
        Answer::Settings(settings) => Ok(settings),
        Answer::Done | Answer::Desk(_) | Answer::Transcript(_) | Answer::ReadingPlace(_) => {
            Err(FailureCode::NotFound.into())
        }
    }
}

#[tauri::command]
pub async fn set_settings(handle: State<'_, Handle>, settings: Settings) -> Asked<()> {
    ask(handle, Request::SetSettings { settings }).await
}
