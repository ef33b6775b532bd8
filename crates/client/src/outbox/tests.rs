use super::*;
use beistand_protocol::Problem;
use proptest::prelude::*;

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn message(chat: u8, n: u8) -> Outgoing {
    Outgoing {
        id: MessageId::from_bytes([n; 16]),
        chat: ChatId::from_bytes([chat; 16]),
        at: at(n.into()),
        audience: Audience::Everyone,
        body: Blob(vec![n]),
        failed: false,
    }
}

fn ids(due: Vec<(MessageId, ClientFrame)>) -> Vec<u8> {
    due.into_iter().map(|(id, _)| id.to_bytes()[0]).collect()
}

fn refused(code: ProblemCode) -> Answer {
    Answer::Refused { problem: Problem::new(code) }
}

#[test]
fn one_message_of_a_chat_is_under_way_at_a_time() {
    let mut outbox = Outbox::default();
    for (chat, n) in [(1, 1), (1, 2), (2, 3)] {
        outbox.add(message(chat, n));
    }
    assert_eq!(ids(outbox.due(at(0))), [0; 0], "not connected");
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(0))), [1, 3]);
    assert_eq!(ids(outbox.due(at(0))), [0; 0]);
    let outcome = outbox.answered(message(1, 1).id, &Answer::Stored { seq: 7, at: at(9) }, at(9));
    assert_eq!(outcome, Some(Outcome::Stored { message: message(1, 1), seq: 7, at: at(9) }));
    assert_eq!(ids(outbox.due(at(9))), [2]);
}

#[test]
fn after_a_reconnect_the_same_message_goes_first_again() {
    let mut outbox = Outbox::default();
    outbox.add(message(1, 1));
    outbox.add(message(1, 2));
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(0))), [1]);
    outbox.set_connected(false);
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(1))), [1]);
}

#[test]
fn a_server_without_its_database_is_asked_again_later() {
    let mut outbox = Outbox::default();
    outbox.add(message(1, 1));
    outbox.set_connected(true);
    outbox.due(at(0));
    assert_eq!(
        outbox.answered(message(1, 1).id, &refused(ProblemCode::Unavailable), at(0)),
        Some(Outcome::Kept)
    );
    assert_eq!(outbox.deadline(), Some(at(1)));
    assert_eq!(ids(outbox.due(at(0))), [0; 0]);
    assert_eq!(ids(outbox.due(at(1))), [1]);
    let mut busy = Problem::new(ProblemCode::Unavailable);
    busy.retry_after = Some(30);
    outbox.answered(message(1, 1).id, &Answer::Refused { problem: busy }, at(1));
    assert_eq!(outbox.deadline(), Some(at(31)), "no earlier than the server asks for");
}

#[test]
fn a_message_that_came_too_late_fails_and_does_not_hold_up_the_next() {
    let mut outbox = Outbox::default();
    outbox.add(message(1, 1));
    outbox.add(message(1, 2));
    outbox.set_connected(true);
    outbox.due(at(0));
    outbox.answered(message(1, 1).id, &refused(ProblemCode::Ended), at(0));
    assert_eq!(ids(outbox.due(at(0))), [2]);
    let states: Vec<bool> = outbox.of_chat(message(1, 1).chat).iter().map(|m| m.failed).collect();
    assert_eq!(states, [true, false], "it stays to be seen");
}

#[derive(Clone, Debug)]
enum Fate {
    Stored,
    StoredButAnswerLost,
    FrameLost,
    Busy,
}

proptest! {
    /// Over a network that loses frames and answers, a server that stores by id keeps every message exactly once
    /// and in the order it was written.
    #[test]
    fn everything_arrives_once_and_in_order(
        count in 1u8..12,
        fates in proptest::collection::vec(
            prop_oneof![Just(Fate::Stored), Just(Fate::StoredButAnswerLost), Just(Fate::FrameLost), Just(Fate::Busy)],
            0..40,
        ),
    ) {
        let mut outbox = Outbox::default();
        (1..=count).for_each(|n| outbox.add(message(1, n)));
        outbox.set_connected(true);
        let mut server: Vec<MessageId> = Vec::new();
        let mut fates = fates.into_iter();
        let mut now = 0;
        loop {
            let Some((id, _)) = outbox.due(at(now)).into_iter().next() else {
                match outbox.deadline() {
                    Some(later) => { now = later.since(at(0)).as_secs(); continue }
                    None => break,
                }
            };
            let fate = fates.next().unwrap_or(Fate::Stored);
            if matches!(fate, Fate::Stored | Fate::StoredButAnswerLost) && !server.contains(&id) {
                server.push(id);
            }
            match fate {
                Fate::Stored => {
                    let seq = u32::try_from(server.iter().position(|s| *s == id).unwrap()).unwrap() + 1;
                    let outcome = outbox.answered(id, &Answer::Stored { seq, at: at(now) }, at(now));
                    let stored = matches!(outcome, Some(Outcome::Stored { .. }));
                    prop_assert!(stored);
                }
                Fate::StoredButAnswerLost | Fate::FrameLost => {
                    outbox.set_connected(false);
                    outbox.set_connected(true);
                }
                Fate::Busy => { outbox.answered(id, &refused(ProblemCode::Unavailable), at(now)); }
            }
        }
        let expected: Vec<MessageId> = (1..=count).map(|n| message(1, n).id).collect();
        prop_assert_eq!(server, expected);
    }
}
