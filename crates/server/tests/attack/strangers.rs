//! What strangers do, each at a size that a test can afford; what they hold is given back, so that it is judged while it is held.

use beistand_domain::limits;
use beistand_protocol::live::{Answer, ClientFrame, Who};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, ProblemCode};
use beistand_testkit::{Counsellor, Seeker, Wire};
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::target::Target;
use crate::watch::Watch;

/// A connection that has written this.
pub async fn written(target: &Target, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(&target.host).await.unwrap();
    // A server that closes at once has said what it had to say.
    let _ = stream.write_all(bytes).await;
    stream
}

/// Fifty wrong and ten right passwords at one moment: hashing has two places with memory of their own.
pub async fn sign_ins(target: &Target, watch: &Watch, scale: usize) {
    let tries = (0..60 * scale).map(|n| async move {
        let (name, password) = match n % 6 {
            0 => ("clara", beistand_server::demo::PASSWORD),
            _ => ("adam", "falsch"),
        };
        match Counsellor::try_sign_in(&target.url(), &watch.runtime, name, password).await.unwrap() {
            Ok(_) => {}
            Err(problem) => assert!(
                matches!(
                    problem.code,
                    ProblemCode::WrongPassword | ProblemCode::TooManyTries | ProblemCode::Unavailable
                ),
                "{problem:?}"
            ),
        }
    });
    join_all(tries).await;
}

/// Connections that say nothing, or half a header.
pub async fn silence(target: &Target, scale: usize) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..300 * scale {
        held.push(written(target, b"").await);
        held.push(written(target, b"GET /demo HTTP/1.1\r\nhost: here\r\nx-slow: ").await);
    }
    held
}

/// Live connections of visitors, each with most of a large message and never its end.
pub async fn half_messages(target: &Target, scale: usize) -> Vec<TcpStream> {
    let upgrade = format!(
        "GET /api/v1/live HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        target.host
    );
    let mut frame = vec![0x81, 0xff];
    frame.extend(80_000_u64.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(vec![b'x'; 79_000]);
    let mut held = Vec::new();
    for _ in 0..300 * scale {
        let mut stream = written(target, upgrade.as_bytes()).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 101");
        let _ = stream.write_all(&frame).await;
        held.push(stream);
    }
    held
}

/// One seeker fills the chat as fast as it is let, and then asks for all of it again and again without reading an answer.
pub async fn unread_lists(target: &Target, watch: &mut Watch, scale: usize) -> (Seeker, Vec<TcpStream>) {
    let (seeker, mut wire) = watch.chat(&target.url()).await;
    let mut stored = 0;
    for _ in 0..limits::FRAMES.burst {
        let id = watch.runtime.id(beistand_domain::MessageId::from_parts);
        let body = Blob(vec![7; limits::SEALED_MESSAGE_BYTES]);
        let frame = ClientFrame::Send { id, chat: seeker.chat, audience: Audience::Everyone, body };
        stored += usize::from(matches!(wire.ask(frame).await.unwrap(), Answer::Stored { .. }));
    }
    assert!(stored > 50, "{stored}");
    let asks = format!(
        "GET /api/v1/chats/{}/messages?limit=500 HTTP/1.1\r\nhost: here\r\nauthorization: Bearer {}\r\n\r\n",
        seeker.chat,
        seeker.rest.token.as_deref().unwrap_or_default()
    );
    let mut held = Vec::new();
    for _ in 0..40 * scale {
        held.push(written(target, asks.repeat(5).as_bytes()).await);
    }
    (seeker, held)
}

/// One seeker begins more files than fit at once and sends a byte of each now and then; the other side's file gets through.
pub async fn slow_files(target: &Target, watch: &mut Watch, scale: usize) -> (Seeker, Vec<TcpStream>) {
    let (seeker, wire) = watch.chat(&target.url()).await;
    drop(wire);
    let mut held = Vec::new();
    for _ in 0..20 * scale {
        let (file, message) = (
            watch.runtime.id(beistand_domain::FileId::from_parts),
            watch.runtime.id(beistand_domain::MessageId::from_parts),
        );
        let head = format!(
            "PUT /api/v1/chats/{}/files/{file}?message={message}&audience=everyone&size=5000000 HTTP/1.1\r\n\
             host: here\r\nauthorization: Bearer {}\r\ncontent-length: 5000000\r\n\r\nx",
            seeker.chat,
            seeker.rest.token.as_deref().unwrap_or_default()
        );
        held.push(written(target, head.as_bytes()).await);
    }
    let (file, message) = (
        watch.runtime.id(beistand_domain::FileId::from_parts),
        watch.runtime.id(beistand_domain::MessageId::from_parts),
    );
    let sent = watch.ben.rest.send_file((seeker.chat, file), (message, Audience::Everyone), &[7; 4096]).await;
    sent.unwrap().unwrap();
    (seeker, held)
}

/// An address full of junk is no worse off for a real request, and one that waits five times waits no sixth.
pub async fn junk(target: &Target, watch: &Watch, scale: usize) {
    let http = reqwest::Client::new();
    let post = |from: &'static str, body: String| {
        let request = http.post(format!("{}/api/v1/chats", target.url()));
        request.header("x-forwarded-for", from).header("content-type", "application/json").body(body).send()
    };
    for n in 0..200 * scale {
        let answer = post("198.51.100.7", format!("{{\"junk\":{n}")).await.unwrap();
        assert_eq!(answer.status(), 400);
    }
    let real = || serde_json::to_string(&Seeker::asking(&watch.runtime, "sucht")).unwrap();
    for n in 0..8 {
        let status = post("198.51.100.7", real()).await.unwrap().status();
        assert_eq!(status, if n < limits::WAITING_PER_ADDRESS { 201 } else { 429 }, "request {n}");
    }
    assert_eq!(post("198.51.100.8", real()).await.unwrap().status(), 201, "another address");
}

/// A seeker whose page says something all the time is refused and then closed; the chat stays.
pub async fn chatter(target: &Target, watch: &mut Watch) {
    let (seeker, mut wire) = watch.chat(&target.url()).await;
    let mut closed = false;
    for _ in 0..10 * limits::FRAMES.burst {
        let typing = ClientFrame::Typing { chat: seeker.chat, audience: Audience::Everyone };
        if wire.ask(typing).await.is_err() {
            closed = true;
            break;
        }
    }
    assert!(closed, "it talks on");
    let (mut again, _) = seeker.connect().await.unwrap();
    assert!(matches!(seeker.say(&mut again, "Hier bin ich wieder.").await.unwrap(), Answer::Stored { .. }));
    seeker.command("end").await.unwrap().unwrap();
}

/// Bytes that are no HTTP, no frames and no JSON.
pub async fn noise(target: &Target, watch: &Watch, scale: usize) {
    for _ in 0..200 * scale {
        let bytes: [u8; 512] = watch.runtime.bytes();
        drop(written(target, &bytes).await);
    }
    let mut wire = Wire::open(&target.url()).await.unwrap();
    let _ = wire.write_text(&"[".repeat(50_000)).await;
    assert!(wire.greet(Who::Counsellor { token: "nobody".into() }).await.is_err());
}
