//! The session of a desk, on the wire.

use std::time::Duration;

use beistand_app::fake::{FakeDesktop, Seen};
use beistand_app::view::{Screen, SignInProblem};
use beistand_domain::limits;
use beistand_protocol::live::Who;
use beistand_testkit::{PATIENCE, TestServer, Wire};

use crate::setup::{Desk, screen};

/// The token in the keyring of this desk.
fn token(desktop: &FakeDesktop) -> Option<String> {
    let keyring = desktop.keyring();
    let entry: serde_json::Value = serde_json::from_str(keyring.values().next()?).unwrap();
    entry["token"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_token_is_replaced_daily_and_one_that_comes_back_ends_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start().await.unwrap();
    let anna = Desk::signed_in(&server, folder.path(), "anna").await;
    anna.in_time(|_| token(&anna.desktop).is_some()).await;
    let first = token(&anna.desktop);
    server.clock.advance(limits::TOKEN_ROTATES_AFTER);
    anna.in_time(|_| token(&anna.desktop) != first).await;

    // A thief has a copy of the first one. It ends the session ten minutes after the desk has used the new one, which it does
    // as soon as the keyring has it.
    let first = first.unwrap();
    let refused = async {
        loop {
            server.clock.advance(limits::TOKEN_OVERLAP + Duration::from_secs(1));
            if Wire::hello(&server.url(), Who::Counsellor { token: first.clone() }).await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.expect("a replaced token opens nothing");

    // The desk is signed out as well, and says why it asks for the password.
    let ended = |seen: &Seen| match screen(seen) {
        Some(Screen::SignIn(form)) => form.problem == Some(SignInProblem::SessionEnded),
        Some(Screen::Starting | Screen::Locked(_) | Screen::Desk(_)) | None => false,
    };
    anna.in_time(ended).await;
}
