//! Signing in, starting again, signing out.

use std::time::Duration;

use beistand_app::command::{
    DismissNotice, OpenChat, OpenKeyring, ReconnectNow, SaveDraft, SendMessage, SignIn, SignOut,
};
use beistand_app::fake::Seen;
use beistand_app::fake::chats::{active, ended};
use beistand_app::view::{Closed, Connection, NoticeWhat, Screen, SignInProblem, Unopened};
use beistand_app::{FailureCode, MachineRequest};
use beistand_domain::limits;
use beistand_protocol::live::{Answer, Bye, ClientFrame, ServerFrame};
use beistand_protocol::{Problem, ProblemCode};

use crate::answering::Received;
use crate::chats::{talking, with_key};
use crate::setup::{Desk, notices, screen};

async fn problem(desk: &Desk) -> SignInProblem {
    let seen = desk.until(|seen| match screen(seen) {
        Some(Screen::SignIn(form)) => !form.busy && form.problem.is_some(),
        Some(Screen::Starting | Screen::Locked(_) | Screen::Desk(_)) | None => false,
    });
    let Some(Screen::SignIn(form)) = screen(&seen.await).cloned() else { unreachable!() };
    form.problem.unwrap()
}

#[tokio::test]
async fn every_obstacle_has_its_own_name_and_the_form_keeps_what_was_typed() {
    let desk = Desk::new().await;
    desk.try_sign_in("falsch").await;
    assert_eq!(problem(&desk).await, SignInProblem::WrongPassword);
    let at = |server: &str| SignIn {
        server: server.into(),
        name: "anna".into(),
        password: "richtig".into(),
        code: None,
        shared: false,
        discard: false,
    };
    desk.ask(at("http://beratung.example")).await.unwrap();
    assert_eq!(problem(&desk).await, SignInProblem::BadAddress, "a password does not travel in the open");
    desk.ask(at("127.0.0.1:1")).await.unwrap();
    assert_eq!(problem(&desk).await, SignInProblem::Unreachable);
    let seen = desk.desktop.seen();
    let Some(Screen::SignIn(form)) = screen(&seen) else { panic!("not at the sign-in screen") };
    assert_eq!((form.server.as_str(), form.name.as_str()), ("127.0.0.1:1", "anna"));
}

