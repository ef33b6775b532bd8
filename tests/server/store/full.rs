//! What one chat and one queue can hold (design.md, section 10).

use beistand_domain::{ChatId, FileId, MessageId, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::Audience;
use beistand_store::{Actor, NewFile, NewMessage, StoreError};

use super::Shelf;

#[tokio::test]
async fn a_chat_holds_so_many_bytes_of_messages_for_each_audience() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let message = |author: Actor, audience, bytes: usize| NewMessage {
        audience,
        body: Blob(vec![7; bytes]),
        ..shelf.message(chat, author)
    };
    let append = |message| shelf.store.append(message, shelf.now(), |_| {});
    let largest = u64::try_from(limits::SEALED_MESSAGE_BYTES).unwrap();
    for _ in 0..limits::MESSAGE_BYTES_PER_CHAT / largest {
        let large = message(Actor::Seeker(chat), Audience::Everyone, limits::SEALED_MESSAGE_BYTES);
        append(large).await.unwrap();
    }
    let rest = usize::try_from(limits::MESSAGE_BYTES_PER_CHAT % largest).unwrap();
    append(message(Actor::Seeker(chat), Audience::Everyone, rest)).await.unwrap();
    let one_more = append(message(Actor::Seeker(chat), Audience::Everyone, 1)).await;
    assert_eq!(one_more.err(), Some(StoreError::ChatFull));
    let hidden = append(message(anna.author(), Audience::Counsellors, 1)).await;
    assert!(hidden.is_ok(), "hidden messages have room of their own");
    let known = shelf.store.chat(chat, None).await.unwrap();
    assert_eq!(
        known.record.last_shared,
        u32::try_from(limits::MESSAGE_BYTES_PER_CHAT / largest + 1).unwrap()
    );
}

#[tokio::test]
async fn a_chat_holds_so_many_bytes_of_files() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let file = |author: Actor, audience, size| NewFile {
        chat,
        id: shelf.world.id(FileId::from_parts),
        content: shelf.world.id(FileId::from_parts),
        message: shelf.world.id(MessageId::from_parts),
        author,
        audience,
        size,
    };
    for _ in 0..10 {
        let tenth = file(Actor::Seeker(chat), Audience::Everyone, limits::FILE_BYTES_PER_CHAT / 10);
        shelf.store.begin_file(tenth, shelf.now()).await.unwrap();
    }
    let one_more = file(anna.author(), Audience::Everyone, 1);
    assert_eq!(shelf.store.begin_file(one_more, shelf.now()).await.unwrap_err(), StoreError::ChatFull);
    let hidden = file(anna.author(), Audience::Counsellors, 1);
    assert!(shelf.store.begin_file(hidden, shelf.now()).await.is_ok());
}

#[tokio::test]
async fn a_queue_holds_so_many_requests_and_a_place_that_is_left_is_free() {
    let shelf = Shelf::new().await;
    shelf.available("anna").await;
    let mut waiting: Vec<ChatId> = Vec::new();
    for _ in 0..limits::WAITING_PER_TOPIC {
        waiting.push(shelf.store.request_chat(shelf.new_chat(), shelf.now()).await.unwrap().0.chat);
    }
    let one_more = shelf.store.request_chat(shelf.new_chat(), shelf.now()).await;
    assert_eq!(one_more.unwrap_err(), StoreError::NotAdmitted(beistand_domain::Admission::Full));
    let (first, command) = (waiting[0], shelf.command());
    let leave = beistand_domain::Transition::Withdraw;
    shelf.store.transition_as(first, (Actor::Seeker(first), command), leave, shelf.now()).await.unwrap();
    assert!(shelf.store.request_chat(shelf.new_chat(), shelf.now()).await.is_ok());
}
