//! The clock and the dice. Everything else takes time and randomness as arguments; only `main` makes the real
//! ones, and the testkit brings a clock that is moved by hand.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use beistand_domain::Moment;

/// A sleep that ends at a moment.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and wakes sleepers.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Moment;

    /// Resolves once [`Self::now`] has reached `at`.
    fn sleep_until(&self, at: Moment) -> Sleep;
}

/// Gives random bytes fit for keys.
pub trait Dice: Send + Sync + 'static {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Both, as they are handed around.
#[derive(Clone)]
pub struct Ambient {
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

impl Ambient {
    /// The machine's own clock and random source. For `main` and benchmarks only.
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), dice: Arc::new(SystemDice) }
    }

    /// Any clock and any dice.
    pub fn new(clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self { clock, dice }
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
        self.dice.fill(&mut bytes);
        bytes
    }

    /// A new id, born now: `ambient.id(ChatId::from_parts)`.
    pub fn id<T>(&self, from_parts: impl FnOnce(Moment, [u8; 10]) -> T) -> T {
        from_parts(self.now(), self.bytes())
    }
}

/// The timer of a sleeping machine stands still while its clock goes on, so a sleep looks at the clock this often.
const SLICE: Duration = Duration::from_secs(5);

struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the real clock that main hands around")]
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        Box::pin(async move {
            loop {
                let left = at.since(Self.now());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(SLICE)).await;
            }
        })
    }
}

struct SystemDice;

impl Dice for SystemDice {
    #[allow(clippy::disallowed_methods, reason = "these are the real dice that main hands around")]
    fn fill(&self, bytes: &mut [u8]) {
        use rand::Rng as _;
        rand::rng().fill_bytes(bytes);
    }
}
