use beistand_app::{Answer, FailureCode, Handle, Request, Settings};
use tauri::State;

use super::{Asked, ask};

pub async fn get_settings(handle: State<'_, Handle>) -> Asked<Settings> {
    match handle.ask(Request::GetSettings).await? {
        Answer::Settings(settings) => Ok(settings),
        Answer::Done
        | Answer::Desk(_)
        | Answer::Transcript(_)
        | Answer::ReadingPlace(_)
        | Answer::File(_) => Err(FailureCode::NotFound.into()),
    }
}

#[tauri::command]
pub async fn set_settings(handle: State<'_, Handle>, settings: Settings) -> Asked<()> {
    ask(handle, Request::SetSettings { settings }).await
}
