//! Sealed bytes and what is inside them: whatever was changed on the way does not open, and never panics.

use beistand_seal::{
    Attachment, Audience, Body, ChainLink, ChatKey, ChatKeys, Content, Context, DeviceKeys, KeyName, Origin,
    Sender, day_of_envelope, open_file, seal_envelope, seal_file,
};

use crate::changed::{again, fuzz, fuzz_from};

const CHAT: [u8; 16] = [1; 16];
const DEVICE: [u8; 16] = [2; 16];
const FILE: [u8; 16] = [3; 16];
const ORIGIN: Origin = Origin { device: DEVICE, epoch: 0 };

fn context() -> Context {
    Context { chat: CHAT, message: [4; 16], sender: Sender::Seeker, audience: Audience::Everyone }
}

fn keys() -> ChatKeys {
    ChatKeys::first(ChatKey::from_bytes([5; 32]))
}

fn messages() -> Vec<Vec<u8>> {
    let link = ChainLink { count: 1, seen: None, written: 0, sent: 0 };
    let long = "ä".repeat(3_000);
    let contents = ["Hallo", long.as_str()].map(|text| Content::text(text).unwrap());
    let sealed = contents.map(|content| {
        let body = Body { content, link };
        body.seal((&keys(), ORIGIN), &context(), [6; 12]).unwrap()
    });
    sealed.to_vec()
}

#[test]
fn messages_that_were_changed_do_not_open() {
    let messages = messages();
    fuzz_from(&messages, |bytes| {
        let opened = Body::open(&keys(), &context(), bytes).is_ok();
        assert_eq!(opened, messages.iter().any(|message| message == bytes));
    });
}

#[test]
fn files_that_were_changed_do_not_open() {
    let file = seal_file((&keys(), ORIGIN), (&context(), FILE), b"%PDF-1.7", [6; 12]).unwrap();
    fuzz_from(std::slice::from_ref(&file), |bytes| {
        assert_eq!(open_file(&keys(), (&context(), FILE), bytes).is_ok(), bytes == file);
    });
}

#[test]
fn envelopes_that_were_changed_do_not_open() {
    let device = DeviceKeys::make([7; 32], (20_000, [8; 32])).unwrap();
    let day = device.newest(DEVICE).unwrap();
    let key = ChatKey::from_bytes([5; 32]);
    let envelope =
        seal_envelope((KeyName::first(20_000), &key), &day.public_key, CHAT, DEVICE, [9; 32]).unwrap();
    fuzz_from(std::slice::from_ref(&envelope), |bytes| {
        let _named = day_of_envelope(bytes);
        assert_eq!(device.open_envelope(CHAT, DEVICE, bytes).is_ok(), bytes == envelope);
    });
}

#[test]
fn contents() {
    fuzz("contents", |bytes| again(bytes, Body::from_plaintext, Body::to_plaintext));
}

#[test]
fn files_by_name_and_bytes() {
    fuzz("files", |bytes| {
        let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let (name, content) =
            (String::from_utf8_lossy(&bytes[..end]), bytes.get(end + 1..).unwrap_or_default());
        let Ok(file) = Attachment::check(FILE, &name, content) else { return };
        assert_eq!(Attachment::check(FILE, &file.name, content).as_ref(), Ok(&file), "its name is a name");
    });
}
