//! Signing in and out, the keys of a session, and the lock.

pub mod day_keys;
pub(crate) mod lock;
pub(crate) mod pending;
pub mod pin;
pub(crate) mod revocation;
pub(crate) mod rotation;
pub mod secrets;
pub(crate) mod view;
