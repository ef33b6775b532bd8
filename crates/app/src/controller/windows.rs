//! The main window: shown, hidden in the tray, or hidden without a page; and whether there is a tray to hide in.

use std::time::Duration;

use beistand_domain::ChatId;

use super::Controller;
use crate::windows::main_window::{Main, PUT_AWAY_AFTER};

impl Controller {
    /// Brings the main window back and to the front.
    pub(super) fn show_window(&mut self) {
        self.windows.main = Main::There;
        self.desktop.focus_window();
    }

    /// Away to where it can be found again: in the tray, or among the minimised windows where there is none.
    pub(super) fn put_window_away(&mut self) {
        self.focused = false;
        if self.windows.tray {
            let after = self.kept.put_away_after.map_or(PUT_AWAY_AFTER, Duration::from_secs);
            self.windows.main = Main::Hidden { drop_at: self.runtime.now() + after };
            self.desktop.hide_window();
        } else {
            self.windows.main = Main::There;
            self.desktop.minimise_window();
        }
    }

    pub(super) fn put_view_away(&mut self) {
        match self.windows.main {
            Main::Hidden { drop_at } if drop_at <= self.runtime.now() => {
                self.windows.main = Main::Dropped;
                self.desktop.drop_view();
                // The next page is to look like this one, and not as when it was clicked for.
                if let Ok(desk) = self.desk() {
                    desk.layout.revealed = None;
                }
            }
            Main::There | Main::Hidden { .. } | Main::Dropped => {}
        }
    }

    /// A tray that goes away takes the way back with it, so a hidden window comes back, minimised.
    pub(super) fn note_tray(&mut self, there: bool) {
        self.windows.tray = there;
        match self.windows.main {
            Main::Hidden { .. } | Main::Dropped if !there => self.put_window_away(),
            Main::There | Main::Hidden { .. } | Main::Dropped => {}
        }
    }

    pub(super) fn note_focus(&mut self, focused: bool) {
        self.focused = focused;
        if focused {
            // Whatever brought it back, the person looks at it.
            self.windows.main = Main::There;
            self.windows.focused = None;
            self.notice_sign_in();
        }
    }

    /// The main window has the focus, and the person sits in front of it.
    pub(super) fn sees_the_window(&self) -> bool {
        self.focused && self.is_attended()
    }

    pub(super) fn note_chat_focus(&mut self, chat: ChatId, focused: bool) {
        if focused {
            self.focused = false;
            self.windows.focused = Some(chat);
        } else if self.windows.focused == Some(chat) {
            self.windows.focused = None;
            self.left_chat_window(chat);
        }
    }
}
