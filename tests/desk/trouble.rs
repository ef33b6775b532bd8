//! Network gone, server gone, program gone: what was typed is kept, what was sent arrives once.

use beistand_app::command::{OpenChat, SaveDraft, SendMessage};
use beistand_app::view::{Delivery, TranscriptItem};
use beistand_protocol::rest::message::MessagePage;
use beistand_testkit::people::read;
use reqwest::Method;

use crate::setup::{Talk, connected, talking, texts};

/// The whole transcript as the seeker has it.
async fn seekers_texts(talk: &Talk) -> Vec<String> {
    let path = format!("/api/v1/chats/{}/messages", talk.seeker.chat);
    let none: Option<&()> = None;
    let page: MessagePage = talk.seeker.rest.call(Method::GET, &path, none).await.unwrap().unwrap();
    page.messages.iter().map(|message| read(&talk.seeker.keys, message).unwrap()).collect()
}

fn all_stored(seen: &beistand_app::fake::Seen, talk: &Talk, count: usize) -> bool {
    let Some(transcript) = seen.transcripts.get(&talk.seeker.chat) else {
        return false;
    };
    let stored = transcript.items.iter().filter(|item| {
        matches!(item, TranscriptItem::Message(m) if !matches!(m.state, Delivery::Waiting | Delivery::Failed))
    });
    stored.count() == count
}

#[tokio::test]
async fn what_is_written_without_a_network_arrives_once_and_in_order() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.anna.network.cut();
    talk.anna.until(|seen| !connected(seen)).await;
    for text in ["eins", "zwei", "drei"] {
        talk.anna.give(SendMessage { chat, text: text.into() });
    }
    talk.anna.until(|seen| texts(seen, chat).len() == 3).await;
    talk.seeker.say(&mut talk.wire, "inzwischen").await.unwrap();
    talk.anna.network.mend();
    talk.anna.in_time(|seen| connected(seen) && all_stored(seen, &talk, 4)).await;
    let expected = ["inzwischen", "eins", "zwei", "drei"];
    assert_eq!(seekers_texts(&talk).await, expected);
    talk.anna.until(|seen| texts(seen, chat) == expected).await;
}

#[tokio::test]
async fn a_server_that_falls_over_loses_nothing() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.anna.give(SendMessage { chat, text: "vorher".into() });
    talk.anna.until(|seen| all_stored(seen, &talk, 1)).await;
    talk.server.crash_and_restart().await.unwrap();
    talk.anna.give(SendMessage { chat, text: "nachher".into() });
    talk.anna.in_time(|seen| connected(seen) && all_stored(seen, &talk, 2)).await;
    assert_eq!(seekers_texts(&talk).await, ["vorher", "nachher"]);
}

#[tokio::test]
async fn a_killed_desk_comes_back_without_a_password_and_sends_what_was_written() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.anna.give(SaveDraft { chat, text: "ein Entwurf".into() });
    talk.anna.network.cut();
    talk.anna.until(|seen| !connected(seen)).await;
    talk.anna.give(SendMessage { chat, text: "noch nicht gesendet".into() });
    talk.anna.until(|seen| texts(seen, chat).len() == 1).await;
    talk.anna.give(SaveDraft { chat, text: "ein Entwurf".into() });
    talk.anna.until(|seen| seen.screen().is_some_and(|screen| screen.chats[0].draft)).await;
    talk.anna.kill_and_restart().await;
    talk.anna.network.mend();
    talk.anna.in_time(connected).await;
    talk.anna.give(OpenChat { chat });
    let seen = talk.anna.in_time(|seen| all_stored(seen, &talk, 1)).await;
    assert_eq!(seen.transcripts[&chat].draft, "ein Entwurf");
    assert_eq!(seekers_texts(&talk).await, ["noch nicht gesendet"]);
}
