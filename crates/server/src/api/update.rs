//! Updates of the desk, from a folder the organisation fills: `DIR/{target}-{arch}/update.json` beside the file that it
//! names. What is offered is only passed on; the desk checks the signature.

use std::path::{Path, PathBuf};

use axum::Json;
use axum::body::Body;
use axum::extract::{Path as PathOf, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use beistand_protocol::rest::update::UpdateOffer;
use beistand_protocol::{Problem, ProblemCode};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;

use super::Rejected;
use crate::App;

/// A whole program is read and sent in pieces of this size.
const PIECE: usize = 256 * 1024;

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
#[utoipa::path(get, path = "/api/v1/updates/{target}/{arch}/{version}",
    params(("target" = String, Path, description = "linux, windows or darwin"), ("arch" = String, Path),
        ("version" = String, Path)),
    responses((status = 200, body = UpdateOffer), (status = 204), (status = 400, body = Problem),
        (status = 503, body = Problem)))]
pub async fn offer(
    State(app): State<App>,
    PathOf((target, arch, version)): PathOf<(String, String, String)>,
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
    let url = format!("{}/api/v1/updates/{target}/{arch}/{version}/{}", origin(&app, &headers)?, kept.file);
    let Kept { version, signature, notes, .. } = kept;
    Ok(Json(UpdateOffer { version, url, signature, notes }).into_response())
}

/// The file of the offer; nothing else of the folder.
#[utoipa::path(get, path = "/api/v1/updates/{target}/{arch}/{version}/{file}",
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
    let folder = kept.and(folder(&app, &system)).ok_or_else(gone)?;
    let opened = tokio::fs::File::open(folder.join(&file)).await.map_err(|_| gone())?;
    let length = opened.metadata().await.map_err(|_| gone())?.len();
    let pieces = futures_util::stream::try_unfold(opened, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        std::io::Result::Ok((read > 0).then_some((piece, file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
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

fn folder(app: &App, system: &str) -> Option<PathBuf> {
    app.settings.updates.as_ref().map(|updates| updates.join(system))
}

/// What is offered to a system; nothing where there is no folder or no file.
async fn kept(app: &App, system: &str) -> Result<Option<Kept>, Rejected> {
    let Some(folder) = folder(app, system) else { return Ok(None) };
    let text = match tokio::fs::read(folder.join("update.json")).await {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    serde_json::from_slice(&text).map(Some).map_err(|error| unreadable(&error))
}

fn unreadable(error: &dyn std::fmt::Display) -> Rejected {
    tracing::error!(%error, "the folder of updates cannot be read");
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
fn origin(app: &App, headers: &HeaderMap) -> Result<String, Rejected> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").ok_or_else(|| malformed("host"))?;
    let proxied = app.settings.behind_proxy && text("x-forwarded-proto") == Some("https");
    Ok(format!("{}://{host}", if proxied { "https" } else { "http" }))
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
