//! Lines as they are: proxies that let little through, and those that are the only way out.

use beistand_app::command::{AttachFile, CancelMessage, SendMessage};
use beistand_app::fake::Seen;
use beistand_app::view::{Body, Delivery, MessageItem, Screen, SignInProblem, TranscriptItem, WhyFailed};
use beistand_app::{Blob, ChatId};
use beistand_testkit::{Proxy, TestServer};

use crate::setup::{Desk, connected, screen, talking_behind, texts};

/// Where the tests below find their proxy: the environment belongs to the whole process.
const PROXY: &str = "HTTP_PROXY";
/// `anna:geheim`.
const CREDENTIALS: &str = "YW5uYTpnZWhlaW0=";

/// Runs one of the tests below in a process whose only way out is this proxy.
fn only_way_out(test: &str, proxy: &str) {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("lines::{test}"), "--ignored", "--nocapture"]);
    child.env(PROXY, proxy).env_remove("NO_PROXY").env_remove("no_proxy");
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_the_live_connection_go_out_through_the_same_proxy() {
    let proxy = Proxy::asked(Some(CREDENTIALS)).await.unwrap();
    let address = format!("http://anna:geheim@{}", proxy.host());
    tokio::task::spawn_blocking(move || only_way_out("through_the_proxy", &address)).await.unwrap();
    assert!(proxy.connected() > 0, "the live connection asked it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_refuses_is_named() {
    let proxy = Proxy::asked(Some(CREDENTIALS)).await.unwrap();
    let address = format!("http://{}", proxy.host());
    tokio::task::spawn_blocking(move || only_way_out("refused_by_the_proxy", &address)).await.unwrap();
    assert_eq!(proxy.connected(), 0);
}

#[test]
fn a_proxy_of_a_kind_that_is_not_supported_is_named() {
    only_way_out("unsupported_proxy", "socks5://127.0.0.1:1");
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn through_the_proxy() {
    let (server, folder) = (TestServer::start().await.unwrap(), tempfile::tempdir().unwrap());
    let desk = Desk::start(&server, folder.path(), "anna").await;
    desk.sign_in(beistand_server::demo::PASSWORD);
    desk.until(connected).await;
    desk.switch_on().await;
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn refused_by_the_proxy() {
    ends_with(SignInProblem::ProxyRefused { status: 407 }).await;
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn unsupported_proxy() {
    ends_with(SignInProblem::ProxyUnsupported).await;
}

/// Signing in is not possible, and the desk says why.
async fn ends_with(problem: SignInProblem) {
    let (server, folder) = (TestServer::start().await.unwrap(), tempfile::tempdir().unwrap());
    let desk = Desk::start(&server, folder.path(), "anna").await;
    desk.sign_in(beistand_server::demo::PASSWORD);
    desk.until(|seen| match screen(seen) {
        Some(Screen::SignIn(form)) => form.problem.as_ref() == Some(&problem),
        Some(Screen::Starting | Screen::Locked(_) | Screen::Desk(_)) | None => false,
    })
    .await;
}

fn messages(seen: &Seen, chat: ChatId) -> Vec<&MessageItem> {
    let items = seen.transcripts.get(&chat).map_or(&[][..], |transcript| &transcript.items);
    items
        .iter()
        .filter_map(|item| match item {
            TranscriptItem::Message(message) => Some(message),
            TranscriptItem::Began { .. } | TranscriptItem::Ended { .. } | TranscriptItem::Finding { .. } => {
                None
            }
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
    assert!(matches!(&stored.body, Body::Text { text } if text == "ohne Datei"));
    let small = Blob(b"%PDF-1.7 klein".to_vec());
    talk.anna.ask(AttachFile { chat, name: "klein.pdf".into(), bytes: small }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "klein".into() });
    talk.anna
        .until(|seen| messages(seen, chat).iter().filter(|one| one.state == Delivery::Stored).count() == 2)
        .await;
}

#[tokio::test]
async fn a_file_on_a_slow_line_shows_how_far_it_is_lets_texts_pass_and_can_be_taken_back() {
    let server = TestServer::start().await.unwrap();
    let proxy = Proxy::stalling(server.host(), 1024 * 1024).await.unwrap();
    let talk = talking_behind(server, proxy.host()).await;
    let chat = talk.seeker.chat;
    let bytes = Blob(vec![b'a'; 19 * 1024 * 1024]);
    talk.anna.ask(AttachFile { chat, name: "gross.txt".into(), bytes }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "mit Datei".into() });
    let sent = |seen: &Seen| match messages(seen, chat).first().map(|message| &message.body) {
        Some(Body::Files { files, .. }) => files[0].sent_percent,
        Some(Body::Text { .. } | Body::Deleted | Body::Unreadable) | None => None,
    };
    let seen = talk.anna.until(|seen| sent(seen).is_some()).await;
    assert!(sent(&seen) < Some(100));
    let slow = messages(&seen, chat)[0].id;
    talk.anna.give(SendMessage { chat, text: "ohne Datei".into() });
    let stored = |seen: &Seen| messages(seen, chat).iter().any(|message| message.state == Delivery::Stored);
    talk.anna.until(stored).await;
    talk.anna.ask(CancelMessage { message: slow }).await.unwrap();
    let small = Blob(b"%PDF-1.7 klein".to_vec());
    talk.anna.ask(AttachFile { chat, name: "klein.pdf".into(), bytes: small }).await.unwrap();
    talk.anna.give(SendMessage { chat, text: "klein".into() });
    talk.anna
        .until(|seen| {
            let all = messages(seen, chat);
            all.len() == 2 && all.iter().all(|message| message.state == Delivery::Stored)
        })
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
