//! Alerts through their whole life, with the choices of the person.

use std::time::Duration;

use beistand_app::command::{GoTo, OpenSettings, SetSettings, ShowDesk};
use beistand_app::fake::Seen;
use beistand_app::fake::chats::{active, waiting};
use beistand_app::view::{Availability, ProfilePage, Route, Screen, SettingsPage};
use beistand_app::{AlertKey, AlertRequest, MachineChange, MachineRequest, Settings, Show, Sound, TrayState};
use beistand_domain::limits;
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::{AvailabilityView, GoneView, OffView, PersonView};

use crate::availability::available;
use crate::setup::Desk;

fn key() -> AlertKey {
    AlertKey::Request(waiting(1).id)
}

/// On duty, with a request that alerts.
async fn called() -> Desk {
    let desk = available().await;
    desk.server.truth().requests = vec![waiting(1)];
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    desk.until(|seen| seen.alerts.contains_key(&key())).await;
    desk
}

async fn choose(desk: &Desk, choose: impl FnOnce(&mut Settings)) {
    let mut settings = Settings { self_test_daily: false, ..Settings::default() };
    choose(&mut settings);
    desk.ask(SetSettings { settings }).await.unwrap();
}

#[tokio::test]
async fn a_session_that_the_server_ends_on_duty_is_heard_until_the_person_comes() {
    let desk = available().await;
    desk.server.bye(Bye::SignedOut);
    let ended = |seen: &Seen| seen.alerts.keys().eq([&AlertKey::SessionEnded]);
    desk.until(ended).await;
    desk.clock.advance(Duration::from_secs(15));
    desk.until(|seen| seen.raised == 2).await;
    let before = desk.desktop.seen().focused;
    desk.ask(AlertRequest::Open(AlertKey::SessionEnded)).await.unwrap();
    assert_eq!(desk.desktop.seen().focused, before + 1);
    desk.clock.advance(Duration::from_secs(60));
    desk.ask(ShowDesk {}).await.unwrap();
    assert_eq!(desk.desktop.seen().raised, 2, "the person has come");
    desk.server.truth().availability = AvailabilityView::Off { why: OffView::SignedOut };
    desk.sign_in().await;
    desk.until(|seen| seen.alerts.is_empty()).await;
}

#[tokio::test]
async fn nobody_is_called_to_a_sign_in_screen_before_their_eyes() {
    let ended = |seen: &Seen| seen.alerts.contains_key(&AlertKey::SessionEnded);
    let desk = available().await;
    desk.server.bye(Bye::SignedOut);
    desk.until(ended).await;
    desk.focus().await;
    desk.until(|seen| seen.alerts.is_empty()).await;

    let desk = available().await;
    desk.focus().await;
    desk.server.bye(Bye::SignedOut);
    let seen = desk.until(is_signed_out).await;
    assert_eq!((ended(&seen), seen.raised), (false, 0));

    let desk = available().await;
    desk.focus().await;
    desk.ask(MachineRequest::Note(MachineChange::Locked)).await.unwrap();
    desk.server.bye(Bye::SignedOut);
    desk.until(ended).await;
}

fn is_signed_out(seen: &Seen) -> bool {
    matches!(seen.desk.as_ref().map(|desk| &desk.screen), Some(Screen::SignIn(_)))
}

#[tokio::test]
async fn a_session_ended_with_a_running_chat_is_heard_too_and_one_without_anything_is_not() {
    let desk = crate::chats::talking().await;
    desk.server.bye(Bye::SignedOut);
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::SessionEnded)).await;
    let desk = Desk::signed_in().await;
    desk.server.bye(Bye::SignedOut);
    let seen = desk.until(is_signed_out).await;
    assert!(seen.alerts.is_empty(), "nobody relies on this desk");
}

#[tokio::test]
async fn later_is_quiet_for_two_minutes_and_comes_back() {
    let desk = called().await;
    desk.ask(AlertRequest::Snooze(key())).await.unwrap();
    desk.clock.advance(Duration::from_secs(119));
    // An answer to this means that everything due before has been done.
    desk.ask(ShowDesk {}).await.unwrap();
    assert_eq!(desk.desktop.seen().raised, 1);
    desk.clock.advance(Duration::from_secs(1));
    desk.until(|seen| seen.raised == 2).await;
}

#[tokio::test]
async fn a_click_shows_exactly_that_request_and_silences_it() {
    let desk = called().await;
    desk.ask(GoTo { route: Route::Profile { page: ProfilePage::General } }).await.unwrap();
    desk.ask(AlertRequest::Open(key())).await.unwrap();
    let shown = desk.desk_until(|desk| desk.route == Route::Requests).await;
    assert_eq!(shown.picked, Some(waiting(1).id));
    desk.clock.advance(Duration::from_secs(60));
    desk.ask(ShowDesk {}).await.unwrap();
    assert_eq!(desk.desktop.seen().raised, 1);
    assert_eq!(desk.desktop.seen().tray.unwrap().state, TrayState::Requests(1), "the tray still says so");
}

