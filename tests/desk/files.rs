//! Files through the real desk and the real server.

use beistand_app::command::{AttachFile, DetachFile, ReadFile, ReconnectNow, SendMessage};
use beistand_app::fake::Seen;
use beistand_app::view::{Body, Delivery, FileItem, MessageItem, TranscriptItem};
use beistand_app::{Blob, Failure, FailureCode, FileReader, MessageId};
use beistand_domain::ChatId;
use beistand_protocol::live::{Answer as Stored, Event};
use beistand_seal as seal;

use crate::setup::{Talk, talking, texts};

const LETTER: &[u8] = b"%PDF-1.7 ein Brief, den niemand sonst liest";

fn message(seen: &Seen, chat: ChatId) -> Option<&MessageItem> {
    seen.transcripts.get(&chat)?.items.iter().rev().find_map(|item| match item {
        TranscriptItem::Message(message) => Some(message),
        TranscriptItem::Finding { .. } | TranscriptItem::Began { .. } | TranscriptItem::Ended { .. } => None,
    })
}

fn files(message: &MessageItem) -> &[FileItem] {
    match &message.body {
        Body::Files { files, .. } => files,
        Body::Text { .. } | Body::Deleted | Body::Unreadable => &[],
    }
}

async fn attach(talk: &Talk, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let (chat, name, bytes) = (talk.seeker.chat, name.to_owned(), Blob(bytes.to_vec()));
    talk.anna.ask(AttachFile { chat, name, bytes }).await
}

async fn reader(talk: &Talk, message: MessageId, file: &FileItem) -> FileReader {
    let request = ReadFile { chat: talk.seeker.chat, message, file: file.id };
    talk.anna.ask(request).await.unwrap()
}

#[tokio::test]
async fn a_file_is_on_disk_first_outlives_a_fall_and_comes_before_its_words() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    attach(&talk, "brief.pdf", LETTER).await.unwrap();
    attach(&talk, "falsch.txt", b"doch nicht").await.unwrap();
    let attached = |seen: &Seen| seen.transcripts.get(&chat).map_or(Vec::new(), |t| t.attached.clone());
    let seen = talk.anna.until(|seen| attached(seen).len() == 2).await;
    let wrong = attached(&seen)[1].id;
    talk.anna.ask(DetachFile { chat, file: wrong }).await.unwrap();
    talk.anna.network.cut();
    talk.anna.give(SendMessage { chat, text: "Das Formular.".into() });
    talk.anna.until(|seen| message(seen, chat).is_some_and(|m| m.state == Delivery::Waiting)).await;
    talk.anna.kill_and_restart().await;
    let seen = talk.anna.until(|seen| message(seen, chat).is_some()).await;
    let waiting = message(&seen, chat).unwrap();
    assert_eq!(files(waiting)[0].name, "brief.pdf");
    let here = reader(&talk, waiting.id, &files(waiting)[0]).await;
    assert_eq!(here.read().await.unwrap(), LETTER, "it can be read before anybody has it");

    talk.anna.network.mend();
    talk.anna.give(ReconnectNow {});
    let heard = talk.wire.event(|event| match event {
        Event::MessageStored { message } => Some(message),
        _ => None,
    });
    let heard = heard.await.unwrap();
    let beistand_protocol::view::Sender::Counsellor { id } = heard.sender else { panic!("from Anna") };
    let context = seal::Context {
        message: heard.id.to_bytes(),
        sender: seal::Sender::Counsellor(id.to_bytes()),
        ..talk.seeker.context(heard.id)
    };
    let (_, body) = seal::Body::open(&talk.seeker.keys, &context, &heard.body.0).unwrap();
    let seal::Content::Files { text, files: named } = body.content else { panic!("files") };
    assert_eq!((text.as_str(), named.len(), named[0].name.as_str()), ("Das Formular.", 1, "brief.pdf"));
    let file = beistand_domain::FileId::from_bytes(named[0].id);
    let sealed = talk.seeker.rest.file(chat, file).await.unwrap().unwrap();
    assert_eq!(seal::open_file(&talk.seeker.keys, (&context, named[0].id), &sealed).unwrap(), LETTER);
    talk.anna.until(|seen| message(seen, chat).is_some_and(|m| m.state == Delivery::Stored)).await;
}

#[tokio::test]
async fn what_the_seeker_sends_is_read_and_what_is_not_what_it_says_is_not() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    let picture: &[u8] = b"\x89PNG\r\n\x1a\n...";
    let (id, answer) = talk
        .seeker
        .send_files(&mut talk.wire, "", &[("bild.png", picture), ("brief.pdf", LETTER)])
        .await
        .unwrap();
    assert!(matches!(answer, Stored::Stored { .. }), "{answer:?}");
    let seen = talk.anna.until(|seen| message(seen, chat).is_some_and(|m| files(m).len() == 2)).await;
    let shown = files(message(&seen, chat).unwrap());
    assert_eq!((shown[0].picture, shown[1].picture), (true, false));
    assert_eq!(reader(&talk, id, &shown[0]).await.read().await.unwrap(), picture);
    assert_eq!(reader(&talk, id, &shown[1]).await.read().await.unwrap(), LETTER);

    // A page that was changed: it names a program, or sends one under another name.
    let forged =
        |name: &str, size: u8| seal::Attachment { id: [size; 16], name: name.into(), size: size.into() };
    talk.seeker.send_unchecked(&mut talk.wire, "", &[(forged("programm.exe", 2), b"MZ")]).await.unwrap();
    talk.anna.until(|seen| texts(seen, chat).last().is_some_and(|last| last == "(unreadable)")).await;
    let (id, _) =
        talk.seeker.send_unchecked(&mut talk.wire, "", &[(forged("brief.pdf", 4), b"MZ..")]).await.unwrap();
    let seen = talk.anna.until(|seen| message(seen, chat).is_some_and(|m| m.id == id)).await;
    let wrong = reader(&talk, id, &files(message(&seen, chat).unwrap())[0]).await.read().await;
    assert_eq!(Failure::from(wrong.unwrap_err()).code, FailureCode::FileDamaged);
}

#[tokio::test]
async fn what_may_not_be_sent_is_refused_here_with_its_reason() {
    let talk = talking().await;
    let large = vec![b'a'; 20 * 1024 * 1024 + 1];
    for (name, bytes, code) in [
        ("programm.exe", &b"MZ"[..], FailureCode::ForbiddenType),
        ("programm.pdf", b"MZ", FailureCode::ForbiddenType),
        ("leer.txt", b"", FailureCode::EmptyFile),
        ("gross.txt", &large, FailureCode::FileTooLarge),
        (".", b"a", FailureCode::BadFileName),
    ] {
        assert_eq!(attach(&talk, name, bytes).await.unwrap_err().code, code, "{name}");
    }
    for n in 0..5 {
        attach(&talk, &format!("{n}.pdf"), LETTER).await.unwrap();
    }
    assert_eq!(attach(&talk, "6.pdf", LETTER).await.unwrap_err().code, FailureCode::TooManyFiles);
}
