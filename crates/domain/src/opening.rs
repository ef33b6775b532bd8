//! Opening hours: weekly intervals on the wall clock of a time zone.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use crate::Moment;

/// One interval on one day of every week; it ends before midnight or at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// Minutes since midnight, inclusive.
    pub from: u16,
    /// Minutes since midnight, exclusive; 1440 is midnight.
    pub until: u16,
}

/// When live chat is offered. No interval at all means always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// IANA name of the zone the intervals are meant in.
    pub zone: String,
    /// The week, in any order; intervals may touch or overlap.
    pub week: Vec<Interval>,
}

/// What the opening hours say about a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    Open,
    /// Closed; the next opening is always at most a week away.
    Closed {
        opens: Moment,
    },
}

impl OpeningHours {
    /// Live chat at any time.
    pub fn always() -> Self {
        Self { zone: "Europe/Berlin".into(), week: Vec::new() }
    }

    /// Whether `now` lies in an interval, and if not, when the next one begins. An unknown zone counts as UTC.
    pub fn at(&self, now: Moment) -> Hours {
        if self.week.is_empty() {
            return Hours::Open;
        }
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let Ok(instant) = Timestamp::from_millisecond(now.millis()) else {
            return Hours::Open;
        };
        let here = instant.to_zoned(zone);
        let minute = minute_of(&here);
        let today = here.weekday().to_monday_one_offset();
        let open =
            |i: &Interval| i64::from(i.weekday) == i64::from(today) && i.from <= minute && minute < i.until;
        if self.week.iter().any(open) {
            return Hours::Open;
        }
        let opens = (0..=7).flat_map(|days| self.openings(&here, days)).find(|at| *at > now);
        Hours::Closed { opens: opens.unwrap_or(now) }
    }

    /// Openings on the day `days` after `here`, earliest first.
    fn openings(&self, here: &Zoned, days: i32) -> Vec<Moment> {
        let Ok(day) = here.checked_add(days.days()) else {
            return Vec::new();
        };
        let weekday: Weekday = day.weekday();
        let mut begins: Vec<Moment> = self
            .week
            .iter()
            .filter(|i| i64::from(i.weekday) == i64::from(weekday.to_monday_one_offset()))
            .filter_map(|i| {
                let time =
                    Time::new(i8::try_from(i.from / 60).ok()?, i8::try_from(i.from % 60).ok()?, 0, 0).ok()?;
                let at = day.date().to_datetime(time).to_zoned(day.time_zone().clone()).ok()?;
                Some(Moment::from_millis(at.timestamp().as_millisecond()))
            })
            .collect();
        begins.sort_unstable();
        begins
    }
}

fn minute_of(at: &Zoned) -> u16 {
    u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Moment {
        Moment::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn evenings() -> OpeningHours {
        let week = (1..=5).map(|weekday| Interval { weekday, from: 18 * 60, until: 21 * 60 }).collect();
        OpeningHours { zone: "Europe/Berlin".into(), week }
    }

    #[test]
    fn an_evening_is_open_from_its_first_minute_to_before_its_last() {
        // 2026-11-20 is a Friday; Berlin is one hour ahead of UTC.
        assert_eq!(
            evenings().at(at("2026-11-20T16:59:59Z")),
            Hours::Closed { opens: at("2026-11-20T17:00:00Z") }
        );
        assert_eq!(evenings().at(at("2026-11-20T17:00:00Z")), Hours::Open);
        assert_eq!(evenings().at(at("2026-11-20T19:59:59Z")), Hours::Open);
        assert_eq!(
            evenings().at(at("2026-11-20T20:00:00Z")),
            Hours::Closed { opens: at("2026-11-23T17:00:00Z") }
        );
    }

    #[test]
    fn summer_time_keeps_the_wall_clock() {
        // The clocks go forward on 2026-03-29; Monday's 18:00 in Berlin is 16:00 UTC.
        assert_eq!(
            evenings().at(at("2026-03-27T20:30:00Z")),
            Hours::Closed { opens: at("2026-03-30T16:00:00Z") }
        );
    }

    proptest! {
        #[test]
        fn the_next_opening_is_open_and_within_a_week_and_an_hour(
            now in 1_700_000_000_000i64..1_900_000_000_000,
            weekday in 1u8..=7, from in 0u16..1400, length in 1u16..40,
        ) {
            let hours = OpeningHours {
                zone: "Europe/Berlin".into(),
                week: vec![Interval { weekday, from, until: from + length }],
            };
            let now = Moment::from_millis(now);
            if let Hours::Closed { opens } = hours.at(now) {
                prop_assert!(opens > now);
                prop_assert!(opens.since(now).as_secs() <= 7 * 86_400 + 3_600);
            }
        }
    }
}
