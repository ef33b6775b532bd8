//! What strangers do, each at a size that a test can afford; what they hold is given back, so that it is judged while it is held.

use beistand_domain::{Entry, limits};
use beistand_protocol::live::{Answer, ClientFrame, FromClient, Who};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, LIVE_VERSION, ProblemCode};
use beistand_testkit::{Counsellor, PATIENCE, Seeker, Wire};
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

/// A live connection of which nothing is known yet.
async fn upgraded(target: &Target) -> TcpStream {
    let upgrade = format!(
        "GET /api/v1/live HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        target.host
    );
    let mut stream = written(target, upgrade.as_bytes()).await;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 101");
    stream
}

/// Live connections of visitors, each with most of a large message and never its end.
pub async fn half_messages(target: &Target, scale: usize) -> Vec<TcpStream> {
    let mut frame = vec![0x81, 0xff];
    frame.extend(80_000_u64.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(vec![b'x'; 79_000]);
    let mut held = Vec::new();
    for _ in 0..300 * scale {
        let mut stream = upgraded(target).await;
        let _ = stream.write_all(&frame).await;
        held.push(stream);
    }
    for stream in &mut held {
        let mut rest = Vec::new();
        // Closed, or reset as not all of it was read.
        let closing = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest));
        let _ = closing.await.expect("half a message is still waited for");
    }
    held
}

/// A visitor's message in parts with a ping between them, which must not begin the count of its bytes again.
pub async fn endless_messages(target: &Target, scale: usize) {
    let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
    let hello = FromClient { r: 1, frame: ClientFrame::Hello { version: LIVE_VERSION, who } };
    let hello = masked(0x81, serde_json::to_string(&hello).unwrap().as_bytes());
    for _ in 0..20 * scale {
        let mut stream = upgraded(target).await;
        stream.write_all(&hello).await.unwrap();
        read_until(&mut stream, b"snapshot").await;
        stream.write_all(&masked(0x01, &[b'x'; 12_000])).await.unwrap();
        stream.write_all(&masked(0x89, b"there?")).await.unwrap();
        // Its answer: what came before has been counted.
        read_until(&mut stream, b"there?").await;
        stream.write_all(&masked(0x00, &[b'x'; 12_000])).await.unwrap();
        let mut rest = Vec::new();
        let closing = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest));
        let _ = closing.await.expect("a message without an end is still waited for");
    }
}

async fn read_until(stream: &mut TcpStream, words: &[u8]) {
    let mut all = Vec::new();
    while !all.windows(words.len()).any(|part| part == words) {
        let read = tokio::time::timeout(PATIENCE, stream.read_buf(&mut all)).await;
        assert!(read.unwrap().unwrap() > 0, "closed too early");
    }
}

/// A frame of a client (RFC 6455, section 5.2) with a mask of zeros.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u8::try_from(payload.len()) {
        Ok(short @ ..=125) => frame.push(0x80 | short),
        Ok(_) | Err(_) => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
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
