use beistand_app::view::BreakReason;
use beistand_app::{Handle, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn set_availability(handle: State<'_, Handle>, on: bool) -> Asked<()> {
    ask(handle, Request::SetAvailability { on }).await
}

#[tauri::command]
pub async fn pause_duty(handle: State<'_, Handle>, why: BreakReason) -> Asked<()> {
    ask(handle, Request::PauseDuty { why }).await
}
