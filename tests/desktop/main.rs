//! The whole way once, as its people go it: the real app under WebDriver, the real page in Chromium, a real server,
//! notification server, tray and keyring, on a desktop without a screen. Pictures land in `target/pictures/desktop`.
//!
//! `cargo xtask test` runs it inside a session bus of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod bus;
mod desk;
mod files;
mod lock;
mod machine;
mod page;
mod path;
mod played;
mod program;
mod programs;
mod rig;
mod settings;
mod tray;
mod windows;
