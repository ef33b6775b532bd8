//! The session's token and the day's key are replaced daily.

use std::time::Duration;

use beistand_app::fake::FakeDesktop;
use beistand_app::view::{NoticeWhat, Screen};
use beistand_client::runtime::Clock;
use beistand_domain::limits;
use beistand_protocol::Blob;
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::GoneView;
use beistand_seal::{DeviceKeys, day_of};
use serde_json::Value;

use crate::answering::Received;
use crate::chats::with_key;
use crate::setup::{Desk, screen};

const DAY: Duration = Duration::from_secs(86_400);

impl Desk {
    fn has_kept(&self, token: &str) -> bool {
        let token = format!("\"token\":\"{token}\"");
        self.desktop.keyring().values().any(|entry| entry.contains(&token))
    }

    /// Waits until the keyring has the token; it tells nobody when it changes.
    async fn keeps(&self, token: &str) {
        while !self.has_kept(token) {
            tokio::task::yield_now().await;
        }
    }

    fn rotations(&self) -> usize {
        self.server.received().iter().filter(|received| matches!(received, Received::Rotation)).count()
    }

    /// The private keys in the keyring, by their days.
    fn kept_keys(&self) -> (DeviceKeys, Vec<u32>) {
        let keyring = self.desktop.keyring();
        let entry: Value = serde_json::from_str(keyring.values().next().unwrap()).unwrap();
        let bytes = |value: &Value| -> [u8; 32] {
            Blob::from_text(value.as_str().unwrap()).unwrap().0.as_slice().try_into().unwrap()
        };
        let day = |kept: &Value| (u32::try_from(kept["day"].as_u64().unwrap()).unwrap(), bytes(&kept["key"]));
        let days: Vec<_> = entry["day_keys"].as_array().unwrap().iter().map(day).collect();
        let named = days.iter().map(|(day, _)| *day).collect();
        (DeviceKeys::from_bytes(&bytes(&entry["signing_key"]), days).unwrap(), named)
    }

    /// Waits in time until the keyring has the keys of these days.
    async fn keeps_days(&self, days: &[u32]) {
        let kept = async {
            while self.desktop.keyring().is_empty() || self.kept_keys().1 != days {
                self.clock.advance(Duration::from_secs(1));
                // Slowly: another day would want another key.
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), kept).await.expect("the keyring has these days");
    }

    /// The tokens that the desk has greeted with.
    fn greetings(&self) -> Vec<String> {
        let received = self.server.received().into_iter();
        let greetings = received.filter_map(|received| match received {
            Received::Hello(token) => Some(token),
            _ => None,
        });
        greetings.collect()
    }

