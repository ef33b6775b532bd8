//! What admins set up, over the API: it is true on every open page and desk, two who save do not overwrite each other, and
//! who is kept out is out.

use beistand_domain::centre::TopicTimes;
use beistand_domain::{CentreId, Entry, PersonId, TopicId};
use beistand_protocol::live::{Bye, Event, Who, World};
use beistand_protocol::rest::administration::{
    AdministeredCentres, AuditActor, AuditPage, CentreSettings, MemberState, PasswordChosen, PasswordLink,
    People, PersonState,
};
use beistand_protocol::rest::me::OwnSessions;
use beistand_protocol::view::{AdmissionView, OffView};
use beistand_protocol::{Problem, ProblemCode};
use beistand_runtime::Runtime;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, Seeker, TestServer, Wire, clock};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A server with the demo, and its admin.
struct Office {
    server: TestServer,
    runtime: Runtime,
    adam: Counsellor,
    centre: CentreId,
}

impl Office {
    async fn open() -> Self {
        let server = TestServer::start().await.unwrap();
        let runtime = clock::runtime(&server.clock, 13);
        let adam = Counsellor::sign_in(&server.url(), &runtime, "adam").await.unwrap();
        let centres: AdministeredCentres = get(&adam.rest, "/api/v1/centres").await;
        assert!(centres.organisation, "adam sets up the whole organisation");
        let centre = centres.centres.iter().find(|centre| centre.slug == "demo").unwrap().id;
        Self { server, runtime, adam, centre }
    }

    async fn person(&self, name: &str) -> Counsellor {
        Counsellor::sign_in(&self.server.url(), &self.runtime, name).await.unwrap()
    }

    async fn settings(&self) -> CentreSettings {
        get(&self.adam.rest, &format!("/api/v1/centres/{}/settings", self.centre)).await
    }

    async fn set_live_chat(
        &self,
        seen: u64,
        on: bool,
        topics: &[TopicId],
    ) -> Result<CentreSettings, Problem> {
        let body = json!({ "seen": seen, "start_page_live_chat": on, "topics": topics });
        let path = format!("/api/v1/centres/{}/live-chat", self.centre);
        send(&self.adam.rest, Method::PUT, &path, &body).await
    }

    async fn change_topic(&self, topic: TopicId, body: Value) -> Result<CentreSettings, Problem> {
        let path = format!("/api/v1/centres/{}/topics/{topic}", self.centre);
        send(&self.adam.rest, Method::PATCH, &path, &body).await
    }

    async fn people(&self) -> People {
        get(&self.adam.rest, "/api/v1/people").await
    }

    async fn visitor(&self) -> Wire {
        let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
        Wire::hello(&self.server.url(), who).await.unwrap().0
    }
}

async fn get<T: DeserializeOwned>(rest: &Rest, path: &str) -> T {
    send(rest, Method::GET, path, &Value::Null).await.unwrap()
}

async fn send<T: DeserializeOwned>(
    rest: &Rest,
    method: Method,
    path: &str,
    body: &Value,
) -> Result<T, Problem> {
    rest.call(method, path, Some(body).filter(|body| !body.is_null())).await.unwrap()
}

fn ids(settings: &CentreSettings) -> Vec<TopicId> {
    settings.topics.iter().map(|topic| topic.id).collect()
}

fn topic(settings: &CentreSettings, slug: &str) -> TopicId {
    settings.topics.iter().find(|topic| topic.slug == slug).unwrap().id
}

/// The next page on which this holds of the topic.
async fn page_shows(wire: &mut Wire, slug: &str, wanted: impl Fn(&AdmissionView) -> bool) {
    let pick = |event| match event {
        Event::PageChanged { page } => {
            page.topics.iter().any(|one| one.topic.slug == slug && wanted(&one.admission)).then_some(())
        }
        _ => None,
    };
    wire.event(pick).await.unwrap();
}

