//! What a stranger can cause is bounded (design.md, section 10): each test goes past one bound.

use std::time::Duration;

use beistand_domain::{MessageId, limits};
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{Audience, DayKey};
use beistand_protocol::{Blob, ProblemCode};
use beistand_runtime::Runtime;
use beistand_server::config::Settings;
use beistand_testkit::{Counsellor, PATIENCE, Seeker, TestClock, TestServer, Wire, clock};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{open_centre, talking};

fn code(answer: &Answer) -> Option<ProblemCode> {
    match answer {
        Answer::Refused { problem } => Some(problem.code),
        Answer::Done | Answer::Stored { .. } | Answer::Renewed { .. } => None,
    }
}

#[tokio::test]
async fn a_page_that_talks_too_fast_is_refused_and_then_closed() {
    let centre = open_centre().await.unwrap();
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    let (mut wire, _) = seeker.connect().await.unwrap();
    for _ in 0..limits::FRAMES.burst {
        assert_eq!(wire.ask(ClientFrame::Ping).await.unwrap(), Answer::Done);
    }
    assert_eq!(code(&wire.ask(ClientFrame::Ping).await.unwrap()), Some(ProblemCode::TooManyTries));
    centre.server.clock.advance(Duration::from_secs(1));
    for _ in 0..limits::FRAMES.per_second {
        assert_eq!(wire.ask(ClientFrame::Ping).await.unwrap(), Answer::Done, "a second later");
    }
    for _ in 0..limits::TOO_FAST_CLOSES - 1 {
        assert!(code(&wire.ask(ClientFrame::Ping).await.unwrap()).is_some());
    }
    assert!(wire.ask(ClientFrame::Ping).await.is_err(), "closed");
    assert!(seeker.connect().await.is_ok(), "the chat is still there");
}

#[tokio::test]
async fn that_somebody_writes_is_passed_on_a_few_times_a_second() {
    let mut talk = talking().await.unwrap();
    let chat = talk.seeker.chat;
    for _ in 0..50 {
        let typing = ClientFrame::Typing { chat, audience: Audience::Everyone };
        assert_eq!(talk.seeker_wire.ask(typing).await.unwrap(), Answer::Done);
    }
    let answer = talk.seeker.say(&mut talk.seeker_wire, "Hallo").await.unwrap();
    assert!(matches!(answer, Answer::Stored { .. }));
    let mut typed = 0;
    let wire = &mut talk.centre.anna_wire;
    wire.event(|event| match event {
        Event::Typing { .. } => {
            typed += 1;
            None
        }
        Event::MessageStored { .. } => Some(()),
        _ => None,
    })
    .await
    .unwrap();
    assert_eq!(typed, limits::TYPING.burst);
}

#[tokio::test]
async fn a_list_of_messages_is_a_page_of_bounded_size() {
    let mut talk = talking().await.unwrap();
    let chat = talk.seeker.chat;
    for _ in 0..30 {
        let id = talk.centre.runtime.id(MessageId::from_parts);
        let body = Blob(vec![7; limits::SEALED_MESSAGE_BYTES]);
        let frame = ClientFrame::Send { id, chat, audience: Audience::Everyone, body };
        assert!(matches!(talk.seeker_wire.ask(frame).await.unwrap(), Answer::Stored { .. }));
    }
    let (mut after, mut pages) = (0, 0);
    loop {
        let path = format!("/api/v1/chats/{chat}/messages?after={after}&limit=500");
        let answer = talk.seeker.rest.raw(Method::GET, &path, None).await.unwrap();
        let text = answer.text().await.unwrap();
        assert!(text.len() <= 1024 * 1024, "{} bytes", text.len());
        let page: MessagePage = serde_json::from_str(&text).unwrap();
        assert_eq!(page.messages.first().map(|message| message.seq), Some(after + 1), "none is left out");
        after = page.messages.last().unwrap().seq;
        pages += 1;
        if !page.more {
            break;
        }
    }
    assert_eq!((after, pages), (30, 3));
}

#[tokio::test]
async fn pages_elsewhere_cannot_act_for_their_visitors() {
    let centre = open_centre().await.unwrap();
    let url = centre.server.url();
    let body = serde_json::to_string(&Seeker::asking(&centre.runtime, "sucht")).unwrap();
    let http = reqwest::Client::new();
    let post = |kind: &'static str| {
        let request = http.post(format!("{url}/api/v1/chats")).header("content-type", kind);
        request.body(body.clone()).send()
    };
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        assert_eq!(post(kind).await.unwrap().status(), 400, "{kind}");
    }
    assert_eq!(post("application/json; charset=utf-8").await.unwrap().status(), 201);
    let upgrade = |origin: String| {
        http.get(format!("{url}/api/v1/live"))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("origin", origin)
            .send()
    };
    assert_eq!(upgrade("https://elsewhere.example".into()).await.unwrap().status(), 400);
    assert_eq!(upgrade(url.clone()).await.unwrap().status(), 101, "a page of its own");
}

