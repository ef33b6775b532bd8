use std::time::Duration;

use super::*;
use beistand_protocol::ProblemCode;
use proptest::prelude::*;

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn message(chat: u8, n: u8) -> Outgoing {
    Outgoing {
        id: MessageId::from_bytes([n; 16]),
        chat: ChatId::from_bytes([chat; 16]),
        at: at(n.into()),
        written: at(n.into()),
        audience: Audience::Everyone,
        content: Content::Text { text: "text".into() },
        sealed: Some(Sealed { count: n.into(), body: Blob(vec![n]) }),
        files: Vec::new(),
        failed: None,
    }
}

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

fn file(n: u8) -> FileId {
    FileId::from_bytes([n; 16])
}

fn ids(due: Vec<Due>) -> Vec<u8> {
    due.into_iter().map(|due| id_of(&due).to_bytes()[0]).collect()
}

fn id_of(due: &Due) -> MessageId {
    match due {
        Due::Message { id, .. } | Due::File { message: id, .. } => *id,
        Due::Unsealed { message } => message.id,
    }
}

#[test]
fn files_go_before_their_message_and_each_once() {
    let with_files = Outgoing { files: vec![file(11), file(12)], ..message(1, 1) };
    let mut outbox = Outbox::default();
    outbox.add(with_files.clone());
    outbox.add(message(1, 2));
    outbox.set_connected(true);
    let next = |outbox: &mut Outbox, now: u64| outbox.due(at(now)).pop();
    let is_file = |due: Option<Due>, n: u8| matches!(due, Some(Due::File { file: f, .. }) if f == file(n));
    assert!(is_file(next(&mut outbox, 0), 11));
    assert_eq!(next(&mut outbox, 0), None, "one at a time");
    outbox.answered(message(1, 2).id, &Answer::Stored { seq: 1, at: at(0) }, at(0));
    assert_eq!(outbox.file_answered((with_files.id, file(12)), Ok(()), at(0)), None, "not that one yet");
    let sent = outbox.file_answered((with_files.id, file(11)), Ok(()), at(0));
    assert!(matches!(sent, Some(Outcome::FileSent { message, .. }) if message.files == [file(12)]));
    assert!(is_file(next(&mut outbox, 0), 12));
    assert_eq!(
        outbox.file_answered((with_files.id, file(12)), Err(Refusal::Unanswered), at(0)),
        Some(Outcome::Kept)
    );
    assert!(next(&mut outbox, 0).is_none() && is_file(next(&mut outbox, 1), 12), "after a pause again");
    // The line breaks while it is on its way; what comes of the first try is as good as what comes of the second.
    outbox.set_connected(false);
    outbox.set_connected(true);
    assert!(is_file(next(&mut outbox, 1), 12));
    outbox.file_answered((with_files.id, file(12)), Ok(()), at(1));
    assert_eq!(ids(outbox.due(at(1))), [1]);
    assert_eq!(outbox.file_answered((with_files.id, file(12)), Ok(()), at(1)), None);
    assert_eq!(ids(outbox.due(at(1))), [0; 0], "the late answer lets nothing overtake");
}

#[test]
fn a_text_overtakes_a_file_and_texts_never_each_other() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { files: vec![file(11)], ..message(1, 1) });
    outbox.add(message(1, 2));
    outbox.add(message(1, 3));
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(0))), [2, 1], "the text, and the file beside it");
    assert_eq!(ids(outbox.due(at(0))), [0; 0]);
    outbox.answered(message(1, 2).id, &Answer::Stored { seq: 1, at: at(0) }, at(0));
    assert_eq!(ids(outbox.due(at(0))), [3]);
    outbox.file_answered((message(1, 1).id, file(11)), Ok(()), at(0));
    assert_eq!(ids(outbox.due(at(0))), [0; 0], "one message at a time");
    outbox.answered(message(1, 3).id, &Answer::Stored { seq: 2, at: at(0) }, at(0));
    assert_eq!(ids(outbox.due(at(0))), [1]);
}

#[test]
fn a_proxy_that_lets_no_such_file_through_ends_it_at_once_and_another_answer_after_six() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { files: vec![file(11)], ..message(1, 1) });
    outbox.add(Outgoing { files: vec![file(12)], ..message(1, 2) });
    outbox.set_connected(true);
    let failed =
        |outcome, why| matches!(outcome, Some(Outcome::Failed { message }) if message.failed == Some(why));
    outbox.due(at(0));
    let too_large = Err(Refusal::NotOurs { status: 413 });
    let outcome = outbox.file_answered((message(1, 1).id, file(11)), too_large, at(0));
    assert!(failed(outcome, WhyFailed::TooLargeForProxy));
    let mut tried = Vec::new();
    let mut now = at(0);
    loop {
        assert_eq!(ids(outbox.due(now)), [2]);
        tried.push(now.since(at(0)).as_secs());
        let portal = Err(Refusal::NotOurs { status: 200 });
        let outcome = outbox.file_answered((message(1, 2).id, file(12)), portal, now);
        if failed(outcome, WhyFailed::NotOurs) {
            break;
        }
        now = outbox.deadline().unwrap();
    }
    assert_eq!(tried, [0, 1, 3, 7, 15, 30], "further and further apart");
}

