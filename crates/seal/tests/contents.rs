//! What is inside a message, read alike by Rust and by TypeScript (`vectors/contents.json`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use beistand_seal::{
    Audience, Body, ChainLink, ChatKey, ChatKeys, Content, ContentError, Context, Origin, Sender,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Case {
    what: String,
    /// What was sealed.
    plaintext: String,
    /// What a reader makes of it; null where nobody may have sent it.
    reads: Value,
}

fn read(plaintext: &str) -> Value {
    let Ok(Body { content, link }) = Body::from_plaintext(plaintext.as_bytes()) else { return Value::Null };
    let mut read = match content {
        Content::Text { text } => json!({ "is": "text", "text": text }),
        Content::Files { text, files } => json!({ "is": "files", "text": text, "files": files }),
        Content::Deletion { removes, fallback: _ } => {
            json!({ "is": "deletion", "removes": hex::encode(removes) })
        }
        Content::Unknown { fallback } => json!({ "is": "unknown", "fallback": fallback }),
    };
    read["count"] = link.count.into();
    read
}

#[test]
fn every_content_is_read_as_it_is_written_down() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/contents.json")).unwrap();
    assert!(cases.len() > 8);
    for Case { what, plaintext, reads } in cases {
        assert_eq!(read(&plaintext), reads, "{what}");
    }
}

#[test]
fn what_is_written_is_read_again_and_its_length_tells_little() {
    let files = json!([{ "id": "01900000-0000-7000-8000-000000000001", "name": "a.png", "size": 7 }]);
    let files: Vec<_> = serde_json::from_value(files).unwrap();
    let contents = [
        Content::text("Hallo 🌻").unwrap(),
        Content::files("", files.clone()).unwrap(),
        Content::files("Sehen Sie hier.", files).unwrap(),
        Content::deletion([7; 16], "Nachricht gelöscht").unwrap(),
    ];
    let keys = ChatKeys::first(ChatKey::from_bytes([1; 32]));
    let context =
        Context { chat: [1; 16], message: [2; 16], sender: Sender::Seeker, audience: Audience::Everyone };
    let origin = Origin { device: [3; 16], epoch: 0 };
    for content in contents {
        let link = ChainLink { count: 1, seen: Some([5; 32]), written: 1, sent: 2 };
        let body = Body { content, link };
        let sealed = body.seal((&keys, origin), &context, [0; 12]).unwrap();
        assert!([256 + 50, 1_024 + 50].contains(&sealed.len()), "{}", sealed.len());
        assert_eq!(Body::open(&keys, &context, &sealed), Ok((origin, body)));
    }
}

#[test]
fn ten_thousand_characters_fit_and_not_one_more() {
    let longest = Content::text(&"🌻".repeat(10_000)).unwrap();
    let link = ChainLink { count: 1, seen: None, written: 1, sent: 2 };
    let keys = ChatKeys::first(ChatKey::from_bytes([1; 32]));
    let context =
        Context { chat: [1; 16], message: [2; 16], sender: Sender::Seeker, audience: Audience::Everyone };
    let origin = Origin { device: [3; 16], epoch: 0 };
    let sealed = Body { content: longest, link }.seal((&keys, origin), &context, [0; 12]).unwrap();
    assert_eq!(sealed.len(), 65_536 + 50);
    assert_eq!(Content::text(&"a".repeat(10_001)), Err(ContentError::TooLong));
}
