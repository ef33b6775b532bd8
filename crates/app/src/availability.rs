//! Keeps the person's intent and the server's lease in agreement. It decides and does nothing itself: inputs go in,
//! effects come out.
//!
//! Only an act of the person switches on, with one exception that the person has to choose: after a short loss of the
//! connection that they were present for, the desk may switch on again ([`Truth::restores_after_loss`]).

use std::time::Duration;

use beistand_domain::Moment;
use beistand_domain::availability::Pause;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::{AvailabilityView, OffView, PauseView};

use crate::view::Restored;

mod attendance;
pub(crate) mod card;
mod input;
mod intent;
mod truth;

use attendance::Attendance;
pub(crate) use input::{Effect, Input, Refusal};
pub(crate) use intent::QuestionNo;
use intent::{AutoPause, Intent, Switched, taken};
pub(crate) use truth::Truth;

/// Between two tries to tell the server that the person is away or back.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The availability of one signed-in desk.
#[derive(Debug, Default)]
pub(crate) struct Availability {
    intent: Intent,
    attendance: Attendance,
    asked: QuestionNo,
}

impl Availability {
    /// Switched on here, and not off again: the lease may be renewed.
    pub fn wants_lease(&self) -> bool {
        self.intent.wants_lease()
    }

    /// The person asked to switch on, and the server has not answered.
    pub fn is_switching_on(&self) -> bool {
        self.intent.switching() == Some(true)
    }

    /// What the card shows as being switched; none while nothing is.
    ///
    /// `lease_runs`: this device holds a lease that the server still believes in.
    pub fn switching(&self, lease_runs: bool) -> Option<bool> {
        self.intent.switching().or_else(|| (lease_runs && !self.wants_lease()).then_some(false))
    }

    /// When [`Input::AttendanceChanged`] is due again.
    pub fn deadline(&self, now: Moment) -> Option<Moment> {
        match self.intent {
            Intent::On(Switched { auto_pause: AutoPause::Retry { retry_at }, .. }) => {
                Some(retry_at).filter(|at| *at > now)
            }
            Intent::On(_)
            | Intent::Off
            | Intent::SwitchingOn { .. }
            | Intent::SwitchingOff { .. }
            | Intent::Returning { .. } => None,
        }
    }

