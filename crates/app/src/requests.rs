//! Waiting requests, and the ones that are being accepted.

pub(crate) mod accepting;
pub(crate) mod cards;
