//! Everything the server answers, by path.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Json, Router};
use beistand_protocol::{Problem, ProblemCode};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::api::{self, health, openapi};
use crate::problem::Rejected;
use crate::state::App;
use crate::{live, pages};

/// Largest body of a REST call; envelopes for sixteen devices are far below.
const LARGEST_BODY: usize = 64 * 1024;

/// The routes of the interface, the live connection and the pages.
pub fn router(app: App) -> Router {
    let (api, document) = described().split_for_parts();
    let document = Json(document);
    Router::new()
        .merge(api)
        .route("/api/openapi.json", axum::routing::get(move || async { document }))
        .merge(health::router())
        // A centre's page would answer otherwise; the numbers are on a listener of their own.
        .route("/metrics", any(unknown))
        .merge(pages::router())
        .layer(unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(unless_set(header::REFERRER_POLICY, "no-referrer"))
        .with_state(app)
}

/// The OpenAPI document (version 3.1) as it is kept in the repository.
pub fn document() -> String {
    described().into_openapi().to_pretty_json().unwrap_or_default() + "\n"
}

fn described() -> OpenApiRouter<App> {
    let api = api::endpoints()
        .route("/live", any(live::upgrade))
        .fallback(unknown)
        .layer(unless_set(header::CACHE_CONTROL, "no-store"))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    OpenApiRouter::with_openapi(openapi::head()).nest("/api/v1", api)
}

fn unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn unknown() -> Response {
    Rejected(Problem::new(ProblemCode::NotFound)).into_response()
}
