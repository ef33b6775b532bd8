//! People, sessions and leases.

use beistand_domain::availability::{Act, LeaseRefusal, Off};
use beistand_domain::{Availability, SessionId, limits};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_store::{Actor, AdminOutcome, NewSession, Opened, StoreError};

use super::{Shelf, parsed};

#[tokio::test]
async fn a_lease_that_is_not_renewed_ends_once() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let late = shelf.now() + limits::LEASE_LENGTH;
    assert!(shelf.store.late(late - std::time::Duration::from_millis(1)).await.unwrap().is_empty());
    assert_eq!(shelf.store.late(late).await.unwrap(), [anna.id]);
    shelf.store.act(anna.id, Act::Tick, late).await.unwrap();
    assert!(shelf.store.late(late).await.unwrap().is_empty());
    assert_eq!(shelf.store.availability(anna.id).await.unwrap(), Availability::Off { why: Off::Expired });
}

#[tokio::test]
async fn a_renewal_keeps_it_and_a_device_without_the_lease_cannot_renew() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let renew = |device, now| shelf.store.act(anna.id, Act::Renew { device }, now);
    renew(anna.device, shelf.after(30)).await.unwrap();
    assert!(shelf.store.late(shelf.after(50)).await.unwrap().is_empty());
    let other = shelf.world.id(beistand_domain::DeviceId::from_parts);
    assert!(matches!(renew(other, shelf.after(50)).await, Err(StoreError::Lease(_))));
    let late = renew(anna.device, shelf.after(300)).await.unwrap_err();
    assert_eq!(late, StoreError::Lease(LeaseRefusal::NotOn));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_the_lease_with_it() {
    let shelf = Shelf::new().await;
    let anna = shelf.person("anna", 3).await;
    let token_hash = shelf.world.bytes();
    let session = NewSession {
        id: shelf.world.id(SessionId::from_parts),
        person: anna.id,
        person_no: anna.row.no,
        device: anna.device,
        device_name: "Rechner".into(),
        signing_key: vec![4; 65],
        day_key: super::day_key(4),
        token_hash,
        proof: beistand_store::Proof::Nothing,
    };
    shelf.store.open_session(session, shelf.now()).await.unwrap();
    let Opened::Session(session) = shelf.store.session(token_hash, shelf.now()).await.unwrap() else {
        panic!("a session that was just opened lasts")
    };
    let session = *session;
    let set = |command, act| shelf.store.set_availability(session.clone(), command, act, shelf.now());
    let command = shelf.command();
    assert!(set(command, AvailabilityAct::On).await.unwrap().availability.is_available(shelf.now()));
    assert_eq!(set(command, AvailabilityAct::Off).await.unwrap_err(), StoreError::IdReused);
    shelf.store.close_session(session.clone(), shelf.now()).await.unwrap();
    assert!(matches!(shelf.store.session(token_hash, shelf.now()).await.unwrap(), Opened::Nothing));
    assert_eq!(shelf.store.availability(anna.id).await.unwrap(), Availability::Off { why: Off::SignedOut });
    assert_eq!(shelf.store.ended_sessions(vec![session.id], shelf.now()).await.unwrap(), [session.id]);
}

#[tokio::test]
async fn a_device_belongs_to_one_person() {
    let shelf = Shelf::new().await;
    let (anna, ben) = (shelf.person("anna", 3).await, shelf.person("ben", 3).await);
    let taken = NewSession {
        id: shelf.world.id(SessionId::from_parts),
        person: ben.id,
        person_no: ben.row.no,
        device: anna.device,
        device_name: "Rechner".into(),
        signing_key: vec![5; 65],
        day_key: super::day_key(5),
        token_hash: shelf.world.bytes(),
        proof: beistand_store::Proof::Nothing,
    };
    assert_eq!(shelf.store.open_session(taken, shelf.now()).await.unwrap_err(), StoreError::NotFound);
    assert_eq!(shelf.store.devices_of(anna.id).await.unwrap()[0].signing_key.0, vec![4; 65]);
    assert_eq!(shelf.store.devices_of(ben.id).await.unwrap().len(), 1, "their own");
}

#[tokio::test]
async fn an_operator_is_told_what_was_there_already() {
    let shelf = Shelf::new().await;
    shelf.person("anna", 3).await;
    let again = shelf
        .store
        .add_centre(Actor::Operator, &shelf.world, None, (parsed("demo"), parsed("Noch einmal")))
        .await
        .unwrap();
    assert_eq!(again, AdminOutcome::AlreadyThere);
    let nobody = shelf.store.end_sessions(Actor::Operator, "niemand".into(), shelf.now()).await.unwrap();
    assert_eq!(nobody, AdminOutcome::NoSuch("person"));
    let done =
        shelf.store.set_password(Actor::Operator, "anna".into(), "neu".into(), shelf.now()).await.unwrap();
    assert_eq!(done, AdminOutcome::Done);
    let (anna, hash) = shelf.store.person_by_name("anna".into()).await.unwrap().unwrap();
    assert_eq!(hash, "neu");
    assert!(shelf.store.devices_of(anna.id).await.unwrap().is_empty(), "signed out everywhere");
    let overview = shelf.store.overview().await.unwrap();
    assert_eq!(overview[0].people[0].sign_in_name, "anna");
}

#[tokio::test]
async fn the_numbers_for_the_operator_are_those_of_the_moment() {
    let shelf = Shelf::new().await;
    shelf.available("anna").await;
    shelf.person("ben", 3).await;
    shelf.request().await;
    let load = shelf.store.load(shelf.after(20)).await.unwrap();
    assert_eq!((load.waiting, load.available), (1, 1));
    assert_eq!(load.longest_wait.as_secs(), 20);
    let load = shelf.store.load(shelf.after(60)).await.unwrap();
    assert_eq!(load.available, 0, "a lease that ran out does not count, expired or not");
}

#[tokio::test]
async fn a_secret_is_made_once() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.store.secret("a", [1; 32]).await.unwrap(), vec![1; 32]);
    assert_eq!(shelf.store.secret("a", [2; 32]).await.unwrap(), vec![1; 32]);
}

#[tokio::test]
async fn a_day_key_that_a_wrong_clock_made_is_replaced() {
    let shelf = Shelf::new().await;
    let anna = shelf.person("anna", 3).await;
    let today = u32::try_from(shelf.now().epoch_day()).unwrap();
    let kept = async |day, fill| {
        let key = beistand_protocol::view::DayKey { day, ..super::day_key(fill) };
        shelf.store.keep_day_key(anna.device, key, shelf.now()).await.unwrap();
        shelf.store.devices_of(anna.id).await.unwrap().remove(0).day_key.day
    };
    assert_eq!(kept(today + 365, 1).await, today + 365, "its clock was a year ahead");
    assert_eq!(kept(today, 2).await, today, "and is right again");
    assert_eq!(kept(today - 1, 3).await, today, "an older one never replaces a newer one");
}
