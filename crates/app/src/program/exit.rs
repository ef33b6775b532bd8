//! What happens once chats have ended.

use std::collections::BTreeSet;

use beistand_domain::ChatId;

/// What the person was about to do when the desk asked about the running chats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ExitAction {
    CloseTab(ChatId),
    Hide,
    Quit,
    SignOut,
    Update,
}

/// An action that waits until the server has ended these chats.
#[derive(Debug)]
pub(crate) struct PendingExit {
    pub action: ExitAction,
    pub left: BTreeSet<ChatId>,
}
