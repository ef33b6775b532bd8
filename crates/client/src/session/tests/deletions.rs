//! Messages that were taken back.

use beistand_seal::Audience as Sealed;

use super::super::talk::context;
use super::*;

/// A colleague's message to an audience, from a device of its own each time.
fn from_ben(seq: u8, content: Content, audience: Audience) -> MessageView {
    let sender = Sender::Counsellor { id: PersonId::from_bytes([3; 16]) };
    let id = MessageId::from_bytes([seq; 16]);
    let context = context(chat_id(), id, sender, audience);
    let link = ChainLink { count: 1, seen: None, written: AT, sent: AT };
    let body = Body { content, link };
    let origin = Origin { device: [seq; 16], epoch: 0 };
    let body = Blob(body.seal((&both_keys(), origin), &context, [seq; 12]).unwrap());
    let at = Moment::from_millis(AT);
    MessageView { id, chat: chat_id(), seq: seq.into(), at, sender, audience, body }
}

fn both_keys() -> ChatKeys {
    let mut keys = ChatKeys::first(chat_key());
    keys.insert(Sealed::Counsellors, 0, ChatKey::from_bytes([9; 32]));
    keys
}

#[test]
fn what_was_taken_back_stays_so_whatever_is_said_to_another_audience() {
    let mut desk = Desk::new("deletions");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.talk(chat_id()).keys = both_keys();
    let deletion = Content::deletion([1; 16], "gelöscht").unwrap();
    let said = Content::text("aus Versehen").unwrap();
    desk.tell(Event::MessageStored { message: from_ben(1, said, Audience::Everyone) });
    let taken_back = from_ben(2, deletion.clone(), Audience::Everyone);
    desk.tell(Event::MessageStored { message: taken_back });
    assert_eq!(desk.texts(), [line("gelöscht", Progress::Read)]);
    let elsewhere = from_ben(3, deletion, Audience::Counsellors);
    desk.tell(Event::MessageStored { message: elsewhere });
    assert_eq!(desk.texts(), [line("gelöscht", Progress::Read)]);
}
