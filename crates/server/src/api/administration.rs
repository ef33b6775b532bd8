//! What the endpoints of administration share: settings that are none, and how an act ended.

use std::str::FromStr;

use axum::Json;
use axum::extract::{Path, Query, State};
use beistand_domain::CentreId;
use beistand_protocol::rest::administration::{AuditPage, AuditQuery};
use beistand_protocol::{Problem, ProblemCode};
use beistand_store::AdminOutcome;

use super::who::Caller;
use crate::problem::Rejected;
use crate::state::App;

/// A setting outside its bounds.
pub fn not_a_setting(field: &str) -> Rejected {
    Rejected(Problem::new(ProblemCode::NotASetting).at(field))
}

/// A text as the type that bounds it.
pub fn parsed<T: FromStr>(text: &str, field: &str) -> Result<T, Rejected> {
    text.parse().map_err(|_| not_a_setting(field))
}

/// Nothing, or why nothing was changed.
pub fn outcome(done: AdminOutcome) -> Result<(), Rejected> {
    let problem = match done {
        AdminOutcome::Done => return Ok(()),
        AdminOutcome::AlreadyThere => Problem::new(ProblemCode::NameTaken),
        AdminOutcome::NoSuch("centre" | "topic") => Problem::new(ProblemCode::NotFound),
        AdminOutcome::NoSuch(field) => Problem::new(ProblemCode::NotASetting).at(field),
        AdminOutcome::ChangedMeanwhile { by } => {
            let problem = Problem::new(ProblemCode::ChangedMeanwhile);
            by.map_or(problem.clone(), |name| problem.held_by(name))
        }
        AdminOutcome::LastAdmin => Problem::new(ProblemCode::LastAdmin),
    };
    Err(Rejected(problem))
}

/// What was changed in the caller's organisation.
#[utoipa::path(get, path = "/audit", params(AuditQuery), responses(
    (status = 200, body = AuditPage), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn audit(
    State(app): State<App>,
    caller: Caller,
    query: Result<Query<AuditQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AuditPage>, Rejected> {
    let query = query.map_err(|_| Rejected(Problem::new(ProblemCode::Malformed).at("before")))?;
    Ok(Json(app.store.audit_of_organisation(caller.actor(), query.before).await?))
}

/// What was changed in a centre.
#[utoipa::path(get, path = "/centres/{centre}/audit", params(("centre" = CentreId, Path), AuditQuery), responses(
    (status = 200, body = AuditPage), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn audit_of_centre(
    State(app): State<App>,
    caller: Caller,
    Path(centre): Path<String>,
    query: Result<Query<AuditQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AuditPage>, Rejected> {
    let query = query.map_err(|_| Rejected(Problem::new(ProblemCode::Malformed).at("before")))?;
    let centre = super::centre::id(&centre)?;
    Ok(Json(app.store.audit_of_centre(caller.actor(), centre, query.before).await?))
}
