//! What bad input gets; and nothing else changes.

use std::time::Duration;

use beistand_domain::ChatId;
use beistand_protocol::live::{Answer, Bye, ClientFrame, Who};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_server::config::Settings;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, Seeker, TestClock, TestServer, Wire, clock};
use reqwest::Method;

use crate::world::talking;

async fn problem(
    rest: &Rest,
    method: Method,
    path: &str,
    body: Option<&str>,
) -> (u16, Problem, Option<String>) {
    let response = rest.raw(method, path, body.map(str::to_owned)).await.unwrap();
    let status = response.status().as_u16();
    let retry = response.headers().get("retry-after").map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
    let problem: Problem = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(problem.status, status);
    (status, problem, retry)
}

#[tokio::test]
async fn malformed_oversized_and_unknown_json_name_the_field() {
    let server = TestServer::start().await.unwrap();
    let rest = Rest::new(&server.url()).unwrap();
    let sessions = "/api/v1/sessions";
    for (body, field) in [
        ("{", None),
        ("{\"name\":\"anna\"}", Some("password")),
        ("{\"name\":7}", Some("name")),
        ("{\"name\":\"a\",\"surprise\":1}", Some("surprise")),
    ] {
        let (status, problem, _) = problem(&rest, Method::POST, sessions, Some(body)).await;
        assert_eq!((status, problem.code), (400, ProblemCode::Malformed), "{body}");
        if let Some(field) = field {
            assert_eq!(problem.field.as_deref(), Some(field), "{body}");
        }
    }
    let huge = format!("{{\"name\":\"{}\"}}", "a".repeat(100_000));
    let (status, problem, _) = problem(&rest, Method::POST, sessions, Some(&huge)).await;
    assert_eq!((status, problem.code), (413, ProblemCode::TooLarge));
}

#[tokio::test]
async fn no_token_is_401_and_someone_elses_chat_is_404() {
    let talk = talking().await.unwrap();
    let url = talk.centre.server.url();
    let nobody = Rest::new(&url).unwrap();
    let body = "{\"command\":\"01930000-0000-7000-8000-000000000001\"}";
    let path = format!("/api/v1/chats/{}/end", talk.seeker.chat);
    let (status, refused, _) = problem(&nobody, Method::POST, &path, Some(body)).await;
    assert_eq!((status, refused.code), (401, ProblemCode::Unauthenticated));

    let ben = Counsellor::sign_in(&url, &talk.centre.runtime, "ben").await.unwrap();
    for path in [path, format!("/api/v1/chats/{}/messages", talk.seeker.chat)] {
        let method = if path.ends_with("end") { Method::POST } else { Method::GET };
        let sent = (method == Method::POST).then_some(body);
        let (status, refused, _) = problem(&ben.rest, method, &path, sent).await;
        assert_eq!((status, refused.code), (404, ProblemCode::NotFound));
    }
    let other = Seeker::request(&url, &talk.centre.runtime, "sucht").await.unwrap().unwrap();
    let path = format!("/api/v1/chats/{}/messages", talk.seeker.chat);
    let (status, _, _) = problem(&other.rest, Method::GET, &path, None).await;
    assert_eq!(status, 404, "one seeker, another's chat");
    let (mut wire, _) = other.connect().await.unwrap();
    let ClientFrame::Send { id, audience, body, .. } = other.sealed("x").unwrap() else { panic!() };
    let foreign = ClientFrame::Send { id, chat: talk.seeker.chat, audience, body };
    let answer = wire.ask(foreign).await.unwrap();
    assert!(matches!(answer, Answer::Refused { problem } if problem.code == ProblemCode::NotFound));
    let missing = "/api/v1/chats/not-an-id/messages";
    assert_eq!(problem(&ben.rest, Method::GET, missing, None).await.0, 404);
}

#[tokio::test]
async fn a_command_id_is_used_for_one_thing() {
    let talk = talking().await.unwrap();
    let rest = &talk.centre.anna.rest;
    let id = "01930000-0000-7000-8000-000000000002";
    let on = format!("{{\"command\":\"{id}\",\"act\":{{\"is\":\"on\"}}}}");
    assert!(rest.raw(Method::PUT, "/api/v1/availability", Some(on)).await.unwrap().status().is_success());
    let off = format!("{{\"command\":\"{id}\",\"act\":{{\"is\":\"off\"}}}}");
    let (status, problem, _) = problem(rest, Method::PUT, "/api/v1/availability", Some(&off)).await;
    assert_eq!((status, problem.code), (409, ProblemCode::IdReused));
}

#[tokio::test]
async fn too_many_wrong_passwords_wait() {
    let settings = Settings { sign_in_tries: 3, ..Settings::default() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 3);
    let mut last = None;
    for _ in 0..4 {
        last = Counsellor::try_sign_in(&server.url(), &runtime, "anna", "wrong").await.unwrap().err();
    }
    let refused = last.unwrap();
    assert_eq!(refused.code, ProblemCode::TooManyTries);
    assert!(refused.retry_after.unwrap() > 800);
    let ben = Counsellor::try_sign_in(&server.url(), &runtime, "ben", "Beistand-Demo-2026").await.unwrap();
    assert!(ben.is_ok(), "a colleague in the same office is not shut out");
    server.clock.advance(Duration::from_secs(15 * 60 + 1));
    assert!(Counsellor::sign_in(&server.url(), &runtime, "anna").await.is_ok());
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_look_alike() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 3);
    let one = Counsellor::try_sign_in(&server.url(), &runtime, "anna", "wrong").await.unwrap().err();
    let two = Counsellor::try_sign_in(&server.url(), &runtime, "nobody", "wrong").await.unwrap().err();
    assert_eq!(one, two);
    assert_eq!(one.unwrap().code, ProblemCode::WrongPassword);
}

