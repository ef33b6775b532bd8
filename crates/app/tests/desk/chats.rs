//! Requests, chats, messages and alerts.

use std::time::Duration;

use beistand_app::command::{
    AcceptAndOpen, AcceptRequest, AttachFile, MarkRead, OpenChat, SaveDraft, SendMessage,
};
use beistand_app::fake::Seen;
use beistand_app::fake::chats::{accepted, active, waiting};
use beistand_app::view::{Body, ChatCardState, Connection, Delivery, NoticeWhat, Route, TranscriptItem};
use beistand_app::{AlertKey, ChatId, FailureCode, TrayState};
use beistand_protocol::live::{ClientFrame, Event};
use beistand_protocol::view::{Audience, ChatView, EndingView, GoneView, MessageView, PersonView, Sender};
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_seal::{
    Body as Sealed, ChainLink, ChatKey, ChatKeys, Content, Context, KeyName, Origin, seal_envelope,
};

use crate::answering::Received;
use crate::setup::{Desk, notices};

fn chat() -> ChatId {
    waiting(1).id
}

fn ben() -> PersonView {
    PersonView { id: beistand_domain::PersonId::from_bytes([3; 16]), name: "Ben".into() }
}

/// An active chat whose key this device has got.
pub fn with_key(desk: &Desk) -> ChatView {
    let truth = desk.server.truth();
    let day_key = truth.day_key.clone().unwrap();
    let point = day_key.public_key.0.as_slice().try_into().unwrap();
    let device = truth.device.unwrap().to_bytes();
    let name = KeyName::first(day_key.day);
    let envelope = seal_envelope((name, &key()), &point, chat().to_bytes(), device, [6; 32]).unwrap();
    ChatView { envelope: Some(Blob(envelope)), revision: 3, ..active(1) }
}

fn key() -> ChatKey {
    ChatKey::from_bytes([8; 32])
}

pub fn from_seeker(seq: u8, text: &str) -> MessageView {
    let id = beistand_app::MessageId::from_bytes([seq; 16]);
    let bound = Context {
        chat: chat().to_bytes(),
        message: id.to_bytes(),
        sender: beistand_seal::Sender::Seeker,
        audience: beistand_seal::Audience::Everyone,
    };
    let at = beistand_app::fake::chats::THEN;
    let link = ChainLink { count: 1, seen: None, written: at.millis(), sent: at.millis() };
    // Each message has a tab of its own, so that a test may begin with any of them.
    let origin = Origin { device: [seq; 16], epoch: 0 };
    let body = Sealed { content: Content::text(text).unwrap(), link };
    let body = body.seal((&ChatKeys::first(key()), origin), &bound, [seq; 12]).unwrap();
    let (sender, audience) = (Sender::Seeker, Audience::Everyone);
    MessageView { id, chat: chat(), seq: seq.into(), at, sender, audience, body: Blob(body) }
}

pub async fn talking() -> Desk {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: with_key(&desk) });
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.ask(OpenChat { chat: chat() }).await.unwrap();
    desk
}

fn texts(seen: &Seen) -> Vec<(String, Delivery, bool)> {
    let items = seen.transcripts.get(&chat()).map(|t| t.items.clone()).unwrap_or_default();
    items
        .into_iter()
        .filter_map(|item| match item {
            TranscriptItem::Message(message) => match message.body {
                Body::Text { text } => Some((text, message.state, message.first_unread)),
                Body::Files { text, .. } => Some((text, message.state, message.first_unread)),
                Body::Unreadable | Body::Deleted => Some(("?".into(), message.state, message.first_unread)),
            },
            TranscriptItem::Finding { .. } | TranscriptItem::Began { .. } | TranscriptItem::Ended { .. } => {
                None
            }
        })
        .collect()
}

