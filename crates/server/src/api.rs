//! The REST interface under `/api/v1`. A handler authorises, asks the store or `domain`, and has it told.

mod availability;
mod chat;
mod file;
mod message;
pub mod openapi;
mod page;
pub mod problem;
mod self_test;
mod session;
mod update;
pub mod who;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post, put};
use axum::{Json, Router};
use beistand_protocol::{Problem, ProblemCode};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{App, live, pages};
use beistand_store::StoreError;

/// Largest body of a REST call; envelopes for sixteen devices are far below.
const LARGEST_BODY: usize = 64 * 1024;

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let never_kept = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let api = Router::new()
        .route("/sessions", post(session::sign_in))
        .route("/sessions/current", delete(session::sign_out))
        .route("/sessions/current/token", post(session::rotate))
        .route("/availability", put(availability::set))
        .route("/self-tests", post(self_test::begin))
        .route("/pages/{centre}", get(page::get))
        .route("/chats", post(chat::request))
        .route("/chats/{chat}/accept", post(chat::accept))
        .route("/chats/{chat}/reject", post(chat::reject))
        .route("/chats/{chat}/begin", post(chat::begin))
        .route("/chats/{chat}/decline", post(chat::decline))
        .route("/chats/{chat}/withdraw", post(chat::withdraw))
        .route("/chats/{chat}/end", post(chat::end))
        .route("/chats/{chat}/messages", get(message::list))
        .route("/chats/{chat}/files/{file}", put(file::put).get(file::get))
        .route("/updates/{target}/{arch}/{version}", get(update::offer))
        .route("/updates/{target}/{arch}/{version}/{file}", get(update::file))
        .route("/live", any(live::upgrade))
        .fallback(unknown)
        .layer(never_kept(header::CACHE_CONTROL, "no-store"))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    Router::new()
        .nest("/api/v1", api)
        .route("/api/openapi.json", get(openapi::get))
        .merge(health())
        // A centre's page would answer otherwise; the numbers are on a listener of their own.
        .route("/metrics", any(unknown))
        .merge(pages::router())
        .layer(never_kept(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(never_kept(header::REFERRER_POLICY, "no-referrer"))
        .with_state(app)
}

/// Whether the process lives, and whether it can do its work.
pub fn health() -> Router<App> {
    Router::new().route("/healthz", get(|| async { StatusCode::NO_CONTENT })).route("/readyz", get(ready))
}

async fn unknown() -> Response {
    Rejected(Problem::new(ProblemCode::NotFound)).into_response()
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
    if away.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    (StatusCode::OK, Json(Away { away })).into_response()
}

/// Does something and has it told, both of it even if whoever asked goes away meanwhile.
pub async fn whole<T: Send + 'static>(
    doing: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(doing).await.map_err(|_| StoreError::Unavailable)
}

/// A problem as an answer.
#[derive(Debug)]
pub struct Rejected(pub Problem);

impl From<StoreError> for Rejected {
    fn from(denied: StoreError) -> Self {
        Self(problem::problem(denied))
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
