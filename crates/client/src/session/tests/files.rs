//! Files that go with a message.

use beistand_seal::{FileError, MAX_FILES, open_file};

use super::super::talk::context;
use super::*;
use crate::AccountError;

const LETTER: &[u8] = b"%PDF-1.7 ein Brief";

fn names(desk: &Desk) -> Vec<String> {
    desk.session.attached(chat_id()).iter().map(|file| file.name.clone()).collect()
}

/// The files among the orders.
fn files(desk: &mut Desk) -> Vec<(MessageId, FileId)> {
    let orders = desk.session.take_orders().into_iter();
    orders
        .filter_map(|order| match order {
            Order::SendFile { message, file, .. } => Some((message, file)),
            Order::Ask { .. } | Order::FetchMessages { .. } => None,
        })
        .collect()
}

#[test]
fn what_is_attached_outlives_a_crash_and_goes_before_its_message() {
    let mut desk = Desk::new("attached");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.attach_file(chat_id(), "brief.pdf", LETTER).unwrap();
    desk.session.attach_file(chat_id(), "../notiz.txt", b"Notiz").unwrap();
    assert_eq!(names(&desk), ["brief.pdf", "notiz.txt"]);
    desk.restart();
    assert_eq!(names(&desk), ["brief.pdf", "notiz.txt"]);

    desk.connect(vec![active(&desk.runtime)]);
    let id = desk.session.send_message(chat_id(), "Hier sind sie.").unwrap();
    assert_eq!(names(&desk), [""; 0]);
    let [(message, letter)] = files(&mut desk)[..] else { panic!("one at a time") };
    assert_eq!(message, id);
    let sealed = desk.session.outgoing_file(letter).unwrap();
    let me = Sender::Counsellor { id: desk.session.world.me() };
    let bound = context(chat_id(), id, me, Audience::Everyone);
    assert_eq!(
        open_file(&ChatKeys::first(chat_key()), (&bound, letter.to_bytes()), &sealed).unwrap(),
        LETTER
    );
    desk.session.file_answered((id, letter), Ok(()));
    assert_eq!(desk.session.outgoing_file(letter), None, "the server has it");

    // A crash with one of two sent: the other one follows, and then the message.
    desk.restart();
    desk.connect(vec![active(&desk.runtime)]);
    let [(message, note)] = files(&mut desk)[..] else { panic!("the second one") };
    assert_ne!(note, letter);
    desk.session.file_answered((message, note), Err(AccountError::Unreachable));
    assert_eq!(desk.sends(), [], "not without its file");
    desk.clock.advance(Duration::from_secs(1));
    desk.session.tick();
    assert_eq!(files(&mut desk), [(id, note)], "again after a pause");
    desk.session.file_answered((id, note), Ok(()));
    assert_eq!(desk.sends().into_iter().map(|(_, id)| id).collect::<Vec<_>>(), [id]);
    assert_eq!(desk.texts(), [(Some("Hier sind sie.".into()), Progress::Waiting)]);
}

#[test]
fn what_is_typed_while_a_file_is_sent_outlives_a_crash() {
    let mut desk = Desk::new("typed-meanwhile");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.attach_file(chat_id(), "brief.pdf", LETTER).unwrap();
    desk.session.send_message(chat_id(), "").unwrap();
    let [of] = files(&mut desk)[..] else { panic!("one file") };
    desk.session.save_draft(chat_id(), "Und noch etwas").unwrap();
    desk.session.file_answered(of, Ok(()));
    desk.restart();
    assert_eq!(desk.session.draft(chat_id()), "Und noch etwas");
}

#[test]
fn what_is_not_taken_changes_nothing() {
    let mut desk = Desk::new("not-taken");
    desk.connect(vec![active(&desk.runtime)]);
    let refused = desk.session.attach_file(chat_id(), "programm.exe", b"MZ").unwrap_err();
    assert!(matches!(refused, AttachError::File(FileError::ForbiddenType)), "{refused}");
    assert_eq!(names(&desk), [""; 0]);
    for n in 0..MAX_FILES {
        desk.session.attach_file(chat_id(), &format!("{n}.pdf"), LETTER).unwrap();
    }
    let sixth = desk.session.attach_file(chat_id(), "6.pdf", LETTER).unwrap_err();
    assert!(matches!(sixth, AttachError::TooMany), "{sixth}");
    let first = FileId::from_bytes(desk.session.attached(chat_id())[0].id);
    desk.session.detach_file(chat_id(), first).unwrap();
    assert_eq!(names(&desk), ["1.pdf", "2.pdf", "3.pdf", "4.pdf"]);
    assert_eq!(desk.session.outgoing_file(first), None);
    let elsewhere = desk.session.attach_file(ChatId::from_bytes([9; 16]), "a.pdf", LETTER).unwrap_err();
    assert!(matches!(elsewhere, AttachError::Chat(SendError::NotFound)), "{elsewhere}");
}

#[test]
fn a_file_alone_is_a_message() {
    let mut desk = Desk::new("alone");
    desk.connect(vec![active(&desk.runtime)]);
    assert!(matches!(desk.session.send_message(chat_id(), " "), Err(SendError::Empty)));
    desk.session.attach_file(chat_id(), "brief.pdf", LETTER).unwrap();
    desk.session.send_message(chat_id(), " ").unwrap();
    assert_eq!(desk.texts(), [(Some(String::new()), Progress::Waiting)]);
}

#[test]
fn a_chat_that_is_forgotten_takes_its_files_along() {
    let mut desk = Desk::new("forgotten");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.attach_file(chat_id(), "brief.pdf", LETTER).unwrap();
    let file = FileId::from_bytes(desk.session.attached(chat_id())[0].id);
    desk.connect(vec![]);
    assert_eq!(names(&desk), [""; 0]);
    assert_eq!(desk.session.outgoing_file(file), None);
}
