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

/// A topic's settings that admission depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSettings {
    /// Whether the start page offers live chat.
    pub start_page_live_chat: bool,
    /// Whether the bubble offers live chat.
    pub bubble_live_chat: bool,
    /// When live chat is open.
    pub hours: OpeningHours,
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

/// Takes the topic's settings, where the seeker comes from, the time, the topic's members and how many wait
/// before this seeker.
pub fn admission(
    settings: &TopicSettings,
    entry: Entry,
    now: Moment,
    members: &[Member],
    waiting_before: u32,
) -> Admission {
    let shown = match entry {
        Entry::StartPage => settings.start_page_live_chat,
        Entry::Bubble => settings.bubble_live_chat,
    };
    if !shown {
        return Admission::Hidden;
    }
    if !members.iter().any(|m| m.reachable) {
        return Admission::NotPossible;
    }
    if let Hours::Closed { opens } = settings.hours.at(now) {
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

    fn settings(start: bool, bubble: bool, open: bool) -> TopicSettings {
        // The epoch is a Thursday.
        let weekday = if open { 4 } else { 5 };
        let week = vec![Interval { weekday, from: 0, until: 1440 }];
        let hours = OpeningHours::new("UTC".into(), week).unwrap();
        TopicSettings { start_page_live_chat: start, bubble_live_chat: bubble, hours }
    }

    fn members() -> impl Strategy<Value = Vec<Member>> {
        proptest::collection::vec((any::<bool>(), any::<bool>()), 0..5).prop_map(|v| {
            v.into_iter().map(|(reachable, available)| Member { reachable, available }).collect()
        })
    }

    proptest! {
        #[test]
        fn open_means_that_somebody_reachable_is_there(
            start: bool, bubble: bool, open: bool, members in members(),
            waiting in prop_oneof![0u32..9, limits::WAITING_PER_TOPIC - 1..limits::WAITING_PER_TOPIC + 3], from_bubble: bool,
        ) {
            let entry = if from_bubble { Entry::Bubble } else { Entry::StartPage };
            let shown = if from_bubble { bubble } else { start };
            let there = members.iter().any(|m| m.reachable && m.available);
            let answer = admission(&settings(start, bubble, open), entry, Moment::from_millis(0), &members, waiting);
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
}
