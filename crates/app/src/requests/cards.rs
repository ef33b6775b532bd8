//! The list of waiting requests.

use beistand_client::{Link, Session};
use beistand_domain::Moment;
use beistand_protocol::view::{ChatStateView, ChatView, PresenceView};

use crate::view::RequestCard;

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
        ChatStateView::Waiting { presence, .. } => Some(presence),
        ChatStateView::Accepted { .. } | ChatStateView::Active { .. } | ChatStateView::Ended { .. } => None,
    }
}
