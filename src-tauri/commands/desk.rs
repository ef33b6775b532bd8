use beistand_app::view::{Choice, DeskView, Place};
use beistand_app::{Answer, FailureCode, Handle, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn desk_snapshot(handle: State<'_, Handle>) -> Asked<DeskView> {
    match handle.ask(Request::ShowDesk).await? {
        Answer::Desk(view) => Ok(*view),
        Answer::Done | Answer::Transcript(_) | Answer::ReadingPlace(_) | Answer::File(_) => {
            Err(FailureCode::NotFound.into())
        }
    }
}

#[tauri::command]
pub async fn go_to(handle: State<'_, Handle>, place: Place) -> Asked<()> {
    ask(handle, Request::GoTo { place }).await
}

#[tauri::command]
pub async fn answer_question(handle: State<'_, Handle>, id: u64, choice: Choice) -> Asked<()> {
    ask(handle, Request::AnswerQuestion { id, choice }).await
}

#[tauri::command]
pub async fn dismiss_notice(handle: State<'_, Handle>, id: u64) -> Asked<()> {
    ask(handle, Request::DismissNotice { id }).await
}

#[tauri::command]
pub async fn reconnect_now(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::ReconnectNow).await
}

#[tauri::command]
pub async fn quit(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::Quit).await
}
