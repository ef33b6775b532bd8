//! Sealed files: participants have them, nobody else, and nobody after 48 hours.

use std::time::Duration;

use beistand_domain::{FileId, MessageId, limits};
use beistand_protocol::ProblemCode;
use beistand_protocol::view::Audience;
use beistand_seal as seal;
use beistand_server::config::Settings;
use beistand_testkit::s3::S3Store;
use beistand_testkit::{Counsellor, PATIENCE, Seeker, TestClock, TestServer};

use crate::world::{Talk, talking, talking_on};

const HOUR: Duration = Duration::from_secs(3600);
const LETTER: &[u8] = b"%PDF-1.7 ein Brief, den niemand sonst liest";

/// A sealed file of a message of the seeker.
struct Sealed {
    id: FileId,
    message: MessageId,
    bytes: Vec<u8>,
}

fn sealed(talk: &Talk, file: &[u8]) -> Sealed {
    let runtime = &talk.centre.runtime;
    let (id, message) = (runtime.id(FileId::from_parts), runtime.id(MessageId::from_parts));
    let bytes = seal::seal_file(
        (&talk.seeker.keys, talk.seeker.origin()),
        (&talk.seeker.context(message), id.to_bytes()),
        file,
        runtime.bytes(),
    );
    Sealed { id, message, bytes: bytes.unwrap() }
}

async fn send(talk: &Talk, file: &Sealed) -> Result<u64, ProblemCode> {
    let (of, for_all) = ((talk.seeker.chat, file.id), (file.message, Audience::Everyone));
    let sent = talk.seeker.rest.send_file(of, for_all, &file.bytes).await.unwrap();
    sent.map(|stored| stored.size).map_err(|problem| problem.code)
}

async fn had_by(talk: &Talk, who: &Counsellor, file: &Sealed) -> Result<Vec<u8>, ProblemCode> {
    who.rest.file(talk.seeker.chat, file.id).await.unwrap().map_err(|problem| problem.code)
}

