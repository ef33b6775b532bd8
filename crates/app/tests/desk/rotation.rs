//! The session's token is replaced daily.

use std::time::Duration;

use beistand_app::fake::FakeDesktop;
use beistand_domain::limits;

use crate::answering::Received;
use crate::setup::Desk;

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
    desk.desktop.hold_keyring(true);
    rotated(&desk).await;
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
