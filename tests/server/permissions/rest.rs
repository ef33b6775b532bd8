//! Every endpoint, as every role.

use beistand_domain::{ChatId, CommandId, DeviceId, FileId, MessageId, PersonId, SessionId, TopicId};
use beistand_protocol::ProblemCode;
use beistand_protocol::rest::administration::CentreSettings;
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_testkit::people::{Rest, day_key, device_keys};
use reqwest::Method;
use serde_json::{Value, json};

use super::roles::{Chat, Role, Stage, World};

/// What statistics are asked for with.
const PERIOD: &str = "?from=2026-11-01&until=2026-11-30";

/// What a role gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gets {
    /// It is done.
    Done,
    /// It is theirs to do, and this is in the way.
    Refused(ProblemCode),
    /// A token is missing: 401.
    NoToken,
    /// As if it were not there: 404.
    NotThere,
}

/// What is known of an endpoint.
struct Row {
    endpoint: &'static str,
    stage: Stage,
    /// Who may, and what they get.
    may: &'static [(Role, Gets)],
    /// Whether anyone may, with a token or without.
    open: bool,
}

const fn row(endpoint: &'static str, stage: Stage, may: &'static [(Role, Gets)]) -> Row {
    Row { endpoint, stage, may, open: false }
}

const fn open(endpoint: &'static str) -> Row {
    Row { endpoint, stage: Stage::Waiting, may: &[], open: true }
}

const SEEKER: &[(Role, Gets)] = &[(Role::SeekerOfThis, Gets::Done)];
const BOTH: &[(Role, Gets)] = &[(Role::SeekerOfThis, Gets::Done), (Role::Participant, Gets::Done)];
const STAFF: &[(Role, Gets)] = &[
    (Role::Participant, Gets::Done),
    (Role::Member, Gets::Done),
    (Role::UnavailableMember, Gets::Done),
    (Role::OtherTopic, Gets::Done),
    (Role::OtherCentre, Gets::Done),
    (Role::OtherOrganisation, Gets::Done),
    (Role::Supervisor, Gets::Done),
    (Role::CentreAdmin, Gets::Done),
    (Role::OrganisationAdmin, Gets::Done),
];
const TAKES: &[(Role, Gets)] = &[
    (Role::Participant, Gets::Done),
    (Role::Member, Gets::Done),
    (Role::UnavailableMember, Gets::Refused(ProblemCode::NotAvailable)),
];
/// In a pool nothing is offered to one alone.
const REJECTS: &[(Role, Gets)] = &[
    (Role::Participant, Gets::Refused(ProblemCode::NotOffered)),
    (Role::Member, Gets::Refused(ProblemCode::NotOffered)),
    (Role::UnavailableMember, Gets::Refused(ProblemCode::NotOffered)),
];

const ADMINS: &[(Role, Gets)] = &[(Role::CentreAdmin, Gets::Done), (Role::OrganisationAdmin, Gets::Done)];
/// The password that is sent with it is nobody's.
const WRONG_PASSWORD: &[(Role, Gets)] = &[
    (Role::Participant, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::Member, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::UnavailableMember, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::OtherTopic, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::OtherCentre, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::OtherOrganisation, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::Supervisor, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::CentreAdmin, Gets::Refused(ProblemCode::WrongPassword)),
    (Role::OrganisationAdmin, Gets::Refused(ProblemCode::WrongPassword)),
];
const SUPERVISORS: &[(Role, Gets)] =
    &[(Role::Supervisor, Gets::Done), (Role::CentreAdmin, Gets::Done), (Role::OrganisationAdmin, Gets::Done)];
const ORGANISATION: &[(Role, Gets)] = &[(Role::OrganisationAdmin, Gets::Done)];