#[tokio::test]
async fn switching_live_chat_off_is_true_on_an_open_page_and_for_a_request() {
    let office = Office::open().await;
    let anna = office.person("anna").await;
    let _connected = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let mut page = office.visitor().await;
    let settings = office.settings().await;
    let sucht = topic(&settings, "sucht");
    let others: Vec<_> = ids(&settings).into_iter().filter(|id| *id != sucht).collect();

    let saved = office.set_live_chat(settings.revision, true, &others).await.unwrap();
    page_shows(&mut page, "sucht", |admission| *admission == AdmissionView::Hidden).await;
    let shown = saved.topics.iter().find(|topic| topic.id == sucht).unwrap();
    assert_eq!((shown.start_page_live_chat, shown.admission), (false, AdmissionView::Hidden));
    let refused =
        Seeker::request(&office.server.url(), &office.runtime, "sucht").await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAdmitted);
    assert!(Seeker::request(&office.server.url(), &office.runtime, "start-up").await.unwrap().is_ok());

    let off = office.set_live_chat(saved.revision, false, &ids(&settings)).await.unwrap();
    assert!(
        off.topics.iter().all(|topic| topic.admission == AdmissionView::Hidden),
        "the centre's own switch"
    );
    let on = office.set_live_chat(off.revision, true, &ids(&settings)).await.unwrap();
    assert!(on.topics.iter().all(|topic| topic.start_page_live_chat));
    page_shows(&mut page, "sucht", |admission| matches!(admission, AdmissionView::Open { .. })).await;
}

#[tokio::test]
async fn the_second_of_two_admins_reads_who_was_first_and_changes_nothing() {
    let office = Office::open().await;
    let before = office.settings().await;
    let sucht = topic(&before, "sucht");
    let seen = before.topics.iter().find(|topic| topic.id == sucht).unwrap().revision;
    let saved =
        office.change_topic(sucht, json!({ "seen": seen, "name": "Sucht und Familie" })).await.unwrap();
    assert_eq!(saved.topics.iter().find(|topic| topic.id == sucht).unwrap().name, "Sucht und Familie");

    let late = office.change_topic(sucht, json!({ "seen": seen, "name": "Suchtfragen" })).await.unwrap_err();
    assert_eq!((late.code, late.held_by.as_deref()), (ProblemCode::ChangedMeanwhile, Some("Adam")));
    // A repeat of the first save, whose answer was lost, is no conflict.
    let again = office.change_topic(sucht, json!({ "seen": seen, "name": "Sucht und Familie" })).await;
    assert!(again.is_ok());
    assert_eq!(office.settings().await.topics, saved.topics, "nothing else was changed");

    let live_chat = office.set_live_chat(before.revision, false, &ids(&before)).await.unwrap();
    let late = office.set_live_chat(before.revision, true, &ids(&before)[1..]).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::ChangedMeanwhile);
    assert!(!live_chat.start_page_live_chat && !office.settings().await.start_page_live_chat);
}

