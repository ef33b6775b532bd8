//! Opening hours: weekly intervals on the wall clock of a time zone. The zones' data is compiled in, so that every process
//! answers the same.

use std::sync::LazyLock;

use jiff::civil::Time;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::statistics::Day;

/// The zones as they were when the program was built.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Minutes of a day.
const MIDNIGHT: u16 = 24 * 60;

/// One interval on one day of every week; it ends before midnight or at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// Minutes since midnight, inclusive.
    pub from: u16,
    /// Minutes since midnight, exclusive; 1440 is midnight.
    pub until: u16,
}

/// Why opening hours are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The zone is not in the IANA time zone database.
    #[error("there is no time zone {0:?}")]
    UnknownZone(String),
    /// A weekday is not 1 to 7.
    #[error("{0} is no weekday; 1 is Monday, 7 is Sunday")]
    NoWeekday(u8),
    /// An interval ends before it begins, or after midnight.
    #[error("an interval ends after it begins and at midnight at the latest")]
    Backward(Interval),
    /// Two intervals of one day share a minute.
    #[error("two intervals of one day overlap")]
    Overlap(Interval, Interval),
}

/// When live chat is offered. No interval at all means always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct OpeningHours {
    zone: String,
    week: Vec<Interval>,
}

/// Opening hours as they are written down.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    zone: String,
    week: Vec<Interval>,
}

/// What the opening hours say about a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// Inside an interval.
    Open,
    /// Outside.
    Closed {
        /// The next opening, at most a week and an hour away.
        opens: Moment,
    },
}

impl TryFrom<Unchecked> for OpeningHours {
    type Error = HoursError;

    fn try_from(text: Unchecked) -> Result<Self, HoursError> {
        Self::new(text.zone, text.week)
    }
}

impl From<OpeningHours> for Unchecked {
    fn from(hours: OpeningHours) -> Self {
        Self { zone: hours.zone, week: hours.week }
    }
}

impl OpeningHours {
    /// Takes an IANA zone and the intervals of a week in any order. Intervals of one day may touch, not overlap.
    pub fn new(zone: String, mut week: Vec<Interval>) -> Result<Self, HoursError> {
        if ZONES.get(&zone).is_err() {
            return Err(HoursError::UnknownZone(zone));
        }
        week.sort_unstable();
        for interval in &week {
            if !(1..=7).contains(&interval.weekday) {
                return Err(HoursError::NoWeekday(interval.weekday));
            }
            if interval.from >= interval.until || interval.until > MIDNIGHT {
                return Err(HoursError::Backward(*interval));
            }
        }
        for (one, next) in week.iter().zip(week.iter().skip(1)) {
            if one.weekday == next.weekday && next.from < one.until {
                return Err(HoursError::Overlap(*one, *next));
            }
        }
        Ok(Self { zone, week })
    }

    /// Live chat at any time.
    pub fn always() -> Self {
        Self { zone: "Europe/Berlin".into(), week: Vec::new() }
    }

    /// The IANA name of the zone.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The intervals, by weekday and time.
    pub fn week(&self) -> &[Interval] {
        &self.week
    }

    /// Whether `now` lies in an interval, and if not, when the next one begins.
    pub fn at(&self, now: Moment) -> Hours {
        if self.week.is_empty() {
            return Hours::Open;
        }
        let (Ok(zone), Ok(instant)) = (ZONES.get(&self.zone), Timestamp::from_millisecond(now.millis()))
        else {
            // `new` has refused unknown zones, and no clock shows a year beyond 9999.
            return Hours::Closed { opens: now };
        };
        let here = instant.to_zoned(zone);
        let (weekday, minute) = (weekday_of(&here), minute_of(&here));
        let contains = |one: &Interval| one.weekday == weekday && one.from <= minute && minute < one.until;
        if self.week.iter().any(contains) {
            return Hours::Open;
        }
        let opens = (0..=7).flat_map(|days| self.openings(&here, days)).find(|at| *at > now);
        Hours::Closed { opens: opens.unwrap_or(now) }
    }

    /// The day and the hour that clocks in the zone show.
    pub fn local(&self, now: Moment) -> (Day, u8) {
        let (Ok(zone), Ok(instant)) = (ZONES.get(&self.zone), Timestamp::from_millisecond(now.millis()))
        else {
            // `new` has refused unknown zones, and no clock shows a year beyond 9999.
            return (Day::from_number(now.epoch_day()), 0);
        };
        let here = instant.to_zoned(zone);
        (Day::of(here.date()), here.hour().unsigned_abs())
    }

