//! The list of my chats.

use std::cmp::Reverse;

use beistand_client::Session;
use beistand_protocol::view::{ChatStateView, ChatView};

use super::transcript::preview;
use crate::view::{ChatCard, ChatCardState};

/// My chats: those that run, then those that are over; in both the newest sign of life first.
pub fn chats(session: &Session) -> Vec<ChatCard> {
    let mut cards: Vec<ChatCard> = session.chats().filter_map(|chat| card(session, chat)).collect();
    cards.sort_by_key(|card| {
        (matches!(card.state, ChatCardState::Ended { .. }), Reverse(card.last_at), card.id)
    });
    cards
}

fn card(session: &Session, chat: &ChatView) -> Option<ChatCard> {
    let (state, changed) = match chat.state {
        ChatStateView::Waiting { .. } => return None,
        ChatStateView::Accepted { at, presence, .. } => (ChatCardState::Accepted { at, presence }, at),
        ChatStateView::Active { started, ends, presence, .. } => {
            (ChatCardState::Active { ends, presence }, started)
        }
        ChatStateView::Ended { at, how, readable_until, .. } => {
            (ChatCardState::Ended { how, readable_until }, at)
        }
    };
    let written = session.newest_item(chat.id).map(|line| line.at);
    Some(ChatCard {
        id: chat.id,
        number: chat.number,
        topic: chat.topic.name.clone(),
        state,
        preview: preview(session, chat.id),
        last_at: Some(written.map_or(changed, |written| written.max(changed))),
        unread: session.unread(chat.id),
        draft: !session.draft(chat.id).is_empty(),
    })
}
