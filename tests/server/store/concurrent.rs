//! Several processes at the same thing at once, each with connections of its own to one PostgreSQL.

use std::collections::BTreeSet;

use beistand_domain::availability::Act;
use beistand_domain::{Availability, Refusal, Transition};
use beistand_store::{Actor, Store, StoreError};

use super::{Person, Shelf};

const PROCESSES: usize = 3;

async fn processes(shelf: &Shelf) -> Vec<Store> {
    let mut stores = Vec::new();
    for _ in 0..PROCESSES {
        stores.push(shelf.another().await);
    }
    stores
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_accepts_at_once_one_wins_a_thousand_times() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    let mut people: Vec<Person> = Vec::new();
    for number in 0..64 {
        people.push(shelf.available(&format!("person-{number}")).await);
    }
    for _ in 0..1_000 {
        let chat = shelf.request().await;
        let accepts = people.iter().enumerate().map(|(number, person)| {
            let (store, person) = (stores[number % PROCESSES].clone(), *person);
            let (command, now) = (shelf.command(), shelf.now());
            tokio::spawn(async move { store.accept(chat, (person.author(), command), now).await })
        });
        let accepts: Vec<_> = accepts.collect();
        let (mut winners, mut named) = (Vec::new(), BTreeSet::new());
        for (accept, person) in accepts.into_iter().zip(&people) {
            match accept.await.unwrap() {
                Ok(_) => winners.push(person.id),
                Err(StoreError::Chat { refusal: Refusal::AlreadyAccepted { by }, .. }) => {
                    named.insert(by);
                }
                Err(denied) => panic!("{denied}"),
            }
        }
        assert_eq!(winners.len(), 1);
        assert_eq!(named.into_iter().collect::<Vec<_>>(), winners, "everybody else learns who has it");
        shelf.store.step(chat, Transition::Decline, shelf.now()).await.unwrap();
        shelf.store.settle(chat, shelf.now()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_once_get_different_numbers_without_a_gap() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    shelf.available("anna").await;
    let requests = (0..96).map(|at| {
        let (store, new, now) = (stores[at % PROCESSES].clone(), shelf.new_chat(), shelf.now());
        tokio::spawn(async move { store.request_chat(new, now).await.unwrap().0.number })
    });
    let mut numbers = BTreeSet::new();
    for request in requests.collect::<Vec<_>>() {
        numbers.insert(request.await.unwrap());
    }
    assert_eq!(numbers, (1..=96).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_repeated_at_another_process_at_once_is_done_once() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    shelf.available("anna").await;
    let new = shelf.new_chat();
    let requests = (0..30).map(|at| {
        let new = beistand_store::NewChat {
            command: new.command,
            id: new.id,
            centre: "demo".into(),
            topic: "sucht".into(),
            entry: new.entry,
            token_hash: new.token_hash,
            tab_hash: new.tab_hash,
            tab_half: new.tab_half,
        };
        let (store, now) = (stores[at % PROCESSES].clone(), shelf.now());
        tokio::spawn(async move { store.request_chat(new, now).await.unwrap() })
    });
    let mut new = 0;
    for request in requests.collect::<Vec<_>>() {
        let (requested, is_new) = request.await.unwrap();
        assert_eq!(requested.number, 1);
        new += usize::from(is_new);
    }
    assert_eq!(new, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counsellor_never_holds_more_than_they_may_even_when_accepting_everywhere_at_once() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    let anna = shelf.available("anna").await;
    let mut chats = Vec::new();
    for _ in 0..12 {
        chats.push(shelf.request().await);
    }
    let accepts = chats.into_iter().enumerate().map(|(at, chat)| {
        let (store, command, now) = (stores[at % PROCESSES].clone(), shelf.command(), shelf.now());
        tokio::spawn(async move { store.accept(chat, (anna.author(), command), now).await })
    });
    let mut taken = 0;
    for accept in accepts.collect::<Vec<_>>() {
        match accept.await.unwrap() {
            Ok(_) => taken += 1,
            Err(denied) => assert_eq!(denied, StoreError::NoRoom(3)),
        }
    }
    assert_eq!(taken, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_through_all_processes_get_every_place_once_and_are_told_in_order() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let published: Vec<_> =
        (0..PROCESSES).map(|_| std::sync::Arc::new(std::sync::Mutex::new(Vec::new()))).collect();
    let sends = (0..300).map(|at| {
        let author = if at % 2 == 0 { Actor::Seeker(chat) } else { anna.author() };
        let (store, published) = (stores[at % PROCESSES].clone(), published[at % PROCESSES].clone());
        let (message, now) = (shelf.message(chat, author), shelf.now());
        tokio::spawn(async move {
            let tell = move |appended: &beistand_store::Appended| {
                published.lock().unwrap().push(appended.message.seq);
            };
            store.append(message, now, tell).await.unwrap().message.seq
        })
    });
    let mut places = BTreeSet::new();
    for send in sends.collect::<Vec<_>>() {
        places.insert(send.await.unwrap());
    }
    assert_eq!(places, (1..=300).collect());
    for order in published {
        assert!(order.lock().unwrap().is_sorted(), "one process tells in the order of the places");
    }
    let (page, more) = shelf.store.messages(chat, Actor::Seeker(chat), (0, 500), shelf.now()).await.unwrap();
    assert!(page.iter().map(|message| message.seq).eq(1..=300) && !more);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_and_the_end_of_its_chat_agree_on_what_came_first() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    let anna = shelf.available("anna").await;
    for _ in 0..50 {
        let chat = shelf.talk(anna).await;
        let (store, message, now) = (stores[0].clone(), shelf.message(chat, anna.author()), shelf.now());
        let send = tokio::spawn(async move { store.append(message, now, |_| {}).await });
        let (store, now) = (stores[1].clone(), shelf.now());
        let end = tokio::spawn(async move { store.step(chat, Transition::EndBySeeker, now).await });
        end.await.unwrap().unwrap();
        let stored = match send.await.unwrap() {
            Ok(_) => 1,
            Err(StoreError::Chat { refusal: Refusal::Ended { .. }, .. }) => 0,
            Err(denied) => panic!("{denied}"),
        };
        let (page, _) = shelf.store.messages(chat, anna.author(), (0, 10), shelf.now()).await.unwrap();
        assert_eq!(page.len(), stored, "acknowledged or refused, and it shows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_is_renewed_and_expired_at_once_is_one_of_both() {
    let shelf = Shelf::shared().await;
    let stores = processes(&shelf).await;
    // Their clocks differ by a second: the one who renews is within the lease, for the one who ends it is over.
    let (in_time, late) = (shelf.after(44), shelf.after(45));
    for round in 0..50 {
        let anna = shelf.available(&format!("person-{round}")).await;
        let (store, device) = (stores[0].clone(), anna.device);
        let renewal = tokio::spawn(async move { store.act(anna.id, Act::Renew { device }, in_time).await });
        let store = stores[1].clone();
        let end = tokio::spawn(async move { store.act(anna.id, Act::Tick, late).await.unwrap() });
        let ended = matches!(end.await.unwrap().availability, Availability::Off { .. });
        let renewed = renewal.await.unwrap().is_ok();
        assert_ne!(renewed, ended);
        let available = shelf.store.availability(anna.id).await.unwrap().is_available(in_time);
        assert_eq!(available, renewed);
    }
}
