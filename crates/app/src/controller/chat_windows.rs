//! Chats in windows of their own. A chat is open in one place: as a tab of the main window, or in its own window
//! (docs/decisions/0008-windows.md).

use beistand_domain::ChatId;

use super::{Controller, Desk};
use crate::conversation::layout::Detached;
use crate::desktop::ChatWindow;
use crate::failure::{Failure, FailureCode};
use crate::program::close_guard;
use crate::settings::WindowPlace;
use crate::view::ScrollAnchor;

impl Desk {
    pub(super) fn is_detached(&self, chat: ChatId) -> bool {
        self.layout.detached.iter().any(|window| window.chat == chat)
    }

    pub(super) fn chat_windows(&self) -> Vec<ChatWindow> {
        let window = |window: &Detached| {
            let number = self.session.chat(window.chat)?.number;
            Some(ChatWindow { chat: window.chat, number, place: window.place })
        };
        self.layout.detached.iter().filter_map(window).collect()
    }

    pub(super) fn close_chat_window(&mut self, chat: ChatId) {
        if self.is_detached(chat) {
            self.layout.detached.retain(|window| window.chat != chat);
            self.keep_layout();
        }
    }

    pub(super) fn scroll_anchor(&self, chat: ChatId) -> Option<ScrollAnchor> {
        self.layout.reading.get(&chat).cloned()
    }

    pub(super) fn keep_scroll_anchor(&mut self, chat: ChatId, anchor: Option<ScrollAnchor>) {
        let open = self.layout.open().any(|open| open == chat);
        match anchor {
            Some(anchor) if open => drop(self.layout.reading.insert(chat, anchor)),
            Some(_) | None => drop(self.layout.reading.remove(&chat)),
        }
    }
}

impl Controller {
    pub(super) fn detach(&mut self, chat: ChatId) -> Result<(), Failure> {
        let desk = self.desk()?;
        desk.session.chat(chat).ok_or(FailureCode::NotFound)?;
        if desk.is_detached(chat) {
            self.desktop.focus_chat_window(chat);
            return Ok(());
        }
        desk.close_tab(chat);
        desk.mark_unread(chat);
        desk.layout.detached.push(Detached { chat, place: None });
        desk.keep_layout();
        Ok(())
    }

    /// Back among the tabs, in front, for a person who wants to see it there.
    pub(super) fn attach(&mut self, chat: ChatId) -> Result<(), Failure> {
        let desk = self.desk()?;
        if !desk.is_detached(chat) {
            return Err(FailureCode::NotFound.into());
        }
        desk.close_chat_window(chat);
        desk.show(chat);
        self.show_window();
        Ok(())
    }

    /// The window closes. A chat that runs is a tab again, and the main window stays where it is; one that is over
    /// is closed as its tab would be.
    pub(super) fn give_back(&mut self, chat: ChatId) {
        let Ok(desk) = self.desk() else { return };
        let running = desk.session.chat(chat).is_some_and(close_guard::is_running);
        if !running || !desk.is_detached(chat) {
            return desk.close(chat);
        }
        desk.close_chat_window(chat);
        desk.layout.tabs.push(chat);
        desk.layout.front.get_or_insert(chat);
        desk.keep_layout();
    }

    pub(super) fn keep_chat_window_place(&mut self, chat: ChatId, place: WindowPlace) -> Result<(), Failure> {
        let desk = self.desk()?;
        let window = desk.layout.detached.iter_mut().find(|window| window.chat == chat);
        window.ok_or(FailureCode::NotFound)?.place = Some(place);
        desk.keep_layout();
        Ok(())
    }

    /// Brings the window with this chat to the front, whichever it is.
    pub(super) fn reveal(&mut self, chat: ChatId) -> Result<(), Failure> {
        if !self.desk()?.is_detached(chat) {
            self.show_window();
        }
        self.show_chat(chat)?;
        self.desk()?.layout.reveal(chat);
        Ok(())
    }

    pub(super) fn left_chat_window(&mut self, chat: ChatId) {
        if let Ok(desk) = self.desk() {
            desk.unmark_read(chat);
        }
    }
}
