//! The tables, version by version.

refinery::embed_migrations!("migrations/sqlite");

pub use migrations::runner;
