//! What the page may ask for: each command hands one request on.

mod alerts;
mod availability;
mod chat;
mod desk;
mod file;
mod message;
pub mod program;
mod session;
mod settings;

use beistand_app::{Answer, Failure, Handle, Request};
use tauri::ipc::Invoke;
use tauri::{App, AppHandle, Manager, State, Wry};

type Asked<T> = Result<T, Failure>;

/// The list of all commands.
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        alerts::sound_outputs,
        alerts::try_tune,
        alerts::begin_self_test,
        alerts::end_self_test,
        availability::pause_duty,
        availability::set_availability,
        chat::accept_request,
        chat::open_chat,
        chat::close_tab,
        chat::end_chat,
        chat::detach_chat,
        chat::attach_chat,
        desk::desk_snapshot,
        desk::go_to,
        desk::answer_question,
        desk::dismiss_notice,
        desk::reconnect_now,
        desk::quit,
        file::attach_file,
        file::detach_file,
        file::file_bytes,
        file::save_file,
        message::transcript,
        message::send_message,
        message::save_draft,
        message::typing,
        message::mark_read,
        program::program_state,
        program::set_autostart,
        program::look_for_update,
        program::install_update,
        program::diagnosis,
        program::copy_diagnosis,
        message::reading_place,
        message::keep_reading_place,
        session::sign_in,
        session::sign_out,
        session::lock_now,
        session::unlock,
        session::forget_pin,
        session::set_pin,
        settings::set_settings,
    ]
}

/// Keeps the handle where the commands find it.
pub fn manage(app: &App, handle: Handle) {
    app.manage(handle);
}

/// The handle; there once the app is wired.
pub fn handle(app: &AppHandle) -> Handle {
    app.state::<Handle>().inner().clone()
}

/// Asks for something without an answer of its own.
async fn ask(handle: State<'_, Handle>, request: Request) -> Asked<()> {
    handle.ask(request).await.map(|_: Answer| ())
}
