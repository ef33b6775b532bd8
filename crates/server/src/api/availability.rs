//! "Meine Live-Chat Verfügbarkeit".

use axum::Json;
use axum::extract::State;
use beistand_domain::access::Action;
use beistand_protocol::Problem;
use beistand_protocol::rest::availability::SetAvailability;
use beistand_protocol::view::AvailabilityView;

use super::who::{Body, Caller};
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::state::App;
use crate::uncancellable::uncancellable;
use crate::views;
use beistand_store::StoreError;

/// Switches the availability of the person on or off, or pauses it.
#[utoipa::path(put, path = "/availability", request_body = SetAvailability, responses(
    (status = 200, body = AvailabilityView), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<SetAvailability>,
) -> Result<Json<AvailabilityView>, Rejected> {
    let session = caller.session(Action::SetAvailability)?;
    let now = app.runtime.now();
    let person = session.person.id;
    let availability = uncancellable(async move {
        let availability = app.store.set_availability(session, body.command, body.act, now).await;
        if matches!(availability, Ok(_) | Err(StoreError::Unavailable)) {
            app.publish(Notice::Availability { person });
        }
        availability
    });
    let availability = availability.await??;
    Ok(Json(views::availability(availability.availability, now)))
}
