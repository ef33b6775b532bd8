use beistand_app::{Handle, Request, Settings};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn set_settings(handle: State<'_, Handle>, settings: Settings) -> Asked<()> {
    ask(handle, Request::SetSettings { settings }).await
}
