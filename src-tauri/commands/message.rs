use beistand_app::view::{ReadingPlace, TranscriptView};
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
        Answer::Done | Answer::Desk(_) | Answer::ReadingPlace(_) | Answer::File(_) => {
            Err(FailureCode::NotFound.into())
        }
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

#[tauri::command]
pub async fn reading_place(handle: State<'_, Handle>, chat: ChatId) -> Asked<Option<ReadingPlace>> {
    match handle.ask(Request::GetReadingPlace { chat }).await? {
        Answer::ReadingPlace(place) => Ok(place),
        Answer::Done | Answer::Desk(_) | Answer::Transcript(_) | Answer::File(_) => {
            Err(FailureCode::NotFound.into())
        }
    }
}

#[tauri::command]
pub async fn keep_reading_place(
    handle: State<'_, Handle>,
    chat: ChatId,
    place: Option<ReadingPlace>,
) -> Asked<()> {
    ask(handle, Request::KeepReadingPlace { chat, place }).await
}