#[tokio::test]
async fn a_topic_is_set_as_a_whole_or_not_at_all_and_the_log_says_what() {
    let office = Office::open().await;
    let settings = office.settings().await;
    let (sucht, clara) = (topic(&settings, "sucht"), person(&settings, "Clara"));
    let seen = settings.topics.iter().find(|topic| topic.id == sucht).unwrap().revision;
    let hours = json!({ "zone": "Europe/Berlin", "week": [{ "weekday": 1, "from": 540, "until": 1080 }] });
    let times = TopicTimes { chat_minutes: 60, warning_minutes: [10, 5], ..TopicTimes::default() };
    for (wrong, field) in [
        (json!({ "seen": seen, "name": "Neu", "hours": { "zone": "Europa", "week": [] } }), "hours"),
        (
            json!({ "seen": seen, "name": "Neu", "times": { "chat_minutes": 1, "warning_minutes": [15, 5],
            "away_minutes": 3, "answer_minutes": 5, "gone_minutes": 10, "offer_written_minutes": 5 } }),
            "times",
        ),
        (json!({ "seen": seen, "name": "Neu", "mode": "suggest" }), "mode"),
        (
            json!({ "seen": seen, "name": "Neu", "members": [office.runtime.id(PersonId::from_parts)] }),
            "person",
        ),
    ] {
        let refused = office.change_topic(sucht, wrong).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ProblemCode::NotASetting, Some(field)));
    }
    assert_eq!(office.settings().await.topics, settings.topics, "a wrong setting changes nothing");

    let change = json!({ "seen": seen, "hours": hours, "times": times, "mode": "offer", "members": [clara] });
    let saved = office.change_topic(sucht, change).await.unwrap();
    let now = saved.topics.iter().find(|topic| topic.id == sucht).unwrap();
    assert_eq!((now.times, now.members.as_slice()), (times, &[clara][..]));
    assert_eq!(now.hours.week.len(), 1);

    let log: AuditPage = get(&office.adam.rest, "/api/v1/audit").await;
    let newest = &log.entries[0];
    assert_eq!((newest.act.as_str(), newest.subject.as_deref()), ("topic_changed", Some("Sucht")));
    assert_eq!(newest.actor, AuditActor::Person { name: "Adam".into() });
    let members = newest.changes.iter().find(|change| change.field == "members").unwrap();
    assert_eq!(members.before.as_deref(), Some(r#"["Anna","Ben","Clara"]"#));
    assert_eq!(members.after.as_deref(), Some(r#"["Clara"]"#));
    let fields: Vec<_> = newest.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["mode", "hours", "times", "members"], "what stayed is not in it");
}

fn person(settings: &CentreSettings, name: &str) -> PersonId {
    settings.people.iter().find(|person| person.name == name).unwrap().id
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_once_and_counsels() {
    let office = Office::open().await;
    let sucht = topic(&office.settings().await, "sucht");
    let id = office.runtime.id(PersonId::from_parts);
    let invitation = json!({ "id": id, "sign_in_name": "dora", "name": "Dora", "parallel_chats": 2,
        "roles": [{ "role": "counsellor", "at": { "is": "topic", "topic": sucht } }] });
    let lost: PasswordLink =
        send(&office.adam.rest, Method::POST, "/api/v1/people", &invitation).await.unwrap();
    let link: PasswordLink =
        send(&office.adam.rest, Method::POST, "/api/v1/people", &invitation).await.unwrap();
    let other = json!({ "id": office.runtime.id(PersonId::from_parts), "sign_in_name": "DORA", "name": "Andere",
        "roles": [], "parallel_chats": 3 });
    let taken =
        send::<PasswordLink>(&office.adam.rest, Method::POST, "/api/v1/people", &other).await.unwrap_err();
    assert_eq!(taken.code, ProblemCode::NameTaken);
    let dora = |people: People| people.people.into_iter().find(|person| person.id == id).unwrap();
    assert!(matches!(dora(office.people().await).state, PersonState::Invited { until: Some(_) }));
    assert!(Counsellor::sign_in(&office.server.url(), &office.runtime, "dora").await.is_err());

    let secret = |link: &PasswordLink| link.path.split_once('#').unwrap().1.to_owned();
    let choose = async |secret: String, password: &str| {
        let mut rest = Rest::new(&office.server.url()).unwrap();
        rest.token = Some(secret);
        let body = json!({ "password": password });
        send::<PasswordChosen>(&rest, Method::POST, "/api/v1/password-links/current", &body).await
    };
    let good = beistand_server::demo::PASSWORD;
    assert_eq!(
        choose(secret(&lost), good).await.unwrap_err().code,
        ProblemCode::NotFound,
        "replaced by the second"
    );
    let short = choose(secret(&link), "zu kurz").await.unwrap_err();
    assert_eq!((short.code, short.field.as_deref()), (ProblemCode::NotASetting, Some("password")));
    assert_eq!(choose(secret(&link), good).await.unwrap().sign_in_name, "dora");
    assert_eq!(choose(secret(&link), good).await.unwrap_err().code, ProblemCode::NotFound, "it works once");

    let signed_in = office.person("dora").await;
    let (_wire, world) = signed_in.connect().await.unwrap();
    let World::Counsellor { me, .. } = world else { panic!("a counsellor's world") };
    assert_eq!((me.topics.len(), me.parallel_chats, me.reachable), (1, 2, true));
    assert_eq!(dora(office.people().await).state, PersonState::Active);
}

#[tokio::test]
async fn a_link_stops_working_after_a_week() {
    let office = Office::open().await;
    let anna = office.people().await.people.into_iter().find(|person| person.name == "Anna").unwrap();
    let path = format!("/api/v1/people/{}/password-link", anna.id);
    let link: PasswordLink = send(&office.adam.rest, Method::POST, &path, &Value::Null).await.unwrap();
    office.server.clock.advance(beistand_domain::limits::PASSWORD_LINK);
    let mut rest = Rest::new(&office.server.url()).unwrap();
    rest.token = Some(link.path.split_once('#').unwrap().1.to_owned());
    let body = json!({ "password": beistand_server::demo::PASSWORD });
    let late = send::<PasswordChosen>(&rest, Method::POST, "/api/v1/password-links/current", &body).await;
    assert_eq!(late.unwrap_err().code, ProblemCode::NotFound);
}

#[tokio::test]
async fn a_deactivated_person_is_out_at_once_and_the_last_admin_stays() {
    let office = Office::open().await;
    let anna = office.person("anna").await;
    let (mut wire, _) = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let people = office.people().await.people;
    let of = |name: &str| people.iter().find(|person| person.name == name).unwrap();
    let path = format!("/api/v1/people/{}", of("Anna").id);
    let change = json!({ "seen": of("Anna").revision, "active": false });
    send::<Value>(&office.adam.rest, Method::PATCH, &path, &change).await.unwrap();
    assert_eq!(wire.bye().await.unwrap(), Bye::SignedOut);
    assert!(Counsellor::sign_in(&office.server.url(), &office.runtime, "anna").await.is_err());
    let settings = office.settings().await;
    let staff = &settings.topics.iter().find(|topic| topic.slug == "sucht").unwrap().staff;
    assert!(staff.iter().all(|member| member.person.name != "Anna"), "she belongs to no staff");

    let path = format!("/api/v1/people/{}", of("Adam").id);
    for change in [
        json!({ "seen": of("Adam").revision, "active": false }),
        json!({ "seen": of("Adam").revision, "roles": [] }),
    ] {
        let refused = send::<Value>(&office.adam.rest, Method::PATCH, &path, &change).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::LastAdmin);
    }
    let no_role = json!({ "seen": of("Ben").revision, "roles": [{ "role": "counsellor", "at": { "is": "organisation" } }] });
    let path = format!("/api/v1/people/{}", of("Ben").id);
    let refused = send::<Value>(&office.adam.rest, Method::PATCH, &path, &no_role).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ProblemCode::NotASetting, Some("roles")));
}

