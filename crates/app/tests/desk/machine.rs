//! Lock, sleep, idleness and short drops: what the program takes it gives back, and nothing else.

use std::time::Duration;

use beistand_app::command::{DismissNotice, SetAvailability, SetSettings, TakeBreak};
use beistand_app::fake::Seen;
use beistand_app::view::{Availability, BreakReason, Connection, NoticeWhat, Restored};
use beistand_app::{AlertKey, MachineChange, MachineRequest, Settings};
use beistand_domain::limits;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::{AvailabilityView, OffView, PauseView};
use beistand_protocol::{Problem, ProblemCode};

use crate::answering::Received;
use crate::availability::{available, switched_on};
use crate::setup::Desk;

impl Desk {
    async fn machine(&self, change: MachineChange) {
        self.ask(MachineRequest::Note(change)).await.unwrap();
    }

    async fn paused(&self, wanted: PauseView) {
        self.desk_until(
            |desk| matches!(desk.availability, Availability::Paused { why, .. } if why == wanted),
        )
        .await;
    }

    async fn on_again(&self, wanted: Restored) {
        self.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
        self.notices(NoticeWhat::AvailabilityRestored { after: wanted }).await;
    }

    async fn notices(&self, wanted: NoticeWhat) {
        self.until(|seen| {
            seen.desk.as_ref().is_some_and(|desk| desk.notices.iter().any(|notice| notice.what == wanted))
        })
        .await;
    }

    /// The network goes, and comes back after this long.
    async fn drops_for(&self, length: Duration) {
        self.server.truth().reachable = false;
        self.server.hang_up();
        self.desk_until(|desk| desk.connection != Connection::Connected).await;
        self.clock.advance(length);
        if length >= limits::LEASE_LENGTH {
            self.desk_until(|desk| desk.availability == Availability::Off { why: OffView::Expired }).await;
            self.server.truth().availability = AvailabilityView::Off { why: OffView::Expired };
        }
        self.server.truth().reachable = true;
        self.reconnect().await;
    }
}

fn pauses(desk: &Desk) -> Vec<AvailabilityAct> {
    let received = desk.server.received();
    let acts = received.iter().filter_map(|received| match received {
        Received::Availability(act) => Some(*act),
        _ => None,
    });
    acts.skip(1).collect()
}

#[tokio::test]
async fn each_reason_pauses_with_its_name_and_is_given_back() {
    let cases = [
        (MachineChange::Locked, MachineChange::Unlocked, PauseView::Locked, Restored::Locked),
        (MachineChange::Suspending, MachineChange::Woke, PauseView::Suspended, Restored::Suspended),
        (MachineChange::Idle, MachineChange::Active, PauseView::Idle, Restored::Idle),
    ];
    let desk = available().await;
    for (goes, comes, why, after) in cases {
        desk.machine(goes).await;
        desk.paused(why).await;
        desk.machine(comes).await;
        desk.on_again(after).await;
    }
    assert_eq!(switched_on(&desk), 1, "nothing but the person switches on");
}

#[tokio::test]
async fn who_was_off_or_on_a_break_is_not_switched_on_by_unlocking() {
    let desk = Desk::signed_in().await;
    desk.machine(MachineChange::Locked).await;
    desk.machine(MachineChange::Unlocked).await;
    assert_eq!(switched_on(&desk), 0);

    let desk = available().await;
    desk.ask(TakeBreak { why: BreakReason::Meeting }).await.unwrap();
    desk.paused(PauseView::Meeting).await;
    desk.machine(MachineChange::Locked).await;
    desk.machine(MachineChange::Unlocked).await;
    // Anything asked for because of the lock would have been asked for before this.
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    let why = AwayReason::Meeting;
    assert_eq!(pauses(&desk), [AvailabilityAct::Pause { why }, AvailabilityAct::On]);
}