#[tokio::test]
async fn a_request_alerts_until_it_is_gone() {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    let seen = desk.until(|seen| seen.raised == 1).await;
    let alert = &seen.alerts[&AlertKey::Request(chat())];
    assert_eq!(alert.topic, "Sucht");
    assert_eq!(seen.tray.map(|tray| tray.state), Some(TrayState::Requests(1)));
    desk.clock.advance(Duration::from_secs(15));
    desk.until(|seen| seen.raised == 2).await;
    desk.server.publish(Event::ChatGone { chat: chat(), gone: GoneView::Taken { by: ben() } });
    let seen = desk.until(|seen| seen.alerts.is_empty()).await;
    assert_eq!(notices(&seen), [], "I did not want it");
    assert!(seen.screen().unwrap().requests.is_empty());
}

#[tokio::test]
async fn accepting_from_the_alert_opens_the_chat_once_it_is_mine() {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    desk.until(|seen| seen.raised == 1).await;
    desk.ask(AcceptAndOpen { chat: chat() }).await.unwrap();
    let seen = desk.until(|seen| seen.alerts.is_empty()).await;
    assert_eq!(seen.focused, 1);
    assert!(seen.screen().unwrap().requests[0].accepting);
    desk.server.receives(Received::Accept(chat())).await;
    desk.server.publish(Event::ChatChanged { chat: ChatView { revision: 2, ..accepted(1) } });
    let shown = desk.desk_until(|desk| desk.front == Some(chat())).await;
    assert_eq!(shown.route, Route::Chats);
    assert_eq!(shown.revealed.map(|revealed| revealed.chat), Some(chat()), "to be written in");
    assert!(matches!(shown.chats[0].state, ChatCardState::Accepted { .. }));
}

#[tokio::test]
async fn the_counsellor_who_comes_second_reads_who_has_it() {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    desk.until(|seen| seen.raised == 1).await;
    let problem = Problem::new(ProblemCode::AlreadyAccepted).held_by("Ben");
    desk.server.truth().refuse_accept = Some(problem);
    desk.ask(AcceptRequest { chat: chat() }).await.unwrap();
    desk.notice(NoticeWhat::Taken { number: 1, by: "Ben".into() }).await;
    desk.server.publish(Event::ChatGone { chat: chat(), gone: GoneView::Taken { by: ben() } });
    let seen = desk.until(|seen| seen.screen().is_some_and(|desk| desk.requests.is_empty())).await;
    assert_eq!(notices(&seen).len(), 1, "said once");
    let gone = desk.ask(AcceptRequest { chat: chat() }).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::NotFound);
}

#[tokio::test]
async fn a_refused_accept_says_why_and_can_be_tried_again() {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    desk.until(|seen| seen.raised == 1).await;
    for (code, what) in [
        (ProblemCode::NoRoom, NoticeWhat::NoRoom { most: 3 }),
        (ProblemCode::NotAvailable, NoticeWhat::NotAvailable),
        (ProblemCode::Unavailable, NoticeWhat::TryAgain),
    ] {
        desk.server.truth().refuse_accept = Some(Problem::new(code));
        desk.ask(AcceptRequest { chat: chat() }).await.unwrap();
        desk.notice(what).await;
        desk.desk_until(|desk| !desk.requests[0].accepting).await;
    }
}

#[tokio::test]
async fn a_seeker_who_cancels_after_accepting_is_told_and_the_tab_goes() {
    let desk = Desk::signed_in().await;
    desk.server.publish(Event::ChatChanged { chat: accepted(1) });
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.ask(OpenChat { chat: chat() }).await.unwrap();
    let gone = GoneView::Ended { how: EndingView::Declined };
    desk.server.publish(Event::ChatGone { chat: chat(), gone });
    desk.notice(NoticeWhat::RequestGone { number: 1, how: EndingView::Declined }).await;
    let shown = desk.desk_until(|desk| desk.chats.is_empty()).await;
    assert_eq!((shown.tabs.len(), shown.front), (0, None));
}

