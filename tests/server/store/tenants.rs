//! Organisations, centres that share topics, sessions, and what a running chat was promised.

use std::time::Duration;

use beistand_domain::access::Role;
use beistand_domain::centre::{ParallelChats, TopicTimes};
use beistand_domain::sign_in::SessionEnd;
use beistand_domain::{Chat, SessionId, Transition, limits};
use beistand_store::{
    Actor, AdminOutcome, NewChat, NewPerson, NewSession, Opened, StoreError, TopicAt, TopicChange,
};

use super::{Shelf, parsed};

fn person(centre: &str, name: &str, roles: &[Role]) -> NewPerson {
    NewPerson {
        whole_organisation: false,
        centre: parsed(centre),
        sign_in_name: parsed(name),
        name: parsed(name),
        roles: roles.to_vec(),
        topics: Vec::new(),
        password_hash: Some("-".into()),
        parallel_chats: ParallelChats::default(),
    }
}

#[tokio::test]
async fn two_centres_share_a_topic_and_its_members() {
    let shelf = Shelf::new().await;
    let south = (parsed("demo-sued"), parsed("Süd"));
    shelf.store.add_centre(Actor::Operator, &shelf.world, None, south).await.unwrap();
    shelf.offer("demo-sued", "sucht", "Sucht").await;
    let anna = shelf.available("anna").await;
    let by_the_south = NewChat { centre: "demo-sued".into(), ..shelf.new_chat() };
    let (requested, _) = shelf.store.request_chat(by_the_south, shelf.now()).await.unwrap();
    assert_eq!(requested.number, 1, "each centre counts for itself");
    let (here, _) = shelf.store.request_chat(shelf.new_chat(), shelf.now()).await.unwrap();
    assert_eq!(here.number, 1);
    let seen = shelf.store.requests_for((anna.row.no, anna.id), 9, shelf.now()).await.unwrap();
    assert_eq!(seen.len(), 2, "whichever start page they come from");
    assert_ne!(seen[0].record.centre, seen[1].record.centre);
}

