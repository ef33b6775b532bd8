//! Accepting, talking and ending.

use beistand_protocol::ProblemCode;
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, Writer};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{
    Audience, ChatStateView, EndingView, GoneView, MessageView, PresenceView, SeekerStateView,
};
use beistand_testkit::people::read;
use beistand_testkit::{Counsellor, Network, Seeker, Wire};
use reqwest::Method;

use crate::world::{open_centre, seen_by, talking, while_renewing};

async fn message(wire: &mut Wire) -> MessageView {
    wire.event(|event| match event {
        Event::MessageStored { message } => Some(message),
        _ => None,
    })
    .await
    .unwrap()
}

async fn all(seeker: &Seeker) -> Vec<MessageView> {
    let path = format!("/api/v1/chats/{}/messages", seeker.chat);
    let none: Option<&()> = None;
    let page: MessagePage = seeker.rest.call(Method::GET, &path, none).await.unwrap().unwrap();
    page.messages
}

#[tokio::test]
async fn what_is_repeated_is_told_once_more_as_it_was_stored() {
    let mut talk = talking().await.unwrap();
    let said = talk.seeker.sealed("Sind Sie da?").unwrap();
    let ClientFrame::Send { id, chat, audience, body } = said.clone() else { panic!() };
    talk.seeker_wire.ask(said).await.unwrap();
    let first = message(&mut talk.centre.anna_wire).await;
    // A client that repeats a message never learned that it was stored, so others may not have learned of it either.
    let other = ClientFrame::Send { id, chat, audience, body: beistand_protocol::Blob(vec![0; 40]) };
    let again = talk.seeker_wire.ask(other).await.unwrap();
    assert!(matches!(again, Answer::Stored { seq: 1, .. }), "{again:?}");
    let second = message(&mut talk.centre.anna_wire).await;
    assert_eq!((&second, &second.body), (&first, &body), "with another body it is still the stored one");
}

#[tokio::test]
async fn a_repeated_accept_is_told_once_more() {
    let mut centre = open_centre().await.unwrap();
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    let command = centre.runtime.id(beistand_domain::CommandId::from_parts);
    let accept = beistand_protocol::rest::chat::Command { command };
    let path = format!("/api/v1/chats/{}/accept", seeker.chat);
    for _ in 0..2 {
        let answer: Result<beistand_protocol::rest::chat::ChatRevision, _> =
            centre.anna.rest.call(Method::POST, &path, Some(&accept)).await.unwrap();
        answer.unwrap();
        let event = centre.anna_wire.event(|event| match event {
            Event::ChatChanged { chat } if matches!(chat.state, ChatStateView::Accepted { .. }) => Some(()),
            _ => None,
        });
        event.await.unwrap();
    }
}

