//! What will happen, and when. Simulated time is counted in nanoseconds, as a message costs some microseconds; the rules
//! of counselling see it in milliseconds.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Nanoseconds since the simulation began.
pub type Nanos = u64;

pub const MILLI: Nanos = 1_000_000;
pub const SECOND: Nanos = 1_000 * MILLI;

/// Nanoseconds from microseconds of CPU as they were measured.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn micros(of: f64) -> Nanos {
    (of * 1e3).round() as Nanos
}

/// Nanoseconds from seconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn seconds(of: f64) -> Nanos {
    (of * 1e9).round() as Nanos
}

/// Events in the order of their times; of those at one time the first noted comes first, so that a run is the same
/// whenever it is repeated.
pub struct Calendar<E> {
    now: Nanos,
    noted: u64,
    coming: BinaryHeap<Coming<E>>,
}

struct Coming<E> {
    at: Nanos,
    order: u64,
    what: E,
}

impl<E> Calendar<E> {
    pub fn new() -> Self {
        Self { now: 0, noted: 0, coming: BinaryHeap::new() }
    }

    pub fn now(&self) -> Nanos {
        self.now
    }

    /// Notes what will happen `after` from now.
    pub fn note(&mut self, after: Nanos, what: E) {
        self.noted += 1;
        self.coming.push(Coming { at: self.now + after, order: self.noted, what });
    }

    /// The next event before `end`; its time is now. Without one it is `end`.
    pub fn next_before(&mut self, end: Nanos) -> Option<E> {
        if self.coming.peek().is_none_or(|next| next.at >= end) {
            self.now = self.now.max(end);
            return None;
        }
        let next = self.coming.pop()?;
        self.now = next.at;
        Some(next.what)
    }

    /// The next event, however late.
    #[cfg(test)]
    pub fn next(&mut self) -> Option<E> {
        let next = self.coming.pop()?;
        self.now = next.at;
        Some(next.what)
    }
}

impl<E> Ord for Coming<E> {
    /// The earliest is the greatest, as the heap gives the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl<E> PartialOrd for Coming<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Coming<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Coming<E> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_the_order_of_their_times_and_then_of_noting() {
        let mut calendar = Calendar::new();
        for (at, what) in [(5, 'd'), (1, 'a'), (3, 'b'), (3, 'c')] {
            calendar.note(at, what);
        }
        let order: String = std::iter::from_fn(|| calendar.next()).collect();
        assert_eq!(order, "abcd");
    }

    #[test]
    fn what_comes_later_stays_and_time_goes_on_to_the_end() {
        let mut calendar = Calendar::new();
        calendar.note(10, 'a');
        assert_eq!(calendar.next_before(10), None);
        assert_eq!(calendar.now(), 10);
        assert_eq!(calendar.next_before(11), Some('a'));
        calendar.note(1, 'b');
        assert_eq!((calendar.next(), calendar.now()), (Some('b'), 11));
    }
}
