//! The desktop app without Tauri: one controller task owns all state, says through [`Desktop`] what is to be seen,
//! and is asked through its [`Handle`]. The shell in `src-tauri` translates both ways and decides nothing.

#![warn(clippy::wildcard_enum_match_arm)]

pub mod alerts;
mod availability;
pub mod command;
mod controller;
mod conversation;
mod demo;
pub mod desktop;
mod failure;
pub mod fake;
pub mod machine;
pub mod program;
mod request;
mod requests;
mod secret;
mod self_test;
pub mod session;
pub mod settings;
pub mod typescript;
pub mod view;
mod windows;

pub use alerts::{Alert, AlertKey, Tune};
pub use beistand_client::FileReader;
pub use beistand_client::runtime::{Clock, Rng, Runtime};
pub use beistand_domain::{ChatId, FileId, MessageId, Moment};
pub use beistand_protocol::Blob;
pub use controller::{Handle, Setup, start};
pub use demo::demo;
pub use desktop::{AlertOutcome, ChatWindow, Desktop, NoKeyring};
pub use failure::{Failure, FailureCode};
pub use machine::{MachineChange, PowerRequest};
pub use request::{AlertRequest, Ask, MachineRequest, Reply, Request, WindowRequest};
pub use secret::Secret;
pub use settings::{AlertSettings, Language, Settings, Show, Sound, Theme, WindowPlace};
pub use windows::tray::{TrayLine, TrayModel, TrayState};
pub use windows::{PUT_AWAY_AFTER, geometry};