#[tokio::test]
async fn all_reasons_have_to_end() {
    let desk = available().await;
    desk.machine(MachineChange::Idle).await;
    desk.paused(PauseView::Idle).await;
    desk.machine(MachineChange::Locked).await;
    desk.paused(PauseView::Locked).await;
    desk.machine(MachineChange::Active).await;
    desk.machine(MachineChange::Unlocked).await;
    desk.on_again(Restored::Locked).await;
}

#[tokio::test]
async fn the_machine_sleeps_when_the_server_knows_or_cannot_be_told() {
    let desk = available().await;
    desk.machine(MachineChange::Suspending).await;
    desk.until(|seen| seen.ready_to_sleep == 1).await;
    let acts = pauses(&desk);
    assert_eq!(acts, [AvailabilityAct::Pause { why: AwayReason::Suspended }], "the server knew before");
    desk.paused(PauseView::Suspended).await;
    desk.machine(MachineChange::Woke).await;
    desk.on_again(Restored::Suspended).await;

    desk.server.truth().refuse_act = Some(Problem::new(ProblemCode::Unavailable));
    desk.machine(MachineChange::Suspending).await;
    desk.until(|seen| seen.ready_to_sleep == 2).await;

    let off = Desk::signed_in().await;
    off.machine(MachineChange::Suspending).await;
    off.until(|seen| seen.ready_to_sleep == 1).await;
    let nobody = Desk::new().await;
    nobody.machine(MachineChange::Suspending).await;
    nobody.until(|seen| seen.ready_to_sleep == 1).await;
}

#[tokio::test]
async fn a_pause_the_server_could_not_take_is_told_again() {
    let desk = available().await;
    desk.server.truth().refuse_act = Some(Problem::new(ProblemCode::Unavailable));
    desk.machine(MachineChange::Locked).await;
    desk.server.receives(Received::Availability(AvailabilityAct::Pause { why: AwayReason::Locked })).await;
    desk.server.truth().refuse_act = None;
    let is_paused = |seen: &Seen| {
        matches!(seen.screen().map(|desk| &desk.availability), Some(Availability::Paused { .. }))
    };
    let shown = loop {
        // The answer to the first try sets the time of the second, whenever it comes.
        desk.clock.advance(Duration::from_secs(1));
        let turn = Duration::from_millis(30);
        if let Ok(seen) = tokio::time::timeout(turn, desk.desktop.until(is_paused)).await {
            break seen.desk.unwrap();
        }
    };
    assert!(shown.notices.is_empty(), "nobody asked for it, so nobody is told to try again");
}

#[tokio::test]
async fn the_end_of_the_session_ends_the_duty_and_the_program() {
    let desk = available().await;
    desk.machine(MachineChange::Ending).await;
    desk.server.receives(Received::Availability(AvailabilityAct::Off)).await;
    desk.until(|seen| seen.exited).await;
}

#[tokio::test]
async fn the_machine_stays_awake_for_the_duty_only() {
    let desk = available().await;
    let awake = |wanted: bool| {
        move |seen: &Seen| seen.machine.as_ref().is_some_and(|machine| machine.awake == wanted)
    };
    desk.until(awake(true)).await;
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.until(awake(false)).await;
}

#[tokio::test]
async fn a_long_drop_is_said_loudly_and_takes_an_act() {
    let desk = available().await;
    desk.drops_for(limits::LEASE_LENGTH).await;
    desk.notices(NoticeWhat::AvailabilityExpired).await;
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::AvailabilityEnded)).await;
    assert_eq!(switched_on(&desk), 1);
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.until(|seen| seen.alerts.is_empty() && seen.desk.as_ref().unwrap().notices.is_empty()).await;
}

