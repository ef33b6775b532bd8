//! Icon and menu beside the clock.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use beistand_app::command::{
    AcceptAndOpen, OpenSettings, OpenWindow, Quit, RevealChat, SetAvailability, TakeBreak,
};
use beistand_app::view::BreakReason;
use beistand_app::{ChatId, Handle, Request, TrayLine, TrayModel, TrayState};
use fluent_bundle::FluentArgs;
use tauri::menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

use super::icon;
use super::words::Words;

const ID: &str = "desk";

/// What stands beside the clock.
pub struct Tray {
    icon: TrayIcon,
    menu: Menu<Wry>,
    drawn: Mutex<TrayModel>,
    checks: Checks,
}

/// The entries with a mark, by id, and whether it is to be there. The system toggles a mark by itself when its entry is
/// chosen; what is true decides.
type Checks = Arc<Mutex<HashMap<String, (CheckMenuItem<Wry>, bool)>>>;

impl Tray {
    /// Puts the icon there.
    pub fn create(app: &AppHandle, words: &Words, model: &TrayModel, handle: Handle) -> tauri::Result<Self> {
        let (menu, checks) = (Menu::new(app)?, Checks::default());
        for (position, line) in model.lines.iter().enumerate() {
            insert((&menu, &checks), app, words, line, position)?;
        }
        let marks = checks.clone();
        let clicked = handle.clone();
        let icon = TrayIconBuilder::with_id(ID)
            .icon(icon::draw(model.state, model.mark))
            .tooltip(tooltip(words, model))
            .menu(&menu)
            .show_menu_on_left_click(false)
            .on_menu_event(move |_, event| {
                set_right(&marks, event.id().as_ref());
                if let Some(request) = request(event.id().as_ref()) {
                    handle.give(request);
                }
            })
            .on_tray_icon_event(move |_, event| {
                if let TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                } = event
                {
                    clicked.give(OpenWindow {});
                }
            })
            .build(app)?;
        Ok(Self { icon, menu, drawn: Mutex::new(model.clone()), checks })
    }

    /// Brings it up to date; on the main thread. The menu stays the same object and only its changed lines are
    /// exchanged: panels have crashed over menus that were replaced while they read them.
    pub fn draw(
        &self,
        app: &AppHandle,
        words: &Words,
        model: &TrayModel,
        reworded: bool,
    ) -> tauri::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if reworded || (drawn.state, drawn.mark) != (model.state, model.mark) {
            self.icon.set_icon(Some(icon::draw(model.state, model.mark)))?;
            self.icon.set_tooltip(Some(tooltip(words, model)))?;
        }
        let (old, new) = (&drawn.lines, &model.lines);
        let (head, tail) = if reworded { (0, 0) } else { common(old, new) };
        for _ in head..old.len() - tail {
            self.menu.remove_at(head)?;
        }
        for (position, line) in new.iter().enumerate().take(new.len() - tail).skip(head) {
            insert((&self.menu, &self.checks), app, words, line, position)?;
        }
        *drawn = model.clone();
        Ok(())
    }
}

/// How many lines at the beginning and at the end are the same.
fn common(old: &[TrayLine], new: &[TrayLine]) -> (usize, usize) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    (head, rest.take_while(|(a, b)| a == b).count())
}

/// Puts the mark of an entry back to what is true.
fn set_right(checks: &Checks, id: &str) {
    let checks = checks.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((item, marked)) = checks.get(id)
        && let Err(error) = item.set_checked(*marked)
    {
        tracing::warn!(%error, "a mark in the tray's menu does not follow");
    }
}

fn check(
    checks: &Checks,
    app: &AppHandle,
    id: String,
    text: &str,
    (enabled, marked): (bool, bool),
) -> tauri::Result<CheckMenuItem<Wry>> {
    let item = CheckMenuItem::with_id(app, id.clone(), as_written(text), enabled, marked, None::<&str>)?;
    let mut checks = checks.lock().unwrap_or_else(PoisonError::into_inner);
    checks.insert(id, (item.clone(), marked));
    Ok(item)
}

fn insert(
    (menu, checks): (&Menu<Wry>, &Checks),
    app: &AppHandle,
    words: &Words,
    line: &TrayLine,
    position: usize,
) -> tauri::Result<()> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, as_written(text), true, None::<&str>);
    match line {
        TrayLine::Separator => menu.insert(&PredefinedMenuItem::separator(app)?, position),
        TrayLine::Availability { on, enabled } => {
            let id = if *on { "availability-off" } else { "availability-on" };
            let text = words.text("tray-available");
            menu.insert(&check(checks, app, id.to_owned(), &text, (*enabled, *on))?, position)
        }
        TrayLine::Open => menu.insert(&item("open", &words.text("tray-open"))?, position),
        TrayLine::Breaks { current } => menu.insert(&breaks(checks, app, words, *current)?, position),
        TrayLine::Settings => menu.insert(&item("settings", &words.text("tray-settings"))?, position),
        TrayLine::Quit => menu.insert(&item("quit", &words.text("tray-quit"))?, position),
        TrayLine::Request { chat, number, topic } => {
            let text = named(words, "tray-request", *number, topic);
            menu.insert(&item(&format!("accept {chat}"), &text)?, position)
        }
        TrayLine::Chat { chat, number, topic, unread } => {
            let text = named(words, if *unread { "tray-chat-unread" } else { "tray-chat" }, *number, topic);
            menu.insert(&item(&format!("chat {chat}"), &text)?, position)
        }
    }
}

