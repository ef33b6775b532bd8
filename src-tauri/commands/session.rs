use beistand_app::{Handle, Request};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn sign_in(handle: State<'_, Handle>, server: String, name: String, password: String) -> Asked<()> {
    ask(handle, Request::SignIn { server, name, password }).await
}

#[tauri::command]
pub async fn sign_out(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::SignOut).await
}
