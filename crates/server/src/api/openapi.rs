//! The description of the REST interface (OpenAPI 3.1), kept as a snapshot in `docs/openapi.json`.

use axum::Json;
use beistand_protocol::live::{FromClient, ServerFrame};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beistand",
        description = "Live-chat counselling: REST beside the live connection at /api/v1/live."
    ),
    paths(
        super::session::sign_in,
        super::session::sign_out,
        super::session::rotate,
        super::availability::set,
        super::self_test::begin,
        super::page::get,
        super::chat::request,
        super::chat::accept,
        super::chat::reject,
        super::chat::begin,
        super::chat::decline,
        super::chat::withdraw,
        super::chat::end,
        super::message::list,
        super::file::put,
        super::file::get,
        super::update::offer,
        super::update::file
    ),
    components(schemas(FromClient, ServerFrame))
)]
struct Document;

/// Answers `GET /api/openapi.json`.
pub async fn get() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

/// The document as it is kept in the repository.
pub fn document() -> String {
    Document::openapi().to_pretty_json().unwrap_or_default() + "\n"
}
