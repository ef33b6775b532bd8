//! Every frame a client may send, as everyone who may have a live connection.

use beistand_domain::MessageId;
use beistand_protocol::live::{Answer, ClientFrame};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, ProblemCode};
use beistand_testkit::Wire;

use super::roles::{Chat, Role, Stage, World};
use super::variants;

/// What is known of a frame: who may send it about the chat, and what it is like.
struct Row {
    frame: &'static str,
    may: &'static [Role],
    make: fn(&World, &Chat) -> ClientFrame,
}

const EVERYONE: &[Role] = &Role::ALL;
const BOTH: &[Role] = &[Role::SeekerOfThis, Role::Participant];
/// Only who is available has something to renew.
const AVAILABLE: &[Role] =
    &[Role::Participant, Role::Member, Role::OtherTopic, Role::OtherCentre, Role::OtherOrganisation];

const ROWS: &[Row] = &[
    Row { frame: "send", may: BOTH, make: |world, chat| message(world, chat, Audience::Everyone) },
    Row {
        frame: "send",
        may: &[Role::Participant],
        make: |world, chat| message(world, chat, Audience::Counsellors),
    },
    Row {
        frame: "typing",
        may: BOTH,
        make: |_, chat| ClientFrame::Typing { chat: chat.seeker.chat, audience: Audience::Everyone },
    },
    Row {
        frame: "typing",
        may: &[Role::Participant],
        make: |_, chat| ClientFrame::Typing { chat: chat.seeker.chat, audience: Audience::Counsellors },
    },
    Row {
        frame: "mark",
        may: BOTH,
        make: |_, chat| ClientFrame::Mark { chat: chat.seeker.chat, delivered: 0, read: 0 },
    },
    Row { frame: "renew", may: AVAILABLE, make: |_, _| ClientFrame::Renew },
    Row { frame: "resync", may: EVERYONE, make: |_, _| ClientFrame::Resync },
    Row { frame: "ping", may: EVERYONE, make: |_, _| ClientFrame::Ping },
    // A second hello; the first has its place in front of all others.
    Row {
        frame: "hello",
        may: &[],
        make: |world, chat| ClientFrame::Hello {
            version: beistand_protocol::LIVE_VERSION,
            who: world.who(Role::SeekerOfThis, chat),
        },
    },
];

fn message(world: &World, chat: &Chat, audience: Audience) -> ClientFrame {
    let id = world.runtime.id(MessageId::from_parts);
    ClientFrame::Send { id, chat: chat.seeker.chat, audience, body: Blob(vec![7; 64]) }
}

#[test]
fn every_frame_has_a_row() {
    let mut rows: Vec<&str> = ROWS.iter().map(|row| row.frame).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut frames = variants("ClientFrame", "type");
    frames.sort_unstable();
    assert_eq!(rows, frames);
}

#[tokio::test]
async fn every_role_may_send_what_its_row_says() {
    let world = World::start(None).await;
    let chat = world.chat(Stage::Active).await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let (mut wire, _) = Wire::hello(&world.server.url(), world.who(role, &chat)).await.unwrap();
        for row in ROWS {
            let answer = wire.ask((row.make)(&world, &chat)).await.unwrap();
            if allowed(&answer) != row.may.contains(&role) {
                wrong.push(format!("{} as {role:?}: {answer:?}", row.frame));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Refusals say that there is nothing of theirs, and no more.
fn allowed(answer: &Answer) -> bool {
    match answer {
        Answer::Done | Answer::Stored { .. } | Answer::Renewed { .. } => true,
        Answer::Refused { problem } => {
            let known = [ProblemCode::NotFound, ProblemCode::NotOn, ProblemCode::Malformed];
            assert!(known.contains(&problem.code), "{problem:?}");
            false
        }
    }
}
