//! Files that come in: how many at once, and how fast at least (design.md, section 10). A party that sends slowly, or much at
//! once, takes no places from others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use beistand_domain::{ChatId, PersonId, limits};
use beistand_runtime::Runtime;
use futures_util::{Stream, StreamExt as _};

/// Files that come in at a time over all chats; more are asked to come again. Each may hold some megabytes of memory.
const AT_ONCE: usize = 16;

/// The seeker of a chat, or one of its counsellors.
type Party = (ChatId, Option<PersonId>);

/// The uploads of this process.
#[derive(Debug, Default)]
pub struct Uploads(Mutex<HashMap<Party, usize>>);

/// A place for one file, until it is dropped.
#[derive(Debug)]
pub struct Upload {
    uploads: Arc<Uploads>,
    party: Party,
}

impl Uploads {
    /// A place for one more file of this party; none while it sends as many as it may, or all places are taken.
    pub fn begin(self: &Arc<Self>, party: Party) -> Option<Upload> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.values().sum::<usize>() >= AT_ONCE {
            return None;
        }
        let theirs = running.entry(party).or_default();
        if *theirs >= limits::UPLOADS_PER_PARTY {
            return None;
        }
        *theirs += 1;
        Some(Upload { uploads: self.clone(), party })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut running = self.uploads.0.lock().unwrap_or_else(PoisonError::into_inner);
        match running.get_mut(&self.party) {
            Some(theirs) if *theirs > 1 => *theirs -= 1,
            Some(_) | None => drop(running.remove(&self.party)),
        }
    }
}

/// Why a body ended before its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It came more slowly than it has to.
    TooSlow,
    /// The connection broke.
    Broken,
}

/// The same bytes, until they come too slowly. A body that does not come at all is ended by the router.
pub fn fast_enough<E>(
    bytes: impl Stream<Item = Result<Bytes, E>>,
    runtime: Runtime,
) -> impl Stream<Item = Result<Bytes, Stopped>> {
    let started = runtime.now();
    let mut received = 0;
    bytes.map(move |piece| {
        let piece = piece.map_err(|_| Stopped::Broken)?;
        received += piece.len() as u64;
        if keeps_up(runtime.now().since(started), received) { Ok(piece) } else { Err(Stopped::TooSlow) }
    })
}

fn keeps_up(passed: Duration, received: u64) -> bool {
    let due = passed.saturating_sub(limits::UPLOAD_START).as_millis();
    u128::from(received) * 1000 >= due * u128::from(limits::UPLOAD_BYTES_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use beistand_testkit::{TestClock, clock};
    use futures_util::{TryStreamExt as _, stream};

    use super::*;

    #[test]
    fn a_party_sends_two_at_once_and_gets_its_places_back() {
        let uploads = Arc::new(Uploads::default());
        let seeker = |n| (ChatId::from_bytes([n; 16]), None);
        let first = uploads.begin(seeker(1)).unwrap();
        let _second = uploads.begin(seeker(1)).unwrap();
        assert!(uploads.begin(seeker(1)).is_none());
        let counsellor = (ChatId::from_bytes([1; 16]), Some(PersonId::from_bytes([9; 16])));
        assert!(uploads.begin(counsellor).is_some(), "the other side has places of its own");
        drop(first);
        assert!(uploads.begin(seeker(1)).is_some());
        let all: Vec<_> = (2..30).filter_map(|n| uploads.begin(seeker(n))).collect();
        assert_eq!(all.len(), AT_ONCE - 1, "all places are taken");
        drop(all);
        assert_eq!(uploads.0.lock().unwrap().len(), 1, "nothing is kept of those that ended");
    }

    #[tokio::test]
    async fn a_trickle_is_ended_and_a_slow_line_is_not() {
        let pieces = async |bytes: usize| {
            let test_clock = TestClock::new();
            let each = |_| {
                test_clock.advance(Duration::from_secs(10));
                Ok::<_, ()>(Bytes::from(vec![0; bytes]))
            };
            let body = fast_enough(stream::iter(0..6).map(each), clock::runtime(&test_clock, 1));
            body.try_fold(0, async |count, _| Ok(count + 1)).await
        };
        assert_eq!(pieces(1).await, Err(Stopped::TooSlow));
        assert_eq!(pieces(80_000).await, Ok(6));
    }
}
