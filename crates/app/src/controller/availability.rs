//! The availability. Only [`SetAvailability`](crate::command::SetAvailability) ever switches it on; what the
//! machine takes away for a while is given back, and nothing else.

use std::time::Duration;

use beistand_client::{AccountError, Link};
use beistand_domain::availability::Pause;
use beistand_domain::{CommandId, Moment, limits};
use beistand_protocol::ProblemCode;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::{AvailabilityView, OffView, PauseView};

use super::happened::Happened;
use super::{Controller, Desk};
use crate::availability::card;
use crate::failure::Failure;
use crate::machine::{MachineChange, MachineWish};
use crate::program::close_guard;
use crate::view::{Duty, NoticeWhat, Restored};

/// Between two tries to tell the server that the person has gone or is back.
const REST_AGAIN_AFTER: Duration = Duration::from_secs(5);

impl Desk {
    pub(super) fn duty(&self, now: Moment) -> Duty {
        let now = self.session.server_time(now);
        card::duty(&self.session, self.duty.switching.or(self.returning_until(now).and(Some(false))), now)
    }

    /// The program holds a lease, or may hold one.
    pub(super) fn is_on_duty(&self) -> bool {
        self.session.world.holds_lease() || self.duty.switching == Some(true)
    }

    /// Seekers count on this desk: it is on duty, or somebody talks with it.
    pub(super) fn is_relied_on(&self) -> bool {
        self.duty.on || self.is_on_duty() || self.session.chats().any(close_guard::is_running)
    }

    /// When the card changes by itself: the promise ends without a connection.
    pub(super) fn duty_ends(&self, now: Moment) -> Option<Moment> {
        let ahead = self.session.server_time(now).millis() - now.millis();
        let (_, until) = self.session.world.lease()?;
        let until = Moment::from_millis(until.millis() - ahead);
        (until > now).then_some(until)
    }

    /// When the server is told again that the person has gone or is back.
    pub(super) fn rests_again(&self, now: Moment) -> Option<Moment> {
        self.duty.rest_again_at.filter(|at| *at > now)
    }

    /// Wanted here, and over because the connection has been gone for too long.
    pub(super) fn has_run_out(&self, now: Moment) -> bool {
        self.duty.on && self.duty(now) == Duty::Off { why: OffView::Expired }
    }

    /// A lease that is not wanted here, and that the server still believes in.
    fn returning_until(&self, now: Moment) -> Option<Moment> {
        let unwanted = self.session.world.holds_lease() && !self.duty.on;
        self.session.world.lease().filter(|(_, until)| unwanted && now < *until).map(|(_, until)| until)
    }

    fn renew_while_wanted(&self) {
        self.live.renew_lease(self.duty.on && self.session.world.holds_lease());
    }

    /// What is to be asked of the server, so that the availability rests while the person is away.
    fn rest(&self, away: Option<AwayReason>, now: Moment) -> Option<AvailabilityAct> {
        let wanted = self.duty.on && self.session.world.holds_lease();
        let later = self.duty.rest_again_at.is_some_and(|at| now < at);
        let free = self.duty.switching.is_none() && self.duty.resting.is_none() && !later;
        if !wanted || !free || self.session.link() != Link::Connected {
            return None;
        }
        match (&self.session.world.availability, away) {
            (AvailabilityView::On { .. }, Some(why)) => Some(AvailabilityAct::Pause { why }),
            (AvailabilityView::Paused { why: now, .. }, Some(why)) => {
                let other = taken(*now).is_some_and(|now| now != why);
                other.then_some(AvailabilityAct::Pause { why })
            }
            (AvailabilityView::Paused { why, .. }, None) => taken(*why).map(|_| AvailabilityAct::Resume),
            (AvailabilityView::On { .. }, None) | (AvailabilityView::Off { .. }, _) => None,
        }
    }
}

impl Controller {
    /// The act of the person.
    pub(super) fn switch(&mut self, on: bool) -> Result<(), Failure> {
        let desk = self.desk()?;
        if desk.duty.switching.is_some() {
            return Ok(());
        }
        desk.duty.on = on;
        desk.duty.switching = Some(on);
        desk.duty.restoring = false;
        desk.duty.said_over = false;
        desk.renew_while_wanted();
        self.drop_duty_notices();
        self.tell_availability(if on { AvailabilityAct::On } else { AvailabilityAct::Off });
        Ok(())
    }

