//! Availability is a promise.

use std::time::Duration;

use beistand_domain::Entry;
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, ServerFrame, Who, World};
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::{AdmissionView, AvailabilityView, OffView, PageView, PauseView};
use beistand_protocol::{Problem, ProblemCode};
use beistand_server::admin::{Admin, PersonTask, Task, TopicTask};
use beistand_server::config::Database;
use beistand_testkit::{Counsellor, Seeker, Wire};

use crate::world::open_centre;

fn availability(world: &World) -> AvailabilityView {
    match world {
        World::Counsellor { availability, .. } => availability.clone(),
        _ => panic!("not a counsellor's world"),
    }
}

#[tokio::test]
async fn thirty_seconds_without_renewal_change_nothing_and_forty_five_end_it() {
    let open = open_centre().await.unwrap();
    drop(open.anna_wire);
    open.server.clock.advance(Duration::from_secs(30));
    let (mut wire, world) = open.anna.connect().await.unwrap();
    assert!(matches!(availability(&world), AvailabilityView::On { .. }), "a reconnect within 30 s");
    assert!(matches!(wire.ask(ClientFrame::Renew).await.unwrap(), Answer::Renewed { .. }));
    open.server.clock.advance(Duration::from_secs(44));
    let (_, world) = open.anna.connect().await.unwrap();
    assert!(matches!(availability(&world), AvailabilityView::On { .. }));
    open.server.clock.advance(Duration::from_secs(1));
    let (_, world) = open.anna.connect().await.unwrap();
    assert_eq!(availability(&world), AvailabilityView::Off { why: OffView::Expired });
    let late = wire.ask(ClientFrame::Renew).await.unwrap();
    let Answer::Refused { problem: Problem { code, .. } } = late else { panic!("{late:?}") };
    assert_eq!(code, ProblemCode::NotOn, "no renewal brings a lease back");
}

#[tokio::test]
async fn neither_signing_in_nor_reconnecting_nor_a_second_device_switches_on() {
    let open = open_centre().await.unwrap();
    open.anna.switch(false).await.unwrap();
    let second = Counsellor::sign_in(&open.server.url(), &open.runtime, "anna").await.unwrap();
    let (_, world) = second.connect().await.unwrap();
    assert!(matches!(availability(&world), AvailabilityView::Off { .. }));
    let (_, world) = open.anna.connect().await.unwrap();
    assert!(matches!(availability(&world), AvailabilityView::Off { .. }));
}

