//! Sealed files, and which files are taken: what Rust and TypeScript answer alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_seal::{
    Attachment, Audience, Body, ChainLink, ChatKey, ChatKeys, Content, ContentError, Context, FileError,
    Origin, SealError, Sender, open_file, seal_file,
};
use serde::{Deserialize, Serialize};

/// The tab that the vectors come from.
const TAB: Origin = Origin { device: [77; 16], epoch: 0 };

#[derive(Serialize, Deserialize)]
struct Vectors {
    sealed: Vec<SealedVector>,
    taken: Vec<TakenVector>,
}

/// A file sealed with this key and nonce for this message of the seeker.
#[derive(Serialize, Deserialize)]
struct SealedVector {
    key: String,
    nonce: String,
    chat: String,
    message: String,
    file: String,
    bytes: String,
    sealed: String,
}

/// What a sender's check says of a name and bytes: the name it gets and its media type, or why it is not taken.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct TakenVector {
    name: String,
    bytes: String,
    verdict: Verdict,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Verdict {
    Taken { name: String, media: String },
    Empty,
    TooLarge,
    ForbiddenType,
    BadName,
}

const CASES: [(&str, &[u8]); 22] = [
    ("foto.jpg", b"\xFF\xD8\xFF\xE0..."),
    ("Foto.JPEG", b"\xFF\xD8\xFF\xE1..."),
    ("bild.png", b"\x89PNG\r\n\x1a\n..."),
    ("bild.gif", b"GIF89a..."),
    ("bild.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 "),
    ("brief.pdf", b"%PDF-1.7 ..."),
    ("notiz.txt", "Grüße".as_bytes()),
    ("brief.docx", b"PK\x03\x04..."),
    ("brief.odt", b"PK\x03\x04..."),
    ("leer.txt", b""),
    ("programm.exe", b"MZ..."),
    ("seite.html", b"<script>"),
    ("bild.svg", b"<svg>"),
    ("programm.pdf", b"MZ..."),
    ("programm.txt", b"MZ\x00\x00"),
    ("ohne endung", b"..."),
    (".pdf", b"%PDF-1.7"),
    ("../../etc/brief.pdf", b"%PDF-1.7"),
    ("C:\\Briefe\\brief.pdf", b"%PDF-1.7"),
    ("brief\u{202E}fdp.exe.pdf", b"%PDF-1.7"),
    ("brief.pdf ", b"%PDF-1.7"),
    ("...", b"..."),
];

fn id(text: &str) -> [u8; 16] {
    hex::decode(text.replace('-', "")).unwrap().try_into().unwrap()
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    B64.decode(text).unwrap().try_into().unwrap()
}

fn context(chat: &str, message: &str) -> Context {
    Context { chat: id(chat), message: id(message), sender: Sender::Seeker, audience: Audience::Everyone }
}

fn verdict(name: &str, bytes: &[u8]) -> Verdict {
    match Attachment::check([7; 16], name, bytes) {
        Ok(attachment) => {
            Verdict::Taken { media: attachment.kind().unwrap().media().to_owned(), name: attachment.name }
        }
        Err(FileError::Empty) => Verdict::Empty,
        Err(FileError::TooLarge) => Verdict::TooLarge,
        Err(FileError::ForbiddenType) => Verdict::ForbiddenType,
        Err(FileError::BadName) => Verdict::BadName,
    }
}

fn path() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/files.json")
}

