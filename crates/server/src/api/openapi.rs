//! What the description of the REST interface says beside its endpoints.

use beistand_protocol::live::{FromClient, ServerFrame};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beistand",
        description = "Live-chat counselling: REST beside the live connection at /api/v1/live."
    ),
    components(schemas(FromClient, ServerFrame))
)]
struct Head;

/// Title, version, and the frames of the live connection.
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}
