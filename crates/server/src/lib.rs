//! The hosted backend. It stores and passes on what it cannot read, and it decides nothing about counselling
//! itself: the rules are in `domain`.
//!
//! A command comes in through [`api`] or [`live`], is authorised, decided by `domain` inside one transaction of the
//! store, and then told: the `notifier` reads what is true now and puts it on the senders of the [`hub`].

#![deny(clippy::wildcard_enum_match_arm)]

pub mod admin;
mod administration;
mod admission_cache;
pub mod allowance;
mod api;
pub mod bus;
pub mod check;
pub mod cli;
pub mod config;
mod counted;
pub mod demo;
pub mod files;
pub mod hub;
mod jobs;
mod limits;
mod live;
pub mod metrics;
pub mod notice;
mod notifier;
mod pages;
mod password;
mod problem;
mod processes;
mod proxy;
pub mod recipient;
mod reserve;
mod router;
mod second_factor;
mod server;
mod sessions;
mod snapshot;
mod state;
pub mod stopping;
mod this_process;
pub mod tls;
mod token;
mod transfers;
mod uncancellable;
mod views;
mod waiting;

pub use config::Contents;
pub use router::document;
pub use server::Server;
pub use state::App;
