//! `GET /api/v1/updates/{target}/{arch}/{version}`: what a desk of this version may be replaced by, 200
//! [`UpdateOffer`] or 204. The form is the one Tauri's updater reads.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A newer desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateOffer {
    /// The version that is offered.
    pub version: String,
    /// Where the file lies, on this server.
    pub url: String,
    /// Minisign signature of the file, with the organisation's key; the desk installs nothing without it.
    pub signature: String,
    /// What is new, in the organisation's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}