#[test]
fn a_file_that_stops_each_time_is_given_up_and_one_that_nobody_answers_is_not() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { files: vec![file(11)], ..message(1, 1) });
    outbox.set_connected(true);
    let mut now = at(0);
    let mut answered = |refusal| {
        assert_eq!(ids(outbox.due(now)), [1]);
        let outcome = outbox.file_answered((message(1, 1).id, file(11)), Err(refusal), now);
        now = outbox.deadline().unwrap_or(now);
        outcome
    };
    for _ in 0..20 {
        assert_eq!(answered(Refusal::Unanswered), Some(Outcome::Kept));
    }
    for _ in 0..5 {
        assert_eq!(answered(Refusal::Stalled), Some(Outcome::Kept));
    }
    let Some(Outcome::Failed { message }) = answered(Refusal::Stalled) else { panic!("not given up") };
    assert_eq!(message.failed, Some(WhyFailed::Stalled));
}

#[test]
fn a_file_that_is_refused_for_good_fails_its_message() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { files: vec![file(11)], ..message(1, 1) });
    outbox.add(message(1, 2));
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(0))), [2, 1], "the text does not wait for it");
    let problem = Problem::new(ProblemCode::Ended);
    let failed = outbox.file_answered((message(1, 1).id, file(11)), Err(Refusal::Refused(&problem)), at(0));
    assert!(matches!(failed, Some(Outcome::Failed { message }) if message.failed.is_some()));
    assert_eq!(ids(outbox.due(at(0))), [0; 0]);
}

#[test]
fn a_file_on_its_way_can_be_taken_back_and_a_text_cannot() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { files: vec![file(11)], ..message(1, 1) });
    outbox.add(message(1, 2));
    outbox.add(Outgoing { files: vec![file(12)], ..message(1, 3) });
    outbox.set_connected(true);
    assert_eq!(ids(outbox.due(at(0))), [2, 1]);
    assert_eq!(outbox.cancel(message(1, 2).id), None);
    assert_eq!(outbox.cancel(message(1, 1).id).map(|taken| taken.files), Some(vec![file(11)]));
    assert_eq!(outbox.file_answered((message(1, 1).id, file(11)), Ok(()), at(0)), None, "too late");
    assert_eq!(ids(outbox.due(at(0))), [3], "the next file need not wait");
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
    let states: Vec<bool> = outbox.of_chat(message(1, 1).chat).iter().map(|m| m.failed.is_some()).collect();
    assert_eq!(states, [true, false], "it stays to be seen");
}

#[test]
fn a_fault_of_the_server_is_tried_again_in_the_same_bytes_and_not_for_ever() {
    let mut outbox = Outbox::default();
    outbox.add(message(1, 1));
    outbox.set_connected(true);
    let first = outbox.due(at(0));
    let fault = refused(ProblemCode::Internal);
    for _ in 0..5 {
        assert_eq!(outbox.answered(id(1), &fault, at(0)), Some(Outcome::Kept));
        assert_eq!(outbox.due(outbox.deadline().unwrap()), first, "it may be stored");
    }
    assert!(matches!(outbox.answered(id(1), &fault, at(0)), Some(Outcome::Failed { .. })));
    assert_eq!(outbox.deadline(), None);
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
            let Some(id) = outbox.due(at(now)).first().map(id_of) else {
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

#[test]
fn a_message_is_sealed_when_it_is_sent_first_and_keeps_its_bytes() {
    let mut outbox = Outbox::default();
    outbox.add(Outgoing { sealed: None, ..message(1, 1) });
    outbox.set_connected(true);
    let unsealed = outbox.due(at(0));
    assert!(matches!(&unsealed[..], [Due::Unsealed { message }] if message.id == id(1)), "{unsealed:?}");
    assert_eq!(outbox.due(at(0)), unsealed, "until it is sealed");
    outbox.sealed(id(1), Sealed { count: 1, body: Blob(vec![9]) });
    let first = outbox.due(at(0));
    assert!(matches!(&first[..], [Due::Message { .. }]));
    outbox.set_connected(false);
    outbox.set_connected(true);
    assert_eq!(outbox.due(at(0)), first, "the same bytes on the next connection");
    let problem = Problem::new(ProblemCode::TooLarge);
    let outcome = outbox.answered(id(1), &Answer::Refused { problem }, at(0));
    assert!(matches!(outcome, Some(Outcome::Failed { message }) if message.sealed.is_none()));
}
