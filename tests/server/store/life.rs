//! Requests, steps, messages and what becomes of them.

use beistand_domain::{Chat, Ending, Refusal, Transition, limits};
use beistand_protocol::view::Audience;
use beistand_store::{Actor, NewMessage, Settled, StoreError};

use super::Shelf;

#[tokio::test]
async fn the_smallest_free_number_is_given_and_given_again_after_the_purge() {
    let shelf = Shelf::new().await;
    shelf.available("anna").await;
    let numbers = async || {
        let (requested, _) = shelf.store.request_chat(shelf.new_chat(), shelf.now()).await.unwrap();
        (requested.number, requested.chat)
    };
    let (one, first) = numbers().await;
    let (two, _) = numbers().await;
    assert_eq!((one, two), (1, 2));
    shelf.store.step(first, Transition::Withdraw, shelf.now()).await.unwrap();
    assert!(matches!(shelf.store.settle(first, shelf.now()).await.unwrap(), Settled::Purged(_)));
    assert_eq!(numbers().await.0, 1);
    assert!(matches!(shelf.store.chat(first, None).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_another_use_of_its_id_none() {
    let shelf = Shelf::new().await;
    shelf.available("anna").await;
    let new = shelf.new_chat();
    let again = |topic: &str| beistand_store::NewChat {
        command: new.command,
        id: new.id,
        centre: "demo".into(),
        topic: topic.into(),
        entry: new.entry,
        token_hash: new.token_hash,
        tab_hash: new.tab_hash,
        tab_half: new.tab_half,
    };
    let (first, is_new) = shelf.store.request_chat(again("sucht"), shelf.now()).await.unwrap();
    assert!(is_new);
    let (second, is_new) = shelf.store.request_chat(again("sucht"), shelf.after(60)).await.unwrap();
    assert!(!is_new && second.number == first.number && second.chat == first.chat);
    assert_eq!(
        shelf.store.request_chat(again("anderes"), shelf.now()).await.unwrap_err(),
        StoreError::IdReused
    );
}

#[tokio::test]
async fn nobody_available_stores_nothing() {
    let shelf = Shelf::new().await;
    shelf.person("anna", 3).await;
    let new = shelf.new_chat();
    let (id, token) = (new.id, new.token_hash);
    assert!(matches!(shelf.store.request_chat(new, shelf.now()).await, Err(StoreError::NotAdmitted(_))));
    assert!(matches!(shelf.store.chat(id, None).await, Err(StoreError::NotFound)));
    assert!(matches!(shelf.store.chat_of_token(token).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn the_line_is_in_the_order_of_the_requests() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let first = shelf.store.request_chat(shelf.new_chat(), shelf.now()).await.unwrap().0.chat;
    let second = shelf.store.request_chat(shelf.new_chat(), shelf.after(1)).await.unwrap().0.chat;
    let topic = shelf.store.topics_of(anna.row.no).await.unwrap().remove(0);
    let queue = shelf.store.facts_of_topic(topic.id).await.unwrap().queue;
    assert_eq!(queue.iter().map(|queued| queued.chat).collect::<Vec<_>>(), [first, second]);
    let requests = shelf.store.requests_for((anna.row.no, anna.id), 1, shelf.now()).await.unwrap();
    assert_eq!(requests.len(), 1, "as many as were asked for");
    assert_eq!(requests[0].record.id, first);
}

#[tokio::test]
async fn who_lost_an_accept_learns_who_has_it() {
    let shelf = Shelf::new().await;
    let (anna, ben) = (shelf.available("anna").await, shelf.available("ben").await);
    let chat = shelf.request().await;
    let command = shelf.command();
    let (step, stepped) = shelf.store.accept(chat, (anna.author(), command), shelf.now()).await.unwrap();
    assert!(stepped.changed && stepped.left_queue);
    let (again, repeated) = shelf.store.accept(chat, (anna.author(), command), shelf.now()).await.unwrap();
    assert!(again == step && !repeated.changed, "the same command, the same answer");
    let lost = shelf.store.accept(chat, (ben.author(), shelf.command()), shelf.now()).await.unwrap_err();
    let refusal = Refusal::AlreadyAccepted { by: anna.id };
    assert_eq!(lost, StoreError::Chat { refusal, held_by: Some("anna".into()) });
}

#[tokio::test]
async fn a_full_counsellor_accepts_nothing_more() {
    let shelf = Shelf::new().await;
    let anna = shelf.person("anna", 1).await;
    let on = beistand_domain::availability::Act::SwitchOn { device: anna.device };
    shelf.store.act(anna.id, on, shelf.now()).await.unwrap();
    let (first, second) = (shelf.request().await, shelf.request().await);
    let accept = |chat| shelf.store.accept(chat, (anna.author(), shelf.command()), shelf.now());
    accept(first).await.unwrap();
    assert_eq!(accept(second).await.unwrap_err(), StoreError::NoRoom(1));
    shelf.store.step(first, Transition::Decline, shelf.now()).await.unwrap();
    accept(second).await.unwrap();
}

#[tokio::test]
async fn a_denied_step_undoes_everything_it_had_done() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.request().await;
    shelf.store.accept(chat, (anna.author(), shelf.command()), shelf.now()).await.unwrap();
    // The step itself is allowed; that no envelope fits a device is found out after it was written.
    let denied = shelf
        .store
        .begin(chat, (Actor::Seeker(chat), shelf.command()), Vec::new(), shelf.now())
        .await
        .unwrap_err();
    assert_eq!(denied, StoreError::NoDeviceFits);
    assert!(matches!(shelf.store.chat(chat, None).await.unwrap().record.chat, Chat::Accepted(_)));
}

#[tokio::test]
async fn messages_get_places_without_gaps_and_a_repeated_one_keeps_its_own() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let first = shelf.write(chat, Actor::Seeker(chat), shelf.now()).await.unwrap();
    let second = shelf.write(chat, anna.author(), shelf.now()).await.unwrap();
    assert_eq!((first.message.seq, second.message.seq), (1, 2));
    let again = NewMessage {
        chat,
        id: first.message.id,
        author: Actor::Seeker(chat),
        audience: Audience::Everyone,
        body: first.message.body.clone(),
    };
    let again = shelf.store.append(again, shelf.after(5), |_| {}).await.unwrap();
    assert!(!again.new && again.message.seq == 1 && again.message.at == first.message.at);
    let (page, more) = shelf.store.messages(chat, anna.author(), (0, 10), shelf.now()).await.unwrap();
    assert!(page == [first.message, second.message] && !more);
    let (page, more) = shelf.store.messages(chat, Actor::Seeker(chat), (0, 1), shelf.now()).await.unwrap();
    assert!(page.len() == 1 && more);
}

#[tokio::test]
async fn hidden_messages_are_not_for_the_seeker() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let mut hidden = shelf.message(chat, anna.author());
    hidden.audience = Audience::Counsellors;
    shelf.store.append(hidden, shelf.now(), |_| {}).await.unwrap();
    assert!(
        shelf.store.messages(chat, Actor::Seeker(chat), (0, 10), shelf.now()).await.unwrap().0.is_empty()
    );
    let (theirs, _) = shelf.store.messages(chat, anna.author(), (0, 10), shelf.now()).await.unwrap();
    assert_eq!(theirs[0].audience, Audience::Counsellors);
}

#[tokio::test]
async fn who_is_not_in_the_chat_neither_writes_nor_reads() {
    let shelf = Shelf::new().await;
    let (anna, ben) = (shelf.available("anna").await, shelf.available("ben").await);
    let chat = shelf.talk(anna).await;
    assert_eq!(shelf.write(chat, ben.author(), shelf.now()).await.err(), Some(StoreError::NotFound));
    let read = shelf.store.messages(chat, ben.author(), (0, 10), shelf.now()).await;
    assert_eq!(read.unwrap_err(), StoreError::NotFound);
    let (marked, now) = ((1, 1), shelf.now());
    assert_eq!(shelf.store.mark(chat, ben.author(), marked, now).await.unwrap_err(), StoreError::NotFound);
}

#[tokio::test]
async fn a_chat_takes_messages_while_it_is_active_and_its_time_lasts() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let waiting = shelf.request().await;
    let early = StoreError::Chat { refusal: Refusal::NotActive, held_by: None };
    assert_eq!(shelf.write(waiting, Actor::Seeker(waiting), shelf.now()).await.err(), Some(early));
    let chat = shelf.talk(anna).await;
    shelf.write(chat, Actor::Seeker(chat), shelf.now()).await.unwrap();
    let over = shelf.now() + limits::CHAT_LENGTH;
    let how = Ending::TimeLimit;
    let late = StoreError::Chat { refusal: Refusal::Ended { how }, held_by: None };
    assert_eq!(shelf.write(chat, Actor::Seeker(chat), over).await.err(), Some(late));
    shelf.store.step(chat, Transition::EndBySeeker, shelf.after(1)).await.unwrap();
    let how = Ending::BySeeker;
    let ended = StoreError::Chat { refusal: Refusal::Ended { how }, held_by: None };
    assert_eq!(shelf.write(chat, anna.author(), shelf.after(2)).await.err(), Some(ended));
}

#[tokio::test]
async fn marks_only_move_forward_and_never_past_the_last_message() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    shelf.write(chat, Actor::Seeker(chat), shelf.now()).await.unwrap();
    let mark = |marks| shelf.store.mark(chat, anna.author(), marks, shelf.now());
    let (_, counsellor) = mark((9, 9)).await.unwrap().unwrap().for_counsellors;
    assert_eq!((counsellor.delivered, counsellor.read), (1, 1));
    assert!(mark((1, 0)).await.unwrap().is_none(), "as far as that before");
}

