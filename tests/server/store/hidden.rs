//! Hidden messages leave no trace for the seeker: numbers, marks and pages are those of a chat without them.

use beistand_domain::limits;
use beistand_protocol::view::{Audience, Marks};
use beistand_store::{Actor, NewMessage, StoreError};

use super::{Person, Shelf};

async fn hide(shelf: &Shelf, chat: beistand_domain::ChatId, by: Person, count: u32) {
    for _ in 0..count {
        let hidden = NewMessage { audience: Audience::Counsellors, ..shelf.message(chat, by.author()) };
        shelf.store.append(hidden, shelf.now(), |_| {}).await.unwrap();
    }
}

/// What the seeker gets to see of a chat in which `hidden` messages are written between the others.
async fn seen(hidden: u32) -> (Vec<u32>, Vec<u32>, Vec<bool>, Option<(Marks, Marks)>) {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let (mut acknowledged, mut moved) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        hide(&shelf, chat, anna, hidden).await;
        let own = shelf.write(chat, Actor::Seeker(chat), shelf.now()).await.unwrap();
        acknowledged.push(own.seq_for(&Actor::Seeker(chat)));
        let last = shelf.write(chat, anna.author(), shelf.now()).await.unwrap();
        let read = shelf.store.mark(chat, anna.author(), (last.message.seq, last.message.seq), shelf.now());
        moved.push(read.await.unwrap().unwrap().for_seeker.is_some());
    }
    hide(&shelf, chat, anna, hidden).await;
    let last = shelf.store.chat(chat, None).await.unwrap().record.last_seq;
    let read = shelf.store.mark(chat, anna.author(), (last, last), shelf.now()).await.unwrap();
    moved.push(read.is_some_and(|read| read.for_seeker.is_some()));
    let (page, more) = shelf.store.messages(chat, Actor::Seeker(chat), (1, 4), shelf.now()).await.unwrap();
    assert!(more);
    let numbers = page.iter().map(|message| message.seq).collect();
    let marks = shelf.store.mark(chat, Actor::Seeker(chat), (6, 4), shelf.now()).await.unwrap().unwrap();
    assert_eq!(marks.for_counsellors.0.read, 4 + 2 * hidden, "the same message in the counsellors' count");
    (acknowledged, numbers, moved, marks.for_seeker)
}

#[tokio::test]
async fn the_seeker_sees_the_same_with_and_without_them() {
    let without = seen(0).await;
    assert_eq!(without.0, [1, 3, 5]);
    assert_eq!(without.1, [2, 3, 4, 5]);
    assert_eq!(seen(50).await, without);
}

#[tokio::test]
async fn their_files_take_no_room_from_the_seekers() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let new = |author: Actor, audience| beistand_store::NewFile {
        chat,
        id: shelf.world.id(beistand_domain::FileId::from_parts),
        content: shelf.world.id(beistand_domain::FileId::from_parts),
        message: shelf.world.id(beistand_domain::MessageId::from_parts),
        author,
        audience,
        size: 100,
    };
    for _ in 0..limits::FILES_PER_CHAT {
        shelf.store.begin_file(new(anna.author(), Audience::Counsellors), shelf.now()).await.unwrap();
    }
    let full = shelf.store.begin_file(new(anna.author(), Audience::Counsellors), shelf.now()).await;
    assert_eq!(full.unwrap_err(), StoreError::TooManyFiles);
    shelf.store.begin_file(new(Actor::Seeker(chat), Audience::Everyone), shelf.now()).await.unwrap();
}
