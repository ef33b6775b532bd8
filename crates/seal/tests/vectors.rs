//! The vectors that Rust and TypeScript both pass, and what must not open.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_seal::{
    Audience, ChatKey, ChatKeys, Context, DeviceKey, KeyName, Origin, SealError, Sender, day_of_envelope,
    open_message, seal_envelope, seal_message,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Vectors {
    messages: Vec<MessageVector>,
    envelopes: Vec<EnvelopeVector>,
}

#[derive(Serialize, Deserialize)]
struct MessageVector {
    key: String,
    nonce: String,
    chat: String,
    message: String,
    sender: SenderVector,
    audience: String,
    device: String,
    epoch: u32,
    plaintext: String,
    sealed: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum SenderVector {
    Seeker,
    Counsellor { id: String },
}

#[derive(Serialize, Deserialize)]
struct EnvelopeVector {
    private_key: String,
    public_key: String,
    chat: String,
    device: String,
    audience: String,
    epoch: u32,
    day: u32,
    key: String,
    envelope: String,
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    B64.decode(text).unwrap().try_into().unwrap()
}

fn id(text: &str) -> [u8; 16] {
    hex::decode(text.replace('-', "")).unwrap().try_into().unwrap()
}

fn audience(text: &str) -> Audience {
    if text == "everyone" { Audience::Everyone } else { Audience::Counsellors }
}

fn context(vector: &MessageVector) -> Context {
    let sender = match &vector.sender {
        SenderVector::Seeker => Sender::Seeker,
        SenderVector::Counsellor { id: person } => Sender::Counsellor(id(person)),
    };
    let audience = audience(&vector.audience);
    Context { chat: id(&vector.chat), message: id(&vector.message), sender, audience }
}

fn origin(vector: &MessageVector) -> Origin {
    Origin { device: id(&vector.device), epoch: vector.epoch }
}

fn keys(vector: &MessageVector) -> ChatKeys {
    let mut keys = ChatKeys::default();
    keys.insert(audience(&vector.audience), vector.epoch, ChatKey::from_bytes(bytes(&vector.key)));
    keys
}

fn check(file: &str) -> Vectors {
    let vectors: Vectors = serde_json::from_str(file).unwrap();
    assert!(!vectors.messages.is_empty() && !vectors.envelopes.is_empty());
    for vector in &vectors.messages {
        let (keys, origin) = (keys(vector), origin(vector));
        let plaintext = B64.decode(&vector.plaintext).unwrap();
        let sealed =
            seal_message((&keys, origin), &context(vector), &plaintext, bytes(&vector.nonce)).unwrap();
        assert_eq!(B64.encode(&sealed), vector.sealed);
        assert_eq!(open_message(&keys, &context(vector), &sealed).unwrap(), (origin, plaintext));
    }
    for vector in &vectors.envelopes {
        let device = DeviceKey::from_bytes(&bytes(&vector.private_key)).unwrap();
        assert_eq!(B64.encode(device.public_key()), vector.public_key);
        let envelope = B64.decode(&vector.envelope).unwrap();
        assert_eq!(day_of_envelope(&envelope), Ok(vector.day));
        let (name, key) = device.open_envelope(id(&vector.chat), id(&vector.device), &envelope).unwrap();
        let (epoch, day) = (vector.epoch, vector.day);
        assert_eq!(name, KeyName { audience: audience(&vector.audience), epoch, day });
        assert!(key.same_as(&ChatKey::from_bytes(bytes(&vector.key))));
    }
    vectors
}

#[test]
fn the_rust_vectors_hold() {
    if std::env::var_os("BEISTAND_BLESS").is_some() {
        bless();
    }
    check(&rust_vectors());
}

#[test]
fn the_vectors_made_in_typescript_open_here() {
    check(include_str!("../../../ui/src/seal/vectors-from-typescript.json"));
}

#[test]
fn nothing_opens_when_anything_was_changed() {
    let vectors = check(&rust_vectors());
    let vector = &vectors.messages[0];
    let keys = keys(vector);
    let sealed = B64.decode(&vector.sealed).unwrap();
    let right = context(vector);
    for position in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[position] ^= 1;
        assert!(open_message(&keys, &right, &changed).is_err(), "byte {position}");
        assert!(open_message(&keys, &right, &sealed[..position]).is_err(), "cut at {position}");
    }
    let others = [
        Context { chat: [9; 16], ..right },
        Context { message: [9; 16], ..right },
        Context { sender: Sender::Counsellor([0; 16]), ..right },
        Context { audience: Audience::Counsellors, ..right },
    ];
    for other in others {
        assert_eq!(open_message(&keys, &other, &sealed), Err(SealError::DoesNotOpen));
    }
    let wrong = ChatKeys::first(ChatKey::from_bytes([9; 32]));
    assert_eq!(open_message(&wrong, &right, &sealed), Err(SealError::DoesNotOpen));
    assert_eq!(open_message(&ChatKeys::default(), &right, &sealed), Err(SealError::NoKey));
}

