//! The preview pages over HTTP, for a browser.

use std::path::{Component, Path, PathBuf};

use axum::Router;
use axum::extract::{Path as Asked, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

/// Serves a folder for as long as the program runs; gives its address.
pub async fn folder(folder: &Path) -> anyhow::Result<String> {
    anyhow::ensure!(folder.join("preview.html").exists(), "no preview build in {}", folder.display());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let pages = Router::new().route("/{*file}", get(page)).with_state(folder.to_owned());
    tokio::spawn(async move { axum::serve(listener, pages).await });
    Ok(address)
}

async fn page(State(folder): State<PathBuf>, Asked(file): Asked<String>) -> impl IntoResponse {
    let inside = Path::new(&file).components().all(|part| matches!(part, Component::Normal(_)));
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        _ => "application/octet-stream",
    };
    match std::fs::read(folder.join(&file)) {
        Ok(bytes) if inside => (StatusCode::OK, [(header::CONTENT_TYPE, kind)], bytes),
        _ => (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain")], Vec::new()),
    }
}
