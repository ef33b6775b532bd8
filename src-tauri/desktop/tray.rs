//! Icon and menu beside the clock.

use std::str::FromStr;

use beistand_app::{ChatId, Handle, Request, TrayLine, TrayModel, TrayState};
use fluent_bundle::FluentArgs;
use tauri::menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

use super::icon;
use super::words::Words;

const ID: &str = "desk";

/// Puts the icon there.
pub fn create(app: &AppHandle, words: &Words, model: &TrayModel, handle: Handle) -> tauri::Result<()> {
    let clicked = handle.clone();
    TrayIconBuilder::with_id(ID)
        .icon(icon::draw(model.state))
        .tooltip(tooltip(words, model.state))
        .menu(&menu(app, words, model)?)
        .show_menu_on_left_click(false)
        .on_menu_event(move |_, event| {
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
                clicked.give(Request::OpenWindow);
            }
        })
        .build(app)?;
    Ok(())
}

/// Brings it up to date; on the main thread.
pub fn draw(app: &AppHandle, words: &Words, model: &TrayModel) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else {
        return Ok(());
    };
    tray.set_icon(Some(icon::draw(model.state)))?;
    tray.set_tooltip(Some(tooltip(words, model.state)))?;
    tray.set_menu(Some(menu(app, words, model)?))
}

/// Whether the desktop shows trays at all; GNOME may not.
#[cfg(target_os = "linux")]
pub async fn is_visible() -> bool {
    let asked = async {
        let bus = zbus::Connection::session().await?;
        let watcher = "org.kde.StatusNotifierWatcher".try_into()?;
        zbus::Result::Ok(zbus::fdo::DBusProxy::new(&bus).await?.name_has_owner(watcher).await?)
    };
    asked.await.unwrap_or(false)
}

/// Whether the desktop shows trays at all.
#[cfg(not(target_os = "linux"))]
pub async fn is_visible() -> bool {
    true
}

fn menu(app: &AppHandle, words: &Words, model: &TrayModel) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for line in &model.lines {
        match line {
            TrayLine::Separator => menu.append(&PredefinedMenuItem::separator(app)?)?,
            TrayLine::Availability { on, enabled } => {
                let id = if *on { "duty-off" } else { "duty-on" };
                let text = words.text("tray-available");
                menu.append(&CheckMenuItem::with_id(app, id, text, *enabled, *on, None::<&str>)?)?;
            }
            TrayLine::Open => append(&menu, app, "open", &words.text("tray-open"))?,
            TrayLine::Quit => append(&menu, app, "quit", &words.text("tray-quit"))?,
            TrayLine::Request { chat, number, topic } => {
                append(&menu, app, &format!("accept {chat}"), &named(words, "tray-request", *number, topic))?;
            }
            TrayLine::Chat { chat, number, topic } => {
                append(&menu, app, &format!("chat {chat}"), &named(words, "tray-chat", *number, topic))?;
            }
        }
    }
    Ok(menu)
}

fn append(menu: &Menu<Wry>, app: &AppHandle, id: &str, text: &str) -> tauri::Result<()> {
    menu.append(&MenuItem::with_id(app, id, text, true, None::<&str>)?)
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
        None if id == "open" => Some(Request::OpenWindow),
        None if id == "quit" => Some(Request::Quit),
        None if id == "duty-on" => Some(Request::SetAvailability { on: true }),
        None if id == "duty-off" => Some(Request::SetAvailability { on: false }),
        Some(("accept", chat)) => Some(Request::AcceptAndOpen { chat: ChatId::from_str(chat).ok()? }),
        Some(("chat", chat)) => Some(Request::OpenFromTray { chat: ChatId::from_str(chat).ok()? }),
        Some(_) | None => None,
    }
}

fn tooltip(words: &Words, state: TrayState) -> String {
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

    #[test]
    fn every_entry_asks_for_what_it_says() {
        let chat = ChatId::from_bytes([7; 16]);
        let accepts = request(&format!("accept {chat}"));
        assert!(matches!(accepts, Some(Request::AcceptAndOpen { chat: c }) if c == chat));
        let opens = request(&format!("chat {chat}"));
        assert!(matches!(opens, Some(Request::OpenFromTray { chat: c }) if c == chat));
        assert!(matches!(request("duty-on"), Some(Request::SetAvailability { on: true })));
        assert!(matches!(request("duty-off"), Some(Request::SetAvailability { on: false })));
        assert!(matches!(request("quit"), Some(Request::Quit)));
        assert!(request("accept nobody").is_none());
        assert!(request("").is_none());
    }
}
