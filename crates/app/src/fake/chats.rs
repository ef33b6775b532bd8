//! Chats in every state, for tests; number and id come from one digit.

use std::time::Duration;

use beistand_domain::{ChatId, Moment, PersonId, TopicId, limits};
use beistand_protocol::view::{
    ChatStateView, ChatView, EndingView, Marks, PersonView, PresenceView, TopicView,
};

/// When all of them happened.
pub const THEN: Moment = Moment::from_millis(1_800_000_000_000);

/// Anna, whose chats they are.
pub fn anna() -> PersonView {
    PersonView { id: PersonId::from_bytes([1; 16]), name: "Anna".into() }
}

pub fn waiting(n: u8) -> ChatView {
    chat(n, ChatStateView::Waiting { presence: PresenceView::Here, offered_until: None })
}

pub fn accepted(n: u8) -> ChatView {
    chat(n, ChatStateView::Accepted { counsellor: anna(), at: THEN, presence: PresenceView::Here })
}

pub fn active(n: u8) -> ChatView {
    with_presence(n, PresenceView::Here)
}

/// Active, but the seeker's connection is gone.
pub fn away(n: u8) -> ChatView {
    with_presence(n, PresenceView::Away { since: THEN })
}

pub fn ended(n: u8) -> ChatView {
    let readable_until = THEN + limits::READABLE_AFTER_END;
    let how = EndingView::BySeeker;
    chat(
        n,
        ChatStateView::Ended { counsellor: Some(anna()), started: Some(THEN), at: THEN, how, readable_until },
    )
}

fn with_presence(n: u8, presence: PresenceView) -> ChatView {
    let ends = THEN + Duration::from_secs(180 * 60);
    chat(n, ChatStateView::Active { counsellor: anna(), started: THEN, ends, presence })
}

fn chat(n: u8, state: ChatStateView) -> ChatView {
    ChatView {
        id: ChatId::from_bytes([n; 16]),
        revision: 1,
        number: n.into(),
        topic: TopicView { id: TopicId::from_bytes([9; 16]), slug: "sucht".into(), name: "Sucht".into() },
        requested: THEN,
        state,
        last_seq: 0,
        seeker_marks: Marks::default(),
        counsellor_marks: Marks::default(),
        envelope: None,
    }
}
