//! The person's own desktop on Linux: its font, and whether it is dark.
//!
//! WebKitGTK looks `system-ui` up again for each size and weight, which took a sixth of a start. Its `sans-serif` it knows, and
//! which font that is may be set; so it is the one that is chosen for the desktop, also when that is changed.
//!
//! That a desktop is dark WebKit says to a page by itself, but not when it has been told what to render with
//! (`WEBKIT_WEB_RENDER_DEVICE_FILE`, seen with 2.50): then every desktop is light. So the program says it, before the page begins and
//! whenever it changes.

use std::cell::RefCell;
use std::sync::mpsc::channel;

use gtk::pango::FontDescription;
use gtk::prelude::*;
use tauri::{AppHandle, WebviewWindow};
use webkit2gtk::{SettingsExt as _, WebViewExt};

/// Lets the page look as the desktop does, for as long as the page is there. `dark`: what it has been told of that.
pub fn follow(window: &WebviewWindow, dark: bool) -> tauri::Result<()> {
    let target = window.clone();
    window.with_webview(move |view| {
        let view = view.inner();
        let (Some(desktop), Some(page)) = (WidgetExt::settings(&view), WebViewExt::settings(&view)) else {
            return;
        };
        take_font(&desktop, &page);
        let tell = move |desktop: &gtk::Settings| {
            let desktop = if is_dark(desktop) { "dark" } else { "light" };
            // A page that is just going needs no answer.
            let _ = target.eval(format!("document.documentElement.dataset.desktop = '{desktop}'"));
        };
        // Who makes a window may only then ask the system.
        if is_dark(&desktop) != dark {
            tell(&desktop);
        }
        let followed = RefCell::new(vec![
            desktop.connect_gtk_font_name_notify(move |desktop| take_font(desktop, &page)),
            desktop.connect_gtk_theme_name_notify(tell.clone()),
            desktop.connect_gtk_application_prefer_dark_theme_notify(tell),
        ]);
        view.connect_destroy(move |_| {
            followed.take().into_iter().for_each(|followed| desktop.disconnect(followed));
        });
    })
}

fn take_font(desktop: &gtk::Settings, page: &webkit2gtk::Settings) {
    if let Some(family) = desktop.gtk_font_name().and_then(|name| family(&name)) {
        page.set_sans_serif_font_family(&family);
    }
}

/// Whether the desktop is dark, asked from any thread.
pub fn desktop_is_dark(app: &AppHandle) -> tauri::Result<bool> {
    let ask = || gtk::Settings::default().is_some_and(|desktop| is_dark(&desktop));
    if gtk::is_initialized_main_thread() {
        return Ok(ask());
    }
    let (answer, wait) = channel();
    app.run_on_main_thread(move || answer.send(ask()).unwrap_or_default())?;
    // Without an answer the program is ending.
    Ok(wait.recv().unwrap_or_default())
}

/// GTK's own switch, or a theme that is dark by its name, which a launcher may set for it alone.
fn is_dark(desktop: &gtk::Settings) -> bool {
    let named = std::env::var("GTK_THEME").ok().or_else(|| desktop.gtk_theme_name().map(Into::into));
    desktop.is_gtk_application_prefer_dark_theme() || named.is_some_and(|name| says_dark(&name))
}

/// "Adwaita-dark", or "Adwaita:dark" as GTK_THEME has it.
fn says_dark(theme: &str) -> bool {
    let theme = theme.to_lowercase();
    theme.ends_with("-dark") || theme.ends_with(":dark")
}

/// The family in a font as GTK writes it, "Cantarell 11".
fn family(font: &str) -> Option<String> {
    FontDescription::from_string(font).family().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_taken_without_its_size_and_style() {
        assert_eq!(family("Cantarell 11").as_deref(), Some("Cantarell"));
        assert_eq!(family("DejaVu Sans Bold Italic 10.5").as_deref(), Some("DejaVu Sans"));
        assert_eq!(family("12"), None);
    }

    #[test]
    fn a_theme_says_itself_that_it_is_dark() {
        assert!(says_dark("Adwaita-dark") && says_dark("Adwaita:dark") && says_dark("Breeze-Dark"));
        assert!(!says_dark("Adwaita") && !says_dark("Darkness"));
    }
}
