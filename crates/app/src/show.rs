//! From what is true to what the window shows.

pub(crate) mod desk;
pub(crate) mod transcript;