#[tokio::test]
async fn a_desk_that_a_busy_server_turns_away_comes_again_by_itself() {
    let desk = Desk::new().await;
    desk.server.truth().busy_sign_ins = 2;
    desk.try_sign_in("richtig").await;
    desk.until(|seen| match screen(seen) {
        Some(Screen::SignIn(form)) => form.busy && form.problem == Some(SignInProblem::ServerBusy),
        Some(Screen::Starting | Screen::Locked(_) | Screen::Desk(_)) | None => false,
    })
    .await;
    desk.clock.advance(Duration::from_secs(3));
    assert_eq!(desk.server.received(), [Received::BusySignIn], "no sooner than it was asked to");
    while !desk.server.received().contains(&Received::SignIn) {
        desk.clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    desk.connected().await;
    let turned_away = |received: &&Received| **received == Received::BusySignIn;
    assert_eq!(desk.server.received().iter().filter(turned_away).count(), 2);
}

#[tokio::test]
async fn a_server_that_stays_busy_is_left_alone_and_that_is_said() {
    let desk = Desk::new().await;
    desk.server.truth().busy_sign_ins = u32::MAX;
    desk.try_sign_in("richtig").await;
    let given_up = |seen: &Seen| match screen(seen) {
        Some(Screen::SignIn(form)) => !form.busy && form.problem == Some(SignInProblem::ServerStillBusy),
        Some(Screen::Starting | Screen::Locked(_) | Screen::Desk(_)) | None => false,
    };
    while !given_up(&desk.desktop.seen()) {
        desk.clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    desk.server.truth().busy_sign_ins = 0;
    desk.sign_in().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_said_before_the_server_is_asked() {
    let desk = Desk::new().await;
    let _ = std::fs::remove_dir_all(&desk.folder);
    std::fs::write(&desk.folder, b"a file, not a folder").unwrap();
    desk.try_sign_in("richtig").await;
    assert_eq!(problem(&desk).await, SignInProblem::NoStorage);
    assert_eq!(desk.server.received(), []);
    std::fs::remove_file(&desk.folder).unwrap();
}

#[tokio::test]
async fn starting_again_needs_no_password_and_no_server_to_show_the_desk() {
    let mut desk = Desk::with(|truth| truth.chats = vec![active(1)]).await;
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.ask(OpenChat { chat: active(1).id }).await.unwrap();
    desk.server.truth().reachable = false;
    desk.restart();
    let shown = desk.desk_until(|_| true).await;
    assert_eq!((shown.chats.len(), shown.centre.as_str()), (1, "Beratungsstelle Demo"));
    assert_eq!(shown.front, Some(active(1).id), "the window comes back where it was");
    assert_ne!(shown.connection, Connection::Connected);
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    assert_eq!(desk.server.received().iter().filter(|received| **received == Received::SignIn).count(), 1);
}

#[tokio::test]
async fn signing_out_leaves_nothing_behind() {
    let desk = Desk::signed_in().await;
    // The keyring is written by a thread of its own.
    while desk.desktop.keyring().is_empty() {
        tokio::task::yield_now().await;
    }
    desk.ask(SignOut {}).await.unwrap();
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    desk.server.receives(Received::SignOut).await;
    let left: Vec<String> = std::fs::read_dir(&desk.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left, ["settings.json"], "the address and the name for the next time");
    while !desk.desktop.keyring().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.ask(ReconnectNow {}).await.unwrap_err().code, FailureCode::NotSignedIn);
}

#[tokio::test]
async fn a_session_ended_by_the_server_keeps_what_was_typed_for_the_same_person() {
    let desk = Desk::with(|truth| truth.chats = vec![active(1)]).await;
    let chat = active(1).id;
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.ask(SaveDraft { chat, text: "Halb fertig".into() }).await.unwrap();
    desk.server.bye(Bye::SignedOut);
    assert_eq!(problem(&desk).await, SignInProblem::SessionEnded);
    desk.sign_in().await;
    desk.ask(OpenChat { chat }).await.unwrap();
    let seen = desk.until(|seen| seen.transcripts.get(&chat).is_some_and(|t| t.draft == "Halb fertig")).await;
    assert_eq!(seen.transcripts[&chat].closed, Some(Closed::NoKey));
    let drafts: Vec<bool> = seen.screen().unwrap().chats.iter().map(|card| card.draft).collect();
    assert_eq!(drafts, [true]);
}

#[tokio::test]
async fn a_mistyped_name_leaves_the_outbox_alone() {
    let desk = talking().await;
    let chat = active(1).id;
    desk.server.truth().refuse_hello = Some(ServerFrame::Bye { why: Bye::SignedOut });
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.ask(SendMessage { chat, text: "Noch nicht fort".into() }).await.unwrap();
    desk.ask(ReconnectNow {}).await.unwrap();
    assert_eq!(problem(&desk).await, SignInProblem::SessionEnded);
    desk.try_sign_in_as("anan", "falsch").await;
    let (chats, unsent, drafts) = (1, 1, 0);
    let would_go = SignInProblem::WouldRemove { why: Unopened::AnotherPerson, chats, unsent, drafts };
    assert_eq!(problem(&desk).await, would_go);
    desk.discard_and_sign_in_as("anan", "falsch").await;
    assert_eq!(problem(&desk).await, SignInProblem::WrongPassword);
    let elsewhere = SignIn {
        server: "127.0.0.1:1".into(),
        name: "anna".into(),
        password: "richtig".into(),
        code: None,
        shared: false,
        discard: true,
    };
    desk.ask(elsewhere).await.unwrap();
    assert_eq!(problem(&desk).await, SignInProblem::Unreachable);
    desk.server.truth().chats = vec![with_key(&desk)];
    desk.server.truth().refuse_hello = None;
    desk.sign_in().await;
    desk.server
        .receives_such(1, |received| matches!(received, Received::Frame(ClientFrame::Send { .. })))
        .await;
}

#[tokio::test]
async fn a_second_factor_is_asked_for_after_the_password() {
    let desk = Desk::new().await;
    desk.server.truth().second_factor = Some("287082".into());
    desk.try_sign_in("falsch").await;
    assert_eq!(
        problem(&desk).await,
        SignInProblem::WrongPassword,
        "before the password nothing is said of it"
    );
    desk.try_sign_in("richtig").await;
    assert_eq!(problem(&desk).await, SignInProblem::SecondFactorNeeded);
    desk.sign_in_with_code("287083").await;
    assert_eq!(problem(&desk).await, SignInProblem::WrongCode);
    desk.sign_in_with_code("287082").await;
    desk.desk_until(|_| true).await;
}

/// Signed out by the server, with one chat that was left behind; gives what its row begins with.
async fn left_behind() -> (Desk, [u8; 16]) {
    let left = ended(200);
    let desk = Desk::with(|truth| truth.chats = vec![left.clone()]).await;
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.server.bye(Bye::SignedOut);
    assert_eq!(problem(&desk).await, SignInProblem::SessionEnded);
    assert!(desk.has_on_disk(&left.id.to_bytes()));
    (desk, left.id.to_bytes())
}

#[tokio::test]
async fn copies_go_after_48_hours_after_a_wrong_password_too() {
    let (desk, left) = left_behind().await;
    desk.try_sign_in("falsch").await;
    assert_eq!(problem(&desk).await, SignInProblem::WrongPassword);
    desk.clock.advance(limits::READABLE_AFTER_END);
    desk.gone_from_disk(&left).await;
}

#[tokio::test]
async fn copies_go_when_another_person_signs_in() {
    let (desk, left) = left_behind().await;
    desk.server.truth().chats.clear();
    desk.try_sign_in_as("ben", "richtig").await;
    let would_go = |why| SignInProblem::WouldRemove { why, chats: 1, unsent: 0, drafts: 0 };
    assert_eq!(problem(&desk).await, would_go(Unopened::AnotherPerson));
    assert!(desk.has_on_disk(&left), "not before it was asked for");
    desk.discard_and_sign_in_as("ben", "richtig").await;
    desk.connected().await;
    assert!(!desk.has_on_disk(&left));
}

/// Quit with a running chat, an unsent message and a draft; what would go is counted.
async fn quit_with_unsent() -> (Desk, impl Fn(Unopened) -> SignInProblem) {
    let desk = talking().await;
    let chat = active(1).id;
    desk.server.truth().chats = vec![with_key(&desk)];
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.ask(SendMessage { chat, text: "Noch nicht fort".into() }).await.unwrap();
    desk.ask(SaveDraft { chat, text: "Halb fertig".into() }).await.unwrap();
    desk.ask(MachineRequest::QuitNow).await.unwrap();
    desk.until(|seen| seen.exited).await;
    desk.server.truth().reachable = true;
    (desk, |why| SignInProblem::WouldRemove { why, chats: 1, unsent: 1, drafts: 1 })
}

#[tokio::test]
async fn a_locked_keyring_costs_nothing_and_everything_is_there_once_it_is_open() {
    let (mut desk, would_go) = quit_with_unsent().await;
    let chat = active(1).id;
    desk.desktop.lock_keyring(true);
    desk.restart();
    assert_eq!(problem(&desk).await, would_go(Unopened::KeyringLocked));
    desk.try_sign_in("richtig").await;
    assert_eq!(problem(&desk).await, would_go(Unopened::KeyringLocked));
    desk.desktop.lock_keyring(false);
    desk.ask(OpenKeyring {}).await.unwrap();
    desk.connected().await;
    desk.ask(OpenChat { chat }).await.unwrap();
    let seen = desk.until(|seen| seen.transcripts.get(&chat).is_some_and(|t| t.draft == "Halb fertig")).await;
    assert_eq!(seen.transcripts[&chat].closed, None, "the running chat is readable");
    desk.server
        .receives_such(1, |received| matches!(received, Received::Frame(ClientFrame::Send { .. })))
        .await;
}

#[tokio::test]
async fn signing_in_after_the_keyring_was_opened_takes_the_kept_session_up() {
    let (mut desk, would_go) = quit_with_unsent().await;
    desk.desktop.lock_keyring(true);
    desk.restart();
    assert_eq!(problem(&desk).await, would_go(Unopened::KeyringLocked));
    desk.desktop.lock_keyring(false);
    desk.sign_in().await;
    assert_eq!(desk.desktop.seen().screen().unwrap().chats.len(), 1);
    assert!(desk.desktop.seen().screen().unwrap().chats[0].draft);
}

#[tokio::test]
async fn copies_without_keys_go_only_when_that_was_asked_for() {
    let (mut desk, would_go) = quit_with_unsent().await;
    desk.desktop.empty_keyring();
    desk.restart();
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    desk.try_sign_in("richtig").await;
    assert_eq!(problem(&desk).await, would_go(Unopened::KeysMissing));
    desk.discard_and_sign_in_as("anna", "richtig").await;
    desk.connected().await;
}

#[tokio::test]
async fn copies_that_cannot_be_counted_go_only_when_that_was_asked_for() {
    let (mut desk, _) = quit_with_unsent().await;
    let file = desk.folder.join("desk.sqlite");
    let damaged = vec![7; 4096];
    std::fs::write(&file, &damaged).unwrap();
    let _ = std::fs::remove_file(desk.folder.join("desk.sqlite-wal"));
    let uncounted = |why| SignInProblem::WouldRemoveUncounted { why };
    desk.desktop.lock_keyring(true);
    desk.restart();
    assert_eq!(problem(&desk).await, uncounted(Unopened::KeyringLocked));
    desk.desktop.lock_keyring(false);
    desk.desktop.empty_keyring();
    desk.restart();
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    desk.try_sign_in("richtig").await;
    assert_eq!(problem(&desk).await, uncounted(Unopened::KeysMissing));
    assert_eq!(std::fs::read(&file).unwrap(), damaged);
    desk.discard_and_sign_in_as("anna", "richtig").await;
    desk.connected().await;
}

async fn another_version_is_said(refused: ServerFrame) {
    let desk = Desk::signed_in().await;
    desk.server.truth().refuse_hello = Some(refused);
    desk.server.hang_up();
    desk.desk_until(|desk| matches!(desk.connection, Connection::Offline { .. })).await;
    desk.clock.advance(Duration::from_secs(2));
    let seen = desk.until(|seen| notices(seen).contains(&NoticeWhat::WrongVersion)).await;
    let id = seen.desk.unwrap().notices[0].id;
    desk.ask(DismissNotice { id }).await.unwrap();
    let hellos = desk.server.truth().refused_hellos;
    while desk.server.truth().refused_hellos < hellos + 2 {
        desk.desk_until(|desk| matches!(desk.connection, Connection::Offline { .. })).await;
        desk.ask(ReconnectNow {}).await.unwrap();
    }
    desk.desk_until(|desk| matches!(desk.connection, Connection::Offline { .. })).await;
    assert_eq!(notices(&desk.desktop.seen()), [], "said once");
}

#[tokio::test]
async fn a_server_of_another_version_is_said_once() {
    let problem = Problem::new(ProblemCode::WrongVersion);
    another_version_is_said(ServerFrame::Answer { r: 1, answer: Answer::Refused { problem } }).await;
    another_version_is_said(ServerFrame::Bye { why: Bye::BadHello }).await;
}

#[tokio::test]
async fn the_notice_of_another_version_goes_when_the_server_has_followed() {
    let desk = Desk::new().await;
    desk.server.truth().refuse_hello = Some(ServerFrame::Bye { why: Bye::BadHello });
    desk.try_sign_in("richtig").await;
    desk.notice(NoticeWhat::WrongVersion).await;
    desk.server.truth().refuse_hello = None;
    desk.reconnect().await;
    desk.until(|seen| notices(seen).is_empty()).await;
}

#[tokio::test]
async fn without_a_keyring_it_says_so_and_works_until_it_ends() {
    let mut desk = Desk::on(beistand_app::fake::FakeDesktop::without_keyring()).await;
    desk.sign_in().await;
    let seen = desk.until(|seen| notices(seen).contains(&NoticeWhat::NoKeyring)).await;
    assert!(!seen.screen().unwrap().keyring);
    desk.restart();
    let seen = desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    let Some(Screen::SignIn(form)) = screen(&seen) else { panic!("not at the sign-in screen") };
    assert!(!form.keyring);
    desk.sign_in().await;
    let said = notices(&desk.desktop.seen());
    assert!(!said.contains(&NoticeWhat::CacheRebuilt), "copies under a lost key are no damage");
}

#[tokio::test]
async fn damaged_copies_are_put_aside_with_a_sentence() {
    let mut desk = Desk::signed_in().await;
    let file = desk.folder.join("desk.sqlite");
    desk.ask(MachineRequest::QuitNow).await.unwrap();
    desk.until(|seen| seen.exited).await;
    std::fs::write(&file, vec![7; 4096]).unwrap();
    let _ = std::fs::remove_file(desk.folder.join("desk.sqlite-wal"));
    desk.restart();
    desk.connected().await;
    desk.notice(NoticeWhat::CacheRebuilt).await;
}
