//! The shell: it translates between Tauri and the app, and decides nothing.

mod commands;
mod desktop;
mod door;
mod folder;
#[cfg(target_os = "linux")]
mod graphics;
mod signals;

use std::sync::Arc;

use anyhow::Context as _;
use beistand_app::settings::KeptSettings;
use beistand_app::{Ambient, Handle, Request, Setup};
use tauri::{App, Manager as _, RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::desktop::TauriDesktop;
use crate::desktop::window::{self, Windows};
use crate::folder::Lock;

/// Runs the desk until it quits.
pub fn run() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    let unchanged = graphics::choose();
    begin_log();
    #[cfg(target_os = "linux")]
    if let Some(error) = unchanged {
        tracing::warn!(%error, "WebKit paints as it likes");
    }
    let folder = folder::choose()?;
    let _held = match folder::lock(&folder)? {
        Lock::Held(file) => file,
        Lock::Taken => return door::knock(&folder),
    };
    let app = tauri::Builder::default()
        .invoke_handler(commands::all())
        .setup(move |app| Ok(wire(app, folder)?))
        .build(tauri::generate_context!())
        .context("the window system cannot be used")?;
    app.run(|app, event| match event {
        RunEvent::WindowEvent { label, event, .. } => on_window(app, &label, &event),
        // The last window is gone, and the duty goes on; the app itself exits with a code.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        _ => {}
    });
    Ok(())
}

/// Connects the app with the desktop it runs on.
fn wire(app: &mut App, folder: std::path::PathBuf) -> anyhow::Result<()> {
    let kept = KeptSettings::load(&folder);
    let windows = Windows::keep(app.handle().clone(), kept.window)?;
    let desktop = TauriDesktop::new(app.handle().clone(), windows.clone());
    let server = std::env::var("BEISTAND_SERVER").ok();
    let ambient = Ambient::real();
    let word = ambient.bytes();
    let door = folder.clone();
    let zone = jiff::tz::TimeZone::system();
    let setup = Setup { desktop: Arc::new(desktop.clone()), ambient, folder, server, zone };
    let handle: Handle = tauri::async_runtime::block_on(async move { beistand_app::start(setup) });
    desktop.connect(handle.clone())?;
    let knocked = handle.clone();
    if let Err(error) = door::open(&door, word, move || knocked.give(Request::OpenWindow)) {
        tracing::warn!(%error, "a second start will not find this desk");
    }
    signals::watch(handle.clone());
    app.manage(windows.clone());
    app.manage(desktop);
    commands::manage(app, handle);
    windows.show();
    Ok(())
}

fn on_window(app: &tauri::AppHandle, label: &str, event: &WindowEvent) {
    let handle = commands::handle(app);
    let chat = window::chat_of(label);
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            window::keep_place(app, label, &handle);
            handle.give(chat.map_or(Request::CloseWindow, |chat| Request::CloseChatWindow { chat }));
        }
        WindowEvent::Focused(focused) => {
            let focused = *focused;
            handle.give(match chat {
                Some(chat) => Request::NoteChatFocus { chat, focused },
                None => Request::NoteFocus { focused },
            });
            if !focused {
                window::keep_place(app, label, &handle);
            }
        }
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => app.state::<Windows>().moved(label),
        WindowEvent::Destroyed => app.state::<Windows>().destroyed(label),
        _ => {}
    }
}

/// To standard error, without content, names or addresses; `BEISTAND_LOG` says how much.
fn begin_log() {
    let quiet = "warn,beistand_app=info,beistand_client=info,beistand_desk=info";
    let filter = EnvFilter::try_from_env("BEISTAND_LOG").unwrap_or_else(|_| EnvFilter::new(quiet));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
