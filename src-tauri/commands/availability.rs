use beistand_app::{Handle, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn set_availability(handle: State<'_, Handle>, on: bool) -> Asked<()> {
    ask(handle, Request::SetAvailability { on }).await
}
