//! The program on this machine: starting with the system, updates, and what support needs to know.

pub mod autostart;
pub mod diagnosis;
pub mod update;

/// This desk's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Start without a window, in the tray.
pub const HIDDEN: &str = "--hidden";