const ROWS: &[Row] = &[
    open("post /api/v1/sessions"),
    open("post /api/v1/chats"),
    open("get /api/v1/pages/{centre}"),
    open("get /api/v1/demo"),
    open("get /api/v1/updates/{target}/{arch}/{version}"),
    open("get /api/v1/updates/{target}/{arch}/{version}/{file}"),
    // Who has the id of a tab is none of the roles; `retention` has that way.
    row("get /api/v1/tab-halves/current", Stage::Waiting, &[]),
    row("post /api/v1/self-tests", Stage::Waiting, STAFF),
    row("post /api/v1/sessions/current/token", Stage::Waiting, STAFF),
    row("delete /api/v1/sessions/current", Stage::Waiting, STAFF),
    row("post /api/v1/chats/{chat}/accept", Stage::Waiting, TAKES),
    row("post /api/v1/chats/{chat}/reject", Stage::Waiting, REJECTS),
    row("post /api/v1/chats/{chat}/withdraw", Stage::Waiting, SEEKER),
    row("post /api/v1/chats/{chat}/decline", Stage::Accepted, SEEKER),
    row("post /api/v1/chats/{chat}/begin", Stage::Accepted, SEEKER),
    row("post /api/v1/chats/{chat}/end", Stage::Active, BOTH),
    row("get /api/v1/chats/{chat}/messages", Stage::Active, BOTH),
    row("put /api/v1/chats/{chat}/files/{file}", Stage::Active, BOTH),
    row("get /api/v1/chats/{chat}/files/{file}", Stage::Active, BOTH),
    row("get /api/v1/centres", Stage::Waiting, ADMINS),
    row("get /api/v1/centres/{centre}/settings", Stage::Waiting, ADMINS),
    row("put /api/v1/centres/{centre}/live-chat", Stage::Waiting, ADMINS),
    row("post /api/v1/centres/{centre}/topics", Stage::Waiting, ADMINS),
    row("patch /api/v1/centres/{centre}/topics/{topic}", Stage::Waiting, ADMINS),
    row("get /api/v1/centres/{centre}/audit", Stage::Waiting, ADMINS),
    row("get /api/v1/centres/{centre}/statistics", Stage::Waiting, SUPERVISORS),
    row("get /api/v1/me/statistics", Stage::Waiting, STAFF),
    row("get /api/v1/audit", Stage::Waiting, ORGANISATION),
    row("get /api/v1/people", Stage::Waiting, ORGANISATION),
    row("post /api/v1/people", Stage::Waiting, ORGANISATION),
    row("patch /api/v1/people/{person}", Stage::Waiting, ORGANISATION),
    row("post /api/v1/people/{person}/password-link", Stage::Waiting, ORGANISATION),
    row("post /api/v1/people/{person}/second-factor/reset", Stage::Waiting, ORGANISATION),
    // Who has a link is none of the roles; `administration` has that way.
    row("post /api/v1/password-links/current", Stage::Waiting, &[]),
    row("put /api/v1/me/reachable", Stage::Waiting, STAFF),
    row("put /api/v1/me/password", Stage::Waiting, WRONG_PASSWORD),
    row("get /api/v1/me/sessions", Stage::Waiting, STAFF),
    row("get /api/v1/me/second-factor", Stage::Waiting, STAFF),
    row("post /api/v1/me/second-factor", Stage::Waiting, WRONG_PASSWORD),
    row("post /api/v1/me/second-factor/recovery-codes", Stage::Waiting, WRONG_PASSWORD),
    row("post /api/v1/me/second-factor/remove", Stage::Waiting, WRONG_PASSWORD),
    // Nothing waits to be confirmed; `second_factor` has that way.
    row("post /api/v1/me/second-factor/confirm", Stage::Waiting, &[]),
    // A session that is nobody's; `administration` ends one's own and tries another's.
    row("delete /api/v1/me/sessions/{session}", Stage::Waiting, &[]),
    // Last, as it makes everyone available.
    row("put /api/v1/availability", Stage::Waiting, STAFF),
];

