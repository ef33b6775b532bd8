//! The windows and the tray.

pub mod geometry;
pub(crate) mod main_window;
pub mod tray;

pub use main_window::PUT_AWAY_AFTER;
