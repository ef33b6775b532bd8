//! A server's clock: it follows the machine's wall clock while that goes on as time does, and its own timer when the wall clock
//! jumps. What a wrong clock would purge or end is then left alone until the clock is sure again (design.md, section 10).

use std::sync::{Mutex, PoisonError};
#[cfg(not(target_os = "linux"))]
use std::time::Instant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use beistand_domain::Moment;

use crate::{Clock, SLICE, Sleep};

/// How far the wall clock may be from the timer, or from another clock that is believed, in milliseconds.
const JUMP: u64 = 5_000;
/// A clock in doubt is sure again after agreeing this long, in milliseconds.
const AGREES_FOR: i64 = 10 * 60 * 1000;

/// Whether the clock can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    No,
    /// Since the wall clock agrees again, if it does.
    Yes {
        agrees_since: Option<i64>,
    },
}

/// What was given last, in milliseconds since 1970, and the timer at that moment.
#[derive(Clone, Copy, Debug)]
struct Steady {
    now: i64,
    timer: i64,
    /// What the operator has accepted as the difference to the wall clock.
    offset: i64,
    doubt: Doubt,
}

impl Steady {
    /// The next reading, given the wall clock and the timer.
    fn next(self, wall: i64, timer: i64) -> Self {
        let now = self.now.saturating_add(timer.saturating_sub(self.timer).max(0));
        // Once the machine's clock is repaired nothing is left to be accepted.
        let offset = if wall.abs_diff(now) <= JUMP { 0 } else { self.offset };
        let wall = wall.saturating_add(offset);
        let agrees = wall.abs_diff(now) <= JUMP;
        match self.doubt {
            Doubt::No if agrees => Self { now: wall.max(self.now), timer, offset, ..self },
            Doubt::No => Self { now, timer, doubt: Doubt::Yes { agrees_since: None }, offset },
            Doubt::Yes { agrees_since } => {
                let agrees_since = agrees.then(|| agrees_since.unwrap_or(now));
                let sure = agrees_since.is_some_and(|since| now - since >= AGREES_FOR);
                let doubt = if sure { Doubt::No } else { Doubt::Yes { agrees_since } };
                Self { now, timer, offset, doubt }
            }
        }
    }
}

/// See the module.
pub struct SteadyClock {
    last: Mutex<Steady>,
    wall: fn() -> i64,
    timer: fn() -> i64,
}

impl SteadyClock {
    /// Begins with the machine's wall clock.
    pub fn new() -> Self {
        Self::of(wall, timer)
    }

    fn of(wall: fn() -> i64, timer: fn() -> i64) -> Self {
        Self {
            last: Mutex::new(Steady { now: wall(), timer: timer(), offset: 0, doubt: Doubt::No }),
            wall,
            timer,
        }
    }

    fn change(&self, change: impl FnOnce(Steady) -> Steady) -> Steady {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = change(last.next((self.wall)(), (self.timer)()));
        *last
    }
}

impl Default for SteadyClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.change(|last| last).now)
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        // A timer of its own: who sleeps does not hold the clock.
        let left = at.since(self.now());
        let timer = self.timer;
        Box::pin(async move {
            let end = timer().saturating_add(i64::try_from(left.as_millis()).unwrap_or(i64::MAX));
            // The timer of a sleeping machine stands still for tokio and goes on here.
            loop {
                let left = u64::try_from(end.saturating_sub(timer())).unwrap_or(0);
                if left == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(left).min(SLICE)).await;
            }
        })
    }

    fn in_doubt(&self) -> bool {
        self.change(|last| last).doubt != Doubt::No
    }

    fn begin_at(&self, reference: Moment) {
        self.change(|last| match last.now.abs_diff(reference.millis()) > JUMP {
            true => Steady { now: reference.millis(), doubt: Doubt::Yes { agrees_since: None }, ..last },
            false => last,
        });
    }

    fn compare(&self, asked: Moment, reference: Moment) {
        // The answer may be as old as the question.
        let now = self.now();
        let off = asked.since(reference).max(reference.since(now));
        if off > Duration::from_millis(JUMP) {
            self.distrust();
        }
    }

    fn distrust(&self) {
        self.change(|last| Steady { doubt: Doubt::Yes { agrees_since: None }, ..last });
    }

    fn accept(&self, reference: Option<Moment>) -> bool {
        let wall = (self.wall)();
        let right = reference.map_or(wall, Moment::millis);
        let (mut set, offset) = (false, right.saturating_sub(wall));
        self.change(|last| {
            set = last.now.saturating_sub(right) <= JUMP.cast_signed();
            if set { Steady { now: right.max(last.now), offset, doubt: Doubt::No, ..last } } else { last }
        });
        set
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the real clock that main hands around")]
fn wall() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds that go on while the machine sleeps, and that nobody sets.
#[cfg(target_os = "linux")]
fn timer() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000)
}

