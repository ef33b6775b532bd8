//! The desk behind its PIN, shared machines, and sessions that end while the server is away.

use std::time::Duration;

use beistand_app::command::{
    AcceptAndOpen, AcceptRequest, EndChat, LockNow, MarkRead, OpenChat, OpenSettings, Quit, SaveDraft,
    SendMessage, SetAvailability, SetPin, SetSettings, ShowTranscript, SignIn, SignOut, Unlock,
};
use beistand_app::fake::Seen;
use beistand_app::fake::chats::{active, waiting};
use beistand_app::view::{Availability, Connection, LockedScreen, Screen, SignInProblem};
use beistand_app::{
    AlertKey, Failure, FailureCode, MachineChange, MachineRequest, Secret, Settings, Theme, TrayLine,
    WindowRequest,
};

use beistand_protocol::live::{ClientFrame, Event};
use beistand_protocol::rest::availability::AvailabilityAct;

use crate::answering::Received;
use crate::availability::available;
use crate::setup::{Desk, screen};

fn pin(text: &str) -> Secret {
    text.into()
}

fn locked(seen: &Seen) -> Option<&LockedScreen> {
    match screen(seen) {
        Some(Screen::Locked(locked)) => Some(locked),
        Some(Screen::Starting | Screen::SignIn(_) | Screen::Desk(_)) | None => None,
    }
}

fn refused(answer: Result<impl std::fmt::Debug, Failure>) -> FailureCode {
    answer.unwrap_err().code
}

impl Desk {
    async fn has_pin(&self) {
        self.ask(SetPin { current_pin: None, new_pin: Some(pin("2580")) }).await.unwrap();
    }

    async fn locks(&self) {
        self.ask(LockNow {}).await.unwrap();
        self.until(|seen| locked(seen).is_some()).await;
    }

    async fn tries(&self, text: &str) {
        self.ask(Unlock { pin: pin(text) }).await.unwrap();
    }
}

#[tokio::test]
async fn behind_the_pin_nothing_is_shown_or_done_and_the_duty_goes_on() {
    let desk = available().await;
    assert_eq!(refused(desk.ask(LockNow {}).await), FailureCode::NoPin);
    desk.has_pin().await;
    let chat = active(1).id;
    desk.server.publish(Event::ChatChanged { chat: active(1) });
    let is_its_line = |line: &TrayLine| matches!(line, TrayLine::Chat { chat: c, .. } if *c == chat);
    desk.until(|seen| seen.tray.as_ref().is_some_and(|tray| tray.lines.iter().any(is_its_line))).await;
    desk.locks().await;
    // The last keys are on their way when the lock comes.
    desk.ask(SaveDraft { chat, text: "Ha".into() }).await.unwrap();
    let refusals = [
        refused(desk.ask(OpenChat { chat }).await),
        refused(desk.ask(ShowTranscript { chat, earlier_than: None }).await),
        refused(desk.ask(SendMessage { chat, text: "Hallo".into() }).await),
        refused(desk.ask(AcceptRequest { chat }).await),
        refused(desk.ask(EndChat { chat }).await),
        refused(desk.ask(SetSettings { settings: Settings::default() }).await),
        refused(desk.ask(SetPin { current_pin: None, new_pin: None }).await),
        refused(desk.ask(SignOut {}).await),
    ];
    assert_eq!(refusals, [FailureCode::Locked; 8]);
    let seen = desk.desktop.seen();
    let screen = locked(&seen).unwrap();
    assert!(matches!(screen.availability, Availability::On { .. }));
    assert_eq!(screen.connection, Connection::Connected);
    assert!(!seen.tray.as_ref().unwrap().lines.iter().any(is_its_line));
    desk.tries("2580").await;
    desk.until(|seen| seen.screen().is_some()).await;
}

#[tokio::test]
async fn an_accept_from_the_notification_waits_for_the_pin() {
    let desk = available().await;
    desk.has_pin().await;
    desk.locks().await;
    let request = waiting(1);
    desk.server.truth().requests = vec![request.clone()];
    desk.server.publish(Event::ChatChanged { chat: request.clone() });
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::Request(request.id))).await;
    let before = desk.desktop.seen().focused;
    desk.give(AcceptAndOpen { chat: request.id });
    // The window asks for the PIN.
    desk.until(|seen| seen.focused > before).await;
    assert!(!desk.server.received().contains(&Received::Accept(request.id)));
    desk.tries("2580").await;
    desk.server.receives(Received::Accept(request.id)).await;
}

#[tokio::test]
async fn five_wrong_tries_end_the_session_and_the_password_opens_it_again() {
    let desk = available().await;
    desk.has_pin().await;
    desk.locks().await;
    for left in (1..5).rev() {
        desk.tries("0000").await;
        desk.until(|seen| locked(seen).is_some_and(|it| it.tries_left == Some(left) && !it.checking)).await;
    }
    desk.tries("0000").await;
    desk.server.receives(Received::SignOut).await;
    let problem = |seen: &Seen| matches!(screen(seen), Some(Screen::SignIn(form)) if form.problem == Some(SignInProblem::PinForgotten));
    desk.until(problem).await;
    desk.sign_in().await;
    assert!(!desk.desktop.seen().screen().unwrap().pin, "the forgotten one is gone");
}

