//! Settings that change while people wait and talk.

use beistand_domain::Entry;
use beistand_protocol::ProblemCode;
use beistand_protocol::live::{Answer, Event, Who, World};
use beistand_protocol::rest::administration::{AdministeredCentres, CentreSettings};
use beistand_protocol::view::{AdmissionView, SeekerStateView};
use beistand_testkit::people::{Rest, chat_in};
use beistand_testkit::{Counsellor, Seeker, TestServer, Wire, clock};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

async fn call<T: DeserializeOwned>(
    rest: &Rest,
    method: Method,
    path: &str,
    body: &(impl Serialize + Sync),
) -> T {
    rest.call(method, path, Some(body)).await.unwrap().unwrap()
}

/// A demo whose admin is signed in; the settings of its centre, with the way to them.
async fn office(server: &TestServer, admin: &Counsellor) -> (String, CentreSettings) {
    assert!(server.url().starts_with("http"));
    let none = None::<&()>;
    let centres: AdministeredCentres =
        admin.rest.call(Method::GET, "/api/v1/centres", none).await.unwrap().unwrap();
    let demo = centres.centres.iter().find(|centre| centre.slug == "demo").unwrap();
    let path = format!("/api/v1/centres/{}", demo.id);
    let settings = admin.rest.call(Method::GET, &format!("{path}/settings"), none).await.unwrap().unwrap();
    (path, settings)
}

/// A changed setting is told with a fresh snapshot, as nothing that was read before holds.
async fn told(wire: &mut Wire, wanted: impl Fn(&AdmissionView) -> bool) {
    loop {
        let World::Seeker { chat } = wire.snapshot().await.unwrap() else { panic!("a seeker's world") };
        let SeekerStateView::Waiting { admission, .. } = chat.state else { panic!("still in line") };
        if wanted(&admission) {
            return;
        }
    }
}

#[tokio::test]
async fn who_waits_is_told_that_live_chat_was_closed_and_keeps_the_place() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 31);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let admin = Counsellor::sign_in(&server.url(), &runtime, "adam").await.unwrap();
    let (path, settings) = office(&server, &admin).await;
    let seeker = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().ok().unwrap();
    let (mut wire, _) = seeker.connect().await.unwrap();

    let off = json!({ "seen": settings.revision, "start_page_live_chat": false, "topics": [] });
    let _: CentreSettings = call(&admin.rest, Method::PUT, &format!("{path}/live-chat"), &off).await;
    told(&mut wire, |admission| *admission == AdmissionView::Hidden).await;
    let refused = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAdmitted, "nobody comes behind");
    assert!(anna.accept(seeker.chat).await.unwrap().is_ok(), "who waits may still be taken");
}

#[tokio::test]
async fn who_waits_is_told_that_the_topic_has_closed_by_its_hours() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 32);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let admin = Counsellor::sign_in(&server.url(), &runtime, "adam").await.unwrap();
    let (path, settings) = office(&server, &admin).await;
    let topic = settings.topics.iter().find(|topic| topic.slug == "sucht").unwrap();
    let seeker = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().ok().unwrap();
    let (mut wire, _) = seeker.connect().await.unwrap();
    // A minute of another day than this one.
    let today = beistand_domain::statistics::Day::from_number(runtime.now().epoch_day()).weekday();
    let week = json!([{ "weekday": today % 7 + 1, "from": 0, "until": 1 }]);
    let change = json!({ "seen": topic.revision, "hours": { "zone": "UTC", "week": week } });
    let _: CentreSettings =
        call(&admin.rest, Method::PATCH, &format!("{path}/topics/{}", topic.id), &change).await;
    told(&mut wire, |admission| matches!(admission, AdmissionView::Closed { .. })).await;
}

#[tokio::test]
async fn who_leaves_a_topic_goes_on_talking_and_hears_no_new_request() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 33);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let admin = Counsellor::sign_in(&server.url(), &runtime, "adam").await.unwrap();
    let (path, settings) = office(&server, &admin).await;
    let topic = settings.topics.iter().find(|topic| topic.slug == "sucht").unwrap();
    let seeker = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().ok().unwrap();
    anna.accept(seeker.chat).await.unwrap().unwrap();
    let (_seeker_wire, view) = seeker.connect().await.unwrap();
    seeker.begin(&view).await.unwrap().unwrap();

    let ben = settings.people.iter().find(|person| person.name == "Ben").unwrap().id;
    let change = json!({ "seen": topic.revision, "members": [ben] });
    let _: CentreSettings =
        call(&admin.rest, Method::PATCH, &format!("{path}/topics/{}", topic.id), &change).await;
    let (mut wire, world) = anna.connect().await.unwrap();
    let keys = anna.open(&chat_in(&world, seeker.chat).unwrap()).unwrap();
    let (answer, _) = anna.say(&mut wire, seeker.chat, &keys, "Ich bin noch da.").await.unwrap();
    assert!(matches!(answer, Answer::Stored { .. }), "{answer:?}");
    let World::Counsellor { me, .. } = world else { panic!("a counsellor's world") };
    assert!(me.topics.iter().all(|topic| topic.slug != "sucht"));
    let ben = Counsellor::sign_in(&server.url(), &runtime, "ben").await.unwrap();
    ben.switch(true).await.unwrap();
    let next = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().ok().unwrap();
    let refused = anna.accept(next.chat).await.unwrap().unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotFound);
}

/// "Verfügbar" and "Nicht anwählbar" exclude each other: the last act of the person holds.
#[tokio::test]
async fn who_switches_on_may_be_suggested_again() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 34);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    let body = json!({ "reachable": false }).to_string();
    let answer = anna.rest.raw(Method::PUT, "/api/v1/me/reachable", Some(body)).await.unwrap();
    assert_eq!(answer.status(), 204);
    let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
    let (mut page, _) = Wire::hello(&server.url(), who).await.unwrap();
    anna.switch(true).await.unwrap();
    let open = |event| match event {
        Event::PageChanged { page } => {
            page.topics.iter().any(|one| matches!(one.admission, AdmissionView::Open { .. })).then_some(())
        }
        _ => None,
    };
    page.event(open).await.unwrap();
    let (_, world) = anna.connect().await.unwrap();
    let World::Counsellor { me, .. } = world else { panic!("a counsellor's world") };
    assert!(me.reachable);
}