#[tokio::test]
async fn when_nobody_can_be_reached_the_start_page_says_that_it_is_not_possible_and_settings_say_why() {
    let office = Office::open().await;
    let mut page = office.visitor().await;
    for name in ["anna", "ben", "clara"] {
        let person = office.person(name).await;
        let (mut wire, _) = person.connect().await.unwrap();
        person.switch(true).await.unwrap();
        let body = json!({ "reachable": false });
        send::<Value>(&person.rest, Method::PUT, "/api/v1/me/reachable", &body).await.unwrap();
        let off = |event| match event {
            Event::AvailabilityChanged { availability, .. } => matches!(
                availability,
                beistand_protocol::view::AvailabilityView::Off { why: OffView::Chosen }
            )
            .then_some(()),
            _ => None,
        };
        wire.event(off).await.unwrap();
    }
    page_shows(&mut page, "sucht", |admission| *admission == AdmissionView::NotPossible).await;
    let settings = office.settings().await;
    let sucht = settings.topics.iter().find(|topic| topic.slug == "sucht").unwrap();
    assert_eq!(sucht.admission, AdmissionView::NotPossible);
    assert_eq!(sucht.staff.len(), 3);
    assert!(sucht.staff.iter().all(|member| member.state == MemberState::NotReachable));
    let log: AuditPage = get(&office.adam.rest, "/api/v1/audit").await;
    assert!(log.entries.iter().all(|entry| entry.act == "person_added"), "when somebody works is in no log");
}

