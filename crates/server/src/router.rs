//! Everything the server answers, by path.

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Json, Router};
use beistand_protocol::{Problem, ProblemCode};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::api::{self, health, openapi};
use crate::problem::Rejected;
use crate::state::App;
use crate::{live, pages, reserve};

/// Largest body of a REST call; envelopes for sixteen devices are far below.
const LARGEST_BODY: usize = 64 * 1024;

/// A body that makes no progress for this long is given up (design.md, section 10).
const STALLED: Duration = Duration::from_secs(30);

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
        .layer(from_fn_with_state(app.clone(), reserve::admit))
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
        .layer(unless_set(header::CACHE_CONTROL, "no-store"));
    let api = bounded(api);
    OpenApiRouter::with_openapi(openapi::head()).nest("/api/v1", api)
}

/// What bounds the body of every request.
fn bounded<S: Clone + Send + Sync + 'static>(api: OpenApiRouter<S>) -> OpenApiRouter<S> {
    api.layer(DefaultBodyLimit::max(LARGEST_BODY)).layer(RequestBodyTimeoutLayer::new(STALLED))
}

fn unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn unknown() -> Response {
    Rejected(Problem::new(ProblemCode::NotFound)).into_response()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::{Body, Bytes};
    use axum::http::{Request, StatusCode};
    use axum::routing::post;
    use futures_util::{StreamExt as _, stream};
    use tower::ServiceExt as _;

    use super::*;

    /// The answer to a body whose pieces come this far apart, the last one never where there is none left.
    async fn answer(pieces: Vec<Duration>, ends: bool) -> StatusCode {
        let (router, _) =
            bounded(OpenApiRouter::<()>::new().route("/", post(|_: Bytes| async {}))).split_for_parts();
        let pieces = stream::iter(pieces).then(|pause| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, Infallible>(Bytes::from_static(b"piece"))
        });
        let body =
            if ends { Body::from_stream(pieces) } else { Body::from_stream(pieces.chain(stream::pending())) };
        router.oneshot(Request::post("/").body(body).unwrap()).await.unwrap().status()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stalls_is_given_up_and_a_slow_one_is_not() {
        let slow = vec![STALLED - Duration::from_secs(1); 5];
        assert_eq!(answer(slow.clone(), true).await, StatusCode::OK);
        assert!(answer(slow, false).await.is_client_error());
        assert!(answer(Vec::new(), false).await.is_client_error());
    }
}
