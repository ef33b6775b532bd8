use beistand_app::{ChatId, Handle, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn accept_request(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::AcceptRequest { chat }).await
}

#[tauri::command]
pub async fn open_chat(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::OpenChat { chat }).await
}

#[tauri::command]
pub async fn close_tab(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::CloseTab { chat }).await
}

#[tauri::command]
pub async fn end_chat(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::EndChat { chat }).await
}

#[tauri::command]
pub async fn detach_chat(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::DetachChat { chat }).await
}

#[tauri::command]
pub async fn attach_chat(handle: State<'_, Handle>, chat: ChatId) -> Asked<()> {
    ask(handle, Request::AttachChat { chat }).await
}
