//! Denials as problem documents (RFC 9457), and as answers.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beistand_domain::availability::LeaseRefusal;
use beistand_domain::{Admission, Refusal};
use beistand_protocol::{Problem, ProblemCode};

use beistand_store::StoreError;

/// Seconds after which a database that was away is worth another try.
const AWAY: u32 = 2;

/// What the caller gets to read of a denial.
pub fn problem(denied: StoreError) -> Problem {
    match denied {
        StoreError::NotFound => Problem::new(ProblemCode::NotFound),
        StoreError::NotAdmitted(Admission::Full) => Problem::new(ProblemCode::LineFull),
        StoreError::NotAdmitted(_) => Problem::new(ProblemCode::NotAdmitted),
        StoreError::NotAvailable => Problem::new(ProblemCode::NotAvailable),
        StoreError::NoRoom(_) => Problem::new(ProblemCode::NoRoom),
        StoreError::NoDeviceFits => Problem::new(ProblemCode::Malformed).at("envelopes"),
        StoreError::CodeUsed => Problem::new(ProblemCode::WrongCode),
        StoreError::IdReused => Problem::new(ProblemCode::IdReused).at("command"),
        StoreError::Chat { refusal, held_by } => {
            let problem = Problem::new(code(refusal));
            match held_by {
                Some(name) => problem.held_by(name),
                None => problem,
            }
        }
        StoreError::Lease(refusal) => Problem::new(match refusal {
            LeaseRefusal::NotOn => ProblemCode::NotOn,
            LeaseRefusal::PauseIsTheirs => ProblemCode::PauseIsChosen,
            LeaseRefusal::HeldElsewhere => ProblemCode::LeaseElsewhere,
        }),
        StoreError::TooManyFiles => Problem::new(ProblemCode::TooManyFiles),
        StoreError::ChatFull => Problem::new(ProblemCode::ChatFull),
        StoreError::TooMany { retry_after } => {
            Problem::new(ProblemCode::TooManyTries).retry_after(retry_after)
        }
        StoreError::Corrupt => Problem::new(ProblemCode::Internal),
        StoreError::Unavailable => Problem::new(ProblemCode::Unavailable).retry_after(AWAY),
    }
}

fn code(refusal: Refusal) -> ProblemCode {
    match refusal {
        Refusal::AlreadyAccepted { .. } => ProblemCode::AlreadyAccepted,
        Refusal::OfferedElsewhere => ProblemCode::OfferedElsewhere,
        Refusal::NotOffered => ProblemCode::NotOffered,
        Refusal::AlreadyTakesPart => ProblemCode::AlreadyActive,
        Refusal::Attended => ProblemCode::AlreadyAccepted,
        Refusal::TooManyParticipants => ProblemCode::NoRoom,
        Refusal::NotAccepted => ProblemCode::NotAccepted,
        Refusal::NotActive => ProblemCode::NotActive,
        Refusal::AlreadyActive => ProblemCode::AlreadyActive,
        Refusal::Ended { .. } => ProblemCode::Ended,
        Refusal::NotYours => ProblemCode::NotFound,
    }
}

/// A problem as an answer.
#[derive(Debug)]
pub struct Rejected(pub Problem);

impl From<StoreError> for Rejected {
    fn from(denied: StoreError) -> Self {
        Self(problem(denied))
    }
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.0.retry_after;
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