#[tokio::test]
async fn a_purged_chat_leaves_nothing() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    shelf.write(chat, Actor::Seeker(chat), shelf.now()).await.unwrap();
    shelf.store.step(chat, Transition::EndBySeeker, shelf.now()).await.unwrap();
    let over = shelf.now() + limits::READABLE_AFTER_END;
    let read = async |now| shelf.store.messages(chat, anna.author(), (0, 10), now).await;
    assert_eq!(read(over - std::time::Duration::from_millis(1)).await.unwrap().0.len(), 1);
    assert_eq!(read(over).await.unwrap_err(), StoreError::NotFound, "checked on the read");
    assert_eq!(shelf.store.due(over, 10).await.unwrap(), [chat]);
    assert!(matches!(shelf.store.settle(chat, over).await.unwrap(), Settled::Purged(_)));
    assert!(shelf.store.due(over, 10).await.unwrap().is_empty());
    assert!(shelf.store.wipe_log().await.unwrap());
    assert!(matches!(shelf.store.settle(chat, over).await.unwrap(), Settled::Nothing), "once");
}

#[tokio::test]
async fn tries_are_counted_within_their_window() {
    let shelf = Shelf::new().await;
    let window = std::time::Duration::from_secs(60);
    let count = |now| shelf.store.count_try([1; 32], (2, window), now);
    count(shelf.now()).await.unwrap();
    count(shelf.now()).await.unwrap();
    assert_eq!(count(shelf.after(20)).await.unwrap_err(), StoreError::TooMany { retry_after: 41 });
    count(shelf.after(60)).await.unwrap();
    shelf.store.forgive_tries([1; 32]).await.unwrap();
    shelf.store.forget_old(shelf.after(61)).await.unwrap();
    count(shelf.after(61)).await.unwrap();
    count(shelf.after(62)).await.unwrap();
}