#[tokio::test]
async fn what_is_written_goes_out_and_comes_in() {
    let desk = talking().await;
    desk.ask(SendMessage { chat: chat(), text: "Guten Abend".into() }).await.unwrap();
    desk.until(|seen| texts(seen) == [("Guten Abend".into(), Delivery::Stored, false)]).await;
    desk.server
        .receives_such(1, |received| matches!(received, Received::Frame(ClientFrame::Send { .. })))
        .await;
    desk.server.publish(Event::MessageStored { message: from_seeker(2, "Hallo") });
    let seen = desk.until(|seen| texts(seen).len() == 2).await;
    assert_eq!(texts(&seen)[1], ("Hallo".into(), Delivery::Read, true));
    let card = &seen.screen().unwrap().chats[0];
    assert_eq!((card.unread, card.preview.as_deref()), (1, Some("Hallo")));
    let empty = desk.ask(SendMessage { chat: chat(), text: " ".into() }).await.unwrap_err();
    assert_eq!(empty.code, FailureCode::Empty);
}

#[tokio::test]
async fn a_message_counts_as_read_only_when_the_person_looks() {
    let desk = talking().await;
    desk.server.publish(Event::MessageStored { message: from_seeker(1, "Hallo") });
    let seen = desk.until(|seen| seen.alerts.contains_key(&AlertKey::Messages(chat()))).await;
    assert_eq!(seen.screen().unwrap().chats[0].unread, 1);
    desk.ask(MarkRead { chat: chat() }).await.unwrap();
    assert_eq!(desk.desktop.seen().screen().unwrap().chats[0].unread, 1, "the window has no focus");
    desk.focus().await;
    desk.until(|seen| seen.alerts.is_empty()).await;
    desk.ask(MarkRead { chat: chat() }).await.unwrap();
    desk.desk_until(|desk| desk.chats[0].unread == 0).await;
    let marked = ClientFrame::Mark { chat: chat(), delivered: 1, read: 1 };
    desk.server.receives(Received::Frame(marked)).await;
}

#[tokio::test]
async fn a_draft_is_there_after_a_crash() {
    let mut desk = talking().await;
    desk.server.truth().chats = vec![with_key(&desk)];
    desk.ask(SaveDraft { chat: chat(), text: "Ich wollte".into() }).await.unwrap();
    desk.restart();
    desk.until(|seen| seen.transcripts.get(&chat()).is_some_and(|t| t.draft == "Ich wollte")).await;
}

#[tokio::test]
async fn fifteen_and_five_minutes_before_the_end_it_says_so_once() {
    let desk = talking().await;
    desk.clock.advance(Duration::from_secs(165 * 60));
    let runs_out = |minutes| NoticeWhat::TimeRunsOut { chat: chat(), number: 1, minutes };
    desk.notice(runs_out(15)).await;
    desk.clock.advance(Duration::from_secs(10 * 60));
    let seen = desk.until(|seen| notices(seen).contains(&runs_out(5))).await;
    assert_eq!(notices(&seen), [runs_out(5)], "the newer warning replaces the older");
}

#[tokio::test]
async fn a_file_on_its_way_outlives_a_reconnect_and_is_sent_once() {
    let desk = talking().await;
    desk.server.truth().chats = vec![with_key(&desk)];
    let bytes = Blob(b"%PDF-1.7 ein Brief".to_vec());
    desk.ask(AttachFile { chat: chat(), name: "brief.pdf".into(), bytes }).await.unwrap();
    desk.ask(SendMessage { chat: chat(), text: "Anbei".into() }).await.unwrap();
    desk.server.receives(Received::File).await;
    for _ in 0..2 {
        desk.server.hang_up();
        desk.desk_until(|desk| desk.connection != Connection::Connected).await;
        desk.reconnect().await;
    }
    desk.server.let_answers_go();
    desk.server
        .receives_such(1, |received| matches!(received, Received::Frame(ClientFrame::Send { .. })))
        .await;
    desk.until(|seen| texts(seen) == [("Anbei".into(), Delivery::Stored, false)]).await;
    let files = desk.server.received().into_iter().filter(|received| *received == Received::File);
    assert_eq!(files.count(), 1);
}
