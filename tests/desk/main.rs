//! The desk as its person meets it: the real app without Tauri, the real client, a real server, a clock moved by
//! hand and a network that can be cut.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod availability;
mod files;
mod leaving;
mod lines;
mod log;
mod session;
mod setup;
mod talking;
#[cfg(target_os = "linux")]
mod tls;
mod trouble;
