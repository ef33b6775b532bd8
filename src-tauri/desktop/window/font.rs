//! The person's own font on Linux.
//!
//! WebKitGTK looks `system-ui` up anew for each size and weight, which took a sixth of a start. Its `sans-serif` it knows, and
//! which font that is may be set; so it is the one that is chosen for the desktop, also when that is changed.

use std::cell::Cell;

use gtk::pango::FontDescription;
use gtk::prelude::*;
use tauri::WebviewWindow;
use webkit2gtk::{SettingsExt as _, WebViewExt};

/// Lets the page's `sans-serif` be the font of the desktop, for as long as the page is there.
pub fn follow(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        let view = view.inner();
        let (Some(desktop), Some(page)) = (WidgetExt::settings(&view), WebViewExt::settings(&view)) else {
            return;
        };
        take(&desktop, &page);
        let changed = desktop.connect_gtk_font_name_notify(move |desktop| take(desktop, &page));
        let changed = Cell::new(Some(changed));
        view.connect_destroy(move |_| {
            if let Some(changed) = changed.take() {
                desktop.disconnect(changed);
            }
        });
    })
}

fn take(desktop: &gtk::Settings, page: &webkit2gtk::Settings) {
    if let Some(family) = desktop.gtk_font_name().and_then(|name| family(&name)) {
        page.set_sans_serif_font_family(&family);
    }
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
}
