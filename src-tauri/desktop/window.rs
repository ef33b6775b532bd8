//! The windows: the main one, and one for each chat that has its own.
//!
//! One thread keeps them, in the order the app asked: making a window waits for the window system, which must not
//! hold up the app, and on Windows must not happen on the main thread.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use beistand_app::command;
use beistand_app::{ChatId, ChatWindow, Handle, WindowPlace};
use fluent_bundle::FluentArgs;
use tauri::webview::Color;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use super::words::{Words, system_language};
use super::{PAGE_PAINTS, TauriDesktop};
use place::{appear, bring_to_front, place, restore};

#[cfg(target_os = "linux")]
mod look;
mod page;
mod place;

#[cfg(target_os = "macos")]
pub use page::page_died;
pub use page::{Pages, note_focus};
pub use place::keep_place;

/// Where the web view keeps its own files, in the data folder: two folders are two desks.
pub const WEB: &str = "web";
const MAIN: &str = "main";
const CHAT: &str = "chat-";
/// A window that has not moved for this long has found its place.
const STILL: Duration = Duration::from_millis(400);
const PAGE: &str = "counsellor.html";
/// How a page calls the font that the person has chosen for their desktop.
#[cfg(target_os = "linux")]
const FONT: &str = "sans-serif";
#[cfg(not(target_os = "linux"))]
const FONT: &str = "system-ui";

/// What the keeper is asked for.
enum Order {
    Show,
    Hide,
    Minimise,
    DropView,
    Chats(Vec<ChatWindow>),
    FocusChat(ChatId),
    Speak(Arc<Words>),
    /// It moved, or changed its size.
    Moved(String),
    /// The window system has let go of it.
    Destroyed(String),
}

/// Asks the keeper. Cheap to clone.
#[derive(Clone)]
pub struct Windows(Sender<Order>);

impl Windows {
    /// Starts the keeper; `place` is where the main window was. `open`: that window is made at once, so that the web view
    /// starts while the rest of the program does.
    pub fn keep(
        app: AppHandle,
        place: Option<WindowPlace>,
        folder: &Path,
        open: bool,
    ) -> anyhow::Result<Self> {
        let (orders, inbox) = channel();
        let words = Arc::new(Words::of(None));
        let keeper = Keeper {
            app,
            words,
            web: folder.join(WEB),
            place,
            main: None,
            chats: BTreeMap::new(),
            closing: BTreeSet::new(),
            moved: BTreeSet::new(),
        };
        if open {
            keeper.create_main()?.show()?;
        }
        std::thread::Builder::new().name("windows".into()).spawn(move || keeper.run(&inbox))?;
        Ok(Self(orders))
    }

    pub fn show(&self) {
        self.ask(Order::Show);
    }

    pub fn hide(&self) {
        self.ask(Order::Hide);
    }

    pub fn minimise(&self) {
        self.ask(Order::Minimise);
    }

    pub fn drop_view(&self) {
        self.ask(Order::DropView);
    }

    pub fn set_chats(&self, windows: &[ChatWindow]) {
        self.ask(Order::Chats(windows.to_vec()));
    }

    pub fn focus_chat(&self, chat: ChatId) {
        self.ask(Order::FocusChat(chat));
    }

    pub fn speak(&self, words: Arc<Words>) {
        self.ask(Order::Speak(words));
    }

    pub fn moved(&self, label: &str) {
        self.ask(Order::Moved(label.to_owned()));
    }

    pub fn destroyed(&self, label: &str) {
        self.ask(Order::Destroyed(label.to_owned()));
    }

    fn ask(&self, order: Order) {
        // The keeper ends with the program.
        let _ = self.0.send(order);
    }
}

/// How the main window is wanted on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Front,
    Minimised,
}

struct Keeper {
    app: AppHandle,
    words: Arc<Words>,
    /// The web view's own files; nothing of ours is among them.
    web: PathBuf,
    /// Where the main window was when it was last seen.
    place: Option<WindowPlace>,
    /// Wanted as soon as its former self is gone.
    main: Option<Face>,
    chats: BTreeMap<ChatId, ChatWindow>,
    /// Asked to go, and not gone.
    closing: BTreeSet<String>,
    /// Their places are to be kept once they stand still.
    moved: BTreeSet<String>,
}

