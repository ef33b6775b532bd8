//! "Würde ich es hören?".

use axum::extract::State;
use axum::http::StatusCode;
use beistand_domain::access::Action;
use beistand_protocol::Problem;
use beistand_protocol::rest::self_test::BeginSelfTest;

use super::who::{Body, Caller};
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::state::App;

/// Sends a marked request to the device of this session, on the way every request takes. Nothing is stored.
#[utoipa::path(post, path = "/self-tests", request_body = BeginSelfTest, responses(
    (status = 202), (status = 400, body = Problem), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<BeginSelfTest>,
) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::TestAlerts)?;
    // What a request needs of the database, this needs too.
    app.store.availability(session.person.id).await?;
    app.publish(Notice::SelfTest { person: session.person.id, device: session.device, id: body.id });
    Ok(StatusCode::ACCEPTED)
}