#[tokio::test]
async fn a_kept_session_with_a_pin_starts_locked() {
    let mut desk = available().await;
    desk.has_pin().await;
    desk.until(|seen| seen.screen().is_some_and(|desk| desk.pin)).await;
    let written = |desk: &Desk| desk.desktop.keyring().values().any(|entry| entry.contains("argon2id"));
    while !written(&desk) {
        tokio::task::yield_now().await;
    }
    desk.restart();
    desk.until(|seen| locked(seen).is_some()).await;
    desk.tries("2580").await;
    desk.until(|seen| seen.screen().is_some()).await;
}

#[tokio::test]
async fn idleness_locks_before_it_pauses_where_the_person_chose_so() {
    let desk = available().await;
    let settings = Settings { lock_after_minutes: Some(3), self_test_daily: false, ..Settings::default() };
    desk.ask(SetSettings { settings }).await.unwrap();
    desk.has_pin().await;
    let minutes = |n: u64| Duration::from_secs(n * 60);
    desk.until(|seen| seen.machine.as_ref().is_some_and(|request| request.idle_after == minutes(3))).await;
    desk.ask(MachineRequest::Note(MachineChange::Idle)).await.unwrap();
    let seen = desk.until(|seen| locked(seen).is_some()).await;
    assert!(matches!(locked(&seen).unwrap().availability, Availability::On { .. }), "still available");
    desk.clock.advance(minutes(7));
    desk.until(|seen| locked(seen).is_some_and(|it| matches!(it.availability, Availability::Paused { .. })))
        .await;
}

#[tokio::test]
async fn a_pin_is_changed_and_removed_only_with_the_old_one() {
    let desk = Desk::signed_in().await;
    let set = |current: Option<&str>, new: Option<&str>| {
        desk.ask(SetPin { current_pin: current.map(pin), new_pin: new.map(pin) })
    };
    assert_eq!(refused(set(None, Some("12")).await), FailureCode::BadPin);
    set(None, Some("2580")).await.unwrap();
    assert_eq!(refused(set(None, None).await), FailureCode::WrongPin);
    assert_eq!(refused(set(Some("1111"), Some("3333")).await), FailureCode::WrongPin);
    set(Some("2580"), Some("3333")).await.unwrap();
    set(Some("3333"), None).await.unwrap();
    assert_eq!(refused(desk.ask(LockNow {}).await), FailureCode::NoPin);
}

async fn shared() -> Desk {
    let desk = Desk::new().await;
    let (server, name, password) = (desk.server.address.clone(), "anna".to_owned(), "richtig".to_owned());
    desk.ask(SignIn { server, name, password: password.into(), code: None, shared: true, discard: false })
        .await
        .unwrap();
    desk.connected().await;
    desk
}

/// The files of the folder, and what they hold.
fn left(desk: &Desk) -> Vec<(String, String)> {
    let files = std::fs::read_dir(&desk.folder).unwrap().map(|file| file.unwrap().path());
    let text = |path: &std::path::Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), text(&path))).collect()
}

#[tokio::test]
async fn on_a_shared_machine_nothing_stays_after_signing_out() {
    let desk = shared().await;
    assert!(desk.desktop.keyring().is_empty(), "not even while signed in");
    let chosen = Settings { theme: Theme::Dark, ..Settings::default() };
    desk.ask(SetSettings { settings: chosen.clone() }).await.unwrap();
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.settings == chosen)).await;
    desk.ask(SignOut {}).await.unwrap();
    let seen =
        desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_))) && seen.forgotten == 1).await;
    assert_eq!(
        seen.desk.as_ref().unwrap().settings,
        Settings::default(),
        "a page that stays open hears of it"
    );
    let Some(Screen::SignIn(form)) = screen(&seen) else { unreachable!() };
    assert!(form.shared && form.name.is_empty(), "the next person finds an empty form");
    let left = left(&desk);
    assert_eq!(left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["settings.json"]);
    assert!(!left[0].1.contains("anna"));
}

#[tokio::test]
async fn quitting_and_crashing_on_a_shared_machine_leave_no_copies_either() {
    let desk = shared().await;
    desk.ask(Quit {}).await.unwrap();
    desk.server.receives(Received::SignOut).await;
    desk.until(|seen| seen.exited).await;
    assert_eq!(left(&desk).len(), 1);

    let desk = shared().await;
    desk.server.bye(beistand_protocol::live::Bye::SignedOut);
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    desk.ask(Quit {}).await.unwrap();
    desk.until(|seen| seen.exited).await;
    assert_eq!(left(&desk).len(), 1, "nobody comes back for them");

    let mut desk = shared().await;
    assert!(left(&desk).len() > 1);
    desk.restart();
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    assert_eq!(left(&desk).len(), 1, "nobody could open them any more");
}