    /// The network goes and comes back; gives the token that the desk greets with then.
    async fn greets_again(&self) -> String {
        let before = self.greetings().len();
        self.server.hang_up();
        loop {
            if let Some(token) = self.greetings().get(before) {
                return token.clone();
            }
            self.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    }
}

/// A day later; the server has given out another token.
async fn rotated(desk: &Desk) {
    desk.keeps("token").await;
    desk.server.truth().next_token = Some("second".into());
    desk.clock.advance(limits::TOKEN_ROTATES_AFTER);
    desk.server.receives(Received::Rotation).await;
}

#[tokio::test]
async fn a_day_later_the_desk_uses_another_token_and_keeps_it() {
    let mut desk = Desk::signed_in().await;
    rotated(&desk).await;
    desk.keeps("second").await;
    assert_eq!(desk.greets_again().await, "second");
    desk.restart();
    desk.connected().await;
    assert_eq!(desk.greetings().last().unwrap(), "second");
}

#[tokio::test]
async fn until_the_keyring_has_the_new_token_the_old_one_is_used() {
    let mut desk = Desk::signed_in().await;
    desk.keeps("token").await;
    // The day's key is in the keyring before the server gets it; the token is young enough to stay.
    desk.clock.advance(limits::TOKEN_ROTATES_AFTER);
    desk.server.receives(Received::Rotation).await;
    desk.desktop.hold_keyring(true);
    desk.server.truth().next_token = Some("second".into());
    // In few steps: another day would want another key.
    for _ in 0..20 {
        desk.clock.advance(Duration::from_secs(15 * 60));
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        if desk.rotations() > 1 {
            break;
        }
    }
    desk.server.receives_such(2, |received| *received == Received::Rotation).await;
    assert_eq!(desk.greets_again().await, "token");
    assert!(desk.has_kept("token"));
    // The program falls over: what the keyring has is still taken.
    let keyring = desk.desktop.clone();
    desk.restart();
    desk.connected().await;
    assert_eq!(desk.greetings().last().unwrap(), "token");
    keyring.hold_keyring(false);
}

#[tokio::test]
async fn without_a_keyring_the_new_token_is_used_at_once() {
    let desk = Desk::on(FakeDesktop::without_keyring()).await;
    desk.sign_in().await;
    desk.server.truth().next_token = Some("second".into());
    desk.clock.advance(limits::TOKEN_ROTATES_AFTER);
    desk.server.receives(Received::Rotation).await;
    while desk.greets_again().await != "second" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_keyring_that_falls_over_does_not_stop_the_rotation() {
    let desk = Desk::signed_in().await;
    desk.keeps("token").await;
    desk.desktop.break_keyring();
    desk.server.truth().next_token = Some("second".into());
    desk.clock.advance(limits::TOKEN_ROTATES_AFTER);
    desk.server.receives(Received::Rotation).await;
    desk.notice(NoticeWhat::NoKeyring).await;
    while desk.greets_again().await != "second" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_back_up_of_day_zero_with_the_keyring_of_day_four_opens_nothing() {
    let desk = Desk::signed_in().await;
    desk.keeps("token").await;
    let backed_up = with_key(&desk);
    let (chat, device) = (backed_up.id, desk.server.truth().device.unwrap());
    let envelope = backed_up.envelope.clone().unwrap().0;
    let opens = |keys: &DeviceKeys| keys.open_envelope(chat.to_bytes(), device.to_bytes(), &envelope).is_ok();
    let (keys, days) = desk.kept_keys();
    assert!(opens(&keys));
    let first = days[0];
    desk.server.truth().chats = vec![backed_up.clone()];
    desk.server.publish(Event::ChatChanged { chat: backed_up });

    for day in 1..=4 {
        if day == 2 {
            desk.server.truth().chats = vec![];
            desk.server.publish(Event::ChatGone { chat, gone: GoneView::Purged });
        }
        desk.clock.advance(Duration::from_secs(86_400));
        // The newest key is in the keyring before seekers may be told of it.
        while desk.server.truth().day_key.as_ref().unwrap().day != first + day {
            desk.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
        assert!(desk.kept_keys().1.contains(&(first + day)));
        assert_eq!(desk.kept_keys().1.contains(&first), day < 2, "day {day}");
    }
    desk.keeps_days(&[first + 4]).await;
    assert!(!opens(&desk.kept_keys().0));
}

#[tokio::test]
async fn a_desk_that_was_off_for_days_drops_the_key_of_the_day_it_was_used_last() {
    let mut desk = Desk::signed_in().await;
    desk.keeps("token").await;
    let first = desk.kept_keys().1[0];
    desk.stop().await;
    desk.clock.advance(4 * DAY);
    desk.restart();
    desk.connected().await;
    desk.keeps_days(&[first + 4]).await;
}

#[tokio::test]
async fn a_desk_that_the_server_signed_out_drops_all_once_no_chat_can_be_readable() {
    let mut desk = Desk::signed_in().await;
    desk.keeps("token").await;
    let first = desk.kept_keys().1[0];
    desk.server.bye(Bye::SignedOut);
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    while !desk.desktop.keyring().values().any(|entry| entry.contains("sealed_until")) {
        tokio::task::yield_now().await;
    }
    desk.clock.advance(limits::READABLE_AFTER_END);
    desk.stop().await;
    assert_eq!(desk.kept_keys().1, [first], "the server may have a chat that began a moment before");
    desk.clock.advance(limits::CHAT_LENGTH + limits::ANSWER_WITHIN + Duration::from_secs(60));
    desk.restart();
    desk.keeps_days(&[]).await;
    // The rest of it is as it was, and the person who comes back gets a key of that day.
    let device = desk.server.truth().device;
    desk.sign_in().await;
    assert_eq!(desk.server.truth().device, device);
    desk.keeps_days(&[first + 2]).await;
}

#[tokio::test]
async fn a_key_that_a_clock_a_year_ahead_made_is_replaced_when_the_server_says_what_day_it_is() {
    let desk = Desk::with(|truth| truth.behind = 365 * DAY).await;
    let today = day_of(desk.clock.now().millis()) - 365;
    desk.keeps_days(&[today]).await;
    assert_eq!(desk.server.truth().day_key.as_ref().unwrap().day, today);
}
