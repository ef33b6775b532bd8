//! The app from its public side: a fake desktop, a clock that is moved by hand, and a server that says what it is
//! told to. What the real server says is the subject of the scenarios.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_in_result,
    reason = "a test may stop at what it did not expect"
)]

mod alerts;
mod answering;
mod availability;
mod chats;
mod leaving;
mod lock;
mod machine;
mod rotation;
mod self_test;
mod session;
mod setup;
mod truth;
mod views;
mod windows;