#[tokio::test]
async fn the_live_connection_wants_a_hello_it_knows() {
    let server = TestServer::start().await.unwrap();
    for text in ["{}", "{\"r\":1,\"type\":\"ping\"}", "no json"] {
        let mut wire = Wire::open(&server.url()).await.unwrap();
        wire.write_text(text).await.unwrap();
        assert_eq!(wire.bye().await.unwrap(), Bye::BadHello);
    }
    let mut silent = Wire::open(&server.url()).await.unwrap();
    let moved = async {
        loop {
            server.clock.advance(Duration::from_secs(10));
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        bye = silent.bye() => assert_eq!(bye.unwrap(), Bye::BadHello),
        () = moved => {}
    }
    let nobody = Who::Seeker { token: Blob(vec![7; 32]).to_text() };
    assert!(Wire::hello(&server.url(), nobody).await.is_err());
}

#[tokio::test]
async fn frames_that_make_no_sense_are_answered_and_change_nothing() {
    let mut talk = talking().await.unwrap();
    let wire = &mut talk.seeker_wire;
    wire.write_text("{\"r\":900,\"type\":\"send\"}").await.unwrap();
    let answer = wire.answer(900).await.unwrap();
    assert!(matches!(answer, Answer::Refused { problem } if problem.code == ProblemCode::Malformed));
    let ClientFrame::Send { id, .. } = talk.seeker.sealed("x").unwrap() else { panic!() };
    let chat: ChatId = talk.seeker.chat;
    let huge = ClientFrame::Send { id, chat, audience: Audience::Everyone, body: Blob(vec![1; 70_000]) };
    let answer = wire.ask(huge).await.unwrap();
    assert!(matches!(answer, Answer::Refused { problem } if problem.code == ProblemCode::TooLarge));
    let first = talk.seeker.say(wire, "Hallo").await.unwrap();
    assert!(matches!(first, Answer::Stored { seq: 1, .. }), "nothing before it was stored");
}

#[tokio::test]
async fn pages_set_no_cookie_and_allow_nothing_from_elsewhere() {
    let server = TestServer::start().await.unwrap();
    let rest = Rest::new(&server.url()).unwrap();
    for path in ["/demo", "/demo/sucht", "/api/v1/pages/demo", "/healthz", "/readyz"] {
        let answer = rest.raw(Method::GET, path, None).await.unwrap();
        assert!(!answer.headers().contains_key("set-cookie"), "{path}");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "{path}");
    }
    let page = rest.raw(Method::GET, "/demo/sucht", None).await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http")
    );
    assert_eq!(page.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_database_that_is_away_gets_503_and_loses_nothing() {
    let mut talk = talking().await.unwrap();
    // Another program keeps it from writing for longer than the server waits.
    let held = talk.centre.server.hold_writes().await.unwrap();
    let rest = &talk.centre.anna.rest;
    let body = "{\"command\":\"01930000-0000-7000-8000-000000000003\",\"act\":{\"is\":\"off\"}}";
    let (status, refused, retry) = problem(rest, Method::PUT, "/api/v1/availability", Some(body)).await;
    assert_eq!((status, refused.code), (503, ProblemCode::Unavailable));
    let numbers = format!("{}/metrics", talk.centre.server.operator_url());
    let numbers = reqwest::get(numbers).await.unwrap().text().await.unwrap();
    assert!(!numbers.contains("beistand_failed_commits_total 0\n"), "an operator hears of it\n{numbers}");
    assert!(retry.is_some(), "and says when to come back");
    let message = talk.seeker.sealed("Hallo").unwrap();
    let answer = talk.seeker_wire.ask(message.clone()).await.unwrap();
    assert!(matches!(answer, Answer::Refused { problem } if problem.code == ProblemCode::Unavailable));
    held.release().await.unwrap();
    let answer = talk.seeker_wire.ask(message).await.unwrap();
    assert!(matches!(answer, Answer::Stored { seq: 1, .. }), "once, when it is back");
}

#[tokio::test]
async fn behind_a_proxy_each_address_has_its_own_limit() {
    let settings = Settings { requests_per_address: 2, behind_proxy: true, ..Settings::default() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 3);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let http = reqwest::Client::new();
    let mut answers = Vec::new();
    for from in ["198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2, 198.51.100.3"] {
        let body = serde_json::to_string(&Seeker::asking(&runtime, "sucht")).unwrap();
        let request = http.post(format!("{}/api/v1/chats", server.url())).header("x-forwarded-for", from);
        let request = request.header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        answers.push((answer.status().as_u16(), answer.headers().contains_key("retry-after")));
    }
    assert_eq!(answers, [(201, false), (201, false), (429, true), (201, false)]);
}

#[tokio::test]
async fn the_demo_is_never_served_as_the_real_thing() {
    let server = TestServer::start().await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let runtime = clock::runtime(&server.clock, 3);
    let data = (server.data(), beistand_server::Contents::AsTheyAre);
    let settings = Settings { database: server.database(), ..Settings::default() };
    let refused = beistand_server::Server::start(listener, data, settings, runtime).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("demo")));
}

#[tokio::test]
async fn another_version_is_told_so() {
    let server = TestServer::start().await.unwrap();
    let mut wire = Wire::open(&server.url()).await.unwrap();
    let who = Who::Visitor { centre: "demo".into(), entry: beistand_domain::Entry::StartPage };
    let answer = wire.ask(ClientFrame::Hello { version: 999, who }).await.unwrap();
    assert!(matches!(answer, Answer::Refused { problem } if problem.code == ProblemCode::WrongVersion));
    assert_eq!(wire.bye().await.unwrap(), Bye::BadHello);
}
