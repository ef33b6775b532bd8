//! The availability: only an act switches it on.

use std::time::Duration;

use beistand_app::command::{Quit, SetAvailability};
use beistand_app::fake::chats::{THEN, waiting};
use beistand_app::view::{Availability, Connection, NoticeWhat};
use beistand_app::{AlertKey, TrayLine};
use beistand_domain::{DeviceId, Moment, limits};
use beistand_protocol::live::{ClientFrame, Event};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::{AvailabilityView, OffView};

use crate::answering::Received;
use crate::setup::Desk;

pub async fn available() -> Desk {
    let desk = Desk::signed_in().await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { here: true, room: 3, .. })).await;
    desk.server.receives(Received::Frame(ClientFrame::Renew)).await;
    desk
}

pub fn switched_on(desk: &Desk) -> usize {
    desk.server
        .received()
        .iter()
        .filter(|received| **received == Received::Availability(AvailabilityAct::On))
        .count()
}

#[tokio::test]
async fn signing_in_reconnecting_and_starting_again_switch_nothing_on() {
    let mut desk = Desk::signed_in().await;
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.clock.advance(Duration::from_secs(2));
    desk.connected().await;
    desk.restart();
    desk.connected().await;
    assert_eq!(switched_on(&desk), 0);
}

#[tokio::test]
async fn the_switch_shows_that_it_waits_and_the_tray_shows_the_same() {
    let desk = available().await;
    let tray = desk.desktop.seen().tray.unwrap();
    assert!(tray.lines.contains(&TrayLine::Availability { on: true, enabled: true }));
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.desk_until(|desk| desk.availability == Availability::Off { why: OffView::Chosen }).await;
}

#[tokio::test]
async fn a_short_drop_keeps_the_promise_and_renews_it_at_once() {
    let desk = available().await;
    desk.server.hang_up();
    let until = desk.clock_now() + limits::LEASE_LENGTH;
    desk.desk_until(|desk| desk.availability == Availability::Unsure { until }).await;
    desk.clock.advance(Duration::from_secs(2));
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { here: true, .. })).await;
    desk.server.receives_such(2, |received| *received == Received::Frame(ClientFrame::Renew)).await;
    assert_eq!(switched_on(&desk), 1);
}

#[tokio::test]
async fn a_long_drop_ends_it_and_says_so() {
    let desk = available().await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Unsure { .. })).await;
    desk.clock.advance(limits::LEASE_LENGTH);
    desk.desk_until(|desk| desk.availability == Availability::Off { why: OffView::Expired }).await;
    desk.server.truth().availability = AvailabilityView::Off { why: OffView::Expired };
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    desk.notice(NoticeWhat::AvailabilityExpired).await;
    assert_eq!(switched_on(&desk), 1, "it is not switched on again by the program");
}

/// On duty, and a seeker waits.
async fn called() -> Desk {
    let desk = available().await;
    desk.server.truth().requests = vec![waiting(1)];
    desk.server.publish(Event::ChatChanged { chat: waiting(1) });
    desk.until(|seen| seen.alerts.len() == 1).await;
    desk
}

#[tokio::test]
async fn offline_past_the_lease_no_request_alerts() {
    let desk = called().await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Unsure { .. })).await;
    assert_eq!(desk.desktop.seen().alerts.len(), 1, "until then the server may come back to it");
    desk.clock.advance(limits::LEASE_LENGTH);
    let seen = desk.until(|seen| seen.alerts.keys().eq([&AlertKey::AvailabilityEnded])).await;
    assert_eq!(seen.screen().unwrap().requests, []);
    let tray = seen.tray.unwrap();
    assert!(!tray.lines.iter().any(|line| matches!(line, TrayLine::Request { .. })));
    desk.ask(Quit {}).await.unwrap();
    desk.until(|seen| seen.exited).await;
}

#[tokio::test]
async fn requests_of_a_lease_held_elsewhere_stay_while_there_is_a_connection() {
    let until = THEN + limits::LEASE_LENGTH;
    let device = DeviceId::from_bytes([7; 16]);
    let desk = Desk::with(|truth| {
        truth.availability = AvailabilityView::On { since: THEN, device, until };
        truth.requests = vec![waiting(1)];
    });
    let desk = desk.await;
    desk.until(|seen| seen.raised == 1).await;
    // The other device renews it, and nobody tells this one.
    desk.clock.advance(limits::LEASE_LENGTH);
    desk.until(|seen| seen.raised == 2).await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    let shown = desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    assert_eq!(shown.requests.len(), 1, "it may have been renewed a moment ago");
    desk.clock.advance(limits::LEASE_LENGTH);
    desk.until(|seen| seen.alerts.is_empty()).await;
}

#[tokio::test]
async fn a_lease_left_over_from_a_crash_is_given_back() {
    let mut desk = available().await;
    desk.restart();
    desk.server.receives(Received::Availability(AvailabilityAct::Off)).await;
    desk.desk_until(|desk| desk.availability == Availability::Off { why: OffView::Chosen }).await;
}

#[tokio::test]
async fn switching_off_without_a_connection_is_kept_and_done_later() {
    let desk = available().await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Unsure { .. })).await;
    // The command reaches the server here, but nobody hears of it on the live connection.
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.desk_until(|desk| desk.availability == Availability::Off { why: OffView::Chosen }).await;
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    assert_eq!(switched_on(&desk), 1);
}

impl Desk {
    fn clock_now(&self) -> Moment {
        use beistand_app::Clock as _;
        self.clock.now()
    }
}
