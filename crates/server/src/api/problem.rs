//! Denials as problem documents.

use beistand_domain::Refusal;
use beistand_domain::availability::LeaseRefusal;
use beistand_protocol::{Problem, ProblemCode};

use crate::store::Denied;

/// Seconds after which a database that was away is worth another try.
const AWAY: u32 = 2;

/// What the caller gets to read of a denial.
pub fn problem(denied: Denied) -> Problem {
    match denied {
        Denied::NotFound => Problem::new(ProblemCode::NotFound),
        Denied::NotAdmitted(_) => Problem::new(ProblemCode::NotAdmitted),
        Denied::NotAvailable => Problem::new(ProblemCode::NotAvailable),
        Denied::NoRoom(_) => Problem::new(ProblemCode::NoRoom),
        Denied::NoDeviceFits => Problem::new(ProblemCode::Malformed).at("envelopes"),
        Denied::IdReused => Problem::new(ProblemCode::IdReused).at("command"),
        Denied::Chat { refusal, held_by } => {
            let problem = Problem::new(code(refusal));
            match held_by {
                Some(name) => problem.held_by(name),
                None => problem,
            }
        }
        Denied::Lease(refusal) => Problem::new(match refusal {
            LeaseRefusal::NotOn => ProblemCode::NotOn,
            LeaseRefusal::PauseIsTheirs => ProblemCode::PauseIsChosen,
            LeaseRefusal::HeldElsewhere => ProblemCode::LeaseElsewhere,
        }),
        Denied::TooManyFiles => Problem::new(ProblemCode::TooManyFiles),
        Denied::TooMany { retry_after } => Problem::new(ProblemCode::TooManyTries).retry_after(retry_after),
        Denied::Away => Problem::new(ProblemCode::Unavailable).retry_after(AWAY),
    }
}

fn code(refusal: Refusal) -> ProblemCode {
    match refusal {
        Refusal::AlreadyAccepted { .. } => ProblemCode::AlreadyAccepted,
        Refusal::NotAccepted => ProblemCode::NotAccepted,
        Refusal::NotActive => ProblemCode::NotActive,
        Refusal::AlreadyActive => ProblemCode::AlreadyActive,
        Refusal::Ended { .. } => ProblemCode::Ended,
        Refusal::NotYours => ProblemCode::NotFound,
    }
}