/// Lets time go by until it is so, as jobs work beside the test.
async fn until(server: &TestServer, what: &str, mut so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !so().await {
            server.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

async fn bucket() -> (S3Store, Talk) {
    let s3 = S3Store::start().await.unwrap();
    let (place, _) = s3.place("files");
    let settings = Settings {
        files: Some(place.parse().unwrap()),
        s3: s3.settings(),
        ..beistand_testkit::server::settings()
    };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    (s3, talking_on(server).await.unwrap())
}

#[tokio::test]
async fn a_file_reaches_the_other_side_and_is_gone_with_its_chat() {
    let talk = talking().await.unwrap();
    let file = sealed(&talk, LETTER);
    assert_eq!(send(&talk, &file).await, Ok(file.bytes.len() as u64));
    assert_eq!(send(&talk, &file).await, Ok(file.bytes.len() as u64), "sent again it is the same file");
    let had = had_by(&talk, &talk.centre.anna, &file).await.unwrap();
    let of = (&talk.seeker.context(file.message), file.id.to_bytes());
    assert_eq!(seal::open_file(&talk.keys, of, &had).unwrap(), LETTER);
    assert!(talk.centre.server.keeps(&file.bytes).await.unwrap(), "the sealed bytes are on disk");
    assert!(!talk.centre.server.keeps(LETTER).await.unwrap(), "what is in them is not");

    talk.seeker.command("end").await.unwrap().unwrap();
    talk.centre.server.clock.advance(48 * HOUR - Duration::from_secs(1));
    assert!(had_by(&talk, &talk.centre.anna, &file).await.is_ok(), "to the last second");
    talk.centre.server.clock.advance(Duration::from_secs(1));
    assert_eq!(had_by(&talk, &talk.centre.anna, &file).await, Err(ProblemCode::NotFound), "job or no job");
    let server = &talk.centre.server;
    until(server, "the bytes stay", async || !server.keeps(&file.bytes).await.unwrap()).await;
    until(server, "its id stays", async || !server.keeps(&file.id.to_bytes()).await.unwrap()).await;
}

#[tokio::test]
async fn a_file_is_for_those_who_talk() {
    let talk = talking().await.unwrap();
    let (file, chat) = (sealed(&talk, LETTER), talk.seeker.chat);
    send(&talk, &file).await.unwrap();
    let url = talk.centre.server.url();
    let ben = Counsellor::sign_in(&url, &talk.centre.runtime, "ben").await.unwrap();
    assert_eq!(had_by(&talk, &ben, &file).await, Err(ProblemCode::NotFound));
    let other = Seeker::request(&url, &talk.centre.runtime, "sucht").await.unwrap().unwrap();
    let refused = |problem: beistand_protocol::Problem| problem.code;
    assert_eq!(other.rest.file(chat, file.id).await.unwrap().map_err(refused), Err(ProblemCode::NotFound));
    let own = other.rest.file(other.chat, file.id).await.unwrap().map_err(refused);
    assert_eq!(own, Err(ProblemCode::NotFound), "through a chat of one's own neither");
    let into = (other.chat, file.id);
    let sent = other.rest.send_file(into, (file.message, Audience::Everyone), &file.bytes).await.unwrap();
    assert!(sent.is_err(), "nobody talks there yet");

    let hidden = sealed(&talk, b"%PDF-1.7 nur unter uns");
    let for_staff = (hidden.message, Audience::Counsellors);
    let by_seeker = talk.seeker.rest.send_file((chat, hidden.id), for_staff, &hidden.bytes).await.unwrap();
    assert_eq!(by_seeker.map_err(refused).unwrap_err(), ProblemCode::NotFound);
    let by_anna = talk.centre.anna.rest.send_file((chat, hidden.id), for_staff, &hidden.bytes).await.unwrap();
    by_anna.unwrap();
    assert!(had_by(&talk, &talk.centre.anna, &hidden).await.is_ok());
    let seen = talk.seeker.rest.file(chat, hidden.id).await.unwrap().map_err(refused);
    assert_eq!(seen, Err(ProblemCode::NotFound), "hidden from the seeker");

    talk.seeker.command("end").await.unwrap().unwrap();
    let out = talk.seeker.rest.file(chat, file.id).await.unwrap().map_err(refused);
    assert_eq!(out, Err(ProblemCode::Unauthenticated), "the seeker is out at once");
    assert!(had_by(&talk, &talk.centre.anna, &file).await.is_ok());
    let late = sealed(&talk, LETTER);
    let late =
        talk.centre.anna.rest.send_file((chat, late.id), (late.message, Audience::Everyone), &late.bytes);
    assert_eq!(late.await.unwrap().map_err(refused).unwrap_err(), ProblemCode::Ended);
}

#[tokio::test]
async fn numbers_and_sizes_are_held_and_nothing_else_changes() {
    let talk = talking().await.unwrap();
    let (chat, first) = (talk.seeker.chat, sealed(&talk, LETTER));
    send(&talk, &first).await.unwrap();
    for _ in 1..limits::FILES_PER_MESSAGE {
        send(&talk, &Sealed { message: first.message, ..sealed(&talk, LETTER) }).await.unwrap();
    }
    let sixth = Sealed { message: first.message, ..sealed(&talk, LETTER) };
    assert_eq!(send(&talk, &sixth).await, Err(ProblemCode::TooManyFiles));
    assert_eq!(had_by(&talk, &talk.centre.anna, &sixth).await, Err(ProblemCode::NotFound));

    let another_use = Sealed { id: first.id, ..sealed(&talk, b"%PDF-1.7 etwas anderes") };
    assert_eq!(send(&talk, &another_use).await, Err(ProblemCode::IdReused));
    assert_eq!(had_by(&talk, &talk.centre.anna, &first).await.unwrap(), first.bytes, "the first stays");

    let file = sealed(&talk, LETTER);
    let (of, for_all) = ((chat, file.id), (file.message, Audience::Everyone));
    let largest = usize::try_from(limits::SEALED_FILE_BYTES).unwrap();
    for (said, code) in [
        (largest + 1, ProblemCode::FileTooLarge),
        (49, ProblemCode::Malformed),
        (file.bytes.len() - 1, ProblemCode::Malformed),
        (file.bytes.len() + 1, ProblemCode::Malformed),
    ] {
        let sent = talk.seeker.rest.send_file_as(of, for_all, said, &file.bytes).await.unwrap();
        assert_eq!(sent.unwrap_err().code, code, "{said} bytes were said");
    }
    assert_eq!(had_by(&talk, &talk.centre.anna, &file).await, Err(ProblemCode::NotFound));
    for _ in limits::FILES_PER_MESSAGE..limits::FILES_PER_CHAT {
        send(&talk, &sealed(&talk, LETTER)).await.expect("what was refused or broke off takes no room");
    }
    assert_eq!(send(&talk, &sealed(&talk, LETTER)).await, Err(ProblemCode::TooManyFiles));
}

#[tokio::test]
async fn a_bucket_keeps_them_and_when_it_is_away_nothing_is_lost_and_nothing_stays() {
    let (s3, mut talk) = bucket().await;
    let mut picture = b"\xFF\xD8\xFF".to_vec();
    picture.resize(usize::try_from(limits::FILE_BYTES).unwrap(), 7);
    let large = sealed(&talk, &picture);
    send(&talk, &large).await.unwrap();
    assert_eq!(had_by(&talk, &talk.centre.anna, &large).await.unwrap(), large.bytes, "20 MB, in parts");
    assert!(!talk.centre.server.keeps(&large.bytes[..64]).await.unwrap(), "and not on this machine");

    s3.network.cut();
    let file = sealed(&talk, LETTER);
    assert_eq!(send(&talk, &file).await, Err(ProblemCode::Unavailable));
    assert_eq!(had_by(&talk, &talk.centre.anna, &large).await, Err(ProblemCode::Unavailable));
    let ready = format!("{}/readyz", talk.centre.server.operator_url());
    assert_eq!(reqwest::get(&ready).await.unwrap().text().await.unwrap(), r#"{"away":["files"]}"#);
    talk.seeker.say(&mut talk.seeker_wire, "Kommt der Brief an?").await.unwrap();
    s3.network.mend();
    send(&talk, &file).await.unwrap();
    assert_eq!(had_by(&talk, &talk.centre.anna, &file).await.unwrap(), file.bytes, "sent again it comes");

    talk.seeker.command("end").await.unwrap().unwrap();
    s3.network.cut();
    let late = Duration::from_secs(60);
    talk.centre.server.clock.advance(48 * HOUR + late);
    let server = &talk.centre.server;
    until(server, "the chat stays", async || !server.keeps(&talk.seeker.chat.to_bytes()).await.unwrap())
        .await;
    assert_eq!(had_by(&talk, &talk.centre.anna, &file).await, Err(ProblemCode::NotFound));
    let counted = lag(server).await;
    assert!(counted >= late.as_secs_f64(), "what is not removed yet is late since its 48 hours: {counted} s");
    s3.network.mend();
    until(server, "the bytes stay", async || !s3.keeps(&file.bytes) && !s3.keeps(&large.bytes[..64])).await;
    until(server, "they are still counted", async || lag(server).await == 0.0).await;
}

/// `beistand_purge_lag_seconds`.
async fn lag(server: &TestServer) -> f64 {
    let text =
        reqwest::get(format!("{}/metrics", server.operator_url())).await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.starts_with("beistand_purge_lag_seconds ")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_nobody_knows_of_is_removed_and_what_is_known_stays() {
    let talk = talking().await.unwrap();
    let file = sealed(&talk, LETTER);
    send(&talk, &file).await.unwrap();
    let files = talk.centre.server.data().join("files");
    let installation = std::fs::read_dir(&files).unwrap().next().unwrap().unwrap().path();
    let stray = talk.centre.runtime.id(FileId::from_parts).to_string();
    for name in [stray.clone(), format!("{stray}#1")] {
        std::fs::write(installation.join(name), b"left by a crash").unwrap();
    }
    let neighbour = files.join("another-installation");
    std::fs::create_dir(&neighbour).unwrap();
    std::fs::write(neighbour.join(&stray), b"somebody else's").unwrap();
    let server = &talk.centre.server;
    let left = async || server.keeps(b"left by a crash").await.unwrap();
    talk.centre.server.clock.advance(HOUR);
    assert!(left().await, "a file that had only begun to come is not taken for a stray one");
    until(server, "strays stay", async || {
        server.clock.advance(HOUR);
        !left().await
    })
    .await;
    assert!(server.keeps(&file.bytes).await.unwrap());
    assert!(neighbour.join(&stray).exists());
}
