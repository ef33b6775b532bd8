//! What the person wants, as far as this run of the program knows.

use beistand_domain::Moment;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::{AvailabilityView, PauseView};

/// Names one question to the server: only its own answer counts.
pub(crate) type QuestionNo = u64;

/// The person's intent, and how far the server has followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Not switched on here.
    #[default]
    Off,
    /// The server is asked to switch on. `restoring`: to give back what a loss of the connection took.
    SwitchingOn { question: QuestionNo, restoring: bool },
    /// The server is asked to switch off.
    SwitchingOff { question: QuestionNo },
    /// The server is asked to end a lease of this device that nobody here wants.
    Returning { question: QuestionNo },
    /// Switched on here, and confirmed.
    On(Switched),
}

/// An availability that is switched on here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switched {
    pub auto_pause: AutoPause,
    /// The connection says otherwise. As answers travel beside it and may overtake older news, the server was asked over
    /// it what is true.
    pub doubted: bool,
    /// The person was told that the lease has ended without a connection.
    pub expiry_reported: bool,
}

/// A pause, or its end, that the server has to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AutoPause {
    /// The server knows everything.
    Settled,
    /// The server has not answered. `ends`: the pause that this replaces or ends.
    Pending { question: QuestionNo, ends: Option<PauseView> },
    /// The server could not do it.
    Retry { retry_at: Moment },
}

impl Intent {
    /// Just switched on.
    pub fn on() -> Self {
        Self::On(Switched { auto_pause: AutoPause::Settled, doubted: false, expiry_reported: false })
    }

    /// Only then the lease is renewed.
    pub fn wants_lease(&self) -> bool {
        match self {
            Self::SwitchingOn { .. } | Self::On(_) => true,
            Self::Off | Self::SwitchingOff { .. } | Self::Returning { .. } => false,
        }
    }

    /// What the person has asked for, while it is on its way.
    pub fn switching(&self) -> Option<bool> {
        match self {
            Self::SwitchingOn { .. } => Some(true),
            Self::SwitchingOff { .. } => Some(false),
            Self::Off | Self::On(_) | Self::Returning { .. } => None,
        }
    }

    /// The question whose answer changes this.
    pub fn question(&self) -> Option<QuestionNo> {
        match self {
            Self::SwitchingOn { question, .. }
            | Self::SwitchingOff { question }
            | Self::Returning { question } => Some(*question),
            Self::On(on) => on.auto_pause.question(),
            Self::Off => None,
        }
    }
}

impl AutoPause {
    fn question(self) -> Option<QuestionNo> {
        match self {
            Self::Pending { question, .. } => Some(question),
            Self::Settled | Self::Retry { .. } => None,
        }
    }

    /// What the server has to be asked so that the availability pauses while the person is away, and only then.
    pub fn next_act(
        self,
        availability: &AvailabilityView,
        away: Option<AwayReason>,
        now: Moment,
    ) -> Option<AvailabilityAct> {
        match self {
            Self::Pending { .. } => return None,
            Self::Retry { retry_at } if now < retry_at => return None,
            Self::Retry { .. } | Self::Settled => {}
        }
        match (availability, away) {
            (AvailabilityView::On { .. }, Some(why)) => Some(AvailabilityAct::Pause { why }),
            (AvailabilityView::Paused { why: paused, .. }, Some(why)) => {
                let other = taken(*paused).is_some_and(|taken| taken != why);
                other.then_some(AvailabilityAct::Pause { why })
            }
            (AvailabilityView::Paused { why, .. }, None) => taken(*why).map(|_| AvailabilityAct::Resume),
            (AvailabilityView::On { .. }, None) | (AvailabilityView::Off { .. }, _) => None,
        }
    }
}

/// What the program took, when it did.
pub(crate) fn taken(why: PauseView) -> Option<AwayReason> {
    why.away().filter(|_| why.is_programs())
}
