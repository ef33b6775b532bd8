//! What the server must hold against any client, over real connections.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod administration;
mod admission;
mod bad_input;
mod bounds;
// NATS comes from Debian here.
mod availability;
#[cfg(target_os = "linux")]
mod bus;
mod changed_settings;
mod conversation;
mod demo;
mod files;
mod metrics;
#[cfg(target_os = "linux")]
mod moving;
mod openapi;
mod pages;
mod permissions;
mod retention;
mod second_factor;
#[cfg(target_os = "linux")]
mod several;
mod statistics;
mod stopping;
mod store;
mod tls;
mod updates;
mod world;
mod wrong_clock;