/// The endpoints of the OpenAPI document, as `method path`.
fn endpoints() -> Vec<String> {
    let document: Value = serde_json::from_str(&beistand_server::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, methods): (&String, &Value)| {
        methods.as_object().unwrap().keys().map(|method| format!("{method} {path}")).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

#[test]
fn every_endpoint_has_a_row() {
    let mut rows: Vec<&str> = ROWS.iter().map(|row| row.endpoint).collect();
    let mut endpoints = endpoints();
    rows.sort_unstable();
    endpoints.sort_unstable();
    assert_eq!(rows, endpoints);
}

#[tokio::test]
async fn every_role_gets_what_its_row_says() {
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("linux-x86_64");
    std::fs::create_dir_all(&system).unwrap();
    let offer = json!({ "version": "9.0.0", "file": "desk", "signature": "signed", "notes": "" });
    std::fs::write(system.join("update.json"), offer.to_string()).unwrap();
    std::fs::write(system.join("desk"), "bytes").unwrap();
    let world = World::start(Some(folder.path())).await;
    let mut wrong = Vec::new();
    for row in ROWS {
        for role in Role::ALL {
            let expected = expected(row, role);
            let got = attempt(&world, row, role).await;
            if got != expected {
                wrong.push(format!("{} as {role:?}: {expected:?} expected, {got:?} got", row.endpoint));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_does_not_exist_reads_as_what_is_not_theirs() {
    let world = World::start(None).await;
    let chat = world.chat(Stage::Active).await;
    let nowhere = world.runtime.id(ChatId::from_parts);
    for row in ROWS.iter().filter(|row| row.endpoint.contains("{chat}")) {
        for role in [Role::SeekerOfThis, Role::Participant, Role::OtherOrganisation] {
            let rest = world.rest(role, &chat);
            let got = call(&world, &rest, (row.endpoint, nowhere), &chat).await;
            assert_eq!(got, Gets::NotThere, "{} as {role:?}", row.endpoint);
        }
        let mut unknown = world.rest(Role::Nobody, &chat);
        unknown.token = Some("A".repeat(43));
        let got = call(&world, &unknown, (row.endpoint, chat.seeker.chat), &chat).await;
        assert_eq!(got, Gets::NoToken, "{} with a token that nobody gave", row.endpoint);
    }
}

#[tokio::test]
async fn settings_of_another_organisation_are_not_there() {
    let world = World::start(None).await;
    let chat = world.chat(Stage::Waiting).await;
    let own = &world.set_up;
    let foreign = world.set_up_of("west").await;
    let mut wrong = Vec::new();
    let administers =
        |row: &&Row| row.endpoint.contains("/centres/{centre}") || row.endpoint.contains("{person}");
    for row in ROWS.iter().filter(administers) {
        let (method, path) = row.endpoint.split_once(' ').unwrap();
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let body = body(&world, row.endpoint, &chat).map(|body| body.to_string());
        for (centre, topic) in [(foreign.centre, foreign.topic), (own.centre, foreign.topic)] {
            if centre == own.centre && !path.contains("{topic}") {
                continue;
            }
            let path = path
                .replace("{centre}", &centre.to_string())
                .replace("{topic}", &topic.to_string())
                .replace("{person}", &foreign.person.to_string());
            let path = if path.ends_with("/statistics") { path + PERIOD } else { path };
            for role in [Role::CentreAdmin, Role::OrganisationAdmin] {
                let rest = world.rest(role, &chat);
                let answer = rest.raw(method.clone(), &path, body.clone()).await.unwrap();
                if answer.status() != 404 {
                    wrong.push(format!("{} as {role:?}: {}", row.endpoint, answer.status()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn settings_say_which_topics_the_caller_may_change() {
    let world = World::start(None).await;
    let path = format!("/api/v1/centres/{}/settings", world.set_up.centre);
    for (role, of_shared) in [(Role::CentreAdmin, false), (Role::OrganisationAdmin, true)] {
        let none: Option<&()> = None;
        let settings: CentreSettings =
            world.person(role).rest.call(Method::GET, &path, none).await.unwrap().unwrap();
        assert!(settings.topics.iter().any(|topic| topic.shared));
        for topic in settings.topics {
            assert_eq!(topic.may_change, of_shared || !topic.shared, "{} as {role:?}", topic.slug);
        }
    }
}

fn expected(row: &Row, role: Role) -> Gets {
    if row.open {
        return Gets::Done;
    }
    match row.may.iter().find(|(may, _)| *may == role) {
        Some((_, gets)) => *gets,
        None if role == Role::Nobody => Gets::NoToken,
        None => Gets::NotThere,
    }
}

/// Tries it with a chat and, where sessions are concerned, with a session of its own.
async fn attempt(world: &World, row: &Row, role: Role) -> Gets {
    let chat = world.chat(row.stage).await;
    let mut rest = world.rest(role, &chat);
    if let (true, Some(name)) = (row.endpoint.contains("/sessions/current"), role.account()) {
        rest = beistand_testkit::Counsellor::sign_in(&world.server.url(), &world.runtime, name)
            .await
            .unwrap()
            .rest;
    }
    let got = call(world, &rest, (row.endpoint, chat.seeker.chat), &chat).await;
    world.finish(&chat).await;
    got
}

async fn call(world: &World, rest: &Rest, (endpoint, id): (&str, ChatId), chat: &Chat) -> Gets {
    let (method, path) = endpoint.split_once(' ').unwrap();
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let file = world.runtime.id(FileId::from_parts);
    let path = path
        .replace("{chat}", &id.to_string())
        .replace("/centres/{centre}", &format!("/centres/{}", world.set_up.centre))
        .replace("{centre}", "demo")
        .replace("{topic}", &world.set_up.topic.to_string())
        .replace("{person}", &world.set_up.person.to_string())
        .replace("{session}", &world.runtime.id(SessionId::from_parts).to_string())
        .replace("{target}/{arch}/{version}", "linux/x86_64/0.1.0");
    if path.ends_with("/files/{file}") {
        return with_file(world, rest, (id, file), (method, chat)).await;
    }
    let path = path.replace("{file}", "desk");
    let path = if path.ends_with("/statistics") { path + PERIOD } else { path };
    let body = body(world, endpoint, chat).map(|body| body.to_string());
    let answer = rest.raw(method, &path, body).await.unwrap();
    gets(answer.status().as_u16(), &answer.text().await.unwrap())
}

/// Sends a file, or fetches one that its participant has sent before.
async fn with_file(
    world: &World,
    rest: &Rest,
    (id, file): (ChatId, FileId),
    (method, chat): (Method, &Chat),
) -> Gets {
    let message = world.runtime.id(MessageId::from_parts);
    let audience = beistand_protocol::view::Audience::Everyone;
    let bytes = [7; 100];
    let sent = if method == Method::PUT {
        rest.send_file((id, file), (message, audience), &bytes).await.unwrap().map(drop)
    } else {
        let there = (chat.seeker.chat, file);
        chat.seeker.rest.send_file(there, (message, audience), &bytes).await.unwrap().unwrap();
        rest.file(id, file).await.unwrap().map(drop)
    };
    match sent {
        Ok(()) => Gets::Done,
        Err(problem) => gets(problem.status, &serde_json::to_string(&problem).unwrap()),
    }
}

fn gets(status: u16, text: &str) -> Gets {
    let code = || serde_json::from_str::<beistand_protocol::Problem>(text).unwrap().code;
    match status {
        200..=299 => Gets::Done,
        401 if code() == ProblemCode::Unauthenticated => Gets::NoToken,
        404 => Gets::NotThere,
        _ => Gets::Refused(code()),
    }
}

/// What the endpoint takes, right for an actor who may.
fn body(world: &World, endpoint: &str, chat: &Chat) -> Option<Value> {
    let command = world.runtime.id(CommandId::from_parts);
    match endpoint {
        "post /api/v1/sessions" => {
            let (device, keys) =
                (world.runtime.id(DeviceId::from_parts), device_keys(&world.runtime).unwrap());
            Some(json!({
                "name": "ben",
                "password": beistand_server::demo::PASSWORD,
                "device": device,
                "device_name": "Test",
                "signing_key": beistand_protocol::Blob(keys.signing_key().to_vec()),
                "day_key": day_key(&keys, device).unwrap(),
            }))
        }
        "post /api/v1/sessions/current/token" => {
            let keys = device_keys(&world.runtime).unwrap();
            Some(json!({ "day_key": day_key(&keys, DeviceId::from_bytes([1; 16])).unwrap() }))
        }
        "post /api/v1/chats" => {
            Some(serde_json::to_value(beistand_testkit::Seeker::asking(&world.runtime, "sucht")).unwrap())
        }
        "put /api/v1/availability" => Some(json!({ "command": command, "act": AvailabilityAct::On })),
        "post /api/v1/self-tests" => Some(json!({ "id": command })),
        "put /api/v1/centres/{centre}/live-chat" => {
            let topics = &world.set_up.topics;
            Some(json!({ "seen": 0, "start_page_live_chat": true, "topics": topics }))
        }
        "post /api/v1/centres/{centre}/topics" => {
            let id = world.runtime.id(TopicId::from_parts);
            let slug = format!("t-{id}");
            Some(json!({ "id": id, "slug": slug, "name": slug, "members": [] }))
        }
        "patch /api/v1/centres/{centre}/topics/{topic}" | "patch /api/v1/people/{person}" => {
            Some(json!({ "seen": 0 }))
        }
        "post /api/v1/people" => {
            let id = world.runtime.id(PersonId::from_parts);
            let name = format!("p-{id}");
            Some(json!({ "id": id, "sign_in_name": name, "name": name, "roles": [], "parallel_chats": 3 }))
        }
        "post /api/v1/password-links/current" => Some(json!({ "password": "eine lange Parole hier" })),
        "put /api/v1/me/password" => {
            Some(json!({ "current": "nicht das Passwort", "new": "eine lange Parole hier" }))
        }
        "post /api/v1/me/second-factor"
        | "post /api/v1/me/second-factor/recovery-codes"
        | "post /api/v1/me/second-factor/remove" => Some(json!({ "password": "nicht das Passwort" })),
        "post /api/v1/me/second-factor/confirm" => Some(json!({ "code": "000000" })),
        "put /api/v1/me/reachable" => Some(json!({ "reachable": true })),
        "post /api/v1/chats/{chat}/begin" => Some(begin(chat, command)),
        _ if endpoint.starts_with("post /api/v1/chats/") => Some(json!({ "command": command })),
        _ => None,
    }
}

/// "Jetzt chatten" with an envelope for each device that the seeker was told of.
fn begin(chat: &Chat, command: CommandId) -> Value {
    let view = serde_json::to_value(&chat.view).unwrap();
    let devices = view["state"]["devices"].as_array().cloned().unwrap_or_default();
    let envelope = beistand_protocol::Blob(vec![9; 100]);
    let mut envelopes: Vec<Value> =
        devices.iter().map(|device| json!({ "device": device["id"], "envelope": envelope })).collect();
    if envelopes.is_empty() {
        envelopes.push(json!({ "device": DeviceId::from_bytes([1; 16]), "envelope": envelope }));
    }
    json!({ "command": command, "envelopes": envelopes })
}
