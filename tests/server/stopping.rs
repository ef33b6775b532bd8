//! A stop takes nothing new, lets what has begun end, and ends.

use std::time::Duration;

use beistand_protocol::live::{Answer, Bye, ClientFrame, Who};
use beistand_protocol::{LIVE_VERSION, Problem};
use beistand_server::stopping::{Ended, LONGEST};
use beistand_testkit::{PATIENCE, TestServer, Wire};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::world::talking;

/// A request of which the server has the head and waits for the body.
async fn half_a_request(server: &TestServer) -> TcpStream {
    let mut stream = TcpStream::connect(server.host()).await.unwrap();
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
                content-length: 2\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // "100 Continue" says that the handler is reading the body.
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100");
    stream
}

type Stop = JoinHandle<anyhow::Result<Ended>>;

/// Begins a stop and waits until the operator's listener says so.
async fn stopping(server: &mut TestServer) -> Stop {
    let stop = server.begin_stop().unwrap();
    beistand_testkit::use_ring();
    let ready = format!("{}/readyz", server.operator_url());
    let said = async {
        loop {
            let answer = reqwest::get(&ready).await.unwrap();
            if answer.status() == 503 {
                assert!(answer.headers().contains_key("retry-after"));
                break answer.json::<Problem>().await.unwrap();
            }
        }
    };
    let problem = timeout(PATIENCE, said).await.unwrap();
    assert_eq!(problem.field.as_deref(), Some("stopping"));
    stop
}

async fn ended(stop: Stop) -> Ended {
    timeout(PATIENCE, stop).await.expect("the server does not stop").unwrap().unwrap()
}

#[tokio::test]
async fn a_request_that_has_begun_is_answered_and_nothing_new_is_taken() {
    let mut server = TestServer::start().await.unwrap();
    let mut begun = half_a_request(&server).await;
    let stop = stopping(&mut server).await;
    let refused = async { while TcpStream::connect(server.host()).await.is_ok() {} };
    timeout(PATIENCE, refused).await.expect("new connections are taken");
    assert!(!stop.is_finished());
    begun.write_all(b"{}").await.unwrap();
    let mut answer = String::new();
    begun.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("HTTP/1.1 400") && answer.contains("malformed"), "{answer}");
    assert_eq!(ended(stop).await, Ended::Whole);
}

#[tokio::test]
async fn a_message_that_waits_for_the_disk_is_stored_and_answered_before_the_goodbye() {
    let mut talk = talking().await.unwrap();
    let server = &mut talk.centre.server;
    let metrics = format!("{}/metrics", server.operator_url());
    let held = server.hold_writes().await.unwrap();
    let body = beistand_protocol::Blob(vec![7; 40]);
    let id = talk.centre.runtime.id(beistand_domain::MessageId::from_parts);
    let audience = beistand_protocol::view::Audience::Everyone;
    let frame = ClientFrame::Send { id, chat: talk.seeker.chat, audience, body };
    let r = talk.seeker_wire.write(frame).await.unwrap();
    let queued = async {
        loop {
            let text = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
            if text.contains("beistand_writer_queue 1") {
                break;
            }
        }
    };
    timeout(PATIENCE, queued).await.expect("the message does not wait for the disk");
    let stop = stopping(server).await;
    held.release().await.unwrap();
    let answer = talk.seeker_wire.answer(r).await.unwrap();
    assert!(matches!(answer, Answer::Stored { .. }), "{answer:?}");
    assert_eq!(talk.seeker_wire.bye().await.unwrap(), Bye::Moving);
    assert_eq!(talk.centre.anna_wire.bye().await.unwrap(), Bye::Moving);
    assert_eq!(ended(stop).await, Ended::Whole);
    assert_eq!(talk.centre.server.messages().await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_says_hello_during_a_stop_is_told_to_come_back() {
    let mut server = TestServer::start().await.unwrap();
    let mut wire = Wire::open(&server.url()).await.unwrap();
    let stop = stopping(&mut server).await;
    let who = Who::Visitor { centre: "demo".into(), entry: beistand_domain::Entry::StartPage };
    wire.write(ClientFrame::Hello { version: LIVE_VERSION, who }).await.unwrap();
    assert_eq!(wire.bye().await.unwrap(), Bye::Moving);
    assert_eq!(ended(stop).await, Ended::Whole);
}

#[tokio::test]
async fn nothing_keeps_a_server_from_stopping_within_its_time() {
    let mut server = TestServer::start().await.unwrap();
    let _begun = half_a_request(&server).await;
    let _silent = Wire::open(&server.url()).await.unwrap();
    let stop = stopping(&mut server).await;
    server.clock.advance(LONGEST - Duration::from_secs(11));
    assert!(!stop.is_finished());
    server.clock.advance(Duration::from_secs(11));
    assert_eq!(ended(stop).await, Ended::Cut);
    server.restart().await.unwrap();
}
