use beistand_app::{Handle, Request, Zeroizing};
use tauri::State;

use super::{Asked, ask};

#[tauri::command]
pub async fn sign_in(
    handle: State<'_, Handle>,
    server: String,
    name: String,
    password: String,
    shared: bool,
) -> Asked<()> {
    ask(handle, Request::SignIn { server, name, password, shared }).await
}

#[tauri::command]
pub async fn sign_out(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::SignOut).await
}

#[tauri::command]
pub async fn lock_now(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::LockNow).await
}

#[tauri::command]
pub async fn unlock(handle: State<'_, Handle>, pin: String) -> Asked<()> {
    ask(handle, Request::Unlock { pin: Zeroizing::new(pin) }).await
}

#[tauri::command]
pub async fn forget_pin(handle: State<'_, Handle>) -> Asked<()> {
    ask(handle, Request::ForgetPin).await
}

#[tauri::command]
pub async fn set_pin(handle: State<'_, Handle>, current: Option<String>, new: Option<String>) -> Asked<()> {
    let (current, new) = (current.map(Zeroizing::new), new.map(Zeroizing::new));
    ask(handle, Request::SetPin { current, new }).await
}
