//! The desk behind its PIN. Its work goes on; nothing of a conversation is shown, and nothing is done in the person's
//! name, until the PIN opens it. Decides and does nothing itself: inputs go in, effects come out.

use std::time::Duration;

use beistand_domain::Moment;

use super::pin;
use crate::request::Request;

mod allowed;
mod input;

use allowed::{WhileLocked, while_locked};
pub(crate) use input::{Effect, Input, Truth};

/// Who enters the PIN later than this has forgotten what was clicked, or is another person.
const LATER_HOLDS: Duration = Duration::from_secs(60);

/// The lock of the desk. Only the right PIN opens it, or the end of the session.
#[derive(Debug, Default)]
pub(crate) enum Lock {
    #[default]
    Open,
    Locked {
        check: Check,
        /// What was asked for a moment ago, from an alert or the tray; it is done once the PIN was right.
        later: Option<Later>,
    },
}

/// Whether a PIN is being compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nobody has entered one.
    Idle,
    UnderWay,
}

/// A request that waits for the PIN.
#[derive(Debug)]
pub(crate) struct Later {
    request: Request,
    asked_at: Moment,
}

/// What is to be seen of a locked desk's PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LockView {
    pub checking: bool,
    /// None before the first wrong one.
    pub tries_left: Option<u32>,
}

/// After how much time without input the desk locks itself, if it does: the person's choice, and only with a PIN.
pub(crate) fn locks_after(has_pin: bool, minutes: Option<u16>) -> Option<Duration> {
    let minutes = minutes.filter(|_| has_pin)?;
    Some(Duration::from_secs(u64::from(minutes.max(1)) * 60))
}

impl Lock {
    pub fn is_locked(&self) -> bool {
        match self {
            Self::Open => false,
            Self::Locked { .. } => true,
        }
    }

    /// Nothing while it is open. `wrong`: wrong tries in a row.
    pub fn view(&self, wrong: u32) -> Option<LockView> {
        match self {
            Self::Open => None,
            Self::Locked { check, .. } => Some(LockView {
                checking: *check == Check::UnderWay,
                tries_left: (wrong > 0).then(|| pin::TRIES.saturating_sub(wrong)),
            }),
        }
    }

    /// Takes one input and says what follows from it.
    pub fn handle(&mut self, input: Input, truth: &Truth) -> Vec<Effect> {
        match input {
            Input::LockChosen if !truth.has_pin => vec![Effect::ReportNoPin],
            Input::LockChosen | Input::LeftAlone => self.lock(truth),
            Input::Asked(request) => self.keep_out(request, truth.now),
            Input::PinTried(pin) => self.try_pin(pin, truth),
            Input::PinChecked { fits } => self.checked(fits, truth),
            Input::PinForgotten => self.is_locked().then_some(Effect::ForgetPin).into_iter().collect(),
            Input::SessionLeft => match std::mem::take(self) {
                Self::Locked { later: Some(later), .. } => vec![Effect::Refuse(later.request)],
                Self::Locked { later: None, .. } | Self::Open => Vec::new(),
            },
        }
    }

    fn lock(&mut self, truth: &Truth) -> Vec<Effect> {
        match self {
            // Without a PIN there is nothing to lock with.
            Self::Open if truth.has_pin => {
                *self = Self::Locked { check: Check::Idle, later: None };
                vec![Effect::ReportAttendance]
            }
            Self::Open | Self::Locked { .. } => Vec::new(),
        }
    }

    fn keep_out(&mut self, request: Request, now: Moment) -> Vec<Effect> {
        let Self::Locked { later, .. } = self else {
            return vec![Effect::CarryOut(request)];
        };
        match while_locked(&request) {
            WhileLocked::Done => vec![Effect::CarryOut(request)],
            WhileLocked::Later => {
                // The person has changed their mind about the one before.
                let before = later.replace(Later { request, asked_at: now });
                let refused = before.map(|before| Effect::Refuse(before.request));
                std::iter::once(Effect::AskForPin).chain(refused).collect()
            }
            WhileLocked::Asks => vec![Effect::AskForPin, Effect::Refuse(request)],
            WhileLocked::Refused => vec![Effect::Refuse(request)],
        }
    }

    fn try_pin(&mut self, entered: crate::Secret, truth: &Truth) -> Vec<Effect> {
        match self {
            Self::Locked { check: Check::Idle, .. } if truth.wrong >= pin::TRIES => vec![Effect::ForgetPin],
            Self::Locked { check: check @ Check::Idle, .. } => {
                *check = Check::UnderWay;
                vec![Effect::CheckPin(entered)]
            }
            // One at a time; the window shows that it waits.
            Self::Locked { check: Check::UnderWay, .. } | Self::Open => Vec::new(),
        }
    }

    fn checked(&mut self, fits: bool, truth: &Truth) -> Vec<Effect> {
        match self {
            Self::Locked { check: Check::UnderWay, later } if fits => {
                let later = later.take();
                *self = Self::Open;
                unlocked(later, truth)
            }
            Self::Locked { check: check @ Check::UnderWay, .. } => {
                *check = Check::Idle;
                wrong(truth.wrong.saturating_add(1))
            }
            Self::Locked { check: Check::Idle, .. } | Self::Open => Vec::new(),
        }
    }
}

/// The person is here: what the machine took while they were away comes back now.
fn unlocked(later: Option<Later>, truth: &Truth) -> Vec<Effect> {
    let mut effects = vec![Effect::ProvePresence];
    if truth.wrong > 0 {
        effects.push(Effect::KeepWrong(0));
    }
    effects.push(Effect::ReportAttendance);
    effects.extend(later.map(|later| {
        let holds = truth.now.since(later.asked_at) <= LATER_HOLDS;
        if holds { Effect::CarryOut(later.request) } else { Effect::Refuse(later.request) }
    }));
    effects
}

/// One more wrong try. After too many the password opens the desk; what was typed stays.
fn wrong(tries: u32) -> Vec<Effect> {
    let mut effects = vec![Effect::KeepWrong(tries)];
    if tries >= pin::TRIES {
        effects.push(Effect::ForgetPin);
    }
    effects
}

#[cfg(test)]
mod tests;
