//! Which views are sent: those that have changed, and no others.

use std::collections::BTreeSet;

use beistand_app::command::{DetachChat, OpenChat, SetSettings};
use beistand_app::fake::Sent;
use beistand_app::fake::chats::{active, waiting};
use beistand_app::view::ViewKind;
use beistand_app::{ChatId, Language, Settings};
use beistand_protocol::live::{Event, Writer};

use crate::chats::{from_seeker, talking};
use crate::setup::Desk;

fn chat(n: u8) -> ChatId {
    ChatId::from_bytes([n; 16])
}

/// Two open chats: the first one has a key, the second one is in a window of its own.
async fn two_chats() -> Desk {
    let desk = talking().await;
    desk.server.publish(Event::ChatChanged { chat: active(2) });
    desk.desk_until(|desk| desk.chats.len() == 2).await;
    desk.ask(OpenChat { chat: chat(2) }).await.unwrap();
    desk.ask(DetachChat { chat: chat(2) }).await.unwrap();
    desk
}

impl Desk {
    /// What was sent after so many views.
    fn sent_after(&self, count: usize) -> BTreeSet<String> {
        self.desktop.seen().sent[count..].iter().map(|sent| format!("{sent:?}")).collect()
    }

    fn sent(&self) -> usize {
        self.desktop.seen().sent.len()
    }
}

fn names(sent: &[Sent]) -> BTreeSet<String> {
    sent.iter().map(|sent| format!("{sent:?}")).collect()
}

#[tokio::test]
async fn a_message_is_sent_to_its_chat_the_list_and_the_sidebar_that_counts_it() {
    let desk = two_chats().await;
    let before = desk.sent();
    desk.server.publish(Event::MessageStored { message: from_seeker(1, "Hallo") });
    desk.desk_until(|desk| desk.unread == 1).await;
    let expected = [Sent::Transcript(chat(1)), Sent::View(ViewKind::Chats), Sent::View(ViewKind::Frame)];
    assert_eq!(desk.sent_after(before), names(&expected), "nothing of the other chat");
}

#[tokio::test]
async fn the_sidebar_is_sent_only_when_its_numbers_change() {
    let desk = two_chats().await;
    let before = desk.sent();
    desk.server.publish(Event::Typing { chat: chat(1), by: Writer::Seeker });
    desk.until(|seen| seen.transcripts[&chat(1)].typing).await;
    assert_eq!(desk.sent_after(before), names(&[Sent::Transcript(chat(1))]));
    let before = desk.sent();
    desk.server.publish(Event::ChatChanged { chat: waiting(3) });
    desk.desk_until(|desk| desk.waiting == 1).await;
    assert_eq!(
        desk.sent_after(before),
        names(&[Sent::View(ViewKind::Requests), Sent::View(ViewKind::Frame)])
    );
}

#[tokio::test]
async fn a_setting_sends_no_conversation() {
    let desk = two_chats().await;
    let before = desk.sent();
    let settings = Settings { language: Some(Language::Da), ..Settings::default() };
    desk.ask(SetSettings { settings: settings.clone() }).await.unwrap();
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.settings == settings)).await;
    assert_eq!(desk.sent_after(before), names(&[Sent::View(ViewKind::Settings)]));
}
