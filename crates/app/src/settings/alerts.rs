//! How each kind of alert comes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The shortest time between two alerts of the same cause, in seconds.
const SHORTEST_REPEAT: u16 = 5;
/// The longest, in seconds.
const LONGEST_REPEAT: u16 = 600;

/// The choices for all kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AlertSettings {
    pub request: AlertChoice,
    pub message: AlertChoice,
    /// A chat whose time runs out.
    pub running_out: AlertChoice,
    /// The availability has ended by itself.
    pub availability: AlertChoice,
    /// 0 to 100.
    pub volume: u8,
    /// The name of an output of this machine; none means the system's.
    pub output: Option<String>,
}

/// One kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertChoice {
    pub show: Show,
    pub sound: Sound,
    /// 5 to 600, or 0: it comes once.
    pub repeat_seconds: u16,
}

/// How long a notification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Until it is answered or its cause ends.
    Stays,
    /// As long as the system shows such things.
    Goes,
    /// No notification: the tray icon is enough.
    TrayOnly,
}

/// What is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    None,
    /// What the system plays for notifications.
    System,
    Bell,
    Chime,
    Knock,
    Marimba,
}

impl Default for AlertSettings {
    fn default() -> Self {
        let choice = |show, sound, repeat_seconds| AlertChoice { show, sound, repeat_seconds };
        Self {
            request: choice(Show::Stays, Sound::Bell, 15),
            message: choice(Show::Goes, Sound::Knock, 15),
            running_out: choice(Show::Goes, Sound::Chime, 0),
            availability: choice(Show::Stays, Sound::Marimba, 15),
            volume: 80,
            output: None,
        }
    }
}

impl AlertSettings {
    /// Numbers within their limits.
    pub fn bounded(mut self) -> Self {
        self.volume = self.volume.min(100);
        for choice in [&mut self.request, &mut self.message, &mut self.running_out, &mut self.availability] {
            if choice.repeat_seconds > 0 {
                choice.repeat_seconds = choice.repeat_seconds.clamp(SHORTEST_REPEAT, LONGEST_REPEAT);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_within_their_limits() {
        let mut wild = AlertSettings { volume: 255, ..AlertSettings::default() };
        wild.request.repeat_seconds = 1;
        wild.message.repeat_seconds = 60_000;
        wild.availability.repeat_seconds = 0;
        let tame = wild.bounded();
        assert_eq!((tame.volume, tame.request.repeat_seconds, tame.message.repeat_seconds), (100, 5, 600));
        assert_eq!(tame.availability.repeat_seconds, 0, "once is a choice");
    }
}