/// Written once, and again only when what is taken changes: `BEISTAND_BLESS=1 cargo test -p beistand-seal`.
fn bless() {
    let uuid = |n: u8| format!("0190{n:02x}00-0000-7000-8000-0000000000{n:02x}");
    let sealed = [(1u8, &b"%PDF-1.7 ein Brief"[..]), (2, b""), (3, &[0, 255, 128])].map(|(n, file)| {
        let (chat, message) = (uuid(n), uuid(n + 20));
        let bound = context(&chat, &message);
        let (key, nonce) = ([n; 32], [n + 100; 12]);
        let keys = ChatKeys::first(ChatKey::from_bytes(key));
        let sealed = seal_file((&keys, TAB), (&bound, id(&uuid(n + 40))), file, nonce).unwrap();
        let (key, nonce) = (B64.encode(key), B64.encode(nonce));
        let (bytes, sealed) = (B64.encode(file), B64.encode(sealed));
        SealedVector { key, nonce, chat, message, file: uuid(n + 40), bytes, sealed }
    });
    let taken = CASES.map(|(name, bytes)| TakenVector {
        name: name.into(),
        bytes: B64.encode(bytes),
        verdict: verdict(name, bytes),
    });
    let vectors = Vectors { sealed: sealed.into(), taken: taken.into() };
    std::fs::write(path(), serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
}

fn vectors() -> Vectors {
    serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap()
}

#[test]
fn the_vectors_hold() {
    if std::env::var_os("BEISTAND_BLESS").is_some() {
        bless();
    }
    let vectors = vectors();
    assert!(!vectors.sealed.is_empty());
    for vector in &vectors.sealed {
        let key = ChatKeys::first(ChatKey::from_bytes(bytes(&vector.key)));
        let file = B64.decode(&vector.bytes).unwrap();
        let of = (&context(&vector.chat, &vector.message), id(&vector.file));
        let sealed = seal_file((&key, TAB), of, &file, bytes(&vector.nonce)).unwrap();
        assert_eq!(B64.encode(&sealed), vector.sealed);
        assert_eq!(open_file(&key, of, &sealed).unwrap(), file);
    }
    assert_eq!(vectors.taken.len(), CASES.len());
    for (vector, (name, bytes)) in vectors.taken.iter().zip(CASES) {
        assert_eq!((vector.name.as_str(), B64.decode(&vector.bytes).unwrap()), (name, bytes.to_vec()));
        assert_eq!(verdict(name, bytes), vector.verdict, "{name}");
    }
}

#[test]
fn what_is_dangerous_is_not_taken_whatever_it_is_called() {
    let forbidden =
        ["programm.exe", "seite.html", "bild.svg", "programm.pdf", "programm.txt", "ohne endung", ".pdf"];
    for vector in vectors().taken.iter().filter(|vector| forbidden.contains(&vector.name.as_str())) {
        assert_eq!(vector.verdict, Verdict::ForbiddenType, "{}", vector.name);
    }
    let named = |name: &str| match verdict(name, b"%PDF-1.7") {
        Verdict::Taken { name, .. } => name,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(named("../../etc/brief.pdf"), "brief.pdf");
    assert_eq!(named("C:\\Briefe\\brief.pdf"), "brief.pdf");
    assert_eq!(named("brief\u{202E}fdp.exe.pdf"), "brieffdp.exe.pdf");
}

#[test]
fn a_file_opens_for_its_message_and_id_only() {
    let key = ChatKeys::first(ChatKey::from_bytes([1; 32]));
    let right = context("01900100-0000-7000-8000-000000000001", "01900200-0000-7000-8000-000000000002");
    let sealed = seal_file((&key, TAB), (&right, [3; 16]), b"%PDF-", [4; 12]).unwrap();
    let other_message = Context { message: [9; 16], ..right };
    let other_sender = Context { sender: Sender::Counsellor([0; 16]), ..right };
    for of in [(&right, [9; 16]), (&other_message, [3; 16]), (&other_sender, [3; 16])] {
        assert_eq!(open_file(&key, of, &sealed), Err(SealError::DoesNotOpen));
    }
    // Neither can a message be passed off as a file, nor a file as a message.
    assert!(beistand_seal::open_message(&key, &right, &sealed).is_err());
}

fn read_again(content: &Content) -> Result<Content, ContentError> {
    let link = ChainLink { count: 1, seen: None, written: 1, sent: 2 };
    let body = Body { content: content.clone(), link };
    Body::from_plaintext(&body.to_plaintext()).map(|body| body.content)
}

#[test]
fn a_receiver_checks_what_a_sender_checks() {
    let file = Attachment::check([7; 16], "brief.pdf", b"%PDF-1.7").unwrap();
    let content = Content::files("Hier ist er.", vec![file.clone()]).unwrap();
    assert_eq!(read_again(&content), Ok(content));
    assert_eq!(Content::files("", vec![file.clone(); 6]), Err(ContentError::TooManyFiles));
    assert_eq!(Content::files("", Vec::new()), Err(ContentError::Empty));
    for (name, size) in
        [("brief.exe", 8), ("../brief.pdf", 8), ("brief.pdf", 0), ("brief.pdf", 21 * 1024 * 1024)]
    {
        let forged = Content::Files {
            text: String::new(),
            files: vec![Attachment { id: [7; 16], name: name.into(), size }],
        };
        assert_eq!(read_again(&forged), Err(ContentError::Unknown), "{name}, {size}");
    }
    assert_eq!(file.fits(b"%PDF-1.7 and more"), Err(FileError::ForbiddenType), "another length");
    assert_eq!(file.fits(b"MZ......"), Err(FileError::ForbiddenType), "another kind");
}
