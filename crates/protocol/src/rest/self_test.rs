//! `POST /api/v1/self-tests`: "Würde ich es hören?". 202; nothing is stored.

use beistand_domain::CommandId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Has the server send a marked request ([`crate::live::Event::SelfTest`]) to the device of the session, on the way
/// every request takes.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginSelfTest {
    /// The mark; the event repeats it.
    pub id: CommandId,
}
