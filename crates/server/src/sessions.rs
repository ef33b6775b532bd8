//! The session behind a token, wherever the token comes.

use crate::notice::Notice;
use crate::state::App;
use beistand_store::model::Session;
use beistand_store::{Actor, Opened, StoreError};

/// The session a token opens. One that is over ends here, with its connections.
pub async fn session_of(app: &App, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
    match app.store.session(token_hash, app.runtime.now()).await? {
        Opened::Session(session) => Ok(Some(*session)),
        Opened::Nothing => Ok(None),
        Opened::Over { availability, session, why } => {
            tracing::info!(%why, "a session has ended");
            app.publish(Notice::SessionEnded { person: availability.person, session });
            app.publish(Notice::Availability { person: availability.person });
            Ok(None)
        }
    }
}

/// The person of a session.
pub fn actor_of(session: &Session) -> Actor {
    Actor::Person { no: session.person.no, staff: session.person.staff.clone() }
}