#[tokio::test]
async fn organisations_do_not_see_each_other() {
    let shelf = Shelf::new().await;
    let other = (parsed("andere"), parsed("Andere"));
    shelf.store.add_organisation(Actor::Operator, &shelf.world, other).await.unwrap();
    let centre = (parsed("west"), parsed("West"));
    shelf.store.add_centre(Actor::Operator, &shelf.world, Some(parsed("andere")), centre).await.unwrap();
    shelf.offer("west", "sucht", "Sucht").await;
    let anna = shelf.available("anna").await;
    let twin = person("west", "Anna", &[Role::Counsellor]);
    assert_eq!(
        shelf.store.add_person(Actor::Operator, &shelf.world, twin.clone()).await.unwrap(),
        AdminOutcome::Done
    );
    assert_eq!(
        shelf.store.add_person(Actor::Operator, &shelf.world, twin).await.unwrap(),
        AdminOutcome::AlreadyThere
    );
    assert!(shelf.store.person_by_name("anna".into()).await.unwrap().is_none(), "it does not say which one");
    let (west, _) = shelf.store.person_by_name("ANNA@andere".into()).await.unwrap().unwrap();
    assert_ne!((west.id, west.staff.organisation), (anna.id, anna.row.staff.organisation));
    let chat = shelf.request().await;
    let theirs = Actor::Person { no: west.no, staff: west.staff.clone() };
    let taken = shelf.store.accept(chat, (theirs, shelf.command()), shelf.now()).await;
    assert_eq!(taken.unwrap_err(), StoreError::NotFound);
    assert!(shelf.store.requests_for((west.no, west.id), 9, shelf.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_running_chat_keeps_what_it_was_promised() {
    let shelf = Shelf::new().await;
    let anna = shelf.available("anna").await;
    let chat = shelf.talk(anna).await;
    let promised = shelf.store.chat(chat, None).await.unwrap().record;
    let Chat::Active(active) = promised.chat else { panic!("it has begun") };
    assert_eq!(active.conversation.rules.ends, shelf.now() + limits::CHAT_LENGTH);
    assert_eq!(active.conversation.rules.warnings, limits::CHAT_WARNINGS);

    let times = TopicTimes { chat_minutes: 30, warning_minutes: [10, 2], ..TopicTimes::default() };
    let change = TopicChange { times: Some(times.checked().unwrap()), ..TopicChange::default() };
    let topic = TopicAt::Slugs(parsed("demo"), parsed("sucht"));
    let changed = shelf.store.change_topic(Actor::Operator, topic, change, shelf.now()).await;
    assert_eq!(changed, Ok(AdminOutcome::Done));
    let unchanged = shelf.store.chat(chat, None).await.unwrap().record;
    assert_eq!(unchanged.chat, Chat::Active(active), "a running chat");
    let next = shelf.talk(anna).await;
    let Chat::Active(next) = shelf.store.chat(next, None).await.unwrap().record.chat else {
        panic!("it has begun")
    };
    assert_eq!(next.conversation.rules.ends, shelf.now() + minutes(30));
    assert_eq!(next.conversation.rules.warnings, [minutes(10), minutes(2)]);
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

#[tokio::test]
async fn a_colleague_takes_an_unattended_chat_and_reads_from_there_on() {
    let shelf = Shelf::new().await;
    let (anna, ben) = (shelf.available("anna").await, shelf.available("ben").await);
    let chat = shelf.talk(anna).await;
    shelf.write(chat, anna.author(), shelf.now()).await.unwrap();
    let transition = async |by: super::Person, transition| {
        let who = (by.author(), shelf.command());
        shelf.store.transition_as(chat, who, transition, shelf.now()).await
    };
    let early = transition(ben, Transition::TakeOver { by: ben.id }).await;
    assert!(matches!(early, Err(StoreError::Chat { .. })), "a counsellor is present");
    transition(anna, Transition::Leave { by: anna.id }).await.unwrap();
    assert!(shelf.write(chat, anna.author(), shelf.now()).await.is_err(), "not after leaving");
    transition(ben, Transition::TakeOver { by: ben.id }).await.unwrap();
    shelf.write(chat, ben.author(), shelf.now()).await.unwrap();
    let reads = async |by: super::Person| {
        let (messages, _) = shelf.store.messages(chat, by.author(), (0, 9), shelf.now()).await.unwrap();
        messages.into_iter().map(|message| message.seq).collect::<Vec<_>>()
    };
    assert_eq!(reads(anna).await, [1], "what was written until then");
    assert_eq!(reads(ben).await, [2], "not what was written before");
}

#[tokio::test]
async fn a_session_ends_by_time_by_rest_and_by_a_copied_token() {
    let shelf = Shelf::new().await;
    let anna = shelf.person("anna", 3).await;
    let open = async |token_hash| {
        let session = NewSession {
            id: shelf.world.id(SessionId::from_parts),
            person_no: anna.row.no,
            person: anna.id,
            device: anna.device,
            device_name: "Rechner".into(),
            signing_key: vec![4; 65],
            day_key: super::day_key(4),
            token_hash,
            proof: beistand_store::Proof::Nothing,
        };
        let id = session.id;
        shelf.store.open_session(session, shelf.now()).await.unwrap();
        id
    };
    let over = async |token_hash, now| match shelf.store.session(token_hash, now).await.unwrap() {
        Opened::Over { why, .. } => Some(why),
        Opened::Session(_) | Opened::Nothing => None,
    };
    let (first, second) = ([1; 32], [2; 32]);
    let id = open(first).await;
    let lost = [3; 32];
    shelf.store.offer_token(id, lost).await.unwrap();
    let later = shelf.now() + 2 * limits::TOKEN_OVERLAP;
    assert_eq!(over(first, later).await, None, "nobody has the new one yet, however long that takes");
    shelf.store.offer_token(id, second).await.unwrap();
    assert!(matches!(shelf.store.session(lost, later).await.unwrap(), Opened::Nothing), "given out again");
    assert_eq!(over(second, shelf.now()).await, None, "its first use makes it the current one");
    let overlap = shelf.now() + limits::TOKEN_OVERLAP;
    assert_eq!(over(first, overlap - std::time::Duration::from_millis(1)).await, None);
    assert_eq!(over(first, overlap).await, Some(SessionEnd::Reused));
    assert!(
        matches!(shelf.store.session(second, overlap).await.unwrap(), Opened::Nothing),
        "the whole session"
    );
    open(first).await;
    assert_eq!(over(first, shelf.now() + limits::SESSION_IDLE).await, Some(SessionEnd::Idle));
    let id = open(first).await;
    let last = shelf.now() + limits::SESSION_LENGTH;
    shelf.store.touch_session(id, last - std::time::Duration::from_secs(60)).await.unwrap();
    assert_eq!(shelf.store.ended_sessions(vec![id], last).await.unwrap(), [id], "its connections end");
    assert_eq!(over(first, last).await, Some(SessionEnd::Expired));
}
