//! The one window.

use super::TauriDesktop;
use beistand_app::{Handle, Request, WindowPlace};
use tauri::{App, AppHandle, Manager, PhysicalPosition, PhysicalSize, WebviewWindow, WebviewWindowBuilder};

const LABEL: &str = "main";

/// Opens the window where it was, as far as there still is a screen.
pub fn create(app: &App, place: Option<WindowPlace>, shown: bool) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let Some(config) = config else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app.handle(), config)?.visible(false).build()?;
    if let Some(place) = place {
        restore(&window, place)?;
    }
    if shown { window.show() } else { Ok(()) }
}

/// Started hidden: without a tray it is at least among the minimised windows.
pub fn hide_at_start(app: &AppHandle, desktop: TauriDesktop) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !desktop.has_tray().await {
            each(&app, |window| {
                window.minimize()?;
                window.show()
            });
        }
    });
}

/// Brings it back and to the front.
pub fn focus(app: &AppHandle) {
    each(app, |window| {
        window.show()?;
        window.unminimize()?;
        window.set_focus()
    });
}

/// Away, to where it can be found: in the tray if the desktop shows one, else among the minimised windows.
pub fn put_away(app: &AppHandle, tray: bool) {
    each(app, |window| if tray { window.hide() } else { window.minimize() });
}

/// Has the place kept.
pub fn keep_place(app: &AppHandle, handle: &Handle) {
    each(app, |window| {
        if window.is_visible()? && !window.is_minimized()? {
            handle.give(Request::KeepWindowPlace { window: place(window)? });
        }
        Ok(())
    });
}

fn place(window: &WebviewWindow) -> tauri::Result<WindowPlace> {
    let (at, size) = (window.outer_position()?, window.inner_size()?);
    let maximized = window.is_maximized()?;
    Ok(WindowPlace { x: at.x, y: at.y, width: size.width, height: size.height, maximized })
}

fn restore(window: &WebviewWindow, place: WindowPlace) -> tauri::Result<()> {
    let WindowPlace { x, y, width, height, maximized } = place;
    let on_screen = window.available_monitors()?.iter().any(|monitor| {
        let (at, size) = (monitor.position(), monitor.size());
        let right = at.x.saturating_add_unsigned(size.width);
        let bottom = at.y.saturating_add_unsigned(size.height);
        (at.x..right).contains(&x) && (at.y..bottom).contains(&y)
    });
    if maximized {
        window.maximize()?;
    } else if on_screen {
        window.set_size(PhysicalSize { width, height })?;
        window.set_position(PhysicalPosition { x, y })?;
    }
    Ok(())
}

fn each(app: &AppHandle, act: impl FnOnce(&WebviewWindow) -> tauri::Result<()>) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    if let Err(error) = act(&window) {
        tracing::warn!(%error, "the window does not follow");
    }
}
