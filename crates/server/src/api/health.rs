//! What balancers and supervisors ask: whether the process lives, and whether it can do its work.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use beistand_protocol::{Problem, ProblemCode};

use crate::problem::Rejected;
use crate::state::App;

/// Whether the process lives, and whether it can do its work.
pub fn router() -> Router<App> {
    Router::new().route("/healthz", get(|| async { StatusCode::NO_CONTENT })).route("/readyz", get(ready))
}

/// What is away although the process can do its work.
#[derive(serde::Serialize)]
struct Away {
    away: Vec<&'static str>,
}

async fn ready(State(app): State<App>) -> Response {
    if app.stopping.has_begun() {
        return Rejected(Problem::new(ProblemCode::Unavailable).at("stopping").retry_after(2))
            .into_response();
    }
    if !app.store.answers().await {
        return Rejected(Problem::new(ProblemCode::Unavailable).at("store").retry_after(2)).into_response();
    }
    // Commands go on without the bus. A balancer that took every process out for it would make a slow evening a dead one.
    let mut away = Vec::new();
    if app.bus.up() == Some(false) {
        away.push("bus");
    }
    let updates = async {
        match &app.updates {
            Some(updates) => updates.answers().await,
            None => true,
        }
    };
    let (files, updates) = tokio::join!(app.files.answers(), updates);
    if !files || !updates {
        away.push("files");
    }
    if app.has_space().is_err() {
        away.push("space");
    }
    if app.runtime.clock.in_doubt() {
        away.push("clock");
    }
    if away.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    (StatusCode::OK, Json(Away { away })).into_response()
}
