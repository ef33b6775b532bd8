//! Requests are heard, and the promise holds across trouble.

use std::time::Duration;

use beistand_app::command::{AcceptAndOpen, AcceptRequest, BeginSelfTest, Quit, ReconnectNow};
use beistand_app::view::{
    Availability, NoticeWhat, Restored, Screen, SelfTestState, SignInProblem, TestLink,
};
use beistand_app::{AlertKey, AlertRequest, MachineChange, MachineRequest, TrayState};
use beistand_protocol::view::{OffView, PauseView};
use beistand_testkit::{Seeker, TestServer, clock};

use crate::setup::{Desk, availability, connected, noticed, requests, screen};

#[tokio::test]
async fn a_wrong_password_and_an_unreachable_server_get_a_sentence_and_a_way_on() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::start(&server, folder.path(), "anna").await;
    let problem = |wanted: SignInProblem| move |seen: &beistand_app::fake::Seen| matches!(screen(seen), Some(Screen::SignIn(s)) if s.problem.as_ref() == Some(&wanted) && !s.busy);
    anna.sign_in("wrong");
    anna.until(problem(SignInProblem::WrongPassword)).await;
    anna.network.cut();
    anna.sign_in(beistand_server::demo::PASSWORD);
    anna.until(problem(SignInProblem::Unreachable)).await;
    anna.network.mend();
    anna.sign_in(beistand_server::demo::PASSWORD);
    let seen = anna.until(connected).await;
    assert!(matches!(availability(&seen), Some(Availability::Off { .. })), "signing in does not switch on");
}

#[tokio::test]
async fn a_request_alerts_until_it_is_taken_and_the_other_reads_by_whom() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    let ben = Desk::available(&server, folder.path(), "ben").await;
    let clara = Desk::signed_in(&server, folder.path(), "clara").await;
    let seeker =
        Seeker::request(&server.url(), &clock::runtime(&server.clock, 9), "sucht").await.unwrap().unwrap();
    let key = AlertKey::Request(seeker.chat);
    for desk in [&anna, &ben] {
        let seen = desk.until(|seen| seen.alerts.contains_key(&key)).await;
        assert_eq!(requests(&seen), [1]);
        let waits = |seen: &beistand_app::fake::Seen| {
            seen.tray.as_ref().is_some_and(|tray| matches!(tray.state, TrayState::Requests(1)))
        };
        desk.until(waits).await;
    }
    assert!(clara.desktop.seen().alerts.is_empty(), "who is not available hears nothing");
    anna.give(AcceptAndOpen { chat: seeker.chat });
    anna.until(|seen| !seen.alerts.contains_key(&key) && requests(seen).is_empty()).await;
    ben.until(|seen| !seen.alerts.contains_key(&key) && requests(seen).is_empty()).await;
}

#[tokio::test]
async fn of_two_who_press_at_once_one_wins_and_the_other_reads_who_has_it() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    let ben = Desk::available(&server, folder.path(), "ben").await;
    let seeker =
        Seeker::request(&server.url(), &clock::runtime(&server.clock, 9), "sucht").await.unwrap().unwrap();
    for desk in [&anna, &ben] {
        desk.until(|seen| !requests(seen).is_empty()).await;
    }
    for desk in [&anna, &ben] {
        desk.give(AcceptRequest { chat: seeker.chat });
    }
    let has_it =
        |seen: &beistand_app::fake::Seen| seen.screen().is_some_and(|screen| !screen.chats.is_empty());
    let lost = |winner: &'static str| {
        move |seen: &beistand_app::fake::Seen| {
            noticed(seen, |what| matches!(what, NoticeWhat::Taken { number: 1, by } if by == winner))
        }
    };
    tokio::select! {
        _ = async { tokio::join!(anna.until(has_it), ben.until(lost("Anna"))) } => {}
        _ = async { tokio::join!(ben.until(has_it), anna.until(lost("Ben"))) } => {}
    }
}

#[tokio::test]
async fn an_alert_repeats_every_fifteen_seconds_and_stops_with_its_cause() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    let seeker =
        Seeker::request(&server.url(), &clock::runtime(&server.clock, 9), "sucht").await.unwrap().unwrap();
    let (_wire, _) = seeker.connect().await.unwrap();
    anna.until(|seen| seen.raised == 1).await;
    anna.in_time(|seen| seen.raised == 3).await;
    seeker.command("withdraw").await.unwrap().unwrap();
    anna.until(|seen| seen.alerts.is_empty() && requests(seen).is_empty()).await;
}

#[tokio::test]
async fn the_lease_is_renewed_for_as_long_as_the_desk_is_there() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    let world = clock::runtime(&server.clock, 9);
    let begin = world.now();
    anna.in_time(|_| world.now().since(begin) > Duration::from_secs(100)).await;
    assert!(Seeker::request(&server.url(), &world, "sucht").await.unwrap().is_ok(), "still available");
}

