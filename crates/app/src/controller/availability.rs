//! Runs what the availability's machine decides, and gives it what happens. Only
//! [`SetAvailability`](crate::command::SetAvailability) ever switches on.

use std::time::Duration;

use beistand_client::{AccountError, Link};
use beistand_domain::{CommandId, Moment, limits};
use beistand_protocol::ProblemCode;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::AvailabilityView;
use tokio::sync::oneshot;

use super::happened::Happened;
use super::{Controller, Desk, Stage};
use crate::availability::{Effect, Input, QuestionNo, Refusal, Truth, card};
use crate::failure::{Failure, FailureCode};
use crate::machine::{MachineChange, PowerRequest};
use crate::program::close_guard;
use crate::program::leaving::{self, Ending};
use crate::request::has_ended;
use crate::view::{Availability, NoticeWhat};

impl Desk {
    pub(super) fn card(&self, now: Moment) -> Availability {
        let now = self.session.server_time(now);
        let runs = self.session.world.lease().is_some_and(|(_, until)| now < until);
        let switching = self.availability.switching(self.session.world.holds_lease() && runs);
        card::view(&self.session, switching, now)
    }

    /// The program holds a lease, or may hold one.
    pub(super) fn may_hold_lease(&self) -> bool {
        self.session.world.holds_lease() || self.availability.is_switching_on()
    }

    /// Seekers count on this desk: it is available, or a seeker writes with it.
    pub(super) fn is_relied_on(&self) -> bool {
        let running = self.session.chats().any(close_guard::is_running);
        self.availability.wants_lease() || self.may_hold_lease() || running
    }

    /// When the card changes by itself: the lease ends without a connection.
    pub(super) fn lease_ends(&self, now: Moment) -> Option<Moment> {
        let ahead = self.session.server_time(now).millis() - now.millis();
        let (_, until) = self.session.world.lease()?;
        let until = Moment::from_millis(until.millis() - ahead);
        (until > now).then_some(until)
    }
}

impl Controller {
    /// The act of the person.
    pub(super) fn switch(&mut self, on: bool) -> Result<(), Failure> {
        self.stays()?;
        self.desk()?;
        self.availability_input(Input::Switched { on });
        Ok(())
    }

    /// The person takes a break; only the person ends it.
    pub(super) fn begin_break(&mut self, why: AwayReason) -> Result<(), Failure> {
        self.stays()?;
        self.desk()?;
        self.availability_input(Input::BreakChosen { why });
        Ok(())
    }

    /// While the program waits to end, nobody becomes available with it.
    fn stays(&self) -> Result<(), Failure> {
        if self.leaving.has_begun() { Err(FailureCode::Ending.into()) } else { Ok(()) }
    }

    pub(super) fn note_machine(&mut self, change: MachineChange) {
        let now = self.runtime.now();
        tracing::info!(?change, "the machine");
        self.machine.note(change, now);
        match change {
            MachineChange::Ending => return self.leaving_input(leaving::Input::Wanted(Ending::Exit)),
            // What was queued for later is tried at once.
            MachineChange::Woke => {
                if let Ok(desk) = self.desk() {
                    desk.live.retry_now();
                }
            }
            MachineChange::Suspending => self.sleepy = true,
            MachineChange::Locked
            | MachineChange::Unlocked
            | MachineChange::Idle
            | MachineChange::Active
            | MachineChange::DoNotDisturb(_) => {}
        }
        self.lock_when_idle();
        self.attendance_changed();
    }

    /// The machine or the lock has said something about the person, or time has passed.
    pub(super) fn attendance_changed(&mut self) {
        self.availability_input(Input::AttendanceChanged);
    }

    pub(super) fn link_changed(&mut self, link: Link) {
        tracing::info!(?link, "the connection");
        match link {
            Link::Offline { since, .. } => {
                self.availability_input(Input::ConnectionLost { since });
            }
            // What could not be asked before is asked now.
            Link::Connected => {
                self.attendance_changed();
                self.check_day();
            }
            Link::Connecting | Link::SignedOut => {}
        }
    }

    pub(super) fn availability_answered(
        &mut self,
        question: QuestionNo,
        act: AvailabilityAct,
        answer: Result<AvailabilityView, AccountError>,
    ) {
        tracing::info!(?act, done = answer.is_ok(), "the availability");
        match answer {
            Ok(availability) => {
                self.availability_input(Input::Accepted { question, act, availability });
            }
            Err(error) => {
                let why = match error.code() {
                    _ if has_ended(&error) => Refusal::SignedOut,
                    Some(ProblemCode::NotOn) => Refusal::NotOn,
                    Some(_) | None => Refusal::Other,
                };
                if self.availability_input(Input::Refused { question, act, why }) == Outcome::Trouble {
                    self.trouble(&error);
                }
            }
        }
    }

