//! A person's second factor, below `/api/v1/me/second-factor`: an app that shows codes which change with time (RFC 6238, six
//! digits, 30 seconds, SHA-1 as every app has it).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// `GET /me/second-factor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SecondFactor {
    /// Whether codes are asked for when this person signs in.
    pub on: bool,
    /// Recovery codes that have not been used.
    pub recovery_codes: u32,
    /// Whether a new one waits to be confirmed, which it does for 15 minutes.
    pub pending: bool,
}

/// What is done only by somebody who knows the password: `POST /me/second-factor` begins (201), `…/recovery-codes` makes new
/// ones (200), `…/remove` goes back to the password alone (204). 401 `wrong_password`.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithPassword {
    /// The one in use.
    pub password: String,
}

/// 201: what the person's app is to know. It is shown only here, and counts once a code of it has come.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SecondFactorSecret {
    /// The shared secret in base 32, to type.
    pub secret: String,
    /// The same as an `otpauth:` address, to scan.
    pub uri: String,
}

/// `POST /me/second-factor/confirm`: 200. 401 `wrong_code`, 404 where nothing waits to be confirmed.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSecondFactor {
    /// The six digits that the app shows now.
    pub code: String,
}

/// 200: the recovery codes from now on. They are shown only here; each signs in once in place of a code.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct RecoveryCodes {
    /// Sixteen characters in groups of four.
    pub codes: Vec<String>,
}
