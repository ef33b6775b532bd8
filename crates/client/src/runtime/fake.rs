//! A clock that stands still until it is moved, and randomness that repeats.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use beistand_domain::Moment;
use tokio::sync::watch;

use super::{Clock, Rng, Runtime, Sleep};

/// The clock; clones show the same time.
#[derive(Clone)]
pub struct FakeClock(Arc<watch::Sender<Moment>>);

impl FakeClock {
    /// A clock that stands at this moment.
    pub fn at(now: Moment) -> Self {
        Self(Arc::new(watch::Sender::new(now)))
    }

    /// Moves the time on and wakes the tasks that waited for it.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now = *now + by);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Moment {
        *self.0.borrow()
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        let mut time = self.0.subscribe();
        let keeps_running = self.clone();
        Box::pin(async move {
            let _ = time.wait_for(|now| *now >= at).await;
            drop(keeps_running);
        })
    }
}

/// Randomness counted from a seed: repeatable, and no two values are the same.
pub struct FakeRng(AtomicU64);

impl FakeRng {
    /// Always the same bytes for one seed.
    pub fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed.wrapping_mul(1 << 32)))
    }
}

impl Rng for FakeRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // A bijection (the finish of SplitMix64), so that neighbours look unlike.
            let mut x = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(x ^ (x >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A clock to move, and an runtime that runs on it.
pub fn runtime(seed: u64) -> (Runtime, FakeClock) {
    let clock = FakeClock::at(Moment::from_millis(1_800_000_000_000));
    (Runtime::new(Arc::new(clock.clone()), Arc::new(FakeRng::seeded(seed))), clock)
}