    /// Openings on the day `days` after `here`, earliest first.
    fn openings(&self, here: &Zoned, days: i32) -> Vec<Moment> {
        let Ok(day) = here.checked_add(days.days()) else {
            return Vec::new();
        };
        let weekday = weekday_of(&day);
        let opens = |one: &Interval| begins(&day, one.from);
        let mut all: Vec<Moment> =
            self.week.iter().filter(|one| one.weekday == weekday).filter_map(opens).collect();
        all.sort_unstable();
        all
    }
}

/// The moment at which this minute of the day begins.
fn begins(day: &Zoned, minute: u16) -> Option<Moment> {
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    let zone: TimeZone = day.time_zone().clone();
    let at = day.date().to_datetime(time).to_zoned(zone).ok()?;
    Some(Moment::from_millis(at.timestamp().as_millisecond()))
}

fn weekday_of(at: &Zoned) -> u8 {
    at.weekday().to_monday_one_offset().unsigned_abs()
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

    fn hours(week: &[(u8, u16, u16)]) -> Result<OpeningHours, HoursError> {
        let interval = |(weekday, from, until): &(u8, u16, u16)| Interval {
            weekday: *weekday,
            from: *from,
            until: *until,
        };
        OpeningHours::new("Europe/Berlin".into(), week.iter().map(interval).collect())
    }

    fn evenings() -> OpeningHours {
        let week: Vec<_> = (1..=5).map(|weekday| (weekday, 18 * 60, 21 * 60)).collect();
        hours(&week).unwrap()
    }

    #[test]
    fn an_evening_is_open_from_its_first_minute_to_before_its_last() {
        // 2026-11-20 is a Friday; Berlin is one hour ahead of UTC.
        let closed = |until: &str| Hours::Closed { opens: at(until) };
        assert_eq!(evenings().at(at("2026-11-20T16:59:59Z")), closed("2026-11-20T17:00:00Z"));
        assert_eq!(evenings().at(at("2026-11-20T17:00:00Z")), Hours::Open);
        assert_eq!(evenings().at(at("2026-11-20T19:59:59Z")), Hours::Open);
        assert_eq!(evenings().at(at("2026-11-20T20:00:00Z")), closed("2026-11-23T17:00:00Z"));
    }

    #[test]
    fn summer_time_keeps_the_wall_clock() {
        // The clocks go forward on 2026-03-29; Monday's 18:00 in Berlin is 16:00 UTC.
        let monday = Hours::Closed { opens: at("2026-03-30T16:00:00Z") };
        assert_eq!(evenings().at(at("2026-03-27T20:30:00Z")), monday);
    }

    #[test]
    fn nonsense_is_refused() {
        let nowhere = OpeningHours::new("Europe/Nowhere".into(), Vec::new());
        assert_eq!(nowhere, Err(HoursError::UnknownZone("Europe/Nowhere".into())));
        assert!(matches!(hours(&[(1, 600, 540)]), Err(HoursError::Backward(_))));
        assert!(matches!(hours(&[(1, 600, 600)]), Err(HoursError::Backward(_))));
        assert!(matches!(hours(&[(1, 600, 1441)]), Err(HoursError::Backward(_))));
        assert!(matches!(hours(&[(8, 600, 660)]), Err(HoursError::NoWeekday(8))));
        assert!(matches!(hours(&[(1, 650, 700), (1, 600, 660)]), Err(HoursError::Overlap(..))));
        assert!(hours(&[(1, 600, 660), (1, 660, 700), (2, 600, 660)]).is_ok());
    }

    #[test]
    fn what_is_stored_is_parsed_and_not_trusted() {
        let text = serde_json::to_string(&evenings()).unwrap();
        assert_eq!(serde_json::from_str::<OpeningHours>(&text).unwrap(), evenings());
        assert!(serde_json::from_str::<OpeningHours>(&text.replace("Berlin", "Nowhere")).is_err());
    }

    proptest! {
        #[test]
        fn the_next_opening_is_open_and_within_a_week_and_an_hour(
            now in 1_700_000_000_000i64..1_900_000_000_000,
            weekday in 1u8..=7, from in 0u16..1400, length in 1u16..40,
        ) {
            let hours = hours(&[(weekday, from, from + length)]).unwrap();
            let now = Moment::from_millis(now);
            if let Hours::Closed { opens } = hours.at(now) {
                prop_assert!(opens > now);
                prop_assert!(opens.since(now).as_secs() <= 7 * 86_400 + 3_600);
            }
        }
    }
}
