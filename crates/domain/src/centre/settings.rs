//! Numbers that a topic or a person may set, with their bounds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::chat::Rules;
use crate::limits;

const MINUTE: u64 = 60;

/// Why a number is not a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// It lies outside its bounds.
    #[error("{field} is from {least} to {most} {unit}")]
    OutOfBounds {
        /// The name of the setting on the wire.
        field: &'static str,
        /// The smallest value.
        least: u64,
        /// The largest value.
        most: u64,
        /// What it counts.
        unit: &'static str,
    },
    /// A warning comes before the chat begins, or the warnings are not in order.
    #[error("warnings come one after the other and inside the chat")]
    WarningsOutOfOrder,
}

/// How many chats one person holds at once: 1 to 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct ParallelChats(u32);

impl ParallelChats {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for ParallelChats {
    fn default() -> Self {
        Self(limits::PARALLEL_CHATS)
    }
}

impl TryFrom<u32> for ParallelChats {
    type Error = SettingError;

    fn try_from(number: u32) -> Result<Self, SettingError> {
        bounds("parallel_chats", u64::from(number), (1, 20), "chats").map(|_| Self(number))
    }
}

impl From<ParallelChats> for u32 {
    fn from(chats: ParallelChats) -> Self {
        chats.0
    }
}

/// The times a topic sets, in whole minutes as people enter them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicTimes {
    /// How long an active chat lasts at most: 10 to 720.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub chat_minutes: u64,
    /// How long before the end both sides are warned, the earlier warning first.
    #[cfg_attr(feature = "wire", ts(type = "[number, number]"))]
    pub warning_minutes: [u64; 2],
    /// How long a seeker whose connection is gone keeps the place: 1 to 30.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub away_minutes: u64,
    /// How long an accepted seeker has to answer: 1 to 30.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub answer_minutes: u64,
    /// How long an active chat waits for a seeker who is gone: 5 to 120.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub gone_minutes: u64,
    /// After how long the written way is offered: 1 to 60.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offer_written_minutes: u64,
}

impl Default for TopicTimes {
    fn default() -> Self {
        Self::of(&Rules::default(), limits::OFFER_WRITTEN_AFTER)
    }
}

impl TopicTimes {
    /// The times in force, in whole minutes.
    pub fn of(rules: &Rules, offer_written_after: Duration) -> Self {
        let minutes = |span: Duration| span.as_secs() / MINUTE;
        Self {
            chat_minutes: minutes(rules.chat_length),
            warning_minutes: rules.warnings.map(minutes),
            away_minutes: minutes(rules.away_keeps_place),
            answer_minutes: minutes(rules.answer_within),
            gone_minutes: minutes(rules.seeker_gone_after),
            offer_written_minutes: minutes(offer_written_after),
        }
    }

    /// The rules they make, and after how long the written way is offered. Refuses what lies outside the bounds.
    pub fn checked(self) -> Result<(Rules, Duration), SettingError> {
        let span = |field, minutes, within| {
            bounds(field, minutes, within, "minutes").map(|minutes| Duration::from_secs(minutes * MINUTE))
        };
        let chat_length = span("chat_minutes", self.chat_minutes, (10, 720))?;
        let [first, second] = self.warning_minutes;
        if !(first < self.chat_minutes && second < first && second > 0) {
            return Err(SettingError::WarningsOutOfOrder);
        }
        let rules = Rules {
            chat_length,
            warnings: self.warning_minutes.map(|minutes| Duration::from_secs(minutes * MINUTE)),
            away_keeps_place: span("away_minutes", self.away_minutes, (1, 30))?,
            answer_within: span("answer_minutes", self.answer_minutes, (1, 30))?,
            seeker_gone_after: span("gone_minutes", self.gone_minutes, (5, 120))?,
            readable_after_end: limits::READABLE_AFTER_END,
        };
        Ok((rules, span("offer_written_minutes", self.offer_written_minutes, (1, 60))?))
    }
}

fn bounds(
    field: &'static str,
    value: u64,
    (least, most): (u64, u64),
    unit: &'static str,
) -> Result<u64, SettingError> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(SettingError::OutOfBounds { field, least, most, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_guides() {
        let (rules, written) = TopicTimes::default().checked().unwrap();
        assert_eq!((rules, written), (Rules::default(), limits::OFFER_WRITTEN_AFTER));
    }

    #[test]
    fn what_lies_outside_is_refused_with_its_name_and_bounds() {
        let long = TopicTimes { chat_minutes: 721, ..TopicTimes::default() };
        let refused = long.checked().unwrap_err().to_string();
        assert_eq!(refused, "chat_minutes is from 10 to 720 minutes");
        let late = TopicTimes { warning_minutes: [5, 15], ..TopicTimes::default() };
        assert_eq!(late.checked(), Err(SettingError::WarningsOutOfOrder));
        assert!(ParallelChats::try_from(0).is_err() && ParallelChats::try_from(21).is_err());
        assert_eq!(ParallelChats::try_from(20).map(ParallelChats::get), Ok(20));
    }
}
