//! The main window: shown, hidden in the tray, or hidden without a page; and whether there is a tray to hide in.

use std::time::Duration;

use beistand_domain::{ChatId, Moment};

/// A window hidden for this long gives up its page: the work needs none, and it is most of the memory.
pub const PUT_AWAY_AFTER: Duration = Duration::from_secs(5 * 60);

/// What is known of the windows.
#[derive(Debug)]
pub(crate) struct Windows {
    pub main: Main,
    /// The chat whose own window has the focus.
    pub focused: Option<ChatId>,
    /// This desktop shows trays, as far as it has said.
    pub tray: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Main {
    /// On the screen, or minimised.
    There,
    Hidden {
        drop_at: Moment,
    },
    /// Hidden, and its page is gone.
    Dropped,
}

impl Default for Windows {
    fn default() -> Self {
        Self { main: Main::There, focused: None, tray: true }
    }
}

impl Windows {
    /// When the page is to be given up.
    pub fn deadline(&self) -> Option<Moment> {
        match self.main {
            Main::Hidden { drop_at } => Some(drop_at),
            Main::There | Main::Dropped => None,
        }
    }

    pub fn focused_chat(&self) -> Option<ChatId> {
        self.focused
    }
}
