//! A point in time as the rules see it.

use std::ops::{Add, Sub};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, the unit of the wire and of both stores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(transparent)]
#[cfg_attr(feature = "wire", ts(type = "number"))]
pub struct Moment(i64);

impl Moment {
    /// Takes milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Days since 1970-01-01 (UTC).
    pub fn epoch_day(self) -> i64 {
        self.millis().div_euclid(24 * 60 * 60 * 1000)
    }

    /// The calendar day it falls on
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The calendar day it falls on in `zone`.
    pub fn day(self, zone: &TimeZone) -> Date {
        let at = Timestamp::from_millisecond(self.0).unwrap_or_default();
        zone.to_datetime(at).date()
    }

    /// The time from `earlier` to `self`; zero when `earlier` lies later (clocks of two machines differ).
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Moment {
    type Output = Moment;

    fn add(self, span: Duration) -> Moment {
        Moment(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Moment {
    type Output = Moment;

    fn sub(self, span: Duration) -> Moment {
        Moment(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}
