//! The desktop app without Tauri: one controller task owns all state, says through [`Desktop`] what is to be seen,
//! and is asked through its [`Handle`]. The shell in `src-tauri` translates both ways and decides nothing.

pub mod alerts;
pub mod close_guard;
pub mod controller;
pub mod desktop;
pub mod fake;
pub mod geometry;
pub mod machine;
pub mod pin;
pub mod program;
pub mod secrets;
pub mod self_test;
pub mod settings;
mod show;
pub mod tray;
pub mod typescript;
pub mod view;

pub use alerts::{Alert, AlertKey, Tune};
pub use beistand_client::FileReader;
pub use beistand_client::runtime::{Clock, Rng, Runtime};
pub use beistand_domain::{ChatId, FileId, MessageId, Moment};
pub use beistand_protocol::Blob;
pub use controller::PUT_AWAY_AFTER;
pub use controller::{Answer, Failure, FailureCode, Handle, Request, Setup, start};
pub use desktop::{AlertOutcome, ChatWindow, Desktop, NoKeyring};
pub use machine::{MachineChange, MachineWish};
pub use settings::{AlertSettings, Language, Settings, Show, Sound, Theme, WindowPlace};
pub use tray::{TrayLine, TrayModel, TrayState};
pub use zeroize::Zeroizing;