    /// The person takes a break; only the person ends it.
    pub(super) fn pause_duty(&mut self, why: AwayReason) -> Result<(), Failure> {
        let desk = self.desk()?;
        if desk.duty.on && desk.duty.switching.is_none() {
            let act = AvailabilityAct::Pause { why };
            desk.duty.resting = Some(act);
            self.drop_duty_notices();
            self.tell_availability(act);
        }
        Ok(())
    }

    pub(super) fn note_machine(&mut self, change: MachineChange) {
        let now = self.runtime.now();
        tracing::info!(?change, "the machine");
        self.machine.note(change, now);
        self.note_attendance();
        match change {
            MachineChange::Ending => return self.leave(),
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
        self.rest_while_away();
    }

    /// What the machine is to do for the duty; said when it changes.
    pub(super) fn publish_machine(&mut self) {
        let desk = self.desk().ok();
        let running = desk
            .as_ref()
            .map_or(0, |desk| desk.session.chats().filter(|chat| close_guard::is_running(chat)).count());
        let awake = running > 0 || desk.is_some_and(|desk| desk.is_on_duty());
        let wish = MachineWish {
            awake,
            running_chats: u32::try_from(running).unwrap_or(u32::MAX),
            idle_after: self.idle_after(),
        };
        if self.shown.machine.as_ref() != Some(&wish) {
            self.machine.idle_after = wish.idle_after;
            self.desktop.set_machine(&wish);
            self.shown.machine = Some(wish);
        }
    }

    fn idle_after(&self) -> Duration {
        self.lock_after().map_or(limits::IDLE_PAUSES_AFTER, |lock| lock.min(limits::IDLE_PAUSES_AFTER))
    }

    /// Pauses while the person is away, and gives back what was taken.
    pub(super) fn rest_while_away(&mut self) {
        let now = self.runtime.now();
        let away = self.machine.away(now);
        let asleep = self.sleepy;
        let locked = self.lock.is_some();
        let Ok(desk) = self.desk() else {
            return self.ready_to_sleep(asleep);
        };
        // Who moves the mouse of a locked desk has not said who they are.
        let act = desk.rest(away, now).filter(|act| !locked || *act != AvailabilityAct::Resume);
        let done = act.is_none() && desk.duty.resting.is_none();
        if let Some(act) = act {
            desk.duty.resting = Some(act);
            desk.duty.resumes = match desk.session.world.availability {
                AvailabilityView::Paused { why, .. } => Some(why),
                AvailabilityView::On { .. } | AvailabilityView::Off { .. } => None,
            };
            if let AvailabilityAct::Pause { .. } = act {
                self.drop_duty_notices();
            }
            self.tell_availability(act);
        }
        self.ready_to_sleep(asleep && done);
    }

    /// The server knows that the person is away, or cannot be told: the machine may sleep.
    fn ready_to_sleep(&mut self, ready: bool) {
        if ready {
            self.sleepy = false;
            self.desktop.ready_to_sleep();
        }
    }

    pub(super) fn availability_answered(
        &mut self,
        act: AvailabilityAct,
        answer: Result<AvailabilityView, AccountError>,
    ) {
        tracing::info!(?act, done = answer.is_ok(), "the availability");
        let Ok(desk) = self.desk() else { return };
        desk.duty.returning = false;
        let mine = desk.duty.resting.take_if(|resting| *resting == act).is_some();
        desk.duty.rest_again_at = None;
        let rested = desk.duty.resumes;
        match answer {
            Ok(availability) => {
                let switched = desk.duty.switching == Some(act == AvailabilityAct::On);
                // The event may have been faster; then it is the newer truth.
                if switched || mine {
                    desk.session.world.availability = availability;
                }
                if act == AvailabilityAct::On && std::mem::take(&mut desk.duty.restoring) {
                    self.notice(NoticeWhat::DutyRestored { after: Restored::Drop });
                }
                if mine && act == AvailabilityAct::Resume {
                    self.given_back(rested);
                }
                self.reconcile_duty();
            }
            Err(error) => self.availability_refused(act, mine, &error),
        }
    }

    fn availability_refused(&mut self, act: AvailabilityAct, rested: bool, error: &AccountError) {
        let again_at = self.runtime.now() + REST_AGAIN_AFTER;
        let Ok(desk) = self.desk() else { return };
        let restoring = act == AvailabilityAct::On && std::mem::take(&mut desk.duty.restoring);
        if rested {
            desk.duty.rest_again_at = Some(again_at);
        } else if desk.duty.switching.take() == Some(true) {
            desk.duty.on = false;
        }
        let programs = match act {
            AvailabilityAct::Pause { why } => Pause::from(why).is_programs(),
            AvailabilityAct::Resume => true,
            AvailabilityAct::On | AvailabilityAct::Off => false,
        };
        match error.code() {
            // Nobody at the desk asked for this one; what they have to hear is that the duty is over.
            Some(code) if restoring && code != ProblemCode::Unauthenticated => self.say_over(),
            None if restoring => self.say_over(),
            // There was nothing to switch off, or to pause.
            Some(ProblemCode::NotOn) => {}
            // It is tried again; nobody asked for it.
            Some(code) if programs && code != ProblemCode::Unauthenticated => {}
            None if programs => {}
            Some(_) | None => self.trouble(error),
        }
        let asleep = self.sleepy;
        self.ready_to_sleep(asleep);
    }

    /// Brings wish and truth together after the server said what is true.
    pub(super) fn reconcile_duty(&mut self) {
        let Ok(desk) = self.desk() else { return };
        let here = desk.session.world.holds_lease();
        let off = match desk.session.world.availability {
            AvailabilityView::Off { why } => Some(why),
            AvailabilityView::On { .. } | AvailabilityView::Paused { .. } => None,
        };
        let on = matches!(desk.session.world.availability, AvailabilityView::On { .. });
        match desk.duty.switching {
            Some(true) if here && on => desk.duty.switching = None,
            Some(false) if off.is_some() => desk.duty.switching = None,
            Some(true | false) | None => {}
        }
        let settled = desk.duty.switching.is_none();
        let lost = settled && desk.duty.on && !here;
        if lost {
            desk.duty.on = false;
        }
        desk.renew_while_wanted();
        let drop = desk.duty.drop.take();
        let unwanted = settled && here && !desk.duty.on && !desk.duty.returning;
        if unwanted {
            // From a run that crashed, or an answer that came too late: nobody at this desk has switched on.
            desk.duty.returning = true;
            self.tell_availability(AvailabilityAct::Off);
        }
        if here && on {
            self.made_good();
            self.notices.retain(|notice| notice.what != NoticeWhat::DutyExpired);
        }
        if lost && off == Some(OffView::Expired) {
            self.run_out(drop);
        }
        self.rest_while_away();
    }

    /// Says that the program has given back what it took.
    fn given_back(&mut self, rested: Option<PauseView>) {
        let after = match rested.and_then(taken) {
            Some(AwayReason::Locked) => Restored::Locked,
            Some(AwayReason::Suspended) => Restored::Suspended,
            Some(AwayReason::Idle) => Restored::Idle,
            Some(AwayReason::Break | AwayReason::Phone | AwayReason::Meeting) | None => return,
        };
        self.notice(NoticeWhat::DutyRestored { after });
    }

    fn drop_duty_notices(&mut self) {
        self.notices.retain(|notice| {
            !matches!(notice.what, NoticeWhat::DutyExpired | NoticeWhat::DutyRestored { .. })
        });
    }

    fn tell_availability(&mut self, act: AvailabilityAct) {
        let command = self.runtime.id(CommandId::from_parts);
        let Ok(desk) = self.desk() else { return };
        let (run, account) = (desk.run, desk.account.clone());
        self.begin(async move {
            let answer = account.set_availability(command, act).await;
            Happened::AvailabilityAnswered { run, act, answer }
        });
    }
}

/// What the program took, when it did.
fn taken(why: PauseView) -> Option<AwayReason> {
    why.away().filter(|_| why.is_programs())
}
