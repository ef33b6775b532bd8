//! Requests that are offered to one counsellor at a time, end to end in the store.

use beistand_domain::availability::Pause;
use beistand_domain::routing::Mode;
use beistand_domain::{Availability, Refusal, Transition, limits};
use beistand_store::{Actor, StoreError, TopicAt, TopicChange};

use super::{Shelf, parsed};

async fn offering() -> Shelf {
    let shelf = Shelf::new().await;
    let topic = TopicAt::Slugs(parsed("demo"), parsed("sucht"));
    let change = TopicChange { mode: Some(Mode::Offer), ..TopicChange::default() };
    shelf.store.change_topic(Actor::Operator, topic, change, shelf.now()).await.unwrap();
    shelf
}

async fn route(shelf: &Shelf, now: beistand_domain::Moment) {
    for topic in shelf.store.routed_topics().await.unwrap() {
        shelf.store.route(topic, now).await.unwrap();
    }
}

#[tokio::test]
async fn a_request_stands_before_one_counsellor_and_goes_on_to_the_next() {
    let shelf = offering().await;
    let (anna, ben) = (shelf.available("anna").await, shelf.available("ben").await);
    let chat = shelf.request().await;
    route(&shelf, shelf.now()).await;
    let sees = async |person: super::Person, now| {
        !shelf.store.requests_for((person.row.no, person.id), 9, now).await.unwrap().is_empty()
    };
    // Both have been free for as long; their ids decide.
    let (first, second) = if sees(anna, shelf.now()).await { (anna, ben) } else { (ben, anna) };
    assert!(sees(first, shelf.now()).await && !sees(second, shelf.now()).await);
    let refused =
        shelf.store.accept(chat, (second.author(), shelf.command()), shelf.now()).await.unwrap_err();
    assert_eq!(refused, StoreError::Chat { refusal: Refusal::OfferedElsewhere, held_by: None });
    let command = (first.author(), shelf.command());
    let reject = Transition::RejectOffer { by: first.id };
    shelf.store.transition_as(chat, command, reject, shelf.after(5)).await.unwrap();
    route(&shelf, shelf.after(5)).await;
    assert!(!sees(first, shelf.after(5)).await && sees(second, shelf.after(5)).await);
    shelf.store.accept(chat, (second.author(), shelf.command()), shelf.after(6)).await.unwrap();
}

#[tokio::test]
async fn two_missed_offers_pause_the_person() {
    let shelf = offering().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.request().await;
    let mut now = shelf.now();
    for missed in 1..=limits::MISSED_OFFERS_PAUSE {
        route(&shelf, now).await;
        now = now + limits::OFFER_LENGTH;
        let stepped = shelf.store.step(chat, Transition::Tick, now).await.unwrap();
        let paused = if missed == limits::MISSED_OFFERS_PAUSE { vec![anna.id] } else { Vec::new() };
        assert_eq!(stepped.paused, paused);
        let renewed = shelf.store.act(anna.id, super::Act::Renew { device: anna.device }, now).await.unwrap();
        let is_paused = matches!(renewed.availability, Availability::Paused { why: Pause::MissedOffers, .. });
        assert_eq!(is_paused, missed == limits::MISSED_OFFERS_PAUSE);
    }
    route(&shelf, now).await;
    let chat = shelf.store.chat(chat, None).await.unwrap();
    assert_eq!(chat.record.chat.counsellor(), None, "the request waits on for somebody who is there");
}

#[tokio::test]
async fn an_offer_to_somebody_who_is_full_is_not_made() {
    let shelf = offering().await;
    let anna = shelf.person("anna", 1).await;
    let on = super::Act::SwitchOn { device: anna.device };
    shelf.store.act(anna.id, on, shelf.now()).await.unwrap();
    let first = shelf.request().await;
    route(&shelf, shelf.now()).await;
    shelf.store.accept(first, (anna.author(), shelf.command()), shelf.now()).await.unwrap();
    shelf.request().await;
    route(&shelf, shelf.now()).await;
    assert!(shelf.store.requests_for((anna.row.no, anna.id), 9, shelf.now()).await.unwrap().is_empty());
}
