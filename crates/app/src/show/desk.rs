//! The signed-in screen.

use std::cmp::Reverse;

use beistand_client::{Link, Session};
use beistand_domain::Moment;
use beistand_protocol::view::{AvailabilityView, ChatStateView, ChatView, MeView, OffView, PresenceView};

use super::transcript::preview;
use crate::close_guard::is_running;
use crate::view::{ChatCard, ChatCardState, Connection, Duty, Me, RequestCard};

/// The state of the live connection.
pub fn connection(link: Link) -> Connection {
    match link {
        Link::Connected => Connection::Connected,
        // A refused token leads to the sign-in screen at once; nobody sees this state.
        Link::Connecting | Link::SignedOut => Connection::Connecting,
        Link::Offline { since, retry_at } => Connection::Offline { since, retry_at },
    }
}

/// The availability card. `switching` is what was asked for and is not confirmed.
pub fn duty(session: &Session, switching: Option<bool>, now: Moment) -> Duty {
    if let Some(on) = switching {
        return Duty::Switching { on };
    }
    let here = session.world.holds_lease();
    let connected = session.link() == Link::Connected;
    match session.world.availability {
        AvailabilityView::Off { why } => Duty::Off { why },
        AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. } if here && !connected => {
            if now < until {
                Duty::Unsure { until }
            } else {
                Duty::Off { why: OffView::Expired }
            }
        }
        AvailabilityView::On { since, .. } => {
            let chats = session.chats().filter(|chat| is_running(chat)).count();
            let chats = u32::try_from(chats).unwrap_or(u32::MAX);
            let room = session.world.identity.me.parallel_chats.saturating_sub(chats);
            Duty::On { since, here, chats, room }
        }
        AvailabilityView::Paused { since, why, .. } => {
            Duty::Paused { since, why, theirs: !why.is_programs() }
        }
    }
}

pub fn me(me: &MeView) -> Me {
    Me {
        name: me.person.name.clone(),
        sign_in_name: me.sign_in_name.clone(),
        roles: me.roles.clone(),
        topics: me.topics.iter().map(|topic| topic.name.clone()).collect(),
    }
}

/// The requests that still call me. Without a connection only the lease speaks for them: they go when it has run
/// out by the server's clock, which is `now`.
pub fn calling(session: &Session, now: Moment) -> impl Iterator<Item = &ChatView> {
    let connected = session.link() == Link::Connected;
    let over = !connected && session.world.lease().is_some_and(|(_, until)| now >= until);
    session.world.requests.values().filter(move |_| !over)
}

/// Waiting requests, longest waiting first.
pub fn requests(
    session: &Session,
    now: Moment,
    is_accepting: impl Fn(&ChatView) -> bool,
) -> Vec<RequestCard> {
    let mut cards: Vec<RequestCard> =
        calling(session, now).filter_map(|chat| request(chat, is_accepting(chat))).collect();
    cards.sort_by_key(|card| (card.since, card.id));
    cards
}

fn request(chat: &ChatView, accepting: bool) -> Option<RequestCard> {
    let presence = waiting(chat)?;
    let topic = chat.topic.name.clone();
    Some(RequestCard { id: chat.id, number: chat.number, topic, since: chat.requested, presence, accepting })
}

fn waiting(chat: &ChatView) -> Option<PresenceView> {
    match chat.state {
        ChatStateView::Waiting { presence } => Some(presence),
        ChatStateView::Accepted { .. } | ChatStateView::Active { .. } | ChatStateView::Ended { .. } => None,
    }
}

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
    let written = session.newest_line(chat.id).map(|line| line.at);
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
