//! The start page's data.

use axum::Json;
use axum::extract::{Path, Query, State};
use beistand_domain::Entry;
use beistand_protocol::rest::page::PageQuery;
use beistand_protocol::view::PageView;
use beistand_protocol::{Problem, ProblemCode};

use crate::problem::Rejected;
use crate::snapshot;
use crate::state::App;

/// A centre with its topics and whether one may ask now.
#[utoipa::path(get, path = "/pages/{centre}", params(("centre" = String, Path), PageQuery), responses(
    (status = 200, body = PageView), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    Path(centre): Path<String>,
    query: Result<Query<PageQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<PageView>, Rejected> {
    let Ok(Query(query)) = query else {
        return Err(Rejected(Problem::new(ProblemCode::Malformed).at("entry")));
    };
    let centre = app.store.centre_by_slug(centre).await?;
    let entry = query.entry.unwrap_or(Entry::StartPage);
    Ok(Json(snapshot::page(&app, &centre, entry, app.runtime.now()).await?))
}
