//! Where each chat is open: as a tab of the main window, or in a window of its own (docs/decisions/0008-windows.md).

use std::collections::BTreeMap;

use beistand_domain::ChatId;
use serde::{Deserialize, Serialize};

use crate::settings::WindowPlace;
use crate::view::{Revealed, Route, ScrollAnchor};

/// Where the window is; kept, so that it comes back there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    pub route: Route,
    pub tabs: Vec<ChatId>,
    pub front: Option<ChatId>,
    /// The request an alert was clicked for.
    #[serde(skip)]
    pub picked: Option<ChatId>,
    #[serde(skip)]
    pub revealed: Option<Revealed>,
    /// Chats in windows of their own.
    #[serde(default)]
    pub detached: Vec<Detached>,
    /// How far I had read when unread messages began to come.
    #[serde(skip)]
    pub unread_from: BTreeMap<ChatId, u32>,
    /// Where I read in chats that do not stand at their end.
    #[serde(skip)]
    pub reading: BTreeMap<ChatId, ScrollAnchor>,
}

impl Layout {
    pub(crate) fn reveal(&mut self, chat: ChatId) {
        let times = self.revealed.map_or(0, |last| last.times) + 1;
        self.revealed = Some(Revealed { chat, times });
    }
}

/// A chat in a window of its own, and where that window was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Detached {
    pub chat: ChatId,
    pub place: Option<WindowPlace>,
}

impl Layout {
    /// The open chats: tabs, then own windows.
    pub fn open(&self) -> impl Iterator<Item = ChatId> {
        self.tabs.iter().copied().chain(self.detached.iter().map(|window| window.chat))
    }
}
