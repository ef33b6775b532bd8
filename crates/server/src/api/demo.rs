//! Who may be tried out on a server that shows the demo.

use axum::Json;
use axum::extract::State;
use beistand_protocol::Problem;
use beistand_protocol::rest::demo::Demo;
use beistand_store::StoreError;

use crate::problem::Rejected;
use crate::state::App;

/// The people of the demo; nothing on any other server.
#[utoipa::path(get, path = "/demo", responses((status = 200, body = Demo), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>) -> Result<Json<Demo>, Rejected> {
    let demo = app.demo.as_deref().ok_or(StoreError::NotFound)?;
    Ok(Json(demo.clone()))
}
