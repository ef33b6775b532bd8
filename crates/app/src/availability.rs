//! The availability: what the person wants, and what the server knows of it.

pub(crate) mod card;
pub(crate) mod wish;
