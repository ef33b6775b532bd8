//! The times of a topic, and what a running chat was promised.

use std::time::Duration;

use crate::{Moment, limits};

/// The times a topic sets. They apply to chats that begin later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long an active chat lasts at most.
    pub chat_length: Duration,
    /// How long before the end both sides are warned, the earlier warning first.
    pub warnings: [Duration; 2],
    /// How long a waiting seeker whose connection is gone keeps the place.
    pub away_keeps_place: Duration,
    /// How long an accepted seeker has to answer.
    pub answer_within: Duration,
    /// How long an active chat waits for a seeker whose connection is gone.
    pub seeker_gone_after: Duration,
    /// How long participants may read an ended chat.
    pub readable_after_end: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            chat_length: limits::CHAT_LENGTH,
            warnings: limits::CHAT_WARNINGS,
            away_keeps_place: limits::AWAY_KEEPS_PLACE,
            answer_within: limits::ANSWER_WITHIN,
            seeker_gone_after: limits::SEEKER_GONE_AFTER,
            readable_after_end: limits::READABLE_AFTER_END,
        }
    }
}

/// What a chat was promised at "Jetzt chatten". A setting that is changed meanwhile does not touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesInForce {
    /// The end of the time both sides have.
    pub ends: Moment,
    /// How long before the end both sides are warned, the earlier warning first.
    pub warnings: [Duration; 2],
    /// How long the chat waits for a seeker whose connection is gone.
    pub seeker_gone_after: Duration,
    /// How long participants may read it after its end.
    pub readable_after_end: Duration,
}

impl Rules {
    /// What a chat that begins at `started` is promised.
    pub fn in_force_from(&self, started: Moment) -> RulesInForce {
        RulesInForce {
            ends: started + self.chat_length,
            warnings: self.warnings,
            seeker_gone_after: self.seeker_gone_after,
            readable_after_end: self.readable_after_end,
        }
    }
}
