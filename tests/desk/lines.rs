//! Lines as they are: proxies that let little through, and those that are the only way out.

use beistand_app::command::{AttachFile, CancelMessage, SendMessage};
use beistand_app::fake::Seen;
use beistand_app::view::{Delivery, MessageItem, TranscriptItem, WhyFailed};
use beistand_app::{Blob, ChatId};
use beistand_testkit::{Proxy, TestServer};

use crate::setup::{talking_behind, texts};

fn messages(seen: &Seen, chat: ChatId) -> Vec<&MessageItem> {
    let items = seen.transcripts.get(&chat).map_or(&[][..], |transcript| &transcript.items);
    items
        .iter()
        .filter_map(|item| match item {
            TranscriptItem::Message(message) => Some(message),
            TranscriptItem::Began { .. } | TranscriptItem::Ended { .. } => None,
        })
        .collect()
}

#[tokio::test]
async fn a_file_that_a_proxy_does_not_let_through_fails_and_the_text_behind_it_passes() {
    let server = TestServer::start().await.unwrap();
    let proxy = Proxy::limiting(server.host(), 1024 * 1024).await.unwrap();
    let talk = talking_behind(server, proxy.host()).await;
    let chat = talk.seeker.chat;
    let bytes = Blob(vec![b'a'; 3 * 1024 * 1024]);
    talk.anna.ask(AttachFile { chat, name: "gross.txt".into(), bytes }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "mit Datei".into() });
    talk.anna.give(SendMessage { chat, text: "ohne Datei".into() });
    let seen = talk
        .anna
        .until(|seen| {
            let all = messages(seen, chat);
            all.len() == 2 && all.iter().all(|message| message.state != Delivery::Waiting)
        })
        .await;
    let all = messages(&seen, chat);
    let failed = all.iter().find(|message| message.state == Delivery::Failed).unwrap();
    assert_eq!(failed.why_failed, Some(WhyFailed::TooLargeForProxy));
    let stored = all.iter().find(|message| message.state != Delivery::Failed).unwrap();
    assert!(matches!(&stored.body, beistand_app::view::Body::Text { text } if text == "ohne Datei"));
    let small = Blob(b"%PDF-1.7 klein".to_vec());
    talk.anna.ask(AttachFile { chat, name: "klein.pdf".into(), bytes: small }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "klein".into() });
    talk.anna
        .until(|seen| messages(seen, chat).iter().filter(|one| one.state == Delivery::Stored).count() == 2)
        .await;
}

#[tokio::test]
async fn a_file_that_waits_can_be_taken_back() {
    let server = TestServer::start().await.unwrap();
    let host = server.host();
    let talk = talking_behind(server, host).await;
    let chat = talk.seeker.chat;
    talk.anna.network.cut();
    let bytes = Blob(b"%PDF-1.7 doch nicht".to_vec());
    talk.anna.ask(AttachFile { chat, name: "brief.pdf".into(), bytes }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "mit Datei".into() });
    talk.anna.give(SendMessage { chat, text: "ohne Datei".into() });
    let seen = talk.anna.until(|seen| messages(seen, chat).len() == 2).await;
    let message = messages(&seen, chat)[0].id;
    talk.anna.ask(CancelMessage { message }).await.unwrap();
    talk.anna.until(|seen| texts(seen, chat) == ["ohne Datei"]).await;
    let text = messages(&talk.anna.desktop.seen(), chat)[0].id;
    talk.anna.ask(CancelMessage { message: text }).await.unwrap_err();
}
