//! May a seeker ask for a live chat now? One pure function, asked when the page opens, again when the request is
//! made, and whenever something it depends on changes.

use serde::{Deserialize, Serialize};

use crate::centre::{Hours, OpeningHours};
use crate::{Moment, limits};

/// Where the seeker comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The centre's start page.
    StartPage,
    /// The bubble on a page of the centre's own.
    Bubble,
}

/// Where live chat is offered: a switch of the centre, and one of each topic it offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entries {
    /// On the start page.
    pub start_page: bool,
    /// In the bubble.
    pub bubble: bool,
}

impl Entries {
    /// Offered everywhere.
    pub const ALL: Self = Self { start_page: true, bubble: true };

    /// Where both offer it.
    pub fn and(self, other: Self) -> Self {
        Self { start_page: self.start_page && other.start_page, bubble: self.bubble && other.bubble }
    }

    /// Whether somebody who comes this way is offered it.
    pub fn offers(self, entry: Entry) -> bool {
        match entry {
            Entry::StartPage => self.start_page,
            Entry::Bubble => self.bubble,
        }
    }
}

/// What is true of one member of the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// May be suggested at all; switched off it reads "Nicht anwählbar".
    pub reachable: bool,
    /// Takes live chats now: the lease is valid and not paused.
    pub available: bool,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// This entry's live chat is switched off.
    Hidden,
    /// No member can be reached at all.
    NotPossible,
    /// Outside the opening hours.
    Closed {
        /// When it opens next.
        opens: Moment,
    },
    /// Open by the clock, but nobody is there.
    NobodyAvailable,
    /// Counsellors are there, and as many people wait as can.
    Full,
    /// Ask now, and this is your place in line, counted from 1.
    Open {
        /// The place in the queue that a request would get, from 1.
        place: u32,
    },
}

/// Takes whether live chat is offered to this seeker at all, the topic's opening hours, the time, the topic's members and how
/// many wait before this seeker.
pub fn admission(
    offered: bool,
    hours: &OpeningHours,
    now: Moment,
    members: &[Member],
    waiting_before: u32,
) -> Admission {
    if !offered {
        return Admission::Hidden;
    }
    if !members.iter().any(|m| m.reachable) {
        return Admission::NotPossible;
    }
    if let Hours::Closed { opens } = hours.at(now) {
        return Admission::Closed { opens };
    }
    if !members.iter().any(|m| m.reachable && m.available) {
        return Admission::NobodyAvailable;
    }
    if waiting_before >= limits::WAITING_PER_TOPIC {
        return Admission::Full;
    }
    Admission::Open { place: waiting_before.saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::Interval;
    use proptest::prelude::*;

    fn hours(open: bool) -> OpeningHours {
        // The epoch is a Thursday.
        let weekday = if open { 4 } else { 5 };
        OpeningHours::new("UTC".into(), vec![Interval { weekday, from: 0, until: 1440 }]).unwrap()
    }

    fn members() -> impl Strategy<Value = Vec<Member>> {
        proptest::collection::vec((any::<bool>(), any::<bool>()), 0..5).prop_map(|v| {
            v.into_iter().map(|(reachable, available)| Member { reachable, available }).collect()
        })
    }

    proptest! {
        #[test]
        fn open_means_that_somebody_reachable_is_there(
            shown: bool, open: bool, members in members(),
            waiting in prop_oneof![0u32..9, limits::WAITING_PER_TOPIC - 1..limits::WAITING_PER_TOPIC + 3],
        ) {
            let there = members.iter().any(|m| m.reachable && m.available);
            let answer = admission(shown, &hours(open), Moment::from_millis(0), &members, waiting);
            match answer {
                Admission::Hidden => prop_assert!(!shown),
                Admission::NotPossible => prop_assert!(shown && members.iter().all(|m| !m.reachable)),
                Admission::Closed { opens } => prop_assert!(shown && !open && opens > Moment::from_millis(0)),
                Admission::NobodyAvailable => prop_assert!(shown && open && !there),
                Admission::Full => {
                    prop_assert!(shown && open && there && waiting >= limits::WAITING_PER_TOPIC);
                }
                Admission::Open { place } => {
                    prop_assert!(shown && open && there && place == waiting + 1);
                    prop_assert!(place <= limits::WAITING_PER_TOPIC);
                }
            }
        }
    }

    #[test]
    fn the_centre_and_the_topic_both_have_to_offer_it() {
        let start_page = Entries { start_page: true, bubble: false };
        assert_eq!(Entries::ALL.and(start_page), start_page);
        assert!(start_page.offers(Entry::StartPage) && !start_page.offers(Entry::Bubble));
        let nowhere = start_page.and(Entries { start_page: false, bubble: true });
        assert!(!nowhere.offers(Entry::StartPage) && !nowhere.offers(Entry::Bubble));
    }
}
