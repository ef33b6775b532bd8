//! The requests that are being accepted.

use std::collections::BTreeMap;

use beistand_domain::ChatId;

/// Requests I pressed "Chat starten" for.
#[derive(Debug, Default)]
pub(crate) struct Accepting {
    pub asked: BTreeMap<ChatId, u32>,
    /// To be shown as soon as they are mine.
    pub open: Vec<ChatId>,
}

impl Accepting {
    pub fn contains(&self, chat: ChatId) -> bool {
        self.asked.contains_key(&chat)
    }
}
