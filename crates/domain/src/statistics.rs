//! What is counted. Nothing but numbers: they outlive every chat, and no number is about one chat or one seeker.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;

use crate::Moment;
use crate::chat::{ChatEvent, Ended, Ending, Outcome};
use crate::ids::PersonId;

/// One thing that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// A live chat was asked for.
    Requested,
    /// A counsellor took a request.
    Accepted,
    /// A conversation began.
    Began,
    /// The seeker left the line.
    Withdrawn,
    /// The seeker was gone from the line for too long.
    Vanished,
    /// The seeker went over to the written way.
    MovedToWritten,
    /// The line was closed.
    LineClosed,
    /// An accepted seeker cancelled.
    Declined,
    /// An accepted seeker did not answer.
    NoAnswer,
    /// A conversation was ended by a counsellor.
    EndedByCounsellor,
    /// By the seeker.
    EndedBySeeker,
    /// By its time limit.
    EndedByTime,
    /// As the seeker was gone.
    EndedSeekerGone,
    /// By an admin.
    EndedByAdmin,
    /// An offer passed without an answer.
    OfferMissed,
    /// An offer was rejected.
    OfferRejected,
    /// A message of a seeker.
    MessageOfSeeker,
    /// A message of a counsellor.
    MessageOfCounsellor,
    /// A file of either side.
    File,
    /// A wait of under a minute until the accept.
    WaitedUnder1,
    /// 1 to under 3 minutes.
    Waited1To3,
    /// 3 to under 5 minutes.
    Waited3To5,
    /// 5 to under 10 minutes.
    Waited5To10,
    /// 10 minutes and more.
    WaitedOver10,
    /// A conversation of under 5 minutes.
    TalkedUnder5,
    /// 5 to under 15 minutes.
    Talked5To15,
    /// 15 to under 30 minutes.
    Talked15To30,
    /// 30 to under 60 minutes.
    Talked30To60,
    /// An hour and more.
    TalkedOver60,
}

/// What something that happened to a chat counts, and for which counsellor. `ended` is the chat where it has ended.
pub fn counted(
    event: &ChatEvent,
    (requested, ended): (Moment, Option<&Ended>),
    now: Moment,
) -> Vec<(Counted, Option<PersonId>)> {
    match event {
        ChatEvent::Accepted { by } => {
            vec![(Counted::Accepted, Some(*by)), (waited(now.since(requested)), None)]
        }
        ChatEvent::Began { by } => vec![(Counted::Began, Some(*by))],
        ChatEvent::OfferEnded { to, how: Outcome::Missed } => vec![(Counted::OfferMissed, Some(*to))],
        ChatEvent::OfferEnded { to, how: Outcome::Rejected } => vec![(Counted::OfferRejected, Some(*to))],
        ChatEvent::Ended { how } => {
            let talk = ended.and_then(|ended| Some(ended.at.since(ended.conversation()?.started)));
            let band = talk.map(|length| (talked(length), None));
            std::iter::once((of_ending(*how), None)).chain(band).collect()
        }
        ChatEvent::OfferEnded { how: Outcome::Withdrawn, .. }
        | ChatEvent::Offered { .. }
        | ChatEvent::InvitationChanged { .. }
        | ChatEvent::Joined { .. }
        | ChatEvent::Left { .. }
        | ChatEvent::Unattended
        | ChatEvent::PresenceChanged { .. } => Vec::new(),
    }
}

fn of_ending(how: Ending) -> Counted {
    match how {
        Ending::Withdrawn => Counted::Withdrawn,
        Ending::Vanished => Counted::Vanished,
        Ending::MovedToMail => Counted::MovedToWritten,
        Ending::ClosedByAdmin => Counted::LineClosed,
        Ending::Declined => Counted::Declined,
        Ending::NoAnswer => Counted::NoAnswer,
        Ending::ByCounsellor => Counted::EndedByCounsellor,
        Ending::BySeeker => Counted::EndedBySeeker,
        Ending::TimeLimit => Counted::EndedByTime,
        Ending::SeekerGone => Counted::EndedSeekerGone,
        Ending::ByAdmin => Counted::EndedByAdmin,
    }
}

const MINUTE: u64 = 60;

fn waited(span: Duration) -> Counted {
    match span.as_secs() / MINUTE {
        0 => Counted::WaitedUnder1,
        1..3 => Counted::Waited1To3,
        3..5 => Counted::Waited3To5,
        5..10 => Counted::Waited5To10,
        _ => Counted::WaitedOver10,
    }
}

fn talked(span: Duration) -> Counted {
    match span.as_secs() / MINUTE {
        0..5 => Counted::TalkedUnder5,
        5..15 => Counted::Talked5To15,
        15..30 => Counted::Talked15To30,
        30..60 => Counted::Talked30To60,
        _ => Counted::TalkedOver60,
    }
}

/// A day of some zone's calendar, as days since 1970-01-01; written as in ISO 8601, `2026-11-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

/// A text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as 2026-11-30")]
pub struct NoDay;

impl Day {
    /// From days since 1970-01-01.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        self.0
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub fn weekday(self) -> u8 {
        // The first of January 1970 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// The day of this date.
    pub fn of(date: Date) -> Self {
        let span = date.since(EPOCH).map(|span| i64::from(span.get_days()));
        Self(span.unwrap_or(0))
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        // A date alone: jiff would take a time behind it as well.
        let date = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
        date.map(Self::of).ok_or(NoDay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = jiff::Span::new().try_days(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{}", EPOCH.checked_add(span).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Chat, Context, Rules, Transition};
    use proptest::prelude::*;

    #[test]
    fn days_are_written_as_dates() {
        let day: Day = "2026-11-30".parse().unwrap();
        assert_eq!((day.number(), day.weekday(), day.to_string().as_str()), (20_787, 1, "2026-11-30"));
        for wrong in ["", "2026-11-31", "30.11.2026", "2026-11-30T10:00", "2026-1-1"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_day_reads_as_it_is_written(number in -100_000_i64..1_000_000) {
            let day = Day::from_number(number);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
    }

    #[test]
    fn a_whole_chat_counts_each_step_once() {
        let (rules, anna) = (Rules::default(), PersonId::from_bytes([1; 16]));
        let at = |minute: u64| Moment::from_millis(0) + Duration::from_secs(minute * 60);
        let mut chat = Chat::request(at(0));
        let mut all = Vec::new();
        for (minute, transition) in
            [(4, Transition::Accept { by: anna }), (5, Transition::Begin), (25, Transition::EndBySeeker)]
        {
            let context = Context { now: at(minute), rules: &rules, last_seq: 0 };
            let (next, events) = chat.apply(transition, &context).unwrap();
            let ended = if let Chat::Ended(ended) = &next { Some(ended) } else { None };
            all.extend(events.iter().flat_map(|event| counted(event, (at(0), ended), at(minute))));
            chat = next;
        }
        let wanted = [
            (Counted::Accepted, Some(anna)),
            (Counted::Waited3To5, None),
            (Counted::Began, Some(anna)),
            (Counted::EndedBySeeker, None),
            (Counted::Talked15To30, None),
        ];
        assert_eq!(all, wanted);
    }
}
