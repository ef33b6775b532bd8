//! The seeker's pages: one document for every centre and topic, and its files. No cookie, nothing from elsewhere.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::App;

#[derive(RustEmbed)]
#[folder = "../../ui/dist/seeker"]
#[include = "seeker.html"]
#[include = "assets/*"]
struct Files;

/// What a page may load and do: its own files and its own server, nothing else (CSP level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `/{centre}`, `/{centre}/{topic}` and `/assets/…`.
pub fn router() -> Router<App> {
    let set = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    Router::new()
        .route("/{centre}", get(document))
        .route("/{centre}/{topic}", get(document))
        .layer(set("content-security-policy", POLICY))
        .layer(set("cache-control", "no-store"))
        .layer(set("cross-origin-opener-policy", "same-origin"))
        .layer(set("cross-origin-resource-policy", "same-origin"))
        .layer(set("permissions-policy", "camera=(), microphone=(), geolocation=()"))
        .layer(set("x-frame-options", "DENY"))
        .route("/assets/{file}", get(asset))
}

async fn document() -> Response {
    match Files::get("seeker.html") {
        Some(file) => answer("text/html; charset=utf-8", file),
        None => (StatusCode::SERVICE_UNAVAILABLE, "The pages have not been built.").into_response(),
    }
}

async fn asset(Path(name): Path<String>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some(_) | None => return StatusCode::NOT_FOUND.into_response(),
    };
    let Some(file) = Files::get(&format!("assets/{name}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = answer(kind, file);
    // Names carry a hash of the content.
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response
}

fn answer(kind: &'static str, file: EmbeddedFile) -> Response {
    ([(header::CONTENT_TYPE, kind)], file.data.into_owned()).into_response()
}
