//! Whether this machine's clock fits what the database has seen.

use std::time::Duration;

use beistand_domain::Moment;
use beistand_store::{DatabaseLocation, DatabaseTimes, times};

use super::{Finding, Verdict};

/// A database server's clock may be this far from this machine's.
const OFF: Duration = Duration::from_secs(5);
/// What was seen may be this far in the future.
const BEHIND: Duration = Duration::from_secs(60 * 60);

/// Nothing while there is no database, or none whose tables are known.
pub async fn inspect(place: &DatabaseLocation, now: Moment) -> Option<Finding> {
    let DatabaseTimes { own, seen, in_doubt } = times(place).await.ok()?;
    let finding = |verdict, text: &str| Some(Finding::new("clock", verdict, text.to_owned()));
    if own.is_some_and(|own| own.since(now).max(now.since(own)) > OFF) {
        return finding(
            Verdict::Wrong,
            "more than 5 s from the database's: this process would purge and end nothing; set both by NTP",
        );
    }
    if in_doubt {
        return finding(
            Verdict::Wrong,
            "the server doubts it: nothing is purged or ended; set it, or say admin clock accept if it is right",
        );
    }
    if seen.is_some_and(|seen| seen.since(now) > BEHIND) {
        return finding(
            Verdict::Wrong,
            "more than an hour behind what servers have seen: nothing would be purged or ended; set it, or say \
             admin clock accept if it is right",
        );
    }
    finding(Verdict::Good, "fits what the database has seen")
}
