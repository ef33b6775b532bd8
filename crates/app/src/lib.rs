//! The desktop app without Tauri.

pub mod view;
