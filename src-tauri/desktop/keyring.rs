//! The operating system's keyring: Secret Service, Credential Manager or Keychain.

use beistand_app::NoKeyring;
use keyring::{Entry, Error};

const USER: &str = "desk";

pub fn get(service: &str) -> Result<Option<String>, NoKeyring> {
    match entry(service)?.get_password() {
        Ok(secret) => Ok(Some(secret)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(missing(&error)),
    }
}

pub fn set(service: &str, secret: &str) -> Result<(), NoKeyring> {
    entry(service)?.set_password(secret).map_err(|error| missing(&error))
}

pub fn delete(service: &str) -> Result<(), NoKeyring> {
    match entry(service)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(missing(&error)),
    }
}

fn entry(service: &str) -> Result<Entry, NoKeyring> {
    Entry::new(service, USER).map_err(|error| missing(&error))
}

fn missing(error: &Error) -> NoKeyring {
    tracing::warn!(%error, "the keyring cannot be used");
    NoKeyring
}
