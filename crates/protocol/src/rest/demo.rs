//! `GET /api/v1/demo`: 200 on a server that shows the demo, 404 on every other.

use beistand_domain::access::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Who may be tried out, and where seekers come in. Everybody may read it, as the demo's password stands in the README.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Demo {
    /// In the order in which they are shown.
    pub people: Vec<DemoPerson>,
    /// Of everybody.
    pub password: String,
    /// The paths of the start pages.
    pub pages: Vec<String>,
}

/// Somebody of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DemoPerson {
    /// To sign in with.
    pub sign_in_name: String,
    /// That others see.
    pub name: String,
    /// What they may do.
    pub role: Role,
}