#[tokio::test]
async fn a_session_left_offline_is_ended_as_soon_as_the_server_can_be_reached() {
    let desk = Desk::signed_in().await;
    desk.server.truth().takes_sign_outs = false;
    desk.ask(SignOut {}).await.unwrap();
    desk.server.receives(Received::RefusedSignOut).await;
    desk.server.truth().takes_sign_outs = true;
    let received = loop {
        desk.clock.advance(Duration::from_secs(1));
        let turn =
            tokio::time::timeout(Duration::from_millis(20), desk.server.receives(Received::SignOut)).await;
        if turn.is_ok() {
            break desk.server.received();
        }
    };
    assert_eq!(received.iter().filter(|received| **received == Received::SignOut).count(), 1);
}

#[tokio::test]
async fn a_message_in_the_chat_in_front_of_an_empty_chair_alerts() {
    let desk = crate::chats::talking().await;
    desk.focus().await;
    let message = |seq| crate::chats::from_seeker(seq, "Sind Sie noch da?");
    let key = AlertKey::Messages(active(1).id);
    desk.has_pin().await;
    desk.locks().await;
    desk.server.publish(Event::MessageStored { message: message(1) });
    desk.until(|seen| seen.alerts.contains_key(&key)).await;
    desk.tries("2580").await;
    desk.until(|seen| seen.screen().is_some() && seen.alerts.is_empty()).await;

    desk.ask(MachineRequest::Note(MachineChange::Locked)).await.unwrap();
    desk.server.publish(Event::MessageStored { message: message(2) });
    desk.until(|seen| seen.alerts.contains_key(&key)).await;
    desk.ask(MarkRead { chat: active(1).id }).await.unwrap();
    let marks = |received: &Received| matches!(received, Received::Frame(ClientFrame::Mark { read: 2, .. }));
    assert!(!desk.server.received().iter().any(marks), "nobody has read it");
}

#[tokio::test]
async fn moving_the_mouse_of_a_locked_desk_gives_nothing_back() {
    let desk = available().await;
    desk.has_pin().await;
    desk.ask(MachineRequest::Note(MachineChange::Idle)).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Paused { .. })).await;
    desk.locks().await;
    desk.ask(MachineRequest::Note(MachineChange::Active)).await.unwrap();
    desk.tries("2580").await;
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    let resumed = |received: &Received| *received == Received::Availability(AvailabilityAct::Resume);
    let received = desk.server.received();
    assert_eq!(received.iter().filter(|received| resumed(received)).count(), 1, "only with the PIN");
}

#[tokio::test]
async fn neither_switching_on_nor_quitting_waits_behind_the_pin_for_another_person() {
    let desk = Desk::signed_in().await;
    desk.has_pin().await;
    desk.locks().await;
    assert_eq!(refused(desk.ask(SetAvailability { on: true }).await), FailureCode::Locked);
    assert_eq!(refused(desk.ask(Quit {}).await), FailureCode::Locked);
    desk.tries("2580").await;
    let seen = desk.until(|seen| seen.screen().is_some()).await;
    assert!(!seen.exited && crate::availability::switched_on(&desk) == 0);
}

#[tokio::test]
async fn the_window_of_a_locked_desk_closes_without_a_question() {
    let desk = crate::chats::talking().await;
    desk.has_pin().await;
    desk.locks().await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.tries("2580").await;
    let seen = desk.until(|seen| seen.screen().is_some()).await;
    assert_eq!(seen.desk.unwrap().question, None);
}

#[tokio::test]
async fn a_new_start_gives_no_new_tries() {
    let mut desk = available().await;
    desk.has_pin().await;
    desk.locks().await;
    desk.tries("0000").await;
    desk.until(|seen| locked(seen).is_some_and(|it| it.tries_left == Some(4) && !it.checking)).await;
    while !desk.desktop.keyring().values().any(|entry| entry.contains("\"pin_wrong\":1")) {
        tokio::task::yield_now().await;
    }
    desk.restart();
    desk.until(|seen| locked(seen).is_some_and(|it| it.tries_left == Some(4))).await;
}

#[tokio::test]
async fn a_link_followed_before_anybody_is_signed_in_leads_there_afterwards() {
    let desk = Desk::new().await;
    desk.give(OpenSettings {});
    desk.sign_in().await;
    let page = beistand_app::view::SettingsPage::Alerts;
    desk.desk_until(|desk| desk.route == beistand_app::view::Route::Settings { page }).await;
}

#[tokio::test]
async fn a_self_test_ends_with_its_session() {
    let desk = Desk::signed_in().await;
    desk.ask(SetSettings { settings: Settings::default() }).await.unwrap();
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.desk_until(|desk| desk.self_test.is_some()).await;
    desk.server.bye(beistand_protocol::live::Bye::SignedOut);
    desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    desk.sign_in().await;
    assert_eq!(desk.desktop.seen().screen().unwrap().self_test, None);
}
