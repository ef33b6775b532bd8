//! Files as the store knows them.

use beistand_domain::{FileId, MessageId};
use beistand_protocol::view::Audience;
use beistand_store::{Actor, Begun, NewFile, StoreError};

use super::Shelf;

#[tokio::test]
async fn what_was_acknowledged_is_never_replaced() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let seeker = || Actor::Seeker(chat);
    let (id, message) = (shelf.world.id(FileId::from_parts), shelf.world.id(MessageId::from_parts));
    let attempt = || {
        let content = shelf.world.id(FileId::from_parts);
        NewFile { chat, id, content, message, author: seeker(), audience: Audience::Everyone, size: 100 }
    };
    let (first, second) = (attempt(), attempt());
    let (early, late) = (first.content, second.content);
    assert_eq!(shelf.store.begin_file(first, shelf.now()).await.unwrap(), Begun::Wanted);
    assert_eq!(shelf.store.begin_file(second, shelf.now()).await.unwrap(), Begun::Wanted);
    // The later try is the one that counts; the earlier one is told so and touches nothing.
    assert_eq!(shelf.store.file_stored(chat, (id, early)).await, Err(StoreError::IdReused));
    shelf.store.file_stored(chat, (id, late)).await.unwrap();
    let read = || shelf.store.file((chat, id), seeker(), shelf.now());
    assert_eq!(read().await.unwrap(), (late, 100));
    assert_eq!(shelf.store.begin_file(attempt(), shelf.now()).await.unwrap(), Begun::Stored);
    assert_eq!(shelf.store.file_stored(chat, (id, early)).await, Err(StoreError::IdReused));
    assert_eq!(read().await.unwrap(), (late, 100), "the bytes that were acknowledged");
    let unknown = shelf.store.unknown_files(vec![early, late]).await.unwrap();
    assert_eq!(unknown, [early], "what is left of the earlier try is found and removed");
}
