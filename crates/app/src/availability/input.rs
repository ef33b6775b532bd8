//! What happens to the availability, and what follows from it.

use beistand_domain::Moment;
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason};
use beistand_protocol::view::AvailabilityView;

use super::intent::QuestionNo;
use crate::view::Restored;

/// What happens.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// The person's act.
    Switched { on: bool },
    /// The person takes a break, and only the person ends it.
    BreakChosen { why: AwayReason },
    /// The machine or the lock said something about the person, or time has passed.
    AttendanceChanged,
    /// The connection was lost.
    ConnectionLost { since: Moment },
    /// The server said over the connection what is true.
    TruthChanged,
    /// The server did what was asked of it.
    Accepted { question: QuestionNo, act: AvailabilityAct, availability: AvailabilityView },
    /// It did not, or nobody knows.
    Refused { question: QuestionNo, act: AvailabilityAct, why: Refusal },
}

/// Why the server did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There was nothing to switch off or to pause.
    NotOn,
    /// The session has ended.
    SignedOut,
    /// The network is away, or the server refused for another reason.
    Other,
}

/// What the controller does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Ask the server, after all questions before: none may overtake another.
    Ask(QuestionNo, AvailabilityAct),
    /// Ask over the connection what is true: older news may have overtaken an answer.
    Resync,
    /// Renew the lease from now on, or stop renewing it. May come repeatedly.
    Renew(bool),
    /// This is the server's newest answer.
    Adopt(AvailabilityView),
    /// Tell the person that the availability has ended because the connection was gone for too long.
    ReportExpired,
    /// Tell the person that the desk gave back what it took.
    ReportRestored(Restored),
    /// What was reported about the end of the availability no longer matters.
    WithdrawExpired,
    /// The same of everything that was reported about the availability.
    WithdrawReports,
    /// The person's act failed; tell them.
    ReportTrouble,
    /// The server knows everything it can be told: the machine may sleep.
    Settled,
}