#[tokio::test]
async fn an_alert_goes_the_moment_a_colleague_accepts() {
    let desk = called().await;
    let by = PersonView { id: beistand_domain::PersonId::from_bytes([3; 16]), name: "Ben".into() };
    let gone = GoneView::Taken { by };
    desk.server.publish(Event::ChatGone { chat: waiting(1).id, gone });
    desk.until(|seen| seen.alerts.is_empty()).await;
}

#[tokio::test]
async fn the_choices_of_the_person_reach_the_desktop() {
    let desk = available().await;
    choose(&desk, |settings| {
        settings.alerts.request.show = Show::TrayOnly;
        settings.alerts.request.sound = Sound::Knock;
        settings.alerts.request.repeat_seconds = 60;
        settings.alerts.volume = 30;
        settings.alerts.output = Some("Headset".into());
    })
    .await;
    desk.server.truth().requests = vec![waiting(1)];
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    let seen = desk.until(|seen| seen.alerts.contains_key(&key())).await;
    let alert = &seen.alerts[&key()];
    let tune = alert.tune.clone().unwrap();
    assert!(!alert.notify, "the icon is enough");
    assert_eq!((tune.sound, tune.volume, tune.output.as_deref()), (Sound::Knock, 30, Some("Headset")));
    desk.clock.advance(Duration::from_secs(59));
    desk.ask(ShowDesk {}).await.unwrap();
    assert_eq!(desk.desktop.seen().raised, 1);
    desk.clock.advance(Duration::from_secs(1));
    desk.until(|seen| seen.raised == 2).await;
}

#[tokio::test]
async fn a_chat_that_runs_out_alerts_at_fifteen_and_at_five_minutes() {
    let desk = available().await;
    desk.server.truth().chats = vec![active(1)];
    desk.server.publish(Event::ChatChanged { chat: active(1) });
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    let key = AlertKey::RunsOut(active(1).id);
    let before = |minutes: u64| limits::CHAT_LENGTH - Duration::from_secs(minutes * 60);
    desk.clock.advance(before(15));
    let seen = desk.until(|seen| seen.alerts.contains_key(&key)).await;
    assert_eq!(seen.alerts[&key].count, 15);
    desk.clock.advance(before(5) - before(15));
    desk.until(|seen| seen.alerts.get(&key).is_some_and(|alert| alert.count == 5)).await;
    let over = beistand_app::fake::chats::ended(1);
    desk.server.truth().chats = vec![beistand_protocol::view::ChatView { revision: 9, ..over }];
    desk.reconnect().await;
    desk.until(|seen| !seen.alerts.contains_key(&key)).await;
}

#[tokio::test]
async fn do_not_disturb_is_shown_and_a_pause_silences_what_it_must() {
    let desk = called().await;
    desk.ask(MachineRequest::Note(MachineChange::DoNotDisturb(true))).await.unwrap();
    desk.desk_until(|desk| desk.do_not_disturb).await;
    assert!(desk.desktop.seen().alerts.contains_key(&key()), "it alerts all the same");
    // Who is away gets no requests: the server says so with the pause.
    desk.server.truth().requests.clear();
    desk.ask(MachineRequest::Note(MachineChange::Locked)).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Paused { .. })).await;
    desk.until(|seen| seen.alerts.is_empty()).await;
    desk.ask(MachineRequest::Note(MachineChange::DoNotDisturb(false))).await.unwrap();
    desk.desk_until(|desk| !desk.do_not_disturb).await;
}

#[tokio::test]
async fn the_tray_leads_to_the_settings_and_through_every_state() {
    let desk = available().await;
    let tray = |wanted: TrayState| {
        move |seen: &beistand_app::fake::Seen| seen.tray.as_ref().is_some_and(|tray| tray.state == wanted)
    };
    desk.until(tray(TrayState::On)).await;
    desk.ask(MachineRequest::Note(MachineChange::Idle)).await.unwrap();
    desk.until(tray(TrayState::Paused)).await;
    desk.ask(MachineRequest::Note(MachineChange::Active)).await.unwrap();
    desk.until(tray(TrayState::On)).await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.until(tray(TrayState::Offline)).await;
    desk.ask(OpenSettings {}).await.unwrap();
    let page = Route::Settings { page: SettingsPage::Alerts };
    desk.desk_until(|desk| desk.route == page).await;
    assert!(desk.desktop.seen().focused > 0);
}
