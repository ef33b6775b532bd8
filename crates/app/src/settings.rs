//! What the person has chosen for this window, and what the sign-in screen remembers. Nothing secret: a plain file.

use std::io;
use std::path::Path;

use beistand_domain::Moment;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod alerts;

pub use alerts::{AlertChoice, AlertSettings, Show, Sound};

const FILE: &str = "settings.json";

/// The languages of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    De,
    En,
    Da,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What the person has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// None means the system's.
    pub language: Option<Language>,
    pub theme: Theme,
    /// An availability that was lost with the network comes back with it, within five minutes and while the person is
    /// at the desk.
    pub restore_after_drop: bool,
    pub alerts: AlertSettings,
    /// The first switch-on of a day begins with "Würde ich es hören?".
    pub self_test_daily: bool,
    /// The desk asks for its PIN after this many minutes without input; it has to have one.
    pub lock_after_minutes: Option<u16>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            restore_after_drop: false,
            alerts: AlertSettings::default(),
            self_test_daily: true,
            lock_after_minutes: None,
        }
    }
}

/// Where the window was, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPlace {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    pub maximized: bool,
}

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptSettings {
    pub settings: Settings,
    /// What was used last to sign in.
    pub server: String,
    pub name: String,
    pub window: Option<WindowPlace>,
    /// Several people use this machine.
    pub shared: bool,
    /// When the last self-test was passed.
    pub self_tested: Option<Moment>,
    /// Seconds until a hidden window gives up its page; none: [`crate::PUT_AWAY_AFTER`].
    pub put_away_after: Option<u64>,
}

impl KeptSettings {
    /// What is in the folder; the defaults where nothing readable is.
    pub fn load(folder: &Path) -> Self {
        let read = std::fs::read(folder.join(FILE)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Replaces the file as a whole, so that a crash leaves the old or the new one.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let new = folder.join("settings.json.new");
        std::fs::write(&new, serde_json::to_vec_pretty(self)?)?;
        std::fs::rename(new, folder.join(FILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_a_broken_file_is_no_obstacle() {
        let folder = std::env::temp_dir().join(format!("beistand-settings-{}", std::process::id()));
        let kept = KeptSettings { name: "anna".into(), ..KeptSettings::default() };
        kept.save(&folder).unwrap();
        assert_eq!(KeptSettings::load(&folder), kept);
        std::fs::write(folder.join(FILE), b"{broken").unwrap();
        assert_eq!(KeptSettings::load(&folder), KeptSettings::default());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
