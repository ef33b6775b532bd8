//! Every event of a subscription, and who may get it.

use std::collections::BTreeSet;

use beistand_domain::{ChatId, CommandId, MessageId};
use beistand_protocol::Blob;
use beistand_protocol::live::{Answer, ClientFrame, Event, ServerFrame};
use beistand_protocol::rest::self_test::BeginSelfTest;
use beistand_protocol::view::{Audience, SeekerStateView};
use beistand_testkit::{Counsellor, Wire};
use reqwest::Method;

use super::roles::{Role, Stage, World};
use super::variants;

/// Who gets an event about the chat, or about the participant, while it goes from its request to its end.
const ROWS: &[(&str, &[Role])] = &[
    ("chat_changed", &[Role::Participant, Role::Member]),
    ("chat_gone", &[Role::Member]),
    ("availability_changed", &[Role::Participant]),
    ("message_stored", &[Role::SeekerOfThis, Role::Participant]),
    ("typing", &[Role::SeekerOfThis, Role::Participant]),
    ("marks_changed", &[Role::SeekerOfThis, Role::Participant]),
    ("seeker_chat_changed", &[Role::SeekerOfThis]),
    ("self_test", &[Role::Participant]),
    ("page_changed", &[Role::Nobody]),
];

#[test]
fn every_event_has_a_row() {
    let mut rows: Vec<&str> = ROWS.iter().map(|(event, _)| *event).collect();
    rows.sort_unstable();
    let mut events = variants("Event", "is");
    events.sort_unstable();
    assert_eq!(rows, events);
}

#[tokio::test]
async fn events_reach_whom_their_row_names_and_nobody_else() {
    let mut world = World::start(None).await;
    let (waiting, hidden) = a_whole_chat(&mut world).await;
    let mut got: BTreeSet<(String, Role)> = BTreeSet::new();
    for (role, mut wire, test) in waiting {
        for event in events_until_the_end(&mut wire, test).await {
            if concerns(&event, &hidden) {
                got.insert((name(&event), role));
            }
            assert!(!shows(&event, &hidden) || role == Role::Participant, "hidden, and shown to {role:?}");
        }
    }
    let expected =
        ROWS.iter().flat_map(|(event, roles)| roles.iter().map(|role| ((*event).to_owned(), *role)));
    assert_eq!(got, expected.collect());
}

/// What tells the events about the chat from all others.
struct Traces {
    chat: ChatId,
    /// The message for counsellors only.
    hidden: MessageId,
    /// The participant's self-test.
    test: CommandId,
}

/// The last event that a connection gets.
#[derive(Clone, Copy)]
enum Last {
    SelfTest(CommandId),
    /// Of a seeker whose chat is over.
    Goodbye,
    OwnChatAccepted,
    Page,
}

/// A chat from its request to its end, with everyone connected. Gives their connections with what comes last on each.
async fn a_whole_chat(world: &mut World) -> (Vec<(Role, Wire, Last)>, Traces) {
    let nobody = world.who(Role::Nobody, &world.chat(Stage::Waiting).await);
    let (visitor, _) = Wire::hello(&world.server.url(), nobody).await.unwrap();
    let mut wires = world.connect_staff().await;
    let chat = world.chat(Stage::Active).await;
    let anna = wires.iter_mut().find(|(role, _)| *role == Role::Participant).map(|(_, wire)| wire).unwrap();
    let mut seeker = chat.wire;
    let id = chat.seeker.chat;
    let hidden = say(world, anna, id, Audience::Counsellors).await;
    let _ = say(world, anna, id, Audience::Everyone).await;
    let _ = say(world, &mut seeker, id, Audience::Everyone).await;
    for wire in [anna, &mut seeker] {
        done(wire, ClientFrame::Typing { chat: id, audience: Audience::Everyone }).await;
        done(wire, ClientFrame::Mark { chat: id, delivered: 1, read: 1 }).await;
    }
    let test = self_test(world, world.person(Role::Participant)).await;
    world.person(Role::Participant).switch(false).await.unwrap();
    world.person(Role::Participant).switch(true).await.unwrap();
    let _ = chat.seeker.command("end").await.unwrap().unwrap();
    let traces = Traces { chat: id, hidden, test };
    let all = close(world, (visitor, seeker), wires).await;
    (all, traces)
}