impl Keeper {
    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = match inbox.recv_timeout(if self.moved.is_empty() { Duration::MAX } else { STILL }) {
                Ok(order) => order,
                Err(RecvTimeoutError::Timeout) => {
                    self.keep_places();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Err(error) = self.carry_out(order) {
                tracing::warn!(%error, "a window does not follow");
            }
        }
    }

    fn carry_out(&mut self, order: Order) -> tauri::Result<()> {
        match order {
            Order::Show => self.show(Face::Front),
            Order::Minimise => self.show(Face::Minimised),
            Order::Hide => self.hide(),
            Order::DropView => self.drop_view(),
            Order::Chats(windows) => {
                self.chats = windows.into_iter().map(|window| (window.chat, window)).collect();
                self.bring_chats_in_line()
            }
            Order::FocusChat(chat) => match self.there(&label(chat)) {
                Some(window) => bring_to_front(&window),
                None => Ok(()),
            },
            Order::Speak(words) => {
                self.words = words;
                self.retitle()
            }
            Order::Moved(label) => {
                self.moved.insert(label);
                Ok(())
            }
            Order::Destroyed(label) => self.destroyed(&label),
        }
    }

    fn keep_places(&mut self) {
        let moved = std::mem::take(&mut self.moved);
        let Some(handle) = self.app.try_state::<Handle>() else {
            return;
        };
        moved.iter().for_each(|label| keep_place(&self.app, label, &handle));
    }

    fn there(&self, label: &str) -> Option<WebviewWindow> {
        self.app.get_webview_window(label).filter(|_| !self.closing.contains(label))
    }

    fn show(&mut self, face: Face) -> tauri::Result<()> {
        match self.there(MAIN) {
            Some(window) => appear(&window, face),
            None if self.closing.contains(MAIN) => {
                self.main = Some(face);
                Ok(())
            }
            None => appear(&self.create_main()?, face),
        }
    }

    fn hide(&mut self) -> tauri::Result<()> {
        self.main = None;
        self.there(MAIN).map_or(Ok(()), |window| window.hide())
    }

    /// Only of a hidden window: whatever happened since the app asked, nobody loses what they look at.
    fn drop_view(&mut self) -> tauri::Result<()> {
        let Some(window) = self.there(MAIN) else {
            // Started hidden, it never had one.
            self.rest_if_alone();
            return Ok(());
        };
        if window.is_visible()? {
            return Ok(());
        }
        self.place = place(&window).ok().or(self.place);
        self.destroy(&window)
    }

    fn destroy(&mut self, window: &WebviewWindow) -> tauri::Result<()> {
        self.closing.insert(window.label().to_owned());
        window.destroy()
    }

    fn destroyed(&mut self, label: &str) -> tauri::Result<()> {
        self.closing.remove(label);
        self.settle()?;
        match self.main.take() {
            Some(face) if label == MAIN => self.show(face)?,
            waiting => self.main = waiting,
        }
        self.bring_chats_in_line()?;
        self.rest_if_alone();
        Ok(())
    }

    /// Without a page there is nothing to show, perhaps for days: WebKit's network process ends, and the heap is trimmed.
    fn rest_if_alone(&self) {
        if !self.app.webview_windows().is_empty() {
            return;
        }
        #[cfg(target_os = "linux")]
        super::network::end();
        beistand_machine::trim_heap();
        tracing::debug!("the heap is trimmed");
    }

    /// Waits until the window system is through with what it was doing.
    fn settle(&self) -> tauri::Result<()> {
        let (done, wait) = channel();
        self.app.run_on_main_thread(move || done.send(()).unwrap_or_default())?;
        // The other end goes away with the program.
        let _ = wait.recv();
        Ok(())
    }

    fn bring_chats_in_line(&mut self) -> tauri::Result<()> {
        let windows = self.app.webview_windows();
        for (name, window) in &windows {
            let unwanted = chat_of(name).is_some_and(|chat| !self.chats.contains_key(&chat));
            if unwanted && !self.closing.contains(name) {
                self.destroy(window)?;
            }
        }
        let missing = self.chats.values().filter(|window| !windows.contains_key(&label(window.chat)));
        missing.copied().collect::<Vec<_>>().iter().try_for_each(|window| self.create_chat(window))
    }

