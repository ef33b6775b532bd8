//! What happens once chats have ended.

use std::collections::BTreeSet;

use beistand_domain::ChatId;

/// What the person was about to do when the desk asked about the running chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitAction {
    CloseTab(ChatId),
    /// The chat's own window closes; a chat that runs is a tab again.
    CloseChatWindow(ChatId),
    Hide,
    Quit,
    SignOut,
    Update,
}

/// Actions that wait until the server has ended chats, each for its own.
#[derive(Debug, Default)]
pub(crate) struct PendingExits(Vec<PendingExit>);

#[derive(Debug)]
struct PendingExit {
    action: ExitAction,
    left: BTreeSet<ChatId>,
}

impl PendingExits {
    /// `action` waits for these chats, of which there is at least one.
    pub fn wait(&mut self, action: ExitAction, left: BTreeSet<ChatId>) {
        self.0.push(PendingExit { action, left });
    }

    /// One more chat has ended, or could not be: then what waited for it does not happen. Gives the actions that nothing
    /// stands before any more. One that was chosen twice happens once: for leaving, a second wish is an order not to wait.
    pub fn ended(&mut self, chat: ChatId, ended: bool) -> Vec<ExitAction> {
        let mut ready = Vec::new();
        self.0.retain_mut(|exit| {
            if !exit.left.remove(&chat) {
                return true;
            }
            let last = exit.left.is_empty();
            if ended && last && !ready.contains(&exit.action) {
                ready.push(exit.action);
            }
            ended && !last
        });
        self.0.retain(|exit| !ready.contains(&exit.action));
        ready
    }
}
