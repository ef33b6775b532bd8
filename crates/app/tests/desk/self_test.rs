//! "Würde ich es hören?", on demand and before the first switch-on of a day.

use std::time::Duration;

use beistand_app::command::{BeginSelfTest, EndSelfTest, SetAvailability, SetSettings};
use beistand_app::fake::Seen;
use beistand_app::view::{Availability, NoticeWhat, SelfTestState, TestLink};
use beistand_app::{AlertKey, AlertOutcome, AlertRequest, Settings};
use beistand_domain::CommandId;
use beistand_protocol::live::Event;
use beistand_protocol::rest::availability::AvailabilityAct;

use crate::answering::Received;
use crate::availability::switched_on;
use crate::setup::Desk;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Desk {
    async fn test_shows(&self, wanted: SelfTestState) {
        self.desk_until(|desk| desk.self_test.as_ref().is_some_and(|test| test.state == wanted)).await;
    }

    /// The marked request reaches the notifications, which show it.
    async fn the_test_is_shown(&self) {
        let id = self.asked_for_a_test().await;
        self.server.publish(Event::SelfTest { id });
        self.until(|seen| seen.alerts.contains_key(&AlertKey::SelfTest)).await;
        self.outcome(AlertOutcome::Shown).await;
        self.test_shows(SelfTestState::Running { link: TestLink::Person }).await;
    }

    async fn asked_for_a_test(&self) -> CommandId {
        let asked = |received: &Received| match received {
            Received::SelfTest(id) => Some(*id),
            _ => None,
        };
        let test = self.test_shows(SelfTestState::Running { link: TestLink::Connection });
        test.await;
        self.server.received().iter().rev().find_map(asked).unwrap()
    }

    async fn outcome(&self, outcome: AlertOutcome) {
        self.ask(AlertRequest::Note(AlertKey::SelfTest, outcome)).await.unwrap();
    }

    async fn clicks(&self) {
        self.ask(AlertRequest::Open(AlertKey::SelfTest)).await.unwrap();
    }
}

#[tokio::test]
async fn a_desktop_without_notifications_is_said_until_one_is_shown() {
    let desk = crate::availability::available().await;
    let key = AlertKey::AvailabilityEnded;
    let said = |wanted: bool| {
        move |seen: &Seen| {
            let notices = &seen.desk.as_ref().unwrap().notices;
            notices.iter().any(|notice| notice.what == NoticeWhat::NoNotifications) == wanted
        }
    };
    desk.ask(AlertRequest::Note(key, AlertOutcome::NotShown)).await.unwrap();
    desk.until(said(true)).await;
    desk.ask(AlertRequest::Note(key, AlertOutcome::Shown)).await.unwrap();
    desk.until(said(false)).await;
}

async fn tests_daily() -> Desk {
    let desk = Desk::signed_in().await;
    desk.ask(SetSettings { settings: Settings::default() }).await.unwrap();
    desk
}

#[tokio::test]
async fn the_first_switch_on_of_a_day_waits_for_the_click_and_the_second_does_not() {
    let desk = tests_daily().await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.the_test_is_shown().await;
    assert_eq!(switched_on(&desk), 0, "not before it is known that requests are heard");
    desk.clicks().await;
    let shown = desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    assert_eq!(shown.self_test.unwrap().state, SelfTestState::Passed { silent: false });
    desk.until(|seen| seen.alerts.is_empty()).await;

    desk.ask(EndSelfTest { switch_on: false }).await.unwrap();
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Off { .. })).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    let shown = desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    assert_eq!(shown.self_test, None);
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Off { .. })).await;

    desk.clock.advance(DAY);
    desk.reconnect().await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.test_shows(SelfTestState::Running { link: TestLink::Connection }).await;
}

#[tokio::test]
async fn the_link_that_failed_is_named_and_switching_on_is_still_possible() {
    let desk = tests_daily().await;
    desk.server.truth().takes_tests = false;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.test_shows(SelfTestState::Failed { link: TestLink::Server }).await;
    desk.until(|seen| seen.focused == 1).await;
    desk.server.truth().takes_tests = true;

    desk.ask(BeginSelfTest { before_switching_on: false }).await.unwrap();
    desk.asked_for_a_test().await;
    desk.clock.advance(Duration::from_secs(10));
    desk.test_shows(SelfTestState::Failed { link: TestLink::Connection }).await;

    desk.ask(BeginSelfTest { before_switching_on: false }).await.unwrap();
    let id = desk.asked_for_a_test().await;
    desk.server.publish(Event::SelfTest { id });
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::SelfTest)).await;
    desk.outcome(AlertOutcome::NotShown).await;
    desk.test_shows(SelfTestState::Failed { link: TestLink::Notification }).await;
    desk.until(|seen| seen.alerts.is_empty()).await;

    desk.ask(BeginSelfTest { before_switching_on: false }).await.unwrap();
    desk.the_test_is_shown().await;
    desk.clock.advance(Duration::from_secs(45));
    desk.test_shows(SelfTestState::Failed { link: TestLink::Person }).await;
    desk.clicks().await;
    desk.test_shows(SelfTestState::Failed { link: TestLink::Person }).await;

    assert_eq!(switched_on(&desk), 0);
    desk.ask(EndSelfTest { switch_on: true }).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
    desk.desk_until(|desk| desk.self_test.is_none() && matches!(desk.availability, Availability::On { .. }))
        .await;
}

#[tokio::test]
async fn a_test_on_demand_switches_nothing_and_tells_of_a_missing_sound() {
    let desk = Desk::signed_in().await;
    desk.ask(BeginSelfTest { before_switching_on: false }).await.unwrap();
    desk.the_test_is_shown().await;
    desk.outcome(AlertOutcome::Silent).await;
    desk.clicks().await;
    desk.test_shows(SelfTestState::Passed { silent: true }).await;
    assert_eq!(switched_on(&desk), 0);
    assert!(desk.desktop.seen().screen().unwrap().self_tested.is_some());
}
