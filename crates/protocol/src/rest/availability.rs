//! `PUT /api/v1/availability`: the act of the person. 200 with the availability after it.

use beistand_domain::CommandId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Switches "Meine Live-Chat Verfügbarkeit"; the device of the session holds the lease.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAvailability {
    pub command: CommandId,
    pub on: bool,
}
