//! `POST /api/v1/sessions` signs in, `DELETE /api/v1/sessions/current` signs out (204).

use beistand_domain::DeviceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Blob;
use crate::view::{CentreView, DayKey, MeView};

/// Signs a device in. The device's former session ends with it.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The sign-in name, with `@organisation` where two organisations have the same.
    pub name: String,
    /// The password.
    pub password: String,
    /// A code of the second factor, or a recovery code; needed once the answer was `second_factor_needed`.
    pub code: Option<String>,
    /// Made by the device once, and kept.
    pub device: DeviceId,
    /// For the list of sessions: "Büro, Windows". At most 80 characters.
    pub device_name: String,
    /// Uncompressed P-256 point, 65 bytes: what the device's day keys are signed with. It stays.
    pub signing_key: Blob,
    /// What chat keys are sealed to from now on.
    pub day_key: DayKey,
}

/// `POST /api/v1/sessions/current/token`: the device's newest day key goes with it.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateSession {
    /// What chat keys are sealed to from now on.
    pub day_key: DayKey,
}

/// `POST /api/v1/sessions/current/token`: the token from now on, or none while the one there is young enough.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct RotatedToken {
    /// The token that proves the session.
    pub token: Option<String>,
}

/// 201: the token is shown only here; the server keeps a hash.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SignedIn {
    /// The token that proves the session.
    pub token: String,
    /// The person.
    pub me: MeView,
    /// The centre the person works for.
    pub centre: CentreView,
}