#[tokio::test]
async fn a_short_drop_changes_nothing_and_a_long_one_ends_it_loudly() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    anna.network.cut();
    anna.until(|seen| matches!(availability(seen), Some(Availability::Unsure { .. }))).await;
    anna.network.mend();
    anna.give(ReconnectNow {});
    anna.in_time(|seen| matches!(availability(seen), Some(Availability::On { .. }))).await;

    anna.network.cut();
    anna.until(|seen| !connected(seen)).await;
    server.clock.advance(Duration::from_secs(50));
    anna.network.mend();
    let seen = anna
        .in_time(|seen| connected(seen) && matches!(availability(seen), Some(Availability::Off { .. })))
        .await;
    assert!(matches!(availability(&seen), Some(Availability::Off { why: OffView::Expired })));
    anna.until(|seen| noticed(seen, |what| *what == NoticeWhat::AvailabilityExpired)).await;
    // It does not switch itself on again.
    server.clock.advance(Duration::from_secs(60));
    let seen = anna.in_time(connected).await;
    assert!(matches!(availability(&seen), Some(Availability::Off { .. })));
}

#[tokio::test]
async fn quitting_ends_the_availability_at_once() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    anna.give(Quit {});
    anna.until(|seen| seen.exited).await;
    let refused = Seeker::request(&server.url(), &clock::runtime(&server.clock, 9), "sucht").await.unwrap();
    assert!(refused.is_err(), "nobody is there");
}

#[tokio::test]
async fn a_locked_screen_turns_seekers_away_and_unlocking_lets_them_in_again() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    let world = clock::runtime(&server.clock, 9);
    anna.give(MachineRequest::Note(MachineChange::Locked));
    anna.until(|seen| {
        matches!(availability(seen), Some(Availability::Paused { why: PauseView::Locked, .. }))
    })
    .await;
    let refused = Seeker::request(&server.url(), &world, "sucht").await.unwrap();
    assert!(refused.is_err(), "no seeker waits for a counsellor who is away");
    // The lease goes on behind the lock.
    let begin = world.now();
    anna.in_time(|_| world.now().since(begin) > Duration::from_secs(60)).await;
    anna.give(MachineRequest::Note(MachineChange::Unlocked));
    anna.until(|seen| matches!(availability(seen), Some(Availability::On { .. }))).await;
    let restored = NoticeWhat::AvailabilityRestored { after: Restored::Locked };
    anna.until(|seen| noticed(seen, |what| *what == restored)).await;
    assert!(Seeker::request(&server.url(), &world, "sucht").await.unwrap().is_ok());
}

#[tokio::test]
async fn a_suspend_is_told_before_it_happens_and_a_long_one_takes_an_act() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::available(&server, folder.path(), "anna").await;
    anna.give(MachineRequest::Note(MachineChange::Suspending));
    anna.until(|seen| seen.ready_to_sleep == 1).await;
    anna.until(|seen| {
        matches!(availability(seen), Some(Availability::Paused { why: PauseView::Suspended, .. }))
    })
    .await;
    anna.network.swallow();
    server.clock.advance(Duration::from_secs(3_600));
    anna.network.mend();
    anna.give(MachineRequest::Note(MachineChange::Woke));
    anna.in_time(|seen| {
        connected(seen) && matches!(availability(seen), Some(Availability::Off { why: OffView::Expired }))
    })
    .await;
    anna.until(|seen| noticed(seen, |what| *what == NoticeWhat::AvailabilityExpired)).await;
}

#[tokio::test]
async fn the_self_test_goes_through_server_connection_and_alerts() {
    let server = TestServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::signed_in(&server, folder.path(), "anna").await;
    anna.give(BeginSelfTest { before_switching_on: false });
    anna.until(|seen| seen.alerts.contains_key(&AlertKey::SelfTest)).await;
    anna.give(AlertRequest::Open(AlertKey::SelfTest));
    let passed = |seen: &beistand_app::fake::Seen| {
        let test = seen.screen().and_then(|screen| screen.self_test.clone());
        test.is_some_and(|test| matches!(test.state, SelfTestState::Passed { .. }))
    };
    anna.until(passed).await;
    anna.network.cut();
    anna.until(|seen| !connected(seen)).await;
    anna.give(BeginSelfTest { before_switching_on: false });
    let failed = |seen: &beistand_app::fake::Seen| {
        let test = seen.screen().and_then(|screen| screen.self_test.clone());
        test.is_some_and(|test| test.state == SelfTestState::Failed { link: TestLink::Server })
    };
    anna.in_time(failed).await;
}