/// Anna's device signs in with these keys.
fn sign_in(anna: &Counsellor, signing_key: &Blob, day_key: &DayKey) -> serde_json::Value {
    json!({
        "name": "anna",
        "password": beistand_server::demo::PASSWORD,
        "device": anna.device,
        "device_name": "Test",
        "signing_key": signing_key,
        "day_key": day_key,
    })
}

#[tokio::test]
async fn a_device_key_that_is_no_point_is_refused_when_it_is_registered() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 3);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    for wrong in [[vec![4], vec![0; 64]].concat(), vec![2; 33], [vec![4], vec![1; 64]].concat()] {
        let (signing_key, day_key) = (Blob(anna.keys.signing_key().to_vec()), anna.day_key());
        let no_day_key = DayKey { public_key: Blob(wrong.clone()), ..day_key.clone() };
        for (signing_key, day_key, field) in
            [(Blob(wrong), day_key, "signing_key"), (signing_key, no_day_key, "day_key")]
        {
            let body = sign_in(&anna, &signing_key, &day_key).to_string();
            let answer = anna.rest.raw(Method::POST, "/api/v1/sessions", Some(body)).await.unwrap();
            assert_eq!(answer.status(), 400);
            assert!(answer.text().await.unwrap().contains(field));
        }
    }
    let (_wire, _) = Wire::hello(
        &server.url(),
        beistand_protocol::live::Who::Counsellor { token: anna.rest.token.clone().unwrap() },
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_or_half_a_header_is_closed() {
    let server = TestServer::start().await.unwrap();
    for said in ["", "GET /api/v1/pages/demo HT", "GET /api/v1/pages/demo HTTP/1.1\r\nhost: demo\r\nx-slow:"]
    {
        let mut stream = TcpStream::connect(server.host()).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer);
        let closing = async {
            // The server begins to count when it has taken the connection.
            loop {
                server.clock.advance(Duration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            read = tokio::time::timeout(PATIENCE, reading) => drop(read.expect("it is still open")),
            () = closing => {}
        }
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{said:?}");
    }
    beistand_testkit::use_ring();
    let page = reqwest::get(format!("{}/api/v1/pages/demo", server.url())).await.unwrap();
    assert_eq!(page.status(), 200, "others get in");
}

/// A crowd has all places, and the last ones are for those who are signed in.
#[tokio::test]
async fn a_desk_gets_through_a_crowd_and_strangers_are_asked_to_come_again() {
    let settings = Settings { connections: Some(36), ..beistand_testkit::server::settings() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 9);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let seeker = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().unwrap();
    let mut crowd = Vec::new();
    beistand_testkit::use_ring();
    let page = format!("{}/api/v1/pages/demo", server.url());
    let alone = || reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let full = async {
        // A visitor's own connection still counts for a moment after it is closed, so one refusal is not enough.
        let mut refused = 0;
        loop {
            let answer = alone().get(&page).send().await.unwrap();
            refused = if answer.status() == 503 { refused + 1 } else { 0 };
            if refused == 20 {
                return answer;
            }
            if refused == 0 {
                crowd.push(TcpStream::connect(server.host()).await.unwrap());
            }
        }
    };
    let answer = tokio::time::timeout(PATIENCE, full).await.expect("there is always a place");
    assert!(answer.headers().contains_key("retry-after"));
    let (mut wire, _) = anna.connect().await.unwrap();
    assert!(matches!(wire.ask(ClientFrame::Renew).await.unwrap(), Answer::Renewed { .. }));
    drop(wire);
    assert!(seeker.connect().await.is_err(), "the last places are for desks");
    // A balancer is answered, and nobody keeps a place by asking what it asks.
    let mut asks = TcpStream::connect(server.host()).await.unwrap();
    asks.write_all(b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    let mut answer = vec![0; 12];
    asks.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 204");
    server.clock.advance(Duration::from_secs(4));
    let closing = tokio::time::timeout(PATIENCE, asks.read_to_end(&mut answer));
    let _ = closing.await.expect("it keeps its place");
    crowd.clear();
    let free = async { while seeker.connect().await.is_err() {} };
    tokio::time::timeout(PATIENCE, free).await.expect("the crowd has gone");
}

/// A WebSocket leaves the HTTP server with its upgrade, and is an open connection all the same.
#[tokio::test]
async fn a_live_connection_counts_until_it_is_closed() {
    let settings = Settings { connections: Some(1), ..beistand_testkit::server::settings() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 9);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    let (wire, _) = anna.connect().await.unwrap();
    // With her the connection that her REST client keeps open.
    drop(anna);
    let page = async || {
        let alone = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        alone
            .get(format!("{}/api/v1/pages/demo", server.url()))
            .send()
            .await
            .map(|answer| answer.status().as_u16())
    };
    let crowded = async { while page().await.ok() != Some(503) {} };
    tokio::time::timeout(PATIENCE, crowded).await.expect("it does not count");
    drop(wire);
    let free = async { while page().await.ok() != Some(200) {} };
    tokio::time::timeout(PATIENCE, free).await.expect("it is closed and counts on");
}

#[tokio::test]
async fn a_live_connection_without_a_hello_is_closed() {
    let server = TestServer::start().await.unwrap();
    let mut wire = Wire::open(&server.url()).await.unwrap();
    let closing = async {
        loop {
            server.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        why = wire.bye() => assert_eq!(why.unwrap(), Bye::BadHello),
        () = closing => {}
    }
}

async fn ask(server: &TestServer, runtime: &Runtime) -> Result<Seeker, ProblemCode> {
    let asked = Seeker::request(&server.url(), runtime, "sucht").await.unwrap();
    asked.map_err(|problem| problem.code)
}

#[tokio::test]
async fn refused_requests_do_not_count_and_five_of_one_address_wait() {
    let server = TestServer::with(Settings::default(), TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 9);
    for _ in 0..2 * limits::REQUESTS_PER_ADDRESS {
        assert_eq!(ask(&server, &runtime).await.err(), Some(ProblemCode::NotAdmitted), "nobody is available");
    }
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let asked: Vec<_> =
        (0..4 * limits::WAITING_PER_ADDRESS).map(|_| Seeker::asking(&runtime, "sucht")).collect();
    let url = server.url();
    let mut asking = tokio::task::JoinSet::new();
    for body in asked.clone() {
        let (url, runtime) = (url.clone(), runtime.clone());
        asking.spawn(async move { Seeker::request_with(&url, &runtime, &body).await.unwrap() });
    }
    let mut waiting: Vec<Seeker> = asking.join_all().await.into_iter().filter_map(Result::ok).collect();
    assert_eq!(waiting.len(), limits::WAITING_PER_ADDRESS, "of all that asked at the same moment");
    assert_eq!(ask(&server, &runtime).await.err(), Some(ProblemCode::TooManyTries), "one more");
    // Whose answer was lost asks again and reads the same.
    let mut repeated = Vec::new();
    for body in &asked {
        repeated
            .extend(Seeker::request_with(&url, &runtime, body).await.unwrap().ok().map(|seeker| seeker.chat));
    }
    waiting.sort_by_key(|seeker| seeker.chat);
    repeated.sort();
    assert_eq!(repeated, waiting.iter().map(|seeker| seeker.chat).collect::<Vec<_>>());
    waiting[0].command("withdraw").await.unwrap().unwrap();
    let again = async {
        loop {
            if ask(&server, &runtime).await.is_ok() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("a place is free again");
}

#[tokio::test]
async fn visitors_of_a_proxy_that_nobody_named_do_not_shut_each_other_out() {
    let server = TestServer::with(Settings::default(), TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 9);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let http = reqwest::Client::new();
    for number in 0..2 * limits::WAITING_PER_ADDRESS {
        let body = serde_json::to_string(&Seeker::asking(&runtime, "sucht")).unwrap();
        let request = http.post(format!("{}/api/v1/chats", server.url())).body(body);
        let request = request.header("content-type", "application/json");
        let answer = request.header("x-forwarded-for", "198.51.100.1").send().await.unwrap();
        assert_eq!(answer.status(), 201, "{number}");
    }
}

#[tokio::test]
async fn wrong_passwords_lock_out_an_address_but_no_known_device() {
    let settings = Settings { sign_in_tries: 3, sign_in_tries_per_address: 5, ..Settings::default() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let (url, runtime) = (server.url(), clock::runtime(&server.clock, 9));
    let anna = Counsellor::sign_in(&url, &runtime, "anna").await.unwrap();
    let wrong = |name: String| {
        let (url, runtime) = (&url, &runtime);
        async move {
            let tried = Counsellor::try_sign_in(url, runtime, &name, "falsch").await.unwrap();
            tried.err().unwrap().code
        }
    };
    for _ in 0..3 {
        assert_eq!(wrong("anna".into()).await, ProblemCode::WrongPassword);
    }
    assert_eq!(wrong("anna".into()).await, ProblemCode::TooManyTries, "this name");
    for number in 0..2 {
        assert_eq!(wrong(format!("niemand{number}")).await, ProblemCode::WrongPassword);
    }
    assert_eq!(wrong("clara".into()).await, ProblemCode::TooManyTries, "every name from there");
    let body = sign_in(&anna, &Blob(anna.keys.signing_key().to_vec()), &anna.day_key());
    let answer = anna.rest.raw(Method::POST, "/api/v1/sessions", Some(body.to_string())).await.unwrap();
    assert_eq!(answer.status(), 201, "Anna's own device");
}

#[tokio::test]
async fn without_room_nothing_new_is_begun_and_what_runs_goes_on() {
    let settings = Settings { free_space: u64::MAX, ..beistand_testkit::server::settings() };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 9);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    let refused = async {
        while ask(&server, &runtime).await.err() != Some(ProblemCode::ShortOfSpace) {
            server.clock.advance(Duration::from_secs(1));
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.expect("requests are still taken");
    let (mut wire, _) = anna.connect().await.unwrap();
    assert!(matches!(wire.ask(ClientFrame::Renew).await.unwrap(), Answer::Renewed { .. }), "leases go on");
    beistand_testkit::use_ring();
    let ready = reqwest::get(format!("{}/readyz", server.url())).await.unwrap();
    assert_eq!(ready.status(), 200);
    assert!(ready.text().await.unwrap().contains("space"));
}