#[test]
fn a_key_of_another_epoch_or_audience_is_never_tried() {
    let right = ChatKey::from_bytes([4; 32]);
    let context =
        Context { chat: [1; 16], message: [2; 16], sender: Sender::Seeker, audience: Audience::Everyone };
    let origin = Origin { device: [3; 16], epoch: 7 };
    let mut keys = ChatKeys::default();
    keys.insert(Audience::Everyone, 7, right.clone());
    let sealed = seal_message((&keys, origin), &context, b"text", [0; 12]).unwrap();
    let mut others = ChatKeys::first(right.clone());
    others.insert(Audience::Counsellors, 7, right);
    assert_eq!(open_message(&others, &context, &sealed), Err(SealError::NoKey));
    assert_eq!(others.newest(Audience::Counsellors).map(|(epoch, _)| epoch), Some(7));
}

#[test]
fn an_envelope_opens_for_its_device_and_chat_only() {
    let (chat, device) = ([1; 16], [2; 16]);
    let mine = DeviceKey::from_seed([3; 32]);
    let key = ChatKey::from_bytes([4; 32]);
    let name = KeyName { audience: Audience::Counsellors, epoch: 3, day: 20_000 };
    let envelope = seal_envelope((name, &key), &mine.public_key(), chat, device, [5; 32]).unwrap();
    assert!(mine.open_envelope(chat, device, &envelope).is_ok());
    assert!(mine.open_envelope([9; 16], device, &envelope).is_err());
    assert!(mine.open_envelope(chat, [9; 16], &envelope).is_err());
    assert!(DeviceKey::from_seed([9; 32]).open_envelope(chat, device, &envelope).is_err());
    for position in 0..envelope.len() {
        let mut changed = envelope.clone();
        changed[position] ^= 1;
        assert!(mine.open_envelope(chat, device, &changed).is_err(), "byte {position}");
    }
}

proptest::proptest! {
    #[test]
    fn what_is_sealed_opens_and_its_length_is_a_step(key: [u8; 32], nonce: [u8; 12], epoch: u32, text: Vec<u8>) {
        let (chat, message, audience) = ([1; 16], [2; 16], Audience::Everyone);
        let context = Context { chat, message, sender: Sender::Seeker, audience };
        let origin = Origin { device: [3; 16], epoch };
        let mut keys = ChatKeys::default();
        keys.insert(Audience::Everyone, epoch, ChatKey::from_bytes(key));
        let sealed = seal_message((&keys, origin), &context, &text, nonce).unwrap();
        proptest::prop_assert!([64, 256, 1_024].contains(&(sealed.len() - 50)));
        proptest::prop_assert_eq!(open_message(&keys, &context, &sealed), Ok((origin, text)));
    }
}

/// Writes the vectors again; the ids and keys are patterns, so that nobody mistakes them for real ones.
fn bless() {
    let uuid = |n: u8| format!("0190{n:02x}00-0000-7000-8000-0000000000{n:02x}");
    let texts = ["{\"kind\":\"text\",\"fallback\":\"Hallo, ist da jemand?\"}", "", "ä€😀"];
    let messages = texts.iter().zip(1u8..).map(|(text, n)| {
        let sender = if n == 2 { SenderVector::Counsellor { id: uuid(7) } } else { SenderVector::Seeker };
        let mut vector = MessageVector {
            key: B64.encode([n; 32]),
            nonce: B64.encode([n + 100; 12]),
            chat: uuid(n),
            message: uuid(n + 20),
            sender,
            audience: if n == 3 { "counsellors".into() } else { "everyone".into() },
            device: uuid(n + 60),
            epoch: u32::from(n) - 1,
            plaintext: B64.encode(text),
            sealed: String::new(),
        };
        let from = (&keys(&vector), origin(&vector));
        let sealed = seal_message(from, &context(&vector), text.as_bytes(), [n + 100; 12]);
        vector.sealed = B64.encode(sealed.unwrap());
        vector
    });
    let envelopes = (1u8..3).map(|n| {
        let device = DeviceKey::from_seed([n; 32]);
        let audience = if n == 2 { Audience::Counsellors } else { Audience::Everyone };
        let (epoch, day) = (u32::from(n) - 1, 20_000 + u32::from(n));
        let envelope = seal_envelope(
            (KeyName { audience, epoch, day }, &ChatKey::from_bytes([n + 10; 32])),
            &device.public_key(),
            id(&uuid(n)),
            id(&uuid(n + 40)),
            [n + 50; 32],
        );
        EnvelopeVector {
            private_key: B64.encode(device.to_bytes()),
            public_key: B64.encode(device.public_key()),
            chat: uuid(n),
            device: uuid(n + 40),
            audience: if n == 2 { "counsellors".into() } else { "everyone".into() },
            epoch,
            day,
            key: B64.encode([n + 10; 32]),
            envelope: B64.encode(envelope.unwrap()),
        }
    });
    let vectors = Vectors { messages: messages.collect(), envelopes: envelopes.collect() };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/v2.json");
    std::fs::write(path, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
}

fn rust_vectors() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/v2.json")).unwrap()
}
