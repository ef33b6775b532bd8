//! Who is connected to which process, and what becomes of a dead one's.

use beistand_domain::chat::Presence;
use beistand_domain::{Chat, Moment};
use beistand_store::{ProcessNo, Store};

use super::Shelf;

async fn seeker(store: &Store, chat: beistand_domain::ChatId) -> Option<Moment> {
    let presence = match store.chat(chat, None).await.unwrap().record.chat {
        Chat::Waiting(state) => state.presence,
        Chat::Accepted(state) => state.presence,
        Chat::Active(state) => state.presence,
        Chat::Ended(_) => panic!("it has ended"),
    };
    match presence {
        Presence::Here => None,
        Presence::Away { since } => Some(since),
    }
}

async fn counsellor(store: &Store, chat: beistand_domain::ChatId) -> Option<Moment> {
    store.chat(chat, None).await.unwrap().counsellor.unwrap().away
}

#[tokio::test]
async fn who_has_connected_elsewhere_by_now_is_not_away() {
    let shelf = Shelf::shared().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let other = shelf.store.join(shelf.now()).await.unwrap();
    shelf.store.person_arrives((anna.row.no, anna.id), shelf.process, shelf.now()).await.unwrap();
    shelf.store.seeker_arrives(chat, other, shelf.after(1)).await.unwrap();
    shelf.store.person_arrives((anna.row.no, anna.id), other, shelf.after(1)).await.unwrap();
    // The first process notices the end of the old connections late.
    assert!(shelf.store.seeker_leaves(chat, Some(shelf.process), shelf.after(2)).await.unwrap().is_none());
    shelf.store.person_leaves((anna.row.no, anna.id), shelf.process, shelf.after(2)).await.unwrap();
    assert_eq!((seeker(&shelf.store, chat).await, counsellor(&shelf.store, chat).await), (None, None));
    let left = shelf.store.seeker_leaves(chat, Some(other), shelf.after(3)).await.unwrap().unwrap();
    assert!(left.changed);
    shelf.store.person_leaves((anna.row.no, anna.id), other, shelf.after(4)).await.unwrap();
    assert_eq!(seeker(&shelf.store, chat).await, Some(shelf.after(3)));
    assert_eq!(counsellor(&shelf.store, chat).await, Some(shelf.after(4)));
}

#[tokio::test]
async fn whom_a_dead_process_held_is_away_and_nobody_else() {
    let shelf = Shelf::shared().await;
    let (anna, ben) = (shelf.available("anna").await, shelf.available("ben").await);
    let dead = shelf.store.join(shelf.now()).await.unwrap();
    let (lost, kept) = (shelf.talk(anna).await, shelf.talk(ben).await);
    shelf.store.seeker_arrives(lost, dead, shelf.now()).await.unwrap();
    shelf.store.person_arrives((anna.row.no, anna.id), dead, shelf.now()).await.unwrap();
    shelf.store.person_arrives((ben.row.no, ben.id), shelf.process, shelf.now()).await.unwrap();
    assert!(shelf.store.renew(shelf.process, shelf.after(9)).await.unwrap());
    assert_eq!(
        shelf.store.give_up_others(shelf.process, (shelf.after(5), shelf.after(60))).await.unwrap(),
        1
    );
    assert_eq!(shelf.store.orphans(10).await.unwrap(), [lost]);
    assert!(shelf.store.seeker_leaves(lost, None, shelf.after(10)).await.unwrap().is_some());
    assert_eq!(shelf.store.release_people(shelf.after(10)).await.unwrap(), [anna.id]);
    assert_eq!(seeker(&shelf.store, lost).await, Some(shelf.after(10)));
    assert_eq!(counsellor(&shelf.store, lost).await, Some(shelf.after(10)));
    assert_eq!((seeker(&shelf.store, kept).await, counsellor(&shelf.store, kept).await), (None, None));
    assert!(shelf.store.orphans(10).await.unwrap().is_empty(), "once");
    assert!(shelf.store.release_people(shelf.after(11)).await.unwrap().is_empty());
    assert!(!shelf.store.renew(dead, shelf.after(12)).await.unwrap(), "it must join again");
}

#[tokio::test]
async fn what_is_said_of_a_process_is_what_it_was_told() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    shelf.store.person_arrives((anna.row.no, anna.id), shelf.process, shelf.now()).await.unwrap();
    let said = shelf.store.announced(shelf.process).await.unwrap();
    assert_eq!((said.seekers_here, said.people_here), (vec![chat], vec![anna.id]));
    assert!(said.seekers_away.is_empty() && said.people_away.is_empty());
    shelf.store.seeker_leaves(chat, Some(shelf.process), shelf.now()).await.unwrap();
    shelf.store.person_leaves((anna.row.no, anna.id), shelf.process, shelf.now()).await.unwrap();
    let said = shelf.store.announced(shelf.process).await.unwrap();
    assert_eq!((said.seekers_away, said.people_away), (vec![chat], vec![anna.id]));
    assert!(said.seekers_here.is_empty() && said.people_here.is_empty());
}

#[tokio::test]
async fn a_start_of_an_embedded_server_ends_what_the_last_one_held() {
    let shelf = Shelf::new().await;
    if beistand_testkit::server::runs_on_postgres() {
        return;
    }
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let again = shelf.store.join(shelf.after(1)).await.unwrap();
    assert_ne!(again, shelf.process, "numbers are not used again");
    assert_eq!(shelf.store.orphans(10).await.unwrap(), [chat]);
    shelf.store.seeker_leaves(chat, None, shelf.after(1)).await.unwrap();
    assert_eq!(seeker(&shelf.store, chat).await, Some(shelf.after(1)));
}

#[tokio::test]
async fn a_piece_of_work_is_one_processes_until_its_time_is_over() {
    let shelf = Shelf::shared().await;
    let other = shelf.store.join(shelf.now()).await.unwrap();
    let claim = |process: ProcessNo, now: u64| {
        shelf.store.claim(("rounds", process), shelf.after(now + 5), shelf.after(now))
    };
    assert!(claim(shelf.process, 0).await.unwrap());
    assert!(!claim(other, 1).await.unwrap());
    assert!(claim(shelf.process, 2).await.unwrap(), "whoever has it keeps it");
    assert!(!claim(other, 6).await.unwrap());
    assert!(claim(other, 7).await.unwrap(), "a dead one's work is taken over");
    assert!(!claim(shelf.process, 8).await.unwrap());
    shelf.store.leave(other).await.unwrap();
    assert!(claim(shelf.process, 9).await.unwrap(), "or as soon as it is known to be gone");
}

#[tokio::test]
async fn a_process_whose_clock_is_far_ahead_is_given_up_as_well() {
    let shelf = Shelf::shared().await;
    let ahead = shelf.store.join(shelf.after(3600)).await.unwrap();
    let silent = (shelf.after(0), shelf.after(20));
    assert_eq!(shelf.store.give_up_others(shelf.process, silent).await.unwrap(), 1);
    assert!(!shelf.store.renew(ahead, shelf.after(3601)).await.unwrap());
}
