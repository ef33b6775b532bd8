//! The shell: it translates between Tauri and the app, and decides nothing.

mod commands;
mod desktop;
mod folder;
mod link;
mod log_file;
mod organisation;
mod program;
mod qr;
mod signals;
mod single_instance;
#[cfg(target_os = "linux")]
mod webkit;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use beistand_app::command::{GoTo, OpenWindow, Quit};
use beistand_app::settings::KeptSettings;
use beistand_app::view::{Route, SettingsPage};
use beistand_app::{Handle, Runtime, Setup, WindowRequest};
use tauri::{App, Manager, RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::prelude::*;

use crate::commands::program::{Clipboard, DataFolder};
use crate::desktop::TauriDesktop;
use crate::desktop::window::{self, Pages, Windows};
use crate::folder::Lock;
use crate::link::Link;
use crate::log_file::LogFile;
use crate::organisation::Organisation;
use crate::program::update::{Updates, has_failed};

/// Runs the desk until it quits.
pub fn run() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    let painting = webkit::configure();
    let folder = folder::choose()?;
    let runtime = Runtime::real();
    let log = LogFile::new(&folder, runtime.clock.clone());
    if KeptSettings::load(&folder).shared {
        log.forget();
    }
    begin_log(log.clone());
    #[cfg(target_os = "linux")]
    if let Err(error) = painting {
        tracing::warn!(error = format!("{error:#}"), "WebKit starts with its own settings");
    }
    let hidden = std::env::args().any(|word| word == program::HIDDEN);
    let link = Link::among(std::env::args());
    let _held = match folder::lock(&folder)? {
        Lock::Held(file) => file,
        // Started with the system although it runs already: nobody asked to see it.
        Lock::Taken if hidden => return Ok(()),
        Lock::Taken => return single_instance::knock(&folder, link),
    };
    if KeptSettings::load(&folder).shared {
        // What a web view still held when the last person signed out, or when the program fell over.
        desktop::forget_web(&folder);
    }
    tracing::info!(version = program::VERSION, hidden, "the desk starts");
    let builder = tauri::Builder::default();
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(window::page_died);
    let app = builder
        .plugin(tauri_plugin_updater::Builder::new().build())
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(wire(app, folder, runtime, log, (hidden, link))?))
        .build(tauri::generate_context!())
        .context("the window system cannot be used")?;
    app.run(|app, event| match event {
        RunEvent::WindowEvent { label, event, .. } => on_window(app, &label, &event),
        // The app itself exits with a code. Without one the last window is gone, and the work goes on; or the system's
        // own "quit" was chosen, and the app asks what has to be asked.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            if !app.webview_windows().is_empty() {
                commands::handle(app).give(Quit {});
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            if let Some(link) = Link::among(urls.iter().map(ToString::to_string)) {
                link.follow(&commands::handle(app));
            }
        }
        _ => {}
    });
    Ok(())
}

/// Connects the app with the desktop it runs on.
fn wire(
    app: &mut App,
    folder: PathBuf,
    runtime: Runtime,
    log: LogFile,
    (hidden, link): (bool, Option<Link>),
) -> anyhow::Result<()> {
    let kept = KeptSettings::load(&folder);
    app.manage(Pages::default());
    let windows = Windows::keep(app.handle().clone(), kept.window, &folder, !hidden)?;
    let desktop = TauriDesktop::new(app.handle().clone(), windows.clone(), folder.clone(), log);
    let organisation = Organisation::of_this_program();
    let server = std::env::var("BEISTAND_SERVER").ok().or(organisation.server);
    let word = runtime.bytes();
    let data = folder.clone();
    let zone = jiff::tz::TimeZone::system();
    let setup = Setup { desktop: Arc::new(desktop.clone()), runtime, folder, server, zone };
    let handle: Handle = tauri::async_runtime::block_on(async move { beistand_app::start(setup) });
    desktop.connect(handle.clone());
    let knocked = handle.clone();
    let follow = move |link: Option<Link>| match link {
        Some(link) => link.follow(&knocked),
        None => knocked.give(OpenWindow {}),
    };
    app.manage(Updates::new(organisation.update_key, std::env::args()));
    app.manage(Clipboard::default());
    app.manage(DataFolder(data.clone()));
    if let Err(error) = single_instance::open(&data, word, follow) {
        tracing::warn!(%error, "a second start will not find this desk");
    }
    signals::watch(handle.clone());
    app.manage(desktop.clone());
    app.manage(windows.clone());
    commands::manage(app, handle.clone());
    if hidden {
        // Where there is no tray to find it in, it comes up among the minimised ones.
        handle.give(WindowRequest::Close);
        desktop.show_tray();
    } else {
        windows.show();
        desktop.show_tray_in(desktop::PAGE_LOADS);
    }
    if let Some(link) = link {
        link.follow(&handle);
    }
    if has_failed(std::env::args()) {
        handle.give(GoTo { route: Route::Settings { page: SettingsPage::Program } });
    }
    Ok(())
}

fn on_window(app: &tauri::AppHandle, label: &str, event: &WindowEvent) {
    let handle = commands::handle(app);
    let chat = window::chat_of(label);
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            window::keep_place(app, label, &handle);
            handle.give(chat.map_or(WindowRequest::Close, WindowRequest::CloseChat));
        }
        WindowEvent::Focused(focused) => {
            window::note_focus(app, label, *focused);
            if !*focused {
                window::keep_place(app, label, &handle);
            }
        }
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => app.state::<Windows>().moved(label),
        WindowEvent::Destroyed => {
            app.state::<Pages>().forget(label);
            app.state::<Windows>().destroyed(label);
        }
        _ => {}
    }
}

/// To standard error, without content, names or addresses; `BEISTAND_LOG` says how much. And to a file for support.
fn begin_log(file: LogFile) {
    let quiet = "warn,beistand_app=info,beistand_client=info,beistand_desk=info";
    let filter = EnvFilter::try_from_env("BEISTAND_LOG").unwrap_or_else(|_| EnvFilter::new(quiet));
    let seen = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
    let kept = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(file);
    let kept = kept.with_filter(EnvFilter::new(log_file::FILTER));
    tracing_subscriber::registry().with(seen).with(kept).init();
}