/// One more thing for everyone, which comes behind all that was published before.
async fn close(
    world: &mut World,
    (visitor, seeker): (Wire, Wire),
    wires: Vec<(Role, Wire)>,
) -> Vec<(Role, Wire, Last)> {
    world.person(Role::OtherTopic).accept(world.other.0.chat).await.unwrap().unwrap();
    let other = std::mem::replace(&mut world.other.1, Wire::open(&world.server.url()).await.unwrap());
    let mut all = vec![
        (Role::SeekerOfThis, seeker, Last::Goodbye),
        (Role::SeekerOfAnother, other, Last::OwnChatAccepted),
    ];
    for (role, wire) in wires {
        let last = self_test(world, world.person(role)).await;
        all.push((role, wire, Last::SelfTest(last)));
    }
    all.push((Role::Nobody, visitor, Last::Page));
    all
}

async fn say(world: &World, wire: &mut Wire, chat: ChatId, audience: Audience) -> MessageId {
    let id = world.runtime.id(MessageId::from_parts);
    let answer = wire.ask(ClientFrame::Send { id, chat, audience, body: Blob(vec![7; 64]) }).await.unwrap();
    assert!(matches!(answer, Answer::Stored { .. }), "{answer:?}");
    id
}

async fn done(wire: &mut Wire, frame: ClientFrame) {
    assert_eq!(wire.ask(frame).await.unwrap(), Answer::Done);
}

async fn self_test(world: &World, person: &Counsellor) -> CommandId {
    let id = world.runtime.id(CommandId::from_parts);
    let body = serde_json::to_string(&BeginSelfTest { id }).unwrap();
    let answer = person.rest.raw(Method::POST, "/api/v1/self-tests", Some(body)).await.unwrap();
    assert_eq!(answer.status(), 202);
    id
}

async fn events_until_the_end(wire: &mut Wire, last: Last) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        let event = match wire.frame().await.unwrap() {
            ServerFrame::Event { event, .. } => event,
            ServerFrame::Bye { .. } => return events,
            ServerFrame::Answer { .. } | ServerFrame::Snapshot { .. } => continue,
        };
        let is_last = match (&event, last) {
            (Event::SelfTest { id }, Last::SelfTest(end)) => *id == end,
            (Event::SeekerChatChanged { chat }, Last::OwnChatAccepted) => {
                matches!(chat.state, SeekerStateView::Accepted { .. })
            }
            (Event::PageChanged { .. }, Last::Page) => true,
            _ => false,
        };
        events.push(event);
        if is_last {
            return events;
        }
    }
}

fn name(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["is"].as_str().unwrap().to_owned()
}

/// Whether it is about the chat, or about the participant.
fn concerns(event: &Event, traces: &Traces) -> bool {
    match event {
        Event::ChatChanged { chat } => chat.id == traces.chat,
        Event::SeekerChatChanged { chat } => chat.id == traces.chat,
        Event::ChatGone { chat, .. } | Event::Typing { chat, .. } | Event::MarksChanged { chat, .. } => {
            *chat == traces.chat
        }
        Event::MessageStored { message } => message.chat == traces.chat,
        Event::SelfTest { id } => *id == traces.test,
        Event::AvailabilityChanged { .. } | Event::PageChanged { .. } => true,
    }
}

/// Whether the hidden message is in it.
fn shows(event: &Event, traces: &Traces) -> bool {
    matches!(event, Event::MessageStored { message } if message.id == traces.hidden)
}
