use beistand_app::view::TranscriptView;
use beistand_app::{Answer, ChatId, FailureCode, Handle, MessageId, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn transcript(
    handle: State<'_, Handle>,
    chat: ChatId,
    earlier_than: Option<MessageId>,
) -> Asked<TranscriptView> {
    match handle.ask(Request::ShowTranscript { chat, earlier_than }).await? {
        Answer::Transcript(view) => Ok(view),
        Answer::Done | Answer::Desk(_) | Answer::Settings(_) => Err(FailureCode::NotFound.into()),
    }
}

#[tauri::command]
pub async fn send_message(handle: State<'_, Handle>, chat: ChatId, text: String) -> Asked<()> {
    ask(handle, Request::SendMessage { chat, text }).await
}

#[tauri::command]
pub async fn save_draft(handle: State<'_, Handle>, chat: ChatId, text: String) -> Asked<()> {
    ask(handle, Request::SaveDraft { chat, text }).await
}

#[tauri::command]
pub async fn typing(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::Typing { chat }).await
}

#[tauri::command]
pub async fn mark_read(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::MarkRead { chat }).await
}
