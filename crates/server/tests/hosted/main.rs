//! Several real processes on one PostgreSQL and one NATS, and everything that can fail of it. Both sides' transcripts are
//! compared at the end of each: no acknowledged message is lost, none is there twice, and all readers see one order.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod failures;
mod talk;
mod world;
