//! What a person does with their own account, below `/api/v1/me`.

use beistand_domain::{Moment, SessionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// `PUT /me/password`: 204. All other sessions end; this one stays. 401 `wrong_password`, 422 `not_a_setting` at `new`.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one in use.
    pub current: String,
    /// The one from now on: 15 to 256 characters.
    pub new: String,
}

/// `GET /me/sessions`: the devices that are signed in as this person, the one used last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnSessions {
    /// One for each device.
    pub sessions: Vec<OwnSession>,
}

/// A device that is signed in. `DELETE /me/sessions/{session}` signs it out: 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// As the device called itself.
    pub device_name: String,
    /// When it signed in.
    pub opened: Moment,
    /// When it was used last, to the hour.
    pub used: Moment,
    /// Whether it is the one that asks.
    pub current: bool,
}
