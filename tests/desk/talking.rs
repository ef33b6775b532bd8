//! A conversation through the real desk.

use beistand_app::WindowRequest;
use beistand_app::command::{AnswerQuestion, EndChat, MarkRead, SendMessage};
use beistand_app::view::{ChatCardState, Closed, Delivery, TranscriptItem};
use beistand_protocol::live::{ClientFrame, Event};
use beistand_testkit::people::read;

use crate::setup::{talking, texts};

#[tokio::test]
async fn sealed_text_goes_both_ways_in_order_with_its_delivery() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.seeker.say(&mut talk.wire, "Hallo, ist da jemand?").await.unwrap();
    talk.anna.until(|seen| texts(seen, chat) == ["Hallo, ist da jemand?"]).await;
    talk.anna.give(SendMessage { chat, text: "Ja, ich bin hier.".into() });
    let heard = talk
        .wire
        .event(|event| match event {
            Event::MessageStored { message } => Some(message),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(read(&talk.seeker.keys, &heard).unwrap(), "Ja, ich bin hier.");
    talk.anna.until(|seen| texts(seen, chat).len() == 2).await;
    let mine = |seen: &beistand_app::fake::Seen, wanted: Delivery| {
        let items = &seen.transcripts[&chat].items;
        items.iter().any(|item| matches!(item, TranscriptItem::Message(m) if m.mine && m.state == wanted))
    };
    talk.anna.until(|seen| mine(seen, Delivery::Stored)).await;
    talk.wire.ask(ClientFrame::Mark { chat, delivered: 2, read: 0 }).await.unwrap();
    talk.anna.until(|seen| mine(seen, Delivery::Delivered)).await;
    talk.wire.ask(ClientFrame::Mark { chat, delivered: 2, read: 2 }).await.unwrap();
    talk.anna.until(|seen| mine(seen, Delivery::Read)).await;
}

#[tokio::test]
async fn unread_messages_are_counted_and_alert_until_they_are_read() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.anna.give(WindowRequest::NoteFocus { focused: false });
    talk.seeker.say(&mut talk.wire, "Hallo?").await.unwrap();
    let unread = |seen: &beistand_app::fake::Seen| seen.screen().map_or(0, |s| s.chats[0].unread);
    talk.anna.until(|seen| unread(seen) == 1 && seen.alerts.len() == 1).await;
    talk.anna.give(WindowRequest::NoteFocus { focused: true });
    talk.anna.give(MarkRead { chat });
    talk.anna.until(|seen| unread(seen) == 0 && seen.alerts.is_empty()).await;
    let read = talk
        .wire
        .event(|event| match event {
            Event::MarksChanged { counsellor, .. } if counsellor.read > 0 => Some(counsellor.read),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(read, 1);
}

#[tokio::test]
async fn the_guides_question_comes_before_the_end_and_anna_reads_on() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.seeker.say(&mut talk.wire, "Danke").await.unwrap();
    talk.anna.until(|seen| !texts(seen, chat).is_empty()).await;
    talk.anna.give(EndChat { chat });
    let seen = talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|d| d.question.is_some())).await;
    let question = seen.desk.unwrap().question.unwrap();
    talk.anna.give(AnswerQuestion { id: question.id, choice: beistand_app::view::Choice::Cancel });
    talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|d| d.question.is_none())).await;
    assert!(talk.seeker.connect().await.is_ok(), "cancelled: nothing has ended");
    talk.anna.give(EndChat { chat });
    let seen = talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|d| d.question.is_some())).await;
    let question = seen.desk.unwrap().question.unwrap();
    talk.anna.give(AnswerQuestion { id: question.id, choice: beistand_app::view::Choice::Confirm });
    let seen = talk.anna.until(|seen| texts(seen, chat).last().is_some_and(|last| last == "(ended)")).await;
    assert_eq!(texts(&seen, chat), ["Danke", "(ended)"]);
    assert_eq!(seen.transcripts[&chat].closed, Some(Closed::Ended));
    assert!(talk.seeker.connect().await.is_err(), "the seeker is out at once");
}

#[tokio::test]
async fn a_lost_seeker_is_shown_as_lost_and_not_as_gone() {
    let talk = talking().await;
    drop(talk.wire);
    let away = |seen: &beistand_app::fake::Seen| {
        seen.screen().is_some_and(|screen| {
            matches!(&screen.chats[0].state, ChatCardState::Active { presence, .. }
                if *presence != beistand_protocol::view::PresenceView::Here)
        })
    };
    talk.anna.until(away).await;
    let (_wire, _) = talk.seeker.connect().await.unwrap();
    talk.anna.until(|seen| !away(seen)).await;
}
