//! A session's token is replaced daily, and the key that chat keys are sealed to with it. The new one is in the keyring before the old one is given up, so that a program
//! that falls over in between finds one that is still taken.

use std::time::Duration;

use beistand_domain::{Moment, limits};

use super::secrets::WriteNo;

/// Between two tries, where the server could not be asked or finds the token young enough.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(15 * 60);

/// How far the replacement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// The server is asked from then on.
    Due { at: Moment },
    /// The keyring has not taken the day's key yet; the server is asked once it has.
    Preparing { write: WriteNo },
    /// The server has not answered.
    Asked,
    /// The server has answered, and the keyring has not taken it yet; the old token is still in use.
    Keeping { write: WriteNo },
}

impl Rotation {
    /// For a token that was given out then; a clock that was ahead does not put it off.
    pub fn of(since: Moment, now: Moment) -> Self {
        Self::Due { at: since.min(now) + limits::TOKEN_ROTATES_AFTER }
    }

    /// The day's key is of no use: the server is asked at once, where it is not being asked.
    pub fn hurry(&mut self, now: Moment) {
        if let Self::Due { at } = self {
            *at = now.min(*at);
        }
    }

    /// The server could not be asked, or found the token young enough: when its day is over, or soon again.
    pub fn after(since: Moment, now: Moment) -> Self {
        Self::Due { at: (since.min(now) + limits::TOKEN_ROTATES_AFTER).max(now + ASK_AGAIN_AFTER) }
    }

    /// Whether the server is to be asked.
    pub fn is_due(self, now: Moment) -> bool {
        match self {
            Self::Due { at } => now >= at,
            Self::Preparing { .. } | Self::Asked | Self::Keeping { .. } => false,
        }
    }

    /// From when on that is so; it may have passed.
    pub fn deadline(self) -> Option<Moment> {
        match self {
            Self::Due { at } => Some(at),
            Self::Preparing { .. } | Self::Asked | Self::Keeping { .. } => None,
        }
    }

    /// Whether this write, or a later one, has brought the day's key into the keyring.
    pub fn is_prepared_by(self, written: WriteNo) -> bool {
        match self {
            Self::Preparing { write } => written >= write,
            Self::Due { .. } | Self::Asked | Self::Keeping { .. } => false,
        }
    }

    /// Whether this write, or a later one, has brought the new token into the keyring.
    pub fn is_kept_by(self, written: WriteNo) -> bool {
        match self {
            Self::Keeping { write } => written >= write,
            Self::Due { .. } | Self::Preparing { .. } | Self::Asked => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_a_day_after_the_token_and_soon_after_a_failure() {
        let then = Moment::from_millis(0);
        let day = then + limits::TOKEN_ROTATES_AFTER;
        let rotation = Rotation::of(then, then);
        assert!(!rotation.is_due(then) && rotation.is_due(day));
        assert_eq!(rotation.deadline(), Some(day));
        assert!(!Rotation::after(then, day).is_due(day));
        assert!(Rotation::after(then, day).is_due(day + ASK_AGAIN_AFTER));
        assert!(!Rotation::after(day, day).is_due(day + ASK_AGAIN_AFTER), "a young one");
        assert_eq!(Rotation::of(day + limits::SESSION_LENGTH, then), rotation, "the clock was ahead");
        let mut hurried = rotation;
        hurried.hurry(then);
        assert!(hurried.is_due(then));
    }

    #[test]
    fn only_its_own_write_or_a_later_one_keeps_it() {
        let keeping = Rotation::Keeping { write: 3 };
        assert!(!keeping.is_kept_by(2) && keeping.is_kept_by(3) && keeping.is_kept_by(4));
        assert!(!Rotation::Asked.is_kept_by(4));
    }
}
