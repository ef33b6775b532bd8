//! What the server must hold against any client, over real connections.

#![allow(clippy::unwrap_used, reason = "tests")]

mod admission;
mod bad_input;
mod conversation;
mod duty;
mod openapi;
mod retention;
mod updates;
mod world;