#[tokio::test]
async fn a_new_topic_has_members_from_the_start() {
    let office = Office::open().await;
    let before = office.settings().await;
    let anna = person(&before, "Anna");
    let id = office.runtime.id(TopicId::from_parts);
    let path = format!("/api/v1/centres/{}/topics", office.centre);
    let new = |slug: &str| json!({ "id": id, "slug": slug, "name": "Familie", "members": [anna] });
    let saved: CentreSettings = send(&office.adam.rest, Method::POST, &path, &new("familie")).await.unwrap();
    let added = saved.topics.iter().find(|topic| topic.id == id).unwrap();
    assert_eq!((added.members.as_slice(), added.admission), (&[anna][..], AdmissionView::Hidden));
    // Another admin's page does not know the topic: saving would switch off what they have not seen.
    let late = office.set_live_chat(before.revision, false, &ids(&before)).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::ChangedMeanwhile);
    assert!(
        send::<CentreSettings>(&office.adam.rest, Method::POST, &path, &new("familien")).await.is_ok(),
        "a repeat, with whatever address"
    );
    let taken = json!({ "id": office.runtime.id(TopicId::from_parts), "slug": "familie", "name": "X", "members": [] });
    let taken = send::<CentreSettings>(&office.adam.rest, Method::POST, &path, &taken).await.unwrap_err();
    assert_eq!(taken.code, ProblemCode::NameTaken);
    let wrong = send::<CentreSettings>(&office.adam.rest, Method::POST, &path, &new("Ä")).await.unwrap_err();
    assert_eq!((wrong.code, wrong.field.as_deref()), (ProblemCode::NotASetting, Some("slug")));
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session_and_needs_the_one_in_use() {
    let office = Office::open().await;
    let (here, elsewhere) = (office.person("anna").await, office.person("anna").await);
    let (mut wire, _) = elsewhere.connect().await.unwrap();
    let change = async |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        send::<Value>(&here.rest, Method::PUT, "/api/v1/me/password", &body).await
    };
    let (old, new) = (beistand_server::demo::PASSWORD, "ein ganz neuer Satz");
    assert_eq!(change("falsch", new).await.unwrap_err().code, ProblemCode::WrongPassword);
    let short = change(old, "kurz").await.unwrap_err();
    assert_eq!((short.code, short.field.as_deref()), (ProblemCode::NotASetting, Some("new")));
    change(old, new).await.unwrap();
    assert_eq!(wire.bye().await.unwrap(), Bye::SignedOut);
    let left: OwnSessions = get(&here.rest, "/api/v1/me/sessions").await;
    assert_eq!(left.sessions.iter().map(|one| one.current).collect::<Vec<_>>(), [true]);
    assert!(Counsellor::sign_in(&office.server.url(), &office.runtime, "anna").await.is_err(), "the old one");
}

#[tokio::test]
async fn a_device_is_signed_out_from_another_one_and_nobody_elses_is() {
    let office = Office::open().await;
    let (here, lost, ben) =
        (office.person("anna").await, office.person("anna").await, office.person("ben").await);
    let (mut wire, _) = lost.connect().await.unwrap();
    lost.switch(true).await.unwrap();
    let sessions: OwnSessions = get(&here.rest, "/api/v1/me/sessions").await;
    let other = sessions.sessions.iter().find(|one| !one.current).unwrap();
    let path = format!("/api/v1/me/sessions/{}", other.id);
    let foreign = send::<Value>(&ben.rest, Method::DELETE, &path, &Value::Null).await.unwrap_err();
    assert_eq!(foreign.code, ProblemCode::NotFound);
    send::<Value>(&here.rest, Method::DELETE, &path, &Value::Null).await.unwrap();
    assert_eq!(wire.bye().await.unwrap(), Bye::SignedOut);
    let settings = office.settings().await;
    let sucht = settings.topics.iter().find(|topic| topic.slug == "sucht").unwrap();
    assert!(sucht.staff.iter().all(|member| member.state != MemberState::Available), "its lease has ended");
}
