//! Where a window stands, and how it comes back there.

use beistand_app::geometry::{ScreenArea, fit};
use beistand_app::{Handle, WindowPlace, WindowRequest};
use tauri::{AppHandle, Manager as _, PhysicalPosition, PhysicalSize, WebviewWindow};

use super::{Face, chat_of};

/// Has the place of a window kept.
pub fn keep_place(app: &AppHandle, label: &str, handle: &Handle) {
    let Some(window) = app.get_webview_window(label) else {
        return;
    };
    match place_if_seen(&window) {
        Ok(Some(window)) => {
            tracing::debug!(x = window.x, y = window.y, "a window has found its place");
            handle.give(match chat_of(label) {
                Some(chat) => WindowRequest::KeepChatPlace(chat, window),
                None => WindowRequest::KeepPlace(window),
            });
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a window does not say where it is"),
    }
}

/// On the screen, in front or minimised.
pub fn appear(window: &WebviewWindow, face: Face) -> tauri::Result<()> {
    match face {
        Face::Front => bring_to_front(window),
        Face::Minimised => {
            window.show()?;
            window.minimize()
        }
    }
}

/// To the front, and back onto a screen if its own has gone.
pub fn bring_to_front(window: &WebviewWindow) -> tauri::Result<()> {
    if !window.is_maximized()? {
        let seen = place(window)?;
        // Its screen may have gone while it was away.
        if fit(seen, &screens(window)?).is_some_and(|fitted| fitted != seen) {
            restore(window, Some(seen))?;
        }
    }
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

fn place_if_seen(window: &WebviewWindow) -> tauri::Result<Option<WindowPlace>> {
    let seen = window.is_visible()? && !window.is_minimized()?;
    if seen { place(window).map(Some) } else { Ok(None) }
}

/// Where it is now.
pub fn place(window: &WebviewWindow) -> tauri::Result<WindowPlace> {
    let (at, size) = (window.outer_position()?, window.inner_size()?);
    let maximized = window.is_maximized()?;
    Ok(WindowPlace { x: at.x, y: at.y, width: size.width, height: size.height, maximized })
}

fn screens(window: &WebviewWindow) -> tauri::Result<Vec<ScreenArea>> {
    let screen = |monitor: &tauri::Monitor| {
        let (at, size) = (monitor.position(), monitor.size());
        ScreenArea { x: at.x, y: at.y, width: size.width, height: size.height }
    };
    Ok(window.available_monitors()?.iter().map(screen).collect())
}

/// Puts it where it was, as far as there still is a screen.
pub fn restore(window: &WebviewWindow, place: Option<WindowPlace>) -> tauri::Result<()> {
    let Some(place) = place else {
        return Ok(());
    };
    if let Some(WindowPlace { x, y, width, height, maximized: _ }) = fit(place, &screens(window)?) {
        window.set_size(PhysicalSize { width, height })?;
        window.set_position(PhysicalPosition { x, y })?;
    }
    if place.maximized { window.maximize() } else { Ok(()) }
}
