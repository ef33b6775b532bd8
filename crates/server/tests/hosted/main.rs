//! Several real processes on one PostgreSQL and one NATS, or one on its own file, and everything that can fail of it. Both sides' transcripts are
//! compared at the end of each: no acknowledged message is lost, none is there twice, and all readers see one order.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod failures;
mod kills;
mod talk;
mod talks;
mod world;