const BREAKS: [(BreakReason, &str, &str); 3] = [
    (BreakReason::Break, "break", "tray-break"),
    (BreakReason::Phone, "phone", "tray-phone"),
    (BreakReason::Meeting, "meeting", "tray-meeting"),
];

/// The reasons for a break; choosing the marked one ends it.
fn breaks(
    checks: &Checks,
    app: &AppHandle,
    words: &Words,
    current: Option<BreakReason>,
) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::new(app, as_written(&words.text("tray-breaks")), true)?;
    for (why, name, text) in BREAKS {
        let marked = current == Some(why);
        let id = if marked { "break-end".to_owned() } else { format!("break {name}") };
        menu.append(&check(checks, app, id, &words.text(text), (true, marked))?)?;
    }
    Ok(menu)
}

/// A menu underlines the letter behind an `&` and shows two of them as one, on every system.
fn as_written(text: &str) -> String {
    text.replace('&', "&&")
}

fn named(words: &Words, key: &str, number: u32, topic: &str) -> String {
    let mut args = FluentArgs::new();
    args.set("number", number);
    args.set("topic", topic);
    words.with(key, &args)
}

/// What an entry of the menu asks for.
fn request(id: &str) -> Option<Request> {
    match id.split_once(' ') {
        None if id == "open" => Some(OpenWindow {}.into()),
        None if id == "settings" => Some(OpenSettings {}.into()),
        None if id == "quit" => Some(Quit {}.into()),
        None if id == "availability-on" || id == "break-end" => Some(SetAvailability { on: true }.into()),
        None if id == "availability-off" => Some(SetAvailability { on: false }.into()),
        Some(("break", name)) => {
            let (why, ..) = BREAKS.into_iter().find(|(_, known, _)| *known == name)?;
            Some(TakeBreak { why }.into())
        }
        Some(("accept", chat)) => Some(AcceptAndOpen { chat: ChatId::from_str(chat).ok()? }.into()),
        Some(("chat", chat)) => Some(RevealChat { chat: ChatId::from_str(chat).ok()? }.into()),
        Some(_) | None => None,
    }
}

fn tooltip(words: &Words, model: &TrayModel) -> String {
    let state = state(words, model.state);
    if model.mark { format!("{state}. {}", words.text("tray-mark")) } else { state }
}

fn state(words: &Words, state: TrayState) -> String {
    match state {
        TrayState::Off => words.text("tray-state-off"),
        TrayState::On => words.text("tray-state-on"),
        TrayState::Paused => words.text("tray-state-paused"),
        TrayState::Offline => words.text("tray-state-offline"),
        TrayState::Busy => words.text("tray-state-busy"),
        TrayState::Requests(count) => {
            let mut args = FluentArgs::new();
            args.set("count", count);
            words.with("tray-requests", &args)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::command::PersonRequest;

    #[test]
    fn names_are_shown_as_written() {
        assert_eq!(as_written("Ehe & Familie"), "Ehe && Familie");
        assert_eq!(as_written("R&D && mehr_"), "R&&D &&&& mehr_");
    }

    #[test]
    fn only_changed_lines_are_exchanged() {
        let waiting =
            TrayLine::Request { chat: ChatId::from_bytes([1; 16]), number: 1, topic: "Sucht".into() };
        let old = [TrayLine::Open, TrayLine::Separator, TrayLine::Quit];
        let new = [TrayLine::Open, waiting, TrayLine::Separator, TrayLine::Quit];
        assert_eq!(common(&old, &new), (1, 2));
        assert_eq!(common(&new, &old), (1, 2));
        assert_eq!(common(&old, &old), (3, 0));
    }

    #[test]
    fn every_entry_asks_for_what_it_says() {
        let chat = ChatId::from_bytes([7; 16]);
        let accepts = request(&format!("accept {chat}"));
        assert!(
            matches!(accepts, Some(Request::Person(PersonRequest::AcceptAndOpen(AcceptAndOpen { chat: c }, _))) if c == chat)
        );
        let opens = request(&format!("chat {chat}"));
        assert!(
            matches!(opens, Some(Request::Person(PersonRequest::RevealChat(RevealChat { chat: c }, _))) if c == chat)
        );
        assert!(matches!(
            request("break-end"),
            Some(Request::Person(PersonRequest::SetAvailability(SetAvailability { on: true }, _)))
        ));
        assert!(matches!(
            request("availability-on"),
            Some(Request::Person(PersonRequest::SetAvailability(SetAvailability { on: true }, _)))
        ));
        assert!(matches!(
            request("availability-off"),
            Some(Request::Person(PersonRequest::SetAvailability(SetAvailability { on: false }, _)))
        ));
        assert!(matches!(
            request("settings"),
            Some(Request::Person(PersonRequest::OpenSettings(OpenSettings {}, _)))
        ));
        let phone = request("break phone");
        assert!(matches!(
            phone,
            Some(Request::Person(PersonRequest::TakeBreak(TakeBreak { why: BreakReason::Phone }, _)))
        ));
        assert!(request("break dance").is_none());
        assert!(matches!(request("quit"), Some(Request::Person(PersonRequest::Quit(Quit {}, _)))));
        assert!(request("accept nobody").is_none());
        assert!(request("").is_none());
    }
}
