//! Clock and randomness. Everything else takes time and randomness as arguments; only `main` makes the real
//! ones, and the testkit brings a clock that is moved by hand.

mod steady;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use beistand_domain::Moment;

pub use steady::SteadyClock;

/// A sleep that ends at a moment.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and wakes sleepers.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Moment;

    /// Resolves once [`Self::now`] has reached `at`.
    fn sleep_until(&self, at: Moment) -> Sleep;

    /// Whether the time may be wrong, so that nothing is purged or ended by it.
    fn in_doubt(&self) -> bool {
        false
    }

    /// Begins at `reference`, in doubt, if that is far from this clock.
    fn begin_at(&self, _reference: Moment) {}

    /// Another clock that is believed answered this to a question of `asked`; far from it this one is in doubt.
    fn compare(&self, _asked: Moment, _reference: Moment) {}

    /// There is reason to believe that this clock is wrong.
    fn distrust(&self) {}

    /// The operator decides: `reference` is right, where there is another clock, and the machine's own where there is none.
    /// False where that would set this clock back, which only a new start can do.
    fn accept(&self, _reference: Option<Moment>) -> bool {
        true
    }
}

/// Gives random bytes fit for keys.
pub trait Rng: Send + Sync + 'static {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Both, as they are handed around.
#[derive(Clone)]
pub struct Runtime {
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Runtime {
    /// The machine's own clock and random source. For `main` and benchmarks only.
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock::default()), rng: Arc::new(SystemRng) }
    }

    /// As [`Self::real`], with a clock that notices when the machine's jumps: for servers.
    pub fn steady() -> Self {
        Self { clock: Arc::new(SteadyClock::new()), rng: Arc::new(SystemRng) }
    }

    /// Any clock and any source of randomness.
    pub fn new(clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { clock, rng }
    }

    /// The time now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A random number from 0 up to, but not including, 1.
    pub fn fraction(&self) -> f64 {
        f64::from(u32::from_le_bytes(self.bytes())) / (f64::from(u32::MAX) + 1.0)
    }

    /// Resolves after `span`.
    pub fn sleep(&self, span: Duration) -> Sleep {
        self.clock.sleep_until(self.clock.now() + span)
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill(&mut bytes);
        bytes
    }

    /// A new id, born now: `runtime.id(ChatId::from_parts)`.
    pub fn id<T>(&self, from_parts: impl FnOnce(Moment, [u8; 10]) -> T) -> T {
        from_parts(self.now(), self.bytes())
    }
}

/// The timer of a sleeping machine stands still while its clock goes on, so a sleep looks at the clock this often.
const SLICE: Duration = Duration::from_secs(10);

/// The machine's clock, which goes on after a suspend but never back: leases, deadlines and purging would stand
/// still for as long as a corrected clock had been ahead.
#[derive(Clone, Default)]
struct SystemClock {
    last: Arc<Mutex<Option<Reading>>>,
}

/// The last reading, when by the timer, and how far ahead of the wall clock that was.
#[derive(Clone, Copy)]
struct Reading {
    now: i64,
    timer: Instant,
    ahead: i64,
}

impl Reading {
    /// What to give next, given the wall clock and the timer.
    fn next(before: Option<Reading>, wall: i64, timer: Instant) -> Reading {
        let Some(before) = before else { return Reading { now: wall, timer, ahead: 0 } };
        let passed = timer.saturating_duration_since(before.timer).as_millis();
        let at_least = before.now.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX));
        let now = wall.saturating_add(before.ahead);
        if now >= before.now {
            return Reading { now, timer, ahead: before.ahead };
        }
        Reading { now: at_least, timer, ahead: at_least.saturating_sub(wall) }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the real clock that main hands around")]
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Reading::next(*last, wall, Instant::now());
        *last = Some(next);
        Moment::from_millis(next.now)
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        let clock = self.clone();
        Box::pin(async move {
            loop {
                let left = at.since(clock.now());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(SLICE)).await;
            }
        })
    }
}

struct SystemRng;

impl Rng for SystemRng {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the real source of randomness that main hands around"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        use rand::Rng as _;
        rand::rng().fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "any moment of the timer will do")]
    fn a_clock_that_is_set_back_goes_on_from_where_it_was() {
        let timer = Instant::now();
        let later = |seconds| timer + Duration::from_secs(seconds);
        let ahead = Reading::next(None, 10_000_000, timer);
        let set_back = Reading::next(Some(ahead), 3_000_000, later(1));
        assert_eq!(set_back.now, 10_001_000);
        let goes_on = Reading::next(Some(set_back), 3_005_000, later(6));
        assert_eq!(goes_on.now, 10_006_000);
        let slept = Reading::next(Some(goes_on), 63_005_000, later(7));
        assert_eq!(slept.now, 70_006_000, "a suspend is time that went by");
    }
}
