//! Hidden messages leave no trace on the seeker's wire: the same talk with 50 of them and without any is the same frames, in the
//! same order, with the same numbers and sizes (docs/decisions/0021).

use std::collections::VecDeque;

use beistand_domain::{ChatId, MessageId};
use beistand_protocol::Blob;
use beistand_protocol::live::{Answer, ClientFrame, Event, ServerFrame};
use beistand_protocol::view::Audience;
use beistand_testkit::{Seeker, Wire};
use reqwest::Method;

use super::roles::{Role, Stage, World};

/// Messages of each side for everyone.
const SHARED: usize = 10;

#[tokio::test]
async fn fifty_hidden_messages_are_not_to_be_seen_from_outside() {
    let without = recorded(0).await;
    let with = recorded(5).await;
    assert_eq!(without.len(), with.len(), "the number of frames");
    for (without, with) in without.iter().zip(&with) {
        assert_eq!(without, with);
    }
}

/// Everything the seeker's page gets in a talk with `hidden` hidden messages before each shared one of the counsellor.
async fn recorded(hidden: usize) -> Vec<String> {
    let world = World::start(None).await;
    let chat = world.chat(Stage::Active).await;
    let (mut anna, _) = world.person(Role::Participant).connect().await.unwrap();
    // Made ahead, so that both talks have the same ids.
    let mut ids: VecDeque<MessageId> =
        (0..2 * SHARED).map(|_| world.runtime.id(MessageId::from_parts)).collect();
    let (mut seeker, id) = (chat.wire, chat.seeker.chat);
    settled(&world, &mut anna, &mut seeker).await;
    let mut frames = Vec::new();
    for _ in 0..SHARED {
        for _ in 0..hidden {
            let secret = world.runtime.id(MessageId::from_parts);
            send(&mut anna, id, (secret, Audience::Counsellors)).await;
            done(&mut anna, ClientFrame::Typing { chat: id, audience: Audience::Counsellors }).await;
        }
        let seq = send(&mut anna, id, (ids.pop_front().unwrap(), Audience::Everyone)).await;
        done(&mut anna, ClientFrame::Mark { chat: id, delivered: seq, read: seq }).await;
        let own = send(&mut seeker, id, (ids.pop_front().unwrap(), Audience::Everyone)).await;
        done(&mut seeker, ClientFrame::Mark { chat: id, delivered: own, read: own }).await;
        until_own_marks(&mut seeker, &mut frames, own).await;
    }
    frames.extend(seen_again(&chat.seeker).await);
    frames
}

/// Waits until everybody has learned that Anna is connected, so that it is in neither recording.
async fn settled(world: &World, anna: &mut Wire, seeker: &mut Wire) {
    let id = world.person(Role::Participant).begin_self_test().await.unwrap();
    // The notifier takes notices one after the other, so those before this one are published.
    anna.event(|event| (event == Event::SelfTest { id }).then_some(())).await.unwrap();
    done(seeker, ClientFrame::Resync).await;
    seeker.snapshot().await.unwrap();
}

/// The place of the message as its sender counts.
async fn send(wire: &mut Wire, chat: ChatId, (id, audience): (MessageId, Audience)) -> u32 {
    let frame = ClientFrame::Send { id, chat, audience, body: Blob(vec![7; 64]) };
    match wire.ask(frame).await.unwrap() {
        Answer::Stored { seq, .. } => seq,
        other => panic!("not stored: {other:?}"),
    }
}

async fn done(wire: &mut Wire, frame: ClientFrame) {
    assert_eq!(wire.ask(frame).await.unwrap(), Answer::Done);
}

/// Records events up to the one that says that the seeker has read this far, which comes last of a round.
async fn until_own_marks(wire: &mut Wire, frames: &mut Vec<String>, own: u32) {
    loop {
        let frame = wire.frame().await.unwrap();
        let last = matches!(&frame, ServerFrame::Event { event: Event::MarksChanged { seeker, .. }, .. } if seeker.read == own);
        match frame {
            ServerFrame::Event { .. } | ServerFrame::Snapshot { .. } | ServerFrame::Bye { .. } => {
                frames.push(serde_json::to_string(&frame).unwrap());
            }
            // Those that `ask` has not taken.
            ServerFrame::Answer { .. } => {}
        }
        if last {
            return;
        }
    }
}

/// A fresh snapshot, and the messages in pages of three.
async fn seen_again(seeker: &Seeker) -> Vec<String> {
    let (_wire, view) = seeker.connect().await.unwrap();
    let mut seen = vec![serde_json::to_string(&view).unwrap()];
    for after in (0..2 * SHARED).step_by(3) {
        let path = format!("/api/v1/chats/{}/messages?after={after}&limit=3", seeker.chat);
        let answer = seeker.rest.raw(Method::GET, &path, None).await.unwrap();
        assert_eq!(answer.status(), 200);
        seen.push(answer.text().await.unwrap());
    }
    seen
}
