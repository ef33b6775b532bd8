//! Sounds and the self-test.

use beistand_app::{Handle, Request, Sound, Tune};
use serde::Deserialize;
use tauri::State;

use super::{Asked, ask};
use crate::desktop::{self, TauriDesktop};

/// A sound to try.
#[derive(Deserialize)]
pub struct TuneToTry {
    sound: Sound,
    volume: u8,
    output: Option<String>,
}

#[tauri::command]
pub async fn sound_outputs() -> Vec<String> {
    // Asking the sound system takes its time.
    tauri::async_runtime::spawn_blocking(desktop::sound_outputs).await.unwrap_or_default()
}

/// Whether an output took it.
#[tauri::command]
pub async fn try_tune(desktop: State<'_, TauriDesktop>, tune: TuneToTry) -> Asked<bool> {
    let TuneToTry { sound, volume, output } = tune;
    Ok(desktop.try_tune(Tune { sound, volume, output }).await)
}

#[tauri::command]
pub async fn begin_self_test(handle: State<'_, Handle>, before_duty: bool) -> Asked<()> {
    ask(handle, Request::BeginSelfTest { before_duty }).await
}

#[tauri::command]
pub async fn end_self_test(handle: State<'_, Handle>, switch_on: bool) -> Asked<()> {
    ask(handle, Request::EndSelfTest { switch_on }).await
}
