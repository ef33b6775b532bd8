//! The availability. Only [`Request::SetAvailability`](super::Request::SetAvailability) ever switches it on.

use beistand_client::AccountError;
use beistand_domain::{CommandId, Moment};
use beistand_protocol::ProblemCode;
use beistand_protocol::view::{AvailabilityView, OffView};

use super::happened::Happened;
use super::{Controller, Desk, Failure};
use crate::show;
use crate::view::{Duty, NoticeWhat};

/// What the person wants, as far as this run of the program knows.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// Switched on here, and not off again by anybody. Only then is the lease renewed.
    on: bool,
    /// Asked for, and the server has not answered.
    switching: Option<bool>,
    /// A lease nobody here wants is being given back.
    returning: bool,
}

impl Desk {
    pub(super) fn duty(&self, now: Moment) -> Duty {
        let now = self.session.server_time(now);
        show::desk::duty(
            &self.session,
            self.duty.switching.or(self.returning_until(now).and(Some(false))),
            now,
        )
    }

    /// The program holds a lease, or may hold one.
    pub(super) fn is_on_duty(&self) -> bool {
        self.session.world.holds_lease() || self.duty.switching == Some(true)
    }

    /// When the card changes by itself: the promise ends without a connection.
    pub(super) fn duty_ends(&self, now: Moment) -> Option<Moment> {
        let ahead = self.session.server_time(now).millis() - now.millis();
        let (_, until) = self.session.world.lease()?;
        let until = Moment::from_millis(until.millis() - ahead);
        (until > now).then_some(until)
    }

    /// A lease that is not wanted here, and that the server still believes in.
    fn returning_until(&self, now: Moment) -> Option<Moment> {
        let unwanted = self.session.world.holds_lease() && !self.duty.on;
        self.session.world.lease().filter(|(_, until)| unwanted && now < *until).map(|(_, until)| until)
    }

    fn renew_while_wanted(&self) {
        self.live.renew_lease(self.duty.on && self.session.world.holds_lease());
    }
}

impl Controller {
    pub(super) fn set_availability(&mut self, on: bool) -> Result<(), Failure> {
        let desk = self.desk()?;
        if desk.duty.switching.is_some() {
            return Ok(());
        }
        desk.duty.on = on;
        desk.duty.switching = Some(on);
        desk.renew_while_wanted();
        self.tell_availability(on);
        Ok(())
    }

    pub(super) fn availability_answered(&mut self, on: bool, answer: Result<AvailabilityView, AccountError>) {
        let Ok(desk) = self.desk() else { return };
        desk.duty.returning = false;
        match answer {
            Ok(availability) => {
                // The event may have been faster; then it is the newer truth.
                if desk.duty.switching == Some(on) {
                    desk.session.world.availability = availability;
                }
                self.reconcile_duty();
            }
            Err(error) => {
                if desk.duty.switching.take() == Some(true) {
                    desk.duty.on = false;
                }
                match error.code() {
                    // There was nothing to switch off.
                    Some(ProblemCode::NotOn) => {}
                    Some(_) | None => self.trouble(&error),
                }
            }
        }
    }

    /// Brings wish and truth together after the server said what is true.
    pub(super) fn reconcile_duty(&mut self) {
        let Ok(desk) = self.desk() else { return };
        let here = desk.session.world.holds_lease();
        let off = match desk.session.world.availability {
            AvailabilityView::Off { why } => Some(why),
            AvailabilityView::On { .. } | AvailabilityView::Paused { .. } => None,
        };
        match desk.duty.switching {
            Some(true) if here => desk.duty.switching = None,
            Some(false) if off.is_some() => desk.duty.switching = None,
            Some(true | false) | None => {}
        }
        let settled = desk.duty.switching.is_none();
        let lost = settled && desk.duty.on && !here;
        if lost {
            desk.duty.on = false;
        }
        desk.renew_while_wanted();
        let unwanted = settled && here && !desk.duty.on && !desk.duty.returning;
        if unwanted {
            // From a run that crashed, or an answer that came too late: nobody at this desk has switched on.
            desk.duty.returning = true;
            self.tell_availability(false);
        }
        if lost && off == Some(OffView::Expired) {
            self.notice(NoticeWhat::DutyExpired);
        }
    }

    fn tell_availability(&mut self, on: bool) {
        let command = self.ambient.id(CommandId::from_parts);
        let Ok(desk) = self.desk() else { return };
        let (run, account) = (desk.run, desk.account.clone());
        self.begin(async move {
            let answer = account.set_availability(command, on).await;
            Happened::AvailabilityAnswered { run, on, answer }
        });
    }
}