/// Milliseconds that nobody sets.
#[cfg(not(target_os = "linux"))]
#[allow(clippy::disallowed_methods, reason = "this is the real clock that main hands around")]
fn timer() -> i64 {
    static BEGAN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let passed = BEGAN.get_or_init(Instant::now).elapsed();
    i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Steady = Steady { now: 1_000_000_000, timer: 0, offset: 0, doubt: Doubt::No };
    const DAY: i64 = 24 * 60 * 60 * 1000;

    /// Readings a second apart, with a wall clock that is this much off.
    fn run(from: Steady, seconds: i64, off: i64) -> Steady {
        let (now, timer) = (from.now, from.timer);
        (1..=seconds).fold(from, |last, n| last.next(now + n * 1000 + off, timer + n * 1000))
    }

    #[test]
    fn a_clock_that_drifts_is_followed_and_never_goes_back() {
        let drifted = run(START, 10, 300);
        assert_eq!((drifted.now, drifted.doubt), (START.now + 10_300, Doubt::No));
        let back = drifted.next(drifted.now - 4_000, drifted.timer + 1_000);
        assert_eq!((back.now, back.doubt), (drifted.now, Doubt::No), "it waits for the wall clock");
    }

    #[test]
    fn a_clock_that_jumps_is_not_followed_and_is_in_doubt_until_it_has_agreed_for_long() {
        for off in [3 * DAY, -3 * DAY, 6_000] {
            let jumped = run(START, 5, off);
            assert_eq!(jumped.now, START.now + 5_000, "time goes on as it did");
            assert_ne!(jumped.doubt, Doubt::No);
            let almost = run(jumped, 600, 0);
            assert_ne!(almost.doubt, Doubt::No);
            assert_eq!(run(almost, 1, 0).doubt, Doubt::No);
            let again = run(run(jumped, 300, 0), 1, off);
            assert_ne!(run(again, 600, 0).doubt, Doubt::No, "it counts from the last disagreement");
        }
    }

    #[test]
    fn another_clock_is_asked_and_the_operator_decides() {
        let clock = SteadyClock::of(|| 50_000, || 0);
        assert!(!clock.in_doubt());
        let compare = |reference| clock.compare(clock.now(), Moment::from_millis(reference));
        compare(54_000);
        assert!(!clock.in_doubt());
        clock.compare(Moment::from_millis(40_000), Moment::from_millis(41_000));
        assert!(!clock.in_doubt(), "an answer that was ten seconds on its way");
        clock.begin_at(Moment::from_millis(1_000_000));
        assert_eq!((clock.now().millis(), clock.in_doubt()), (1_000_000, true));
        assert!(!clock.accept(None), "that would set it back");
        assert_eq!((clock.now().millis(), clock.in_doubt()), (1_000_000, true));
        let clock = SteadyClock::of(|| 50_000, || 0);
        let compare = |reference| clock.compare(clock.now(), Moment::from_millis(reference));
        compare(60_000);
        assert!(clock.in_doubt());
        assert!(clock.accept(Some(Moment::from_millis(60_000))));
        compare(60_000);
        assert_eq!(
            (clock.now().millis(), clock.in_doubt()),
            (60_000, false),
            "the wall clock is 10 s behind, as accepted"
        );
    }
}