    fn create_main(&self) -> tauri::Result<WebviewWindow> {
        let config = self.app.config().app.windows.iter().find(|window| window.label == MAIN);
        let config = config.ok_or(tauri::Error::WindowNotFound)?;
        let builder = WebviewWindowBuilder::from_config(&self.app, config)?;
        let dark = self.desktop_is_dark()?;
        let builder = builder.visible(false).background_color(paper(dark)).data_directory(self.web.clone());
        let window = page::keep(builder, painting).initialization_script(bootstrap(None, dark)).build()?;
        page::watch(&window)?;
        #[cfg(target_os = "linux")]
        look::follow(&window, dark)?;
        restore(&window, self.place)?;
        Ok(window)
    }

    fn create_chat(&self, chat: &ChatWindow) -> tauri::Result<()> {
        let dark = self.desktop_is_dark()?;
        let builder = WebviewWindowBuilder::new(&self.app, label(chat.chat), WebviewUrl::App(PAGE.into()));
        let window = page::keep(builder, painting)
            .title(self.title(chat))
            .inner_size(760.0, 720.0)
            .min_inner_size(420.0, 480.0)
            .disable_drag_drop_handler()
            .data_directory(self.web.clone())
            .background_color(paper(dark))
            .initialization_script(bootstrap(Some(chat.chat), dark))
            .visible(false)
            .build()?;
        page::watch(&window)?;
        #[cfg(target_os = "linux")]
        look::follow(&window, dark)?;
        restore(&window, chat.place)?;
        window.show()
    }

    #[cfg(target_os = "linux")]
    fn desktop_is_dark(&self) -> tauri::Result<bool> {
        look::desktop_is_dark(&self.app)
    }

    /// As far as a window that is there knows; the page hears it from its web view.
    #[cfg(not(target_os = "linux"))]
    fn desktop_is_dark(&self) -> tauri::Result<bool> {
        let window = self.app.webview_windows().into_values().next();
        Ok(window.and_then(|window| window.theme().ok()) == Some(tauri::Theme::Dark))
    }

    fn retitle(&self) -> tauri::Result<()> {
        let mut windows = self.chats.values().map(|chat| (self.there(&label(chat.chat)), self.title(chat)));
        windows.try_for_each(|(window, title)| window.map_or(Ok(()), |window| window.set_title(&title)))
    }

    fn title(&self, chat: &ChatWindow) -> String {
        self.words.with("chat-window-title", &FluentArgs::from_iter([("number", chat.number)]))
    }
}

/// The chat whose own window has this label.
pub fn chat_of(label: &str) -> Option<ChatId> {
    label.strip_prefix(CHAT).and_then(|chat| ChatId::from_str(chat).ok())
}

fn label(chat: ChatId) -> String {
    format!("{CHAT}{chat}")
}

/// The tray's icon comes after the first screen.
fn painting(window: &WebviewWindow) {
    if let Some(desktop) = window.try_state::<TauriDesktop>() {
        desktop.show_tray_in(PAGE_PAINTS);
    }
}

/// What stands there before the page has painted: no white flash on a dark desktop.
fn paper(dark: bool) -> Color {
    if dark { Color(0x15, 0x18, 0x1a, 0xff) } else { Color(0xf6, 0xf5, 0xf2, 0xff) }
}

/// What a page knows before it begins: the language unless the person has chosen one, the chat its window belongs to, and how the
/// desktop looks. What it shows first is asked for in its name, so that the answer is there when its script is.
fn bootstrap(chat: Option<ChatId>, dark: bool) -> String {
    let known =
        serde_json::json!({ "language": system_language(), "chat": chat, "font": FONT, "dark": dark });
    let snapshot = command::ShowDesk::NAME;
    // In a block: nothing else of it becomes known to the page.
    format!(
        "{{\nconst known = {known};\nconst snapshot = '{snapshot}';\n{}}}",
        include_str!("window/bootstrap.js")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_its_chat_and_no_other() {
        let chat = ChatId::from_bytes([7; 16]);
        assert_eq!(chat_of(&label(chat)), Some(chat));
        assert_eq!(chat_of(MAIN), None);
        assert_eq!(chat_of("chat-anything"), None);
    }

    #[test]
    fn a_page_knows_its_chat() {
        let chat = ChatId::from_bytes([7; 16]);
        assert!(bootstrap(Some(chat), true).contains(&format!("\"chat\":\"{chat}\"")));
        assert!(bootstrap(None, false).contains("\"chat\":null"));
    }
}