#[tokio::test]
async fn exactly_one_of_many_accepts_wins_and_the_others_read_who_has_it() {
    let centre = open_centre().await.unwrap();
    let url = centre.server.url();
    let ben = Counsellor::sign_in(&url, &centre.runtime, "ben").await.unwrap();
    let (mut ben_wire, _) = ben.connect().await.unwrap();
    ben.switch(true).await.unwrap();
    for _ in 0..2 {
        let seeker = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
        let (a, b) = tokio::join!(centre.anna.accept(seeker.chat), ben.accept(seeker.chat));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "one winner");
        let (lost, winner) = if a.is_ok() { (b, "Anna") } else { (a, "Ben") };
        let problem = lost.unwrap_err();
        assert_eq!((problem.code, problem.held_by.as_deref()), (ProblemCode::AlreadyAccepted, Some(winner)));
        seeker.command("decline").await.unwrap().unwrap();
    }
    // A desk that only looks on is notified as well.
    let seeker = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
    centre.anna.accept(seeker.chat).await.unwrap().unwrap();
    let by = ben_wire
        .event(|event| match event {
            Event::ChatGone { chat, gone: GoneView::Taken { by } } if chat == seeker.chat => Some(by.name),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(by, "Anna");
}

#[tokio::test]
async fn nobody_writes_before_jetzt_chatten() {
    let mut centre = open_centre().await.unwrap();
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    let (mut wire, _) = seeker.connect().await.unwrap();
    let code = |answer: Answer| match answer {
        Answer::Refused { problem } => problem.code,
        other => panic!("{other:?}"),
    };
    let early = code(seeker.say(&mut wire, "Hallo").await.unwrap());
    assert!(matches!(early, ProblemCode::NotFound | ProblemCode::NotActive));
    centre.anna.accept(seeker.chat).await.unwrap().unwrap();
    assert_eq!(code(seeker.say(&mut wire, "Hallo").await.unwrap()), ProblemCode::NotActive);
    let (answer, _) =
        centre.anna.say(&mut centre.anna_wire, seeker.chat, &seeker.keys, "Hallo").await.unwrap();
    assert_eq!(code(answer), ProblemCode::NotActive);
    // Nor does anybody see that the other is about to.
    let typing = ClientFrame::Typing { chat: seeker.chat, audience: Audience::Everyone };
    assert_eq!(code(wire.ask(typing.clone()).await.unwrap()), ProblemCode::NotFound);
    assert_eq!(code(centre.anna_wire.ask(typing).await.unwrap()), ProblemCode::NotFound);
}

#[tokio::test]
async fn they_talk_in_order_and_a_repeated_message_is_stored_once() {
    let mut talk = talking().await.unwrap();
    let hello = talk.seeker.sealed("Hallo, ist da jemand?").unwrap();
    let first = talk.seeker_wire.ask(hello.clone()).await.unwrap();
    let Answer::Stored { seq: 1, at } = first else { panic!("{first:?}") };
    let again = talk.seeker_wire.ask(hello).await.unwrap();
    assert_eq!(again, Answer::Stored { seq: 1, at }, "the same answer");
    let received = message(&mut talk.centre.anna_wire).await;
    assert_eq!(read(&talk.keys, &received).unwrap(), "Hallo, ist da jemand?");
    let (answer, _) = {
        let centre = &mut talk.centre;
        centre
            .anna
            .say(&mut centre.anna_wire, talk.seeker.chat, &talk.keys, "Ja, ich bin hier.")
            .await
            .unwrap()
    };
    assert!(matches!(answer, Answer::Stored { seq: 2, .. }));
    let received = message(&mut talk.seeker_wire).await;
    assert_eq!(
        (received.seq, read(&talk.seeker.keys, &received).unwrap().as_str()),
        (2, "Ja, ich bin hier.")
    );
    let all = all(&talk.seeker).await;
    assert_eq!(all.iter().map(|m| m.seq).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn marks_and_typing_reach_the_other_side() {
    let mut talk = talking().await.unwrap();
    talk.seeker.say(&mut talk.seeker_wire, "Hallo").await.unwrap();
    message(&mut talk.centre.anna_wire).await;
    let chat = talk.seeker.chat;
    talk.centre.anna_wire.ask(ClientFrame::Mark { chat, delivered: 1, read: 1 }).await.unwrap();
    let marks = talk
        .seeker_wire
        .event(|event| match event {
            Event::MarksChanged { counsellor, .. } => Some(counsellor),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!((marks.delivered, marks.read), (1, 1));
    // A mark never goes back, and never past the end.
    talk.centre.anna_wire.ask(ClientFrame::Mark { chat, delivered: 99, read: 0 }).await.unwrap();
    assert_eq!(seen_by(&talk.centre.anna, chat).await.unwrap().counsellor_marks.delivered, 1);
    talk.seeker_wire.ask(ClientFrame::Typing { chat, audience: Audience::Everyone }).await.unwrap();
    let by = talk
        .centre
        .anna_wire
        .event(|event| match event {
            Event::Typing { by, .. } => Some(by),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(by, Writer::Seeker);
}

#[tokio::test]
async fn hidden_means_hidden_in_every_signal() {
    let mut talk = talking().await.unwrap();
    let chat = talk.seeker.chat;
    let ClientFrame::Send { id, body, .. } = talk.seeker.sealed("x").unwrap() else { panic!() };
    let hidden = ClientFrame::Send { id, chat, audience: Audience::Counsellors, body };
    talk.centre.anna_wire.ask(hidden.clone()).await.unwrap();
    let typing = ClientFrame::Typing { chat, audience: Audience::Counsellors };
    talk.centre.anna_wire.ask(typing).await.unwrap();
    talk.centre.anna.say(&mut talk.centre.anna_wire, chat, &talk.keys, "sichtbar").await.unwrap();
    // The first thing the seeker learns of is the open message.
    let next = talk
        .seeker_wire
        .event(|event| match event {
            Event::MessageStored { message } => Some(message.seq),
            Event::Typing { .. } => panic!("the seeker saw typing of a hidden message"),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(next, 1, "the hidden one leaves no gap in what the seeker counts");
    assert_eq!(all(&talk.seeker).await.iter().map(|m| m.seq).collect::<Vec<_>>(), [1]);
    let refused = talk.seeker_wire.ask(hidden).await.unwrap();
    assert!(matches!(refused, Answer::Refused { .. }), "a seeker has no hidden messages");
}

#[tokio::test]
async fn the_seeker_is_out_at_once_and_stays_out_while_the_counsellor_reads_on() {
    let mut talk = talking().await.unwrap();
    talk.seeker.say(&mut talk.seeker_wire, "Danke").await.unwrap();
    talk.centre.anna.command(talk.seeker.chat, "end").await.unwrap().unwrap();
    let how = talk
        .seeker_wire
        .event(|event| match event {
            Event::SeekerChatChanged { chat } => match chat.state {
                SeekerStateView::Ended { how } => Some(how),
                _ => None,
            },
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(how, EndingView::ByCounsellor);
    assert_eq!(talk.seeker_wire.bye().await.unwrap(), Bye::SignedOut);
    assert!(talk.seeker.connect().await.is_err(), "no way back");
    let none: Option<&()> = None;
    let path = format!("/api/v1/chats/{}/messages", talk.seeker.chat);
    let out = talk.seeker.rest.call::<MessagePage>(Method::GET, &path, none).await.unwrap().unwrap_err();
    assert_eq!(out.code, ProblemCode::Unauthenticated);
    let page: MessagePage = talk.centre.anna.rest.call(Method::GET, &path, none).await.unwrap().unwrap();
    assert_eq!(page.messages.len(), 1);
    let view = seen_by(&talk.centre.anna, talk.seeker.chat).await.unwrap();
    assert!(matches!(view.state, ChatStateView::Ended { .. }));
    assert!(talk.centre.anna.open(&view).is_ok(), "the key is still there to read with");
}

#[tokio::test]
async fn lost_connection_and_left_are_two_things_on_both_screens() {
    let mut talk = talking().await.unwrap();
    drop(talk.seeker_wire);
    talk.centre
        .anna_wire
        .event(|event| match event {
            Event::ChatChanged { chat } => match chat.state {
                ChatStateView::Active { presence: PresenceView::Away { .. }, .. } => Some(()),
                _ => None,
            },
            _ => None,
        })
        .await
        .unwrap();
    let (mut back, view) = talk.seeker.connect().await.unwrap();
    assert!(matches!(view.state, SeekerStateView::Active { counsellor_presence: PresenceView::Here, .. }));
    drop(talk.centre.anna_wire);
    back.event(|event| match event {
        Event::SeekerChatChanged { chat } => match chat.state {
            SeekerStateView::Active { counsellor_presence: PresenceView::Away { .. }, .. } => Some(()),
            _ => None,
        },
        _ => None,
    })
    .await
    .unwrap();
    talk.seeker.command("end").await.unwrap().unwrap();
    let view = seen_by(&talk.centre.anna, talk.seeker.chat).await.unwrap();
    assert!(matches!(view.state, ChatStateView::Ended { how: EndingView::BySeeker, .. }));
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_in_a_crash() {
    let mut talk = talking().await.unwrap();
    let one = talk.seeker.sealed("eins").unwrap();
    let stored = talk.seeker_wire.ask(one.clone()).await.unwrap();
    talk.centre.server.crash_and_restart().await.unwrap();
    let (mut wire, view) = talk.seeker.connect().await.unwrap();
    assert_eq!(view.last_seq, 1);
    assert_eq!(wire.ask(one).await.unwrap(), stored, "sent again after the crash: the same place");
    let two = talk.seeker.say(&mut wire, "zwei").await.unwrap();
    assert!(matches!(two, Answer::Stored { seq: 2, .. }));
    let (mut anna_wire, _) = talk.centre.anna.connect().await.unwrap();
    let (three, _) =
        talk.centre.anna.say(&mut anna_wire, talk.seeker.chat, &talk.keys, "drei").await.unwrap();
    assert!(matches!(three, Answer::Stored { seq: 3, .. }));
    let texts: Vec<_> = all(&talk.seeker).await.iter().map(|m| read(&talk.keys, m).unwrap()).collect();
    assert_eq!(texts, ["eins", "zwei", "drei"]);
}

#[tokio::test]
async fn a_counsellor_holds_no_more_chats_than_they_may() {
    let centre = open_centre().await.unwrap();
    let url = centre.server.url();
    for _ in 0..3 {
        let seeker = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
        centre.anna.accept(seeker.chat).await.unwrap().unwrap();
    }
    let fourth = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
    let refused = centre.anna.accept(fourth.chat).await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NoRoom);
}

#[tokio::test]
async fn a_connection_that_dies_without_a_word_is_found_out() {
    let mut talk = talking().await.unwrap();
    drop(talk.seeker_wire);
    let network = Network::before(talk.centre.server.host()).await.unwrap();
    let direct = std::mem::replace(&mut talk.seeker.rest.url, network.url());
    let (_silent, _) = talk.seeker.connect().await.unwrap();
    network.swallow();
    talk.seeker.rest.url = direct;
    let away = |chat: &beistand_protocol::view::ChatView| {
        matches!(chat.state, ChatStateView::Active { presence: PresenceView::Away { .. }, .. })
    };
    for _ in 0..12 {
        while_renewing(&mut talk.centre, 10).await.unwrap();
        if away(&seen_by(&talk.centre.anna, talk.seeker.chat).await.unwrap()) {
            return;
        }
    }
    panic!("two minutes of silence, and the seeker still counts as here");
}

#[tokio::test]
async fn a_chat_whose_key_nobody_would_have_does_not_begin() {
    let centre = open_centre().await.unwrap();
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    centre.anna.accept(seeker.chat).await.unwrap().unwrap();
    let (_wire, mut view) = seeker.connect().await.unwrap();
    let SeekerStateView::Accepted { devices, .. } = &mut view.state else { panic!("{view:?}") };
    devices[0].id = centre.runtime.id(beistand_domain::DeviceId::from_parts);
    let refused = seeker.begin(&view).await.unwrap().unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ProblemCode::Malformed, Some("envelopes")));
    let (_wire, fresh) = seeker.connect().await.unwrap();
    seeker.begin(&fresh).await.unwrap().unwrap();
}
