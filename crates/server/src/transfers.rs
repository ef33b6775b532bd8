//! Large bodies that come in or go out: how many at once for one party, and how fast at least (design.md, section 10). A party
//! that sends or reads slowly, or much at once, takes no places from others.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use beistand_domain::{ChatId, PersonId, limits};
use beistand_runtime::Runtime;
use futures_util::{Stream, StreamExt as _, stream};

/// Files that come in at a time over all chats; more are asked to come again. Each may hold some megabytes of memory.
const UPLOADS: usize = 16;
/// Lists of messages that go out at a time over all chats, each up to a megabyte, and to one party of a chat.
const LISTS: (usize, usize) = (128, 4);
/// Bytes of a list that are handed to the connection at a time.
const PIECE: usize = 16 * 1024;

/// The seeker of a chat, or one of its counsellors.
type Party = (ChatId, Option<PersonId>);

/// The transfers of one kind at this process.
#[derive(Debug)]
pub struct Transfers {
    running: Mutex<HashMap<Party, usize>>,
    all: usize,
    of_a_party: usize,
}

/// A place for one of them, until it is dropped.
#[derive(Debug)]
pub struct Transfer {
    transfers: Arc<Transfers>,
    party: Party,
}

impl Transfers {
    /// Files that come in.
    pub fn uploads() -> Arc<Self> {
        Arc::new(Self { running: Mutex::default(), all: UPLOADS, of_a_party: limits::UPLOADS_PER_PARTY })
    }

    /// Lists of messages that go out.
    pub fn lists() -> Arc<Self> {
        Arc::new(Self { running: Mutex::default(), all: LISTS.0, of_a_party: LISTS.1 })
    }

    /// A place for one more of this party; none while it has as many as it may, or all places are taken.
    pub fn begin(self: &Arc<Self>, party: Party) -> Option<Transfer> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.values().sum::<usize>() >= self.all {
            return None;
        }
        let theirs = running.entry(party).or_default();
        if *theirs >= self.of_a_party {
            return None;
        }
        *theirs += 1;
        Some(Transfer { transfers: self.clone(), party })
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        let mut running = self.transfers.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.get_mut(&self.party) {
            Some(theirs) if *theirs > 1 => *theirs -= 1,
            Some(_) | None => drop(running.remove(&self.party)),
        }
    }
}

/// A body in pieces that keeps its place until the connection has taken the last one.
pub fn in_pieces(text: String, place: Transfer) -> Body {
    let left = (Bytes::from(text), place);
    Body::from_stream(stream::unfold(left, async |(mut left, place)| {
        let piece = left.split_to(left.len().min(PIECE));
        (!piece.is_empty()).then_some((Ok::<_, Infallible>(piece), (left, place)))
    }))
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
    use futures_util::TryStreamExt as _;

    use super::*;

    #[test]
    fn a_party_sends_two_at_once_and_gets_its_places_back() {
        let uploads = Transfers::uploads();
        let seeker = |n| (ChatId::from_bytes([n; 16]), None);
        let first = uploads.begin(seeker(1)).unwrap();
        let _second = uploads.begin(seeker(1)).unwrap();
        assert!(uploads.begin(seeker(1)).is_none());
        let counsellor = (ChatId::from_bytes([1; 16]), Some(PersonId::from_bytes([9; 16])));
        assert!(uploads.begin(counsellor).is_some(), "the other side has places of its own");
        drop(first);
        assert!(uploads.begin(seeker(1)).is_some());
        let all: Vec<_> = (2..30).filter_map(|n| uploads.begin(seeker(n))).collect();
        assert_eq!(all.len(), UPLOADS - 1, "all places are taken");
        drop(all);
        assert_eq!(uploads.running.lock().unwrap().len(), 1, "nothing is kept of those that ended");
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

    #[tokio::test]
    async fn a_list_keeps_its_place_until_its_last_piece_is_taken() {
        let lists = Transfers::lists();
        let party = (ChatId::from_bytes([1; 16]), None);
        let place = lists.begin(party).unwrap();
        let text = "x".repeat(2 * PIECE + 1);
        let mut body = in_pieces(text.clone(), place).into_data_stream();
        let mut read = String::new();
        while let Some(piece) = body.next().await {
            assert_eq!(lists.running.lock().unwrap().len(), 1);
            read += std::str::from_utf8(&piece.unwrap()).unwrap();
        }
        assert_eq!(read, text);
        assert_eq!(lists.running.lock().unwrap().len(), 0);
    }
}
