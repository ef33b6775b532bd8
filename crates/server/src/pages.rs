//! The seeker's pages: one document for every centre and topic, and its files; and the page on which staff choose a password.
//! No cookie, nothing from elsewhere.
//!
//! Files are compressed when the pages are built (`ui/precompressed.ts`) and go out as the browser takes them.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beistand_domain::centre::Slug;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::App;

#[derive(RustEmbed)]
#[folder = "../../ui/dist/seeker"]
#[include = "seeker.html*"]
#[include = "assets/*"]
struct Files;

#[derive(RustEmbed)]
#[folder = "../../ui/dist/password"]
#[include = "password.html*"]
#[include = "assets/*"]
struct PasswordFiles;

/// What a page may load and do: its own files and its own server, nothing else (CSP level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Start pages may be found; what lies behind them is nobody's search result.
const ROBOTS: &str =
    "User-agent: *\nDisallow: /api/\nDisallow: /assets/\nDisallow: /password\nDisallow: /*/\n";

/// How files may be compressed, the best one first, with the ending of each.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// `/`, `/{centre}`, `/{centre}/{topic}`, their files, and a page with a way on for every other address.
pub fn router() -> Router<App> {
    let set = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    Router::new()
        .route("/", get(root))
        .route("/password", get(password))
        .route("/{centre}", get(start))
        .route("/{centre}/", get(start))
        .route("/{centre}/{topic}", get(topic))
        .route("/{centre}/{topic}/", get(topic))
        .fallback_service(get(nowhere))
        .layer(set("content-security-policy", POLICY))
        .layer(set("cache-control", "no-store"))
        .layer(set("cross-origin-opener-policy", "same-origin"))
        .layer(set("cross-origin-resource-policy", "same-origin"))
        .layer(set("permissions-policy", "camera=(), microphone=(), geolocation=()"))
        .layer(set("x-frame-options", "DENY"))
        .route("/robots.txt", get(|| async { ROBOTS }))
        // A page has no icon of its own: a tab and a history that show none tell nobody anything.
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route("/assets/{file}", get(asset))
}

/// Waiting room and chat stand here: their page clears its address, and a reload finds them again.
async fn root(headers: HeaderMap) -> Response {
    document(&headers, true)
}

/// A link to choose a password leads here; its secret stands behind `#` and is not sent.
async fn password(headers: HeaderMap) -> Response {
    whole(compressed("password.html", &headers), StatusCode::OK)
}

async fn start(centre: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    document(&headers, centre.is_ok_and(|Path(centre)| is_slug(&centre)))
}

async fn topic(path: Result<Path<(String, String)>, PathRejection>, headers: HeaderMap) -> Response {
    document(&headers, path.is_ok_and(|Path((centre, topic))| is_slug(&centre) && is_slug(&topic)))
}

async fn nowhere(headers: HeaderMap) -> Response {
    document(&headers, false)
}

fn is_slug(text: &str) -> bool {
    text.parse::<Slug>().is_ok()
}

/// The one document. What cannot be the address of a centre has it with 404: the page says so, and shows where help is.
fn document(headers: &HeaderMap, is_address: bool) -> Response {
    let status = if is_address { StatusCode::OK } else { StatusCode::NOT_FOUND };
    whole(compressed("seeker.html", headers), status)
}

fn whole(page: Option<Found>, status: StatusCode) -> Response {
    match page {
        Some(found) => (status, found.response("text/html; charset=utf-8")).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "The pages have not been built.").into_response(),
    }
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some(_) | None => return StatusCode::NOT_FOUND.into_response(),
    };
    let Some(found) = compressed(&format!("assets/{name}"), &headers) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = found.tag();
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        found.response(kind)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    // Names carry a hash of the content.
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// A file as one visitor gets it.
struct Found {
    file: EmbeddedFile,
    /// How it is compressed, if it is.
    encoding: Option<&'static str>,
}

impl Found {
    /// Another one for every way it is compressed (RFC 9110, section 8.8.3).
    fn tag(&self) -> String {
        let mut tag = String::from('"');
        for byte in &self.file.metadata.sha256_hash()[..16] {
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        tag
    }

    fn response(self, kind: &'static str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ];
        let mut response = (headers, self.file.data.into_owned()).into_response();
        if let Some(encoding) = self.encoding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

/// The file in the best way that the visitor takes and that there is; none where there is no such file.
fn compressed(name: &str, headers: &HeaderMap) -> Option<Found> {
    for (encoding, ending) in ENCODINGS {
        if takes(headers, encoding)
            && let Some(file) = file(&format!("{name}{ending}"))
        {
            return Some(Found { file, encoding: Some(encoding) });
        }
    }
    file(name).map(|file| Found { file, encoding: None })
}

/// Names carry a hash of the content, so that two pages do not mean different files by one.
fn file(name: &str) -> Option<EmbeddedFile> {
    Files::get(name).or_else(|| PasswordFiles::get(name))
}

/// Whether an `Accept-Encoding` names it, and not with a weight of zero.
fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_ok_and(|weight| weight > 0.0)
    })
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_browser_gets_what_it_takes() {
        assert!(takes(&accepts("gzip, deflate, br, zstd"), "br"));
        assert!(takes(&accepts("GZIP;q=0.5"), "gzip"));
        assert!(!takes(&accepts("br;q=0, gzip;q=0.000"), "br"));
        assert!(!takes(&accepts("br;q=0, gzip;q=0.000"), "gzip"));
        assert!(!takes(&accepts("brotli"), "br"));
        assert!(!takes(&accepts("br;q=often"), "br"));
        assert!(!takes(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let known = |value| HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]);
        assert!(is_known(&known("\"a\", W/\"b\""), "\"b\""));
        assert!(!is_known(&known("\"a\""), "\"b\""));
    }
}