#[tokio::test]
async fn who_chose_so_gets_a_short_drop_back_but_not_a_longer_or_locked_one() {
    let settings = Settings { restore_after_drop: true, ..Settings::default() };
    let desk = available().await;
    desk.ask(SetSettings { settings: settings.clone() }).await.unwrap();
    desk.drops_for(Duration::from_secs(120)).await;
    desk.on_again(Restored::Drop).await;

    desk.drops_for(limits::RESTORE_WITHIN + Duration::from_secs(5)).await;
    desk.notices(NoticeWhat::AvailabilityExpired).await;

    let desk = available().await;
    desk.ask(SetSettings { settings: settings.clone() }).await.unwrap();
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.machine(MachineChange::Locked).await;
    desk.machine(MachineChange::Unlocked).await;
    desk.clock.advance(Duration::from_secs(60));
    desk.server.truth().availability = AvailabilityView::Off { why: OffView::Expired };
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    desk.notices(NoticeWhat::AvailabilityExpired).await;
    assert_eq!(switched_on(&desk), 1, "the person had gone meanwhile");
}

#[tokio::test]
async fn a_drop_noticed_after_a_sleep_gives_nothing_back() {
    let desk = available().await;
    let settings = Settings { restore_after_drop: true, ..Settings::default() };
    desk.ask(SetSettings { settings }).await.unwrap();
    desk.machine(MachineChange::Suspending).await;
    desk.paused(PauseView::Suspended).await;
    desk.server.truth().reachable = false;
    desk.server.truth().refuse_act = Some(Problem::new(ProblemCode::Unavailable));
    desk.clock.advance(Duration::from_secs(60));
    desk.machine(MachineChange::Woke).await;
    // The connection that slept through it is found dead only now; nobody knows who opened the lid.
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.server.truth().availability = AvailabilityView::Off { why: OffView::Expired };
    desk.server.truth().refuse_act = None;
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    desk.notices(NoticeWhat::AvailabilityExpired).await;
    assert_eq!(switched_on(&desk), 1);
}

#[tokio::test]
async fn a_restore_that_fails_is_said_as_loudly_as_none() {
    let desk = available().await;
    let settings = Settings { restore_after_drop: true, self_test_daily: false, ..Settings::default() };
    desk.ask(SetSettings { settings }).await.unwrap();
    desk.server.truth().refuse_act = Some(Problem::new(ProblemCode::Unavailable));
    desk.drops_for(Duration::from_secs(60)).await;
    desk.notices(NoticeWhat::AvailabilityExpired).await;
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::AvailabilityEnded)).await;
    let notices = desk.desktop.seen().desk.unwrap().notices;
    let restored = NoticeWhat::AvailabilityRestored { after: Restored::Drop };
    assert!(notices.iter().all(|notice| notice.what != restored));
}

#[tokio::test]
async fn an_event_that_overtakes_the_answer_does_not_swallow_the_line() {
    let desk = available().await;
    desk.machine(MachineChange::Locked).await;
    desk.paused(PauseView::Locked).await;
    desk.server.truth().answers_late = true;
    desk.machine(MachineChange::Unlocked).await;
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    desk.server.let_answers_go();
    desk.notices(NoticeWhat::AvailabilityRestored { after: Restored::Locked }).await;
}

#[tokio::test]
async fn who_switches_on_is_there_whatever_the_machine_last_said() {
    let desk = available().await;
    // A screen saver that crashed: nobody ever says "unlocked".
    desk.machine(MachineChange::Locked).await;
    desk.paused(PauseView::Locked).await;
    desk.ask(SetAvailability { on: false }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::Off { .. })).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    let why = AwayReason::Locked;
    let acts = [AvailabilityAct::Pause { why }, AvailabilityAct::Off, AvailabilityAct::On];
    assert_eq!(pauses(&desk), acts, "and no pause behind it");
}

#[tokio::test]
async fn a_duty_that_ended_is_said_once_for_each_time() {
    let desk = available().await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.clock.advance(limits::LEASE_LENGTH);
    desk.notices(NoticeWhat::AvailabilityExpired).await;
    let id = desk.desktop.seen().desk.unwrap().notices[0].id;
    desk.ask(DismissNotice { id }).await.unwrap();
    desk.server.truth().availability = AvailabilityView::Off { why: OffView::Expired };
    desk.server.truth().reachable = true;
    desk.reconnect().await;
    let seen = desk.until(|seen| seen.alerts.is_empty()).await;
    assert!(seen.desk.unwrap().notices.is_empty(), "it was read and put away");
}
