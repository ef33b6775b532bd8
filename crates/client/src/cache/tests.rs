use std::time::Duration;

use super::*;
use crate::outbox::{Sealed, WhyFailed};
use crate::runtime::fake::{FakeClock, runtime};
use beistand_domain::{PersonId, TopicId};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, EndingView, Marks, Sender, TopicView};
use beistand_seal::Content;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beistand-cache-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn open(&self, key: u8) -> (Opened, Runtime, FakeClock) {
        let (runtime, clock) = runtime(key.into());
        let opened = Cache::open(&self.0, LocalKey::from_bytes([key; 32]), runtime.clone()).unwrap();
        (opened, runtime, clock)
    }

    /// Whether any file of the folder has these bytes in it.
    fn contains(&self, bytes: &[u8]) -> bool {
        std::fs::read_dir(&self.0).unwrap().any(|entry| {
            let content = std::fs::read(entry.unwrap().path()).unwrap();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
    }

    fn files(&self) -> Vec<String> {
        let names =
            std::fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn chat(n: u8, readable_until: Moment) -> ChatView {
    ChatView {
        id: ChatId::from_bytes([n; 16]),
        revision: 1,
        number: n.into(),
        topic: TopicView { id: TopicId::from_bytes([9; 16]), slug: "sucht".into(), name: "Sucht".into() },
        requested: Moment::from_millis(0),
        state: ChatStateView::Ended {
            counsellor: None,
            started: None,
            at: readable_until - limits::READABLE_AFTER_END,
            how: EndingView::BySeeker,
            readable_until,
        },
        last_seq: 1,
        seeker_marks: Marks::default(),
        counsellor_marks: Marks::default(),
        envelope: None,
    }
}

fn message(chat: u8, seq: u32) -> MessageView {
    MessageView {
        id: MessageId::from_bytes([u8::try_from(seq).unwrap(); 16]),
        chat: ChatId::from_bytes([chat; 16]),
        seq,
        at: Moment::from_millis(0),
        sender: Sender::Counsellor { id: PersonId::from_bytes([1; 16]) },
        audience: Audience::Everyone,
        body: Blob(b"a body from the wire".to_vec()),
    }
}

#[test]
fn what_was_kept_is_there_after_a_restart_and_nothing_of_it_can_be_read_on_disk() {
    let folder = Folder::new("restart");
    let (Opened { mut cache, rebuilt }, runtime, _) = folder.open(1);
    assert!(!rebuilt);
    let soon = runtime.now() + Duration::from_secs(60);
    cache.put_chat(&chat(1, soon)).unwrap();
    cache.put_message(&message(1, 2), true).unwrap();
    cache.put_message(&message(1, 1), true).unwrap();
    cache.put_message(&message(1, 1), true).unwrap();
    cache.put_draft(ChatId::from_bytes([1; 16]), "Ein Entwurf").unwrap();
    drop(cache);
    let (Opened { cache, rebuilt }, ..) = folder.open(1);
    assert!(!rebuilt);
    assert_eq!(cache.chats(runtime.now()).unwrap(), [chat(1, soon)]);
    let kept = cache.messages(ChatId::from_bytes([1; 16]), runtime.now()).unwrap();
    assert_eq!(kept, [message(1, 1), message(1, 2)]);
    assert_eq!(cache.drafts().unwrap(), [(ChatId::from_bytes([1; 16]), "Ein Entwurf".to_owned())]);
    for plain in ["Ein Entwurf", "Sucht", "body"] {
        assert!(!folder.contains(plain.as_bytes()), "{plain} can be read on disk");
    }
}

#[test]
fn the_outbox_keeps_its_order_and_storing_a_message_empties_it() {
    let folder = Folder::new("outbox");
    let (Opened { mut cache, .. }, ..) = folder.open(1);
    let outgoing = |n: u8| Outgoing {
        id: MessageId::from_bytes([n; 16]),
        chat: ChatId::from_bytes([1; 16]),
        at: Moment::from_millis(0),
        written: Moment::from_millis(0),
        audience: Audience::Everyone,
        content: Content::Text { text: "text".into() },
        sealed: Some(Sealed { count: 1, body: Blob(vec![n]) }),
        files: Vec::new(),
        failed: None,
    };
    cache.put_draft(ChatId::from_bytes([1; 16]), "Halb fertig").unwrap();
    for n in [3, 1, 2] {
        cache.put_outgoing(&outgoing(n)).unwrap();
    }
    assert!(cache.drafts().unwrap().is_empty(), "the draft went into the message");
    cache.put_outgoing(&Outgoing { failed: Some(WhyFailed::Refused), ..outgoing(3) }).unwrap();
    cache.put_message(&message(1, 1), true).unwrap();
    let left: Vec<(u8, bool)> =
        cache.outgoing().unwrap().iter().map(|m| (m.id.to_bytes()[0], m.failed.is_some())).collect();
    assert_eq!(left, [(3, true), (2, false)]);
}

#[test]
fn when_the_time_is_over_it_cannot_be_read_and_no_byte_is_left() {
    let folder = Folder::new("purge");
    let (Opened { mut cache, .. }, runtime, clock) = folder.open(1);
    let (early, late) = (runtime.now() + Duration::from_secs(60), runtime.now() + Duration::from_secs(120));
    for (n, until) in [(1, early), (2, late)] {
        cache.put_chat(&chat(n, until)).unwrap();
        cache.put_message(&message(n, 1), true).unwrap();
    }
    let sealed: Vec<u8> =
        cache.db.query_row("SELECT sealed FROM message WHERE chat = ?1", [[1u8; 16]], |r| r.get(0)).unwrap();
    assert_eq!(cache.next_purge().unwrap(), Some(early));
    clock.advance(Duration::from_secs(60));
    assert!(
        cache.messages(ChatId::from_bytes([1; 16]), runtime.now()).unwrap().is_empty(),
        "checked on read"
    );
    assert!(folder.contains(&sealed));
    assert_eq!(cache.purge(runtime.now()).unwrap(), [ChatId::from_bytes([1; 16])]);
    assert!(!folder.contains(&sealed), "the bytes are gone from every file");
    assert_eq!(cache.chats(runtime.now()).unwrap().len(), 1);
}

#[test]
fn a_damaged_file_is_put_aside_for_an_hour_and_begun_again() {
    let folder = Folder::new("damaged");
    let (Opened { mut cache, .. }, ..) = folder.open(1);
    cache.put("place", &"somewhere").unwrap();
    drop(cache);
    std::fs::write(folder.0.join("desk.sqlite"), b"this is no database, and it is long enough to be one")
        .unwrap();
    let (Opened { mut cache, rebuilt }, runtime, _) = folder.open(1);
    assert!(rebuilt);
    assert_eq!(cache.get::<String>("place").unwrap(), None);
    assert!(folder.files().iter().any(|name| name.starts_with("desk-damaged-")));
    let later = runtime.now() + Duration::from_secs(3600);
    assert_eq!(cache.next_purge().unwrap(), Some(later));
    cache.purge(later).unwrap();
    assert!(!folder.files().iter().any(|name| name.starts_with("desk-damaged-")));
}

#[test]
fn a_changed_value_or_another_key_counts_as_damage() {
    let folder = Folder::new("changed");
    let (Opened { mut cache, .. }, runtime, _) = folder.open(1);
    cache.put_chat(&chat(1, runtime.now() + Duration::from_secs(60))).unwrap();
    cache.db.execute("UPDATE chat SET sealed = zeroblob(80)", []).unwrap();
    drop(cache);
    assert!(folder.open(1).0.rebuilt);
    assert!(folder.open(2).0.rebuilt);
    assert!(!folder.open(2).0.rebuilt);
}

#[test]
fn nothing_is_left_after_signing_out() {
    let folder = Folder::new("destroy");
    let (Opened { cache, .. }, ..) = folder.open(1);
    cache.destroy().unwrap();
    assert_eq!(folder.files(), [""; 0]);
}

#[test]
fn a_file_of_the_first_version_gets_what_the_second_added_and_loses_nothing() {
    let folder = Folder::new("older");
    let (opened, _, _) = folder.open(1);
    let mut cache = opened.cache;
    cache.put_draft(ChatId::from_bytes([7; 16]), "angefangen").unwrap();
    cache.db.execute_batch("DROP TABLE attachment; PRAGMA user_version = 1;").unwrap();
    drop(cache);
    let (opened, _, _) = folder.open(1);
    assert!(!opened.rebuilt);
    assert_eq!(opened.cache.drafts().unwrap(), [(ChatId::from_bytes([7; 16]), "angefangen".to_owned())]);
    assert_eq!(opened.cache.attachments().unwrap(), []);
}