#[tokio::test]
async fn one_state_on_two_devices_and_only_the_holder_renews() {
    let mut open = open_centre().await.unwrap();
    let second = Counsellor::sign_in(&open.server.url(), &open.runtime, "anna").await.unwrap();
    let (mut wire, world) = second.connect().await.unwrap();
    assert!(
        matches!(availability(&world), AvailabilityView::On { device, .. } if device == open.anna.device)
    );
    let refused = wire.ask(ClientFrame::Renew).await.unwrap();
    assert!(matches!(refused, Answer::Refused { problem } if problem.code == ProblemCode::LeaseElsewhere));
    second.switch(false).await.unwrap();
    open.anna_wire
        .event(|event| match event {
            Event::AvailabilityChanged {
                availability: AvailabilityView::Off { why: OffView::Chosen },
                ..
            } => Some(()),
            _ => None,
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn signing_out_ends_the_availability_and_the_session_at_once() {
    let mut open = open_centre().await.unwrap();
    let waiting = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap().unwrap();
    let token = open.anna.rest.token.clone();
    open.anna.sign_out().await.unwrap();
    let refused = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAdmitted);
    open.anna.rest.token = token;
    assert!(open.anna.connect().await.is_err(), "the token is void");
    let refused = open.anna.accept(waiting.chat).await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_crash_leaves_nobody_available_who_is_not_there() {
    let mut open = open_centre().await.unwrap();
    open.server.crash_and_restart().await.unwrap();
    open.server.clock.advance(Duration::from_secs(46));
    let refused = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAdmitted);
}

#[tokio::test]
async fn who_is_not_available_neither_sees_nor_accepts_requests() {
    let open = open_centre().await.unwrap();
    let ben = Counsellor::sign_in(&open.server.url(), &open.runtime, "ben").await.unwrap();
    let seeker = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap().unwrap();
    let (_, world) = ben.connect().await.unwrap();
    assert!(matches!(&world, World::Counsellor { requests, .. } if requests.is_empty()));
    let refused = ben.accept(seeker.chat).await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAvailable);
    ben.switch(true).await.unwrap();
    let (_, world) = ben.connect().await.unwrap();
    assert!(matches!(&world, World::Counsellor { requests, .. } if requests.len() == 1));
    ben.accept(seeker.chat).await.unwrap().unwrap();
}

async fn act(anna: &Counsellor, act: AvailabilityAct) -> Result<AvailabilityView, ProblemCode> {
    anna.availability(act).await.unwrap().map_err(|problem| problem.code)
}

#[tokio::test]
async fn a_locked_screen_pauses_and_gives_back_what_it_took() {
    let mut open = open_centre().await.unwrap();
    let why = AwayReason::Locked;
    let paused = act(&open.anna, AvailabilityAct::Pause { why }).await.unwrap();
    assert!(matches!(paused, AvailabilityView::Paused { why: PauseView::Locked, .. }));
    let refused = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap();
    assert!(refused.is_err(), "nobody waits for a counsellor who is away");
    open.server.clock.advance(Duration::from_secs(40));
    assert!(matches!(open.anna_wire.ask(ClientFrame::Renew).await.unwrap(), Answer::Renewed { .. }));
    open.server.clock.advance(Duration::from_secs(40));
    assert!(matches!(act(&open.anna, AvailabilityAct::Resume).await, Ok(AvailabilityView::On { .. })));
    assert!(Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap().is_ok());
}

#[tokio::test]
async fn only_the_person_ends_a_break_and_only_the_holder_pauses() {
    let open = open_centre().await.unwrap();
    let second = Counsellor::sign_in(&open.server.url(), &open.runtime, "anna").await.unwrap();
    let idle = AvailabilityAct::Pause { why: AwayReason::Idle };
    assert_eq!(act(&second, idle).await, Err(ProblemCode::LeaseElsewhere));
    act(&open.anna, AvailabilityAct::Pause { why: AwayReason::Meeting }).await.unwrap();
    let still = act(&open.anna, idle).await.unwrap();
    assert!(matches!(still, AvailabilityView::Paused { why: PauseView::Meeting, .. }));
    assert_eq!(act(&open.anna, AvailabilityAct::Resume).await, Err(ProblemCode::PauseIsChosen));
    assert!(matches!(act(&open.anna, AvailabilityAct::On).await, Ok(AvailabilityView::On { .. })));
    open.anna.switch(false).await.unwrap();
    assert_eq!(act(&open.anna, idle).await, Err(ProblemCode::NotOn), "a pause switches nothing on");
    assert_eq!(act(&open.anna, AvailabilityAct::Resume).await, Err(ProblemCode::NotOn));
}

#[tokio::test]
async fn a_self_test_reaches_the_device_that_asked_and_no_other_and_stores_nothing() {
    let mut open = open_centre().await.unwrap();
    let second = Counsellor::sign_in(&open.server.url(), &open.runtime, "anna").await.unwrap();
    let (mut wire, _) = second.connect().await.unwrap();
    let id = second.begin_self_test().await.unwrap();
    wire.event(|event| (event == Event::SelfTest { id }).then_some(())).await.unwrap();
    let other = open.anna.begin_self_test().await.unwrap();
    let first = open.anna_wire.event(|event| match event {
        Event::SelfTest { id } => Some(id),
        _ => None,
    });
    assert_eq!(first.await.unwrap(), other, "the one of the second device did not come here");
}

/// The operator's command beside a running server.
async fn admin(open: &crate::world::OpenCentre, task: Task) -> anyhow::Result<String> {
    let (data, database) = (open.server.data().to_owned(), open.server.database());
    beistand_server::admin::run(Admin::new(data, database, task), &open.runtime).await
}

#[tokio::test]
async fn an_operator_ends_sessions_and_the_availability_with_them() {
    let mut open = open_centre().await.unwrap();
    let sign_in_name = "anna".to_owned();
    admin(&open, Task::Person(PersonTask::EndSessions { sign_in_name })).await.unwrap();
    let refused = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap();
    assert!(refused.is_err(), "nobody is there any more");
    open.server.clock.advance(Duration::from_secs(5));
    assert_eq!(open.anna_wire.bye().await.unwrap(), Bye::SignedOut);
    assert!(open.anna.connect().await.is_err(), "the token is worth nothing now");
}

#[tokio::test]
async fn what_an_operator_sets_is_seen_within_a_second() {
    let mut open = open_centre().await.unwrap();
    let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
    let (mut page, _) = Wire::hello(&open.server.url(), who).await.unwrap();
    let (centre, topic) = ("demo".parse().unwrap(), "sucht".parse().unwrap());
    let member = TopicTask::RemoveMember { centre, topic, sign_in_name: "anna".parse().unwrap() };
    admin(&open, Task::Topic(member)).await.unwrap();
    open.server.clock.advance(Duration::from_secs(1));
    let closed = |page: &PageView| {
        let sucht = page.topics.iter().find(|topic| topic.topic.slug == "sucht");
        sucht.is_some_and(|topic| topic.admission == AdmissionView::NobodyAvailable)
    };
    let event = async {
        loop {
            match page.frame().await.unwrap() {
                ServerFrame::Snapshot { world: World::Visitor { page }, .. } if closed(&page) => return,
                ServerFrame::Event { event: Event::PageChanged { page }, .. } if closed(&page) => return,
                _ => {}
            }
        }
    };
    event.await;
    let World::Counsellor { me, .. } = open.anna_wire.snapshot().await.unwrap() else { panic!("Anna") };
    assert!(me.topics.iter().all(|topic| topic.slug != "sucht"));
}

#[tokio::test]
async fn an_operator_makes_a_centre_whose_people_can_work_at_once() {
    let open = open_centre().await.unwrap();
    let (nord, name) = (|| "nord".parse().unwrap(), |text: &str| text.parse().unwrap());
    let centre = Task::AddCentre { slug: nord(), name: name("Beratung Nord"), organisation: None };
    admin(&open, centre).await.unwrap();
    let topic = |centre: &str| Task::AddTopic {
        centre: centre.parse().unwrap(),
        slug: "sucht".parse().unwrap(),
        name: name("Sucht"),
    };
    admin(&open, topic("nord")).await.unwrap();
    let again = Task::AddCentre { slug: nord(), name: name("Noch einmal"), organisation: None };
    assert!(admin(&open, again).await.unwrap_err().to_string().contains("already"));
    assert!(admin(&open, topic("sued")).await.unwrap_err().to_string().contains("no such centre"));
    let list = admin(&open, Task::List).await.unwrap();
    assert!(list.contains("nord  Beratung Nord  (demo)\n  topic   sucht  Sucht\n"), "{list}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.sqlite");
    if open.server.database().address.is_some() {
        let event = admin(&open, Task::BackUp { file }).await.unwrap_err().to_string();
        assert!(event.contains("docs/operations.md"), "{event}");
        return;
    }
    admin(&open, Task::BackUp { file: file.clone() }).await.unwrap();
    assert!(admin(&open, Task::BackUp { file: file.clone() }).await.is_err(), "nothing is overwritten");
    let restored = tempfile::tempdir().unwrap();
    std::fs::rename(file, restored.path().join("beistand.sqlite")).unwrap();
    let (data, database) = (restored.path().to_owned(), Database::default());
    let there = Admin::new(data, database, Task::List);
    assert_eq!(beistand_server::admin::run(there, &open.runtime).await.unwrap(), list);
}
