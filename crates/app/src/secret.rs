//! A password or a PIN on its way.

use std::fmt;
use std::ops::Deref;

use serde::Deserialize;
use ts_rs::TS;
use zeroize::Zeroizing;

/// Erased from memory when it is dropped, and never shown.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(from = "String")]
#[ts(type = "string")]
pub struct Secret(Zeroizing<String>);

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        secret.to_owned().into()
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