    /// Takes one input and says what follows from it.
    pub fn handle(&mut self, input: Input, truth: &Truth) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut held = truth.holds_lease();
        match input {
            Input::Switched { on } => self.switch(on, false, &mut effects),
            Input::BreakChosen { why } => self.take_break(why, &mut effects),
            Input::AttendanceChanged => {
                self.attendance.note(!truth.is_attended(), truth.now);
                self.pause_or_resume(truth, &mut effects);
            }
            Input::ConnectionLost { since } => {
                self.attendance.connection_lost(since, !truth.is_attended());
            }
            Input::TruthChanged => self.reconcile(truth, &mut effects),
            Input::Accepted { question, act, availability } => {
                // A client that waits for another answer by now learns from an event what this act did.
                if self.intent.question() == Some(question) {
                    let truth = Truth { availability, ..truth.clone() };
                    held = truth.holds_lease();
                    self.accepted(act, &truth, &mut effects);
                }
            }
            Input::Refused { question, act, why } => {
                self.refused((question, act, why), truth, &mut effects);
            }
        }
        self.report_expired_once(truth, &mut effects);
        effects.push(Effect::Renew(self.wants_lease() && held));
        if self.is_settled() {
            effects.push(Effect::Settled);
        }
        effects
    }

    fn ask(&mut self, act: AvailabilityAct, effects: &mut Vec<Effect>) -> QuestionNo {
        self.asked += 1;
        effects.push(Effect::Ask(self.asked, act));
        self.asked
    }

    fn switch(&mut self, on: bool, restoring: bool, effects: &mut Vec<Effect>) {
        // One act at a time; the switch shows that it waits.
        if self.intent.switching().is_some() {
            return;
        }
        effects.push(Effect::WithdrawReports);
        self.intent = if on {
            Intent::SwitchingOn { question: self.ask(AvailabilityAct::On, effects), restoring }
        } else {
            Intent::SwitchingOff { question: self.ask(AvailabilityAct::Off, effects) }
        };
    }

    fn take_break(&mut self, why: AwayReason, effects: &mut Vec<Effect>) {
        if let Intent::On(on) = self.intent {
            effects.push(Effect::WithdrawReports);
            let question = self.ask(AvailabilityAct::Pause { why }, effects);
            self.intent =
                Intent::On(Switched { auto_pause: AutoPause::Pending { question, ends: None }, ..on });
        }
    }

    /// Says once, and loudly, that the availability has ended although nobody ended it.
    fn report_expired_once(&mut self, truth: &Truth, effects: &mut Vec<Effect>) {
        if let Intent::On(on) = &mut self.intent
            && truth.has_expired()
            && !std::mem::replace(&mut on.expiry_reported, true)
        {
            effects.push(Effect::ReportExpired);
        }
    }

    /// Pauses while the person is away, and gives back what was taken.
    fn pause_or_resume(&mut self, truth: &Truth, effects: &mut Vec<Effect>) {
        let Intent::On(on) = self.intent else { return };
        let act = on.auto_pause.next_act(&truth.availability, truth.away, truth.now);
        let act = act.filter(|act| {
            truth.holds_lease() && truth.connected && !(truth.locked && *act == AvailabilityAct::Resume)
        });
        let Some(act) = act else { return };
        if let AvailabilityAct::Pause { .. } = act {
            effects.push(Effect::WithdrawReports);
        }
        let ends = match truth.availability {
            AvailabilityView::Paused { why, .. } => Some(why),
            AvailabilityView::On { .. } | AvailabilityView::Off { .. } => None,
        };
        let question = self.ask(act, effects);
        self.intent = Intent::On(Switched { auto_pause: AutoPause::Pending { question, ends }, ..on });
    }

    /// Brings intent and truth together after the server said over the connection what is true.
    fn reconcile(&mut self, truth: &Truth, effects: &mut Vec<Effect>) {
        if let Intent::On(on) = &mut self.intent
            && !truth.holds_lease()
            && !std::mem::replace(&mut on.doubted, true)
        {
            return effects.push(Effect::Resync);
        }
        let loss = self.attendance.connection_restored();
        if truth.is_on_here() {
            effects.push(Effect::WithdrawExpired);
        }
        let off = matches!(truth.availability, AvailabilityView::Off { .. });
        match self.intent {
            Intent::SwitchingOff { .. } if off => self.intent = Intent::Off,
            // What is heard before the answer may be older than the question.
            Intent::SwitchingOn { .. } | Intent::SwitchingOff { .. } => {}
            // From a run that crashed, or of an act whose answer was lost: nobody at this desk has switched on.
            Intent::Off if truth.holds_lease() => {
                self.intent = Intent::Returning { question: self.ask(AvailabilityAct::Off, effects) };
            }
            Intent::Returning { .. } if !truth.holds_lease() => self.intent = Intent::Off,
            Intent::Off | Intent::Returning { .. } => {}
            Intent::On(on) if truth.holds_lease() => {
                let expiry_reported = on.expiry_reported && !truth.is_on_here();
                self.intent = Intent::On(Switched { doubted: false, expiry_reported, ..on });
                self.pause_or_resume(truth, effects);
            }
            Intent::On(on) => {
                self.intent = Intent::Off;
                if truth.availability == (AvailabilityView::Off { why: OffView::Expired }) {
                    let short = loss.is_some_and(|loss| loss.is_short(truth.now));
                    self.expired(short, on.expiry_reported, truth, effects);
                }
            }
        }
    }

    fn switched_on(&mut self, truth: &Truth, effects: &mut Vec<Effect>) {
        if let Intent::SwitchingOn { restoring: true, .. } = self.intent {
            effects.push(Effect::ReportRestored(Restored::Drop));
        }
        self.intent = Intent::on();
        self.pause_or_resume(truth, effects);
    }

    /// The server has ended the lease because it heard nothing of this desk.
    fn expired(&mut self, short: bool, reported: bool, truth: &Truth, effects: &mut Vec<Effect>) {
        if truth.restores_after_loss && short && truth.is_attended() {
            self.switch(true, true, effects);
        } else if !reported {
            effects.push(Effect::ReportExpired);
        }
    }

    /// The pending question was answered; `truth` is what the answer says.
    fn accepted(&mut self, act: AvailabilityAct, truth: &Truth, effects: &mut Vec<Effect>) {
        effects.push(Effect::Adopt(truth.availability.clone()));
        match self.intent {
            Intent::SwitchingOn { .. } => self.switched_on(truth, effects),
            Intent::SwitchingOff { .. } | Intent::Returning { .. } | Intent::Off => self.intent = Intent::Off,
            Intent::On(on) => {
                if let AutoPause::Pending { ends: Some(why), .. } = on.auto_pause
                    && act == AvailabilityAct::Resume
                {
                    effects.extend(restored(why).map(Effect::ReportRestored));
                }
                self.intent = Intent::On(Switched { auto_pause: AutoPause::Settled, ..on });
                self.pause_or_resume(truth, effects);
            }
        }
    }

    /// A client that waits for another answer by now learns from an event what became of this act.
    fn refused(
        &mut self,
        refused: (QuestionNo, AvailabilityAct, Refusal),
        truth: &Truth,
        effects: &mut Vec<Effect>,
    ) {
        let (question, act, why) = refused;
        let mut restoring = false;
        if self.intent.question() == Some(question) {
            match self.intent {
                Intent::On(on) => {
                    let auto_pause = AutoPause::Retry { retry_at: truth.now + RETRY_AFTER };
                    self.intent = Intent::On(Switched { auto_pause, ..on });
                }
                // Only the answer was lost, as far as is known.
                Intent::SwitchingOn { restoring: false, .. } if truth.is_on_here() => {
                    self.switched_on(truth, effects);
                }
                Intent::SwitchingOn { restoring: was, .. } => {
                    restoring = was;
                    self.intent = Intent::Off;
                }
                Intent::SwitchingOff { .. } | Intent::Returning { .. } | Intent::Off => {
                    self.intent = Intent::Off;
                }
            }
        }
        match why {
            Refusal::SignedOut => effects.push(Effect::ReportTrouble),
            // The person did not ask for this one; what matters to them is that the availability is over.
            Refusal::NotOn | Refusal::Other if restoring => effects.push(Effect::ReportExpired),
            Refusal::NotOn => {}
            // It is tried again, and the person did not ask for it.
            Refusal::Other if is_programs(act) => {}
            Refusal::Other => effects.push(Effect::ReportTrouble),
        }
    }

    /// Nothing is on its way that the server has to know before the machine sleeps.
    fn is_settled(&self) -> bool {
        match self.intent {
            Intent::SwitchingOn { .. } | Intent::SwitchingOff { .. } => false,
            Intent::Off | Intent::Returning { .. } => true,
            Intent::On(on) => !matches!(on.auto_pause, AutoPause::Pending { .. }),
        }
    }
}

/// The program asks for this by itself.
fn is_programs(act: AvailabilityAct) -> bool {
    match act {
        AvailabilityAct::Pause { why } => Pause::from(why).is_programs(),
        AvailabilityAct::Resume => true,
        AvailabilityAct::On | AvailabilityAct::Off => false,
    }
}

/// What the person had been away for, where the program had taken the availability away.
fn restored(why: PauseView) -> Option<Restored> {
    match taken(why)? {
        AwayReason::Locked => Some(Restored::Locked),
        AwayReason::Suspended => Some(Restored::Suspended),
        AwayReason::Idle => Some(Restored::Idle),
        AwayReason::Break | AwayReason::Phone | AwayReason::Meeting => None,
    }
}

#[cfg(test)]
mod tests;
