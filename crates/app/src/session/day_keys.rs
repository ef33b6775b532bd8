//! The private keys that keys of chats are sealed to, one for each day, in the order they were made. A key is destroyed
//! once no chat that was sealed to it can be read any more.

use std::collections::BTreeSet;
use std::time::Duration;

use beistand_domain::{Moment, limits};
use beistand_protocol::Blob;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A page that was told a key may seal to it for so long, and a minute later this desk has heard of it.
const SEALS_FOR: Duration = limits::ANSWER_WITHIN.saturating_add(Duration::from_secs(60));

/// The private keys of a device's days.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DayKeys(Vec<Kept>);

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    day: u32,
    key: Blob,
    /// Nobody seals to it from then on, by the server's clock where that is known; none while seekers may be told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed_until: Option<Moment>,
}

/// What is known of the chats that were sealed to this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chats {
    /// The server has said which can be read; these are the days of their keys.
    Known(BTreeSet<u32>),
    /// The server may have more than this desk knows of.
    Unknown,
}

impl DayKeys {
    /// Makes the key of `day` the newest one; false where it is that already. One of the next day stays, as two clocks do
    /// not agree to the second; one of a later day was made by a wrong clock.
    pub fn begin(&mut self, day: u32, key: impl FnOnce() -> Blob) -> bool {
        if self.0.last().is_some_and(|newest| newest.day == day || newest.day == day + 1) {
            return false;
        }
        let kept = match self.0.iter().position(|kept| kept.day == day) {
            Some(at) => Kept { sealed_until: None, ..self.0.remove(at) },
            None => Kept { day, key: key(), sealed_until: None },
        };
        self.0.push(kept);
        true
    }

    /// The server has taken the newest key and tells seekers of no other; false where that was known. Only one of the next
    /// day it would not have replaced.
    pub fn taken(&mut self, now: Moment) -> bool {
        let Some((newest, older)) = self.0.split_last_mut() else { return false };
        let mut changed = newest.sealed_until.take().is_some();
        for kept in older.iter_mut().filter(|kept| kept.day != newest.day + 1) {
            changed |= kept.sealed_until.is_none();
            kept.sealed_until.get_or_insert(now + SEALS_FOR);
        }
        changed
    }

    /// The session has ended, and the server tells seekers of none; false where that was known.
    pub fn given_up(&mut self, now: Moment) -> bool {
        let mut changed = false;
        for kept in &mut self.0 {
            changed |= kept.sealed_until.is_none();
            kept.sealed_until.get_or_insert(now + SEALS_FOR);
        }
        changed
    }

    /// Destroys the keys that no readable chat can be sealed to; false where there are none.
    pub fn drop_unused(&mut self, chats: &Chats, now: Moment) -> bool {
        let before = self.0.len();
        self.0.retain_mut(|kept| {
            // A clock that went back must not keep it longer.
            kept.sealed_until = kept.sealed_until.map(|until| until.min(now + SEALS_FOR));
            let stays = kept.unused_from(chats).is_none_or(|from| now < from);
            if !stays {
                kept.key.0.zeroize();
            }
            stays
        });
        self.0.len() != before
    }

    /// When [`Self::drop_unused`] has something to do.
    pub fn next_drop(&self, chats: &Chats) -> Option<Moment> {
        self.0.iter().filter_map(|kept| kept.unused_from(chats)).min()
    }

    /// The day of the newest key.
    pub fn newest(&self) -> Option<u32> {
        self.0.last().map(|kept| kept.day)
    }

    /// Each day with its key.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Blob)> {
        self.0.iter().map(|kept| (kept.day, &kept.key))
    }

    /// Wipes them from memory.
    pub fn wipe(&mut self) {
        self.0.iter_mut().for_each(|kept| kept.key.0.zeroize());
    }
}

impl Kept {
    fn unused_from(&self, chats: &Chats) -> Option<Moment> {
        let until = self.sealed_until?;
        match chats {
            Chats::Known(in_use) => (!in_use.contains(&self.day)).then_some(until),
            Chats::Unknown => Some(until + limits::CHAT_LENGTH + limits::READABLE_AFTER_END),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn at(minute: u64) -> Moment {
        Moment::from_millis(0) + MINUTE * u32::try_from(minute).unwrap()
    }

    fn keys(days: &[u32]) -> DayKeys {
        let mut keys = DayKeys::default();
        for day in days {
            assert!(keys.begin(*day, || Blob(vec![1; 32])), "{day}");
        }
        keys
    }

    fn days(keys: &DayKeys) -> Vec<u32> {
        keys.iter().map(|(day, _)| day).collect()
    }

    fn in_use(days: &[u32]) -> Chats {
        Chats::Known(days.iter().copied().collect())
    }

    #[test]
    fn the_second_newest_goes_once_nobody_seals_to_it_and_no_chat_needs_it() {
        let mut keys = keys(&[10, 14]);
        assert!(!keys.drop_unused(&in_use(&[]), at(9)), "the server has not taken the newest");
        assert!(keys.taken(at(10)) && !keys.taken(at(11)));
        assert_eq!(keys.next_drop(&in_use(&[])), Some(at(16)));
        assert!(!keys.drop_unused(&in_use(&[]), at(15)), "a page may just have been told of it");
        assert!(!keys.drop_unused(&in_use(&[10]), at(99)), "a chat can still be read");
        assert!(keys.drop_unused(&in_use(&[]), at(99)));
        assert_eq!(days(&keys), [14]);
    }

    #[test]
    fn a_desk_that_is_signed_out_drops_all_when_no_chat_can_be_readable() {
        let mut keys = keys(&[10]);
        assert!(keys.given_up(at(0)) && !keys.given_up(at(1)));
        let over = at(6 + 180 + 48 * 60);
        assert_eq!(keys.next_drop(&Chats::Unknown), Some(over));
        assert!(!keys.drop_unused(&Chats::Unknown, at(6 + 180 + 48 * 60 - 1)));
        assert!(keys.drop_unused(&Chats::Unknown, over));
        assert_eq!(days(&keys), [0; 0]);
    }

    #[test]
    fn a_key_of_a_wrong_clock_is_replaced() {
        let mut keys = keys(&[10, 375]);
        assert!(keys.begin(10, || unreachable!("it is there")));
        assert_eq!((days(&keys), keys.newest()), (vec![375, 10], Some(10)));
        assert!(keys.taken(at(0)) && keys.drop_unused(&in_use(&[]), at(6)));
        assert_eq!(days(&keys), [10]);
        assert!(!keys.begin(9, || unreachable!("clocks differ by seconds")));
    }

    #[test]
    fn one_of_the_next_day_stays_where_the_server_may_have_it() {
        let mut keys = keys(&[11, 20]);
        assert!(keys.begin(10, || Blob(vec![1; 32])) && keys.taken(at(0)));
        assert!(keys.drop_unused(&in_use(&[]), at(6)));
        assert_eq!(days(&keys), [11, 10]);
        assert!(keys.begin(11, || unreachable!("it is there")));
    }

    #[test]
    fn a_clock_that_went_back_keeps_nothing_longer() {
        let mut keys = keys(&[10, 11]);
        keys.taken(at(1_000_000));
        assert!(!keys.drop_unused(&in_use(&[]), at(0)));
        assert!(keys.drop_unused(&in_use(&[]), at(6)));
    }
}
