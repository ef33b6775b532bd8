//! What travels between server, desktop and pages: types only.
//!
//! REST lives under `/api/v1` ([`rest`]), the live connection is a WebSocket at `/api/v1/live` ([`live`]), and
//! every error is a problem document ([`problem`]). `docs/protocol.md` tells the story.

#![deny(missing_docs)]

pub mod blob;
pub mod live;
pub mod problem;
pub mod rest;
pub mod typescript;
pub mod view;

pub use blob::Blob;
pub use problem::{Problem, ProblemCode};

/// The version of the live protocol; a hello with another one is refused.
pub const LIVE_VERSION: u32 = 1;
