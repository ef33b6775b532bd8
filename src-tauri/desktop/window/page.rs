//! The page in a window: it stays the desk's own, and it is built again when its process has died.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beistand_app::{Handle, WindowRequest};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder, Wry};

use super::{PAGE, chat_of};

/// A page that dies again before it has loaded is not built again sooner than this.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Which pages are there. A window whose page is not there has nobody's attention, whatever the window system says.
#[derive(Default)]
pub struct Pages(Mutex<BTreeMap<String, Page>>);

#[derive(Clone, Copy)]
enum Page {
    Live,
    /// Its process has died so often since it was there.
    Dead {
        times: u32,
    },
}

impl Pages {
    fn is_live(&self, label: &str) -> bool {
        matches!(self.all().get(label), Some(Page::Live))
    }

    fn loaded(&self, label: &str) {
        self.all().insert(label.to_owned(), Page::Live);
    }

    /// The page's process has died; gives when to build it again.
    fn died(&self, label: &str) -> Duration {
        let mut all = self.all();
        let times = match all.get(label) {
            Some(Page::Dead { times }) => times.saturating_add(1),
            Some(Page::Live) | None => 0,
        };
        all.insert(label.to_owned(), Page::Dead { times });
        pause(times)
    }

    /// The window is gone, and its page with it.
    pub fn forget(&self, label: &str) {
        self.all().remove(label);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Page>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// At once the first time.
fn pause(times: u32) -> Duration {
    match times.checked_sub(1) {
        None => Duration::ZERO,
        Some(more) => FIRST_PAUSE.saturating_mul(2u32.saturating_pow(more.min(8))).min(LONGEST_PAUSE),
    }
}

/// Keeps the window on its own page: no navigation, no further windows, no downloads. `painting`: the page has loaded.
pub fn keep<'a>(
    builder: WebviewWindowBuilder<'a, Wry, AppHandle>,
    painting: impl Fn(&WebviewWindow) + Send + Sync + 'static,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    builder
        .on_navigation(|url| {
            let own = is_own(url);
            if !own {
                tracing::warn!("a page wanted to go elsewhere");
            }
            own
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished {
                loaded(&window);
                painting(&window);
            }
        })
}

/// The page of this program, by the two names that web views have for it.
fn is_own(url: &Url) -> bool {
    let ours = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    ours && url.path().trim_start_matches('/') == PAGE
}

fn loaded(window: &WebviewWindow) {
    tracing::debug!("a page is there");
    if let Some(pages) = window.try_state::<Pages>() {
        pages.loaded(window.label());
    }
    note_focus(window.app_handle(), window.label(), window.is_focused().unwrap_or(false));
}

/// Tells the app which window has the person's attention: one whose page is there.
pub fn note_focus(app: &AppHandle, label: &str, focused: bool) {
    let focused = focused && app.try_state::<Pages>().is_some_and(|pages| pages.is_live(label));
    let Some(handle) = app.try_state::<Handle>() else { return };
    handle.give(match chat_of(label) {
        Some(chat) => WindowRequest::NoteChatFocus { chat, focused },
        None => WindowRequest::NoteFocus { focused },
    });
}

/// Watches the process of the window's page.
#[cfg(target_os = "linux")]
pub fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt as _;
    let watched = window.clone();
    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, _| died(&watched));
    })
}

/// WKWebView reports it to the whole program (`page_died`). WebView2 shows an error page of its own with a way back, and
/// reports it to unsafe code only.
#[cfg(not(target_os = "linux"))]
pub fn watch(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// The same as macOS says it.
#[cfg(target_os = "macos")]
pub fn page_died(page: &tauri::Webview) {
    if let Some(window) = page.app_handle().get_webview_window(page.label()) {
        died(&window);
    }
}

/// The page's process has died: nobody looks at it, and it is built again where it was.
#[cfg_attr(windows, allow(dead_code, reason = "WebView2 reports it to unsafe code only"))]
fn died(window: &WebviewWindow) {
    let (app, label) = (window.app_handle().clone(), window.label().to_owned());
    let Some(pause) = app.try_state::<Pages>().map(|pages| pages.died(&label)) else { return };
    tracing::error!(?pause, "the process of a page has died; the page is built again");
    note_focus(&app, &label, false);
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(pause).await;
        if let Err(error) = window.reload() {
            tracing::error!(%error, "the page cannot be built again");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_the_page_of_the_program_and_nothing_else() {
        let own = |url: &str| is_own(&Url::parse(url).unwrap());
        assert!(own("tauri://localhost/counsellor.html"));
        assert!(own("http://tauri.localhost/counsellor.html"));
        for url in [
            "https://example.org/",
            "file:///home/anna/bild.png",
            "about:blank",
            "data:text/html,hello",
            "blob:tauri://localhost/1",
            "tauri://localhost/seeker.html",
            "tauri://elsewhere/counsellor.html",
            "http://tauri.localhost:81/counsellor.html",
        ] {
            assert!(!own(url), "{url}");
        }
    }

    #[test]
    fn a_dead_page_has_no_focus_and_is_built_again_at_once_and_then_more_rarely() {
        let pages = Pages::default();
        assert!(!pages.is_live("main"), "it has not loaded yet");
        pages.loaded("main");
        assert!(pages.is_live("main"));
        let pauses = [0, 1, 2].map(|_| pages.died("main").as_secs());
        assert_eq!(pauses, [0, 1, 2]);
        assert!(!pages.is_live("main"));
        pages.loaded("main");
        assert_eq!(pages.died("main"), Duration::ZERO);
        assert_eq!(pause(40), LONGEST_PAUSE);
    }
}
