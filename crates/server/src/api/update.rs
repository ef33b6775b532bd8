//! Updates of the desk, from a folder or bucket the organisation fills: `{target}-{arch}/update.json` beside the file that it
//! names. What is offered is only passed on; the desk checks the signature.

use std::path::Path;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path as PathOf, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use beistand_protocol::rest::update::UpdateOffer;
use beistand_protocol::{Problem, ProblemCode};
use serde::Deserialize;

use super::who::Secure;
use crate::problem::Rejected;
use crate::state::App;

/// `update.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: String,
    /// Its name, in the same folder.
    file: String,
    signature: String,
    #[serde(default)]
    notes: String,
}

/// A newer desk for this system, if there is one.
#[utoipa::path(get, path = "/updates/{target}/{arch}/{version}",
    params(("target" = String, Path, description = "linux, windows or darwin"), ("arch" = String, Path),
        ("version" = String, Path)),
    responses((status = 200, body = UpdateOffer), (status = 204), (status = 400, body = Problem),
        (status = 503, body = Problem)))]
pub async fn offer(
    State(app): State<App>,
    PathOf((target, arch, version)): PathOf<(String, String, String)>,
    Secure(secure): Secure,
    headers: HeaderMap,
) -> Result<Response, Rejected> {
    let current = numbers(&version).ok_or_else(|| malformed("version"))?;
    let system = system(&target, &arch)?;
    let Some(kept) = kept(&app, &system).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    if numbers(&kept.version).is_none_or(|offered| offered <= current) || !is_name(&kept.file) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let url = format!("{}/api/v1/updates/{target}/{arch}/{version}/{}", origin(secure, &headers)?, kept.file);
    let Kept { version, signature, notes, .. } = kept;
    Ok(Json(UpdateOffer { version, url, signature, notes }).into_response())
}

/// The file of the offer; nothing else of the folder.
#[utoipa::path(get, path = "/updates/{target}/{arch}/{version}/{file}",
    params(("target" = String, Path), ("arch" = String, Path), ("version" = String, Path), ("file" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn file(
    State(app): State<App>,
    PathOf((target, arch, _, file)): PathOf<(String, String, String, String)>,
) -> Result<Response, Rejected> {
    let gone = || Rejected(Problem::new(ProblemCode::NotFound));
    let system = system(&target, &arch)?;
    let kept = kept(&app, &system).await?.filter(|kept| kept.file == file && is_name(&file));
    let files = app.updates.as_ref().filter(|_| kept.is_some()).ok_or_else(gone)?;
    let content = files.open_file(&format!("{system}/{file}")).await.map_err(|_| away())?.ok_or_else(gone)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, content.length.to_string()),
    ];
    Ok((headers, Body::from_stream(content.pieces)).into_response())
}

fn malformed(at: &str) -> Rejected {
    Rejected(Problem::new(ProblemCode::Malformed).at(at))
}

/// The folder's name of a system.
fn system(target: &str, arch: &str) -> Result<String, Rejected> {
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let checked = plain(target) && plain(arch);
    checked.then(|| format!("{target}-{arch}")).ok_or_else(|| malformed("target"))
}

/// What is offered to a system; nothing where there is no folder or no file.
async fn kept(app: &App, system: &str) -> Result<Option<Kept>, Rejected> {
    let Some(files) = &app.updates else { return Ok(None) };
    let Some(text) = files.read(&format!("{system}/update.json")).await.map_err(|_| away())? else {
        return Ok(None);
    };
    serde_json::from_slice(&text).map(Some).map_err(|error| {
        tracing::error!(%error, "an offer of an update cannot be read");
        away()
    })
}

fn away() -> Rejected {
    Rejected(Problem::new(ProblemCode::Unavailable).at("updates").retry_after(60))
}

/// A file's name without a way out of its folder.
fn is_name(file: &str) -> bool {
    let plain = file.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    plain && !file.starts_with('.') && Path::new(file).file_name().is_some_and(|name| name == file)
}

/// Three numbers; desks are published with nothing behind them.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let parts: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// How the desk reached this server.
fn origin(secure: bool, headers: &HeaderMap) -> Result<String, Rejected> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").ok_or_else(|| malformed("host"))?;
    Ok(format!("{}://{host}", if secure { "https" } else { "http" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(numbers("0.10.0") > numbers("0.9.9"));
        assert_eq!(numbers("1.0"), None);
        assert_eq!(numbers("1.0.0-beta"), None);
        assert_eq!(numbers("../../etc"), None);
    }

    #[test]
    fn names_have_no_way_out_of_their_folder() {
        assert!(is_name("Beistand_0.2.0_amd64.AppImage"));
        for way_out in ["..", ".hidden", "../key", "a/b", "a\\b", ""] {
            assert!(!is_name(way_out), "{way_out}");
        }
    }
}