    /// Brings intent and truth together after the server said what is true.
    pub(super) fn availability_changed(&mut self) {
        self.availability_input(Input::TruthChanged);
    }

    /// The person is at the desk, as far as the machine and the lock say.
    pub(super) fn is_attended(&self) -> bool {
        !self.lock.is_locked() && self.machine.away(self.runtime.now()).is_none()
    }

    /// What the machine is to do for the availability; said when it changes.
    pub(super) fn publish_machine(&mut self) {
        let desk = self.desk().ok();
        let running = desk
            .as_ref()
            .map_or(0, |desk| desk.session.chats().filter(|chat| close_guard::is_running(chat)).count());
        let awake = running > 0 || desk.is_some_and(|desk| desk.may_hold_lease());
        let request = PowerRequest {
            awake,
            running_chats: u32::try_from(running).unwrap_or(u32::MAX),
            idle_after: self.idle_after(),
        };
        if self.shown.machine.as_ref() != Some(&request) {
            self.machine.idle_after = request.idle_after;
            self.desktop.set_machine(&request);
            self.shown.machine = Some(request);
        }
    }

    fn idle_after(&self) -> Duration {
        self.lock_after().map_or(limits::IDLE_PAUSES_AFTER, |lock| lock.min(limits::IDLE_PAUSES_AFTER))
    }

    fn availability_input(&mut self, input: Input) -> Outcome {
        let Some(truth) = self.truth() else {
            // Nobody waits for this desk: the machine may sleep.
            self.ready_to_sleep();
            return Outcome::Done;
        };
        let Ok(desk) = self.desk() else { return Outcome::Done };
        let effects = desk.availability.handle(input, &truth);
        let mut outcome = Outcome::Done;
        for effect in effects {
            match effect {
                Effect::Ask(question, act) => self.ask_availability(question, act),
                Effect::Resync => self.resync(),
                Effect::Renew(renews) => self.renew_lease(renews),
                Effect::Adopt(availability) => self.adopt(availability),
                Effect::ReportExpired => self.notice(NoticeWhat::AvailabilityExpired),
                Effect::ReportRestored(after) => self.notice(NoticeWhat::AvailabilityRestored { after }),
                Effect::WithdrawExpired => {
                    self.notices.retain(|notice| notice.what != NoticeWhat::AvailabilityExpired);
                }
                Effect::WithdrawReports => self.notices.retain(|notice| {
                    !matches!(
                        notice.what,
                        NoticeWhat::AvailabilityExpired | NoticeWhat::AvailabilityRestored { .. }
                    )
                }),
                Effect::ReportTrouble => outcome = Outcome::Trouble,
                Effect::Settled => self.ready_to_sleep(),
            }
        }
        outcome
    }

    fn truth(&self) -> Option<Truth> {
        let Stage::SignedIn(desk) = &self.stage else { return None };
        let now = self.runtime.now();
        Some(Truth {
            now,
            server_now: desk.session.server_time(now),
            availability: desk.session.world.availability.clone(),
            device: desk.session.world.device,
            connected: desk.session.link() == Link::Connected,
            away: self.machine.away(now),
            locked: self.lock.is_locked(),
            restores_after_loss: self.kept.settings.restore_after_drop,
        })
    }

    fn adopt(&mut self, availability: AvailabilityView) {
        if let Ok(desk) = self.desk() {
            desk.session.world.availability = availability;
        }
    }

    fn resync(&mut self) {
        if let Ok(desk) = self.desk() {
            desk.live.resync();
        }
    }

    fn renew_lease(&mut self, renews: bool) {
        if let Ok(desk) = self.desk() {
            desk.live.renew_lease(renews);
        }
    }

    /// The server knows that the person is away, or cannot be told: the machine may sleep.
    fn ready_to_sleep(&mut self) {
        if std::mem::take(&mut self.sleepy) {
            self.desktop.ready_to_sleep();
        }
    }

    fn ask_availability(&mut self, question: QuestionNo, act: AvailabilityAct) {
        // What leaving has told the server is the last word.
        if self.leaving.has_begun() {
            return;
        }
        let command = self.runtime.id(CommandId::from_parts);
        let Ok(desk) = self.desk() else { return };
        let (run, account) = (desk.run, desk.account.clone());
        let (done, answered) = oneshot::channel::<()>();
        let before = desk.availability_asked.replace(answered);
        self.begin(async move {
            if let Some(before) = before {
                // The one before is answered, or given up: it says so by being dropped.
                let _ = before.await;
            }
            let answer = account.set_availability(command, act).await;
            drop(done);
            Happened::AvailabilityAnswered { run, question, act, answer }
        });
    }
}

/// Whether the person has to hear of the server's refusal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Trouble,
}
