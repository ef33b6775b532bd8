//! The desktop app without Tauri: one controller task owns all state, says through [`Desktop`] what is to be seen,
//! and is asked through its [`Handle`]. The shell in `src-tauri` translates both ways and decides nothing.

pub mod alerts;
pub mod close_guard;
pub mod controller;
pub mod desktop;
pub mod fake;
pub mod geometry;
pub mod secrets;
pub mod settings;
mod show;
pub mod tray;
pub mod typescript;
pub mod view;

pub use alerts::{Alert, AlertKey};
pub use beistand_client::ambient::{Ambient, Clock, Dice};
pub use beistand_domain::{ChatId, MessageId, Moment};
pub use controller::PUT_AWAY_AFTER;
pub use controller::{Answer, Failure, FailureCode, Handle, Request, Setup, start};
pub use desktop::{ChatWindow, Desktop, NoKeyring};
pub use settings::{Language, Settings, Theme, WindowPlace};
pub use tray::{TrayLine, TrayModel, TrayState};
