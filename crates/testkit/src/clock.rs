//! Time and randomness for tests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beistand_domain::Moment;
use beistand_runtime::{Clock, Rng, Runtime, Sleep};
use tokio::sync::watch;

/// A clock that stands still until it is moved.
pub struct TestClock {
    now: watch::Sender<Moment>,
    doubt: AtomicBool,
}

impl TestClock {
    /// Stands at 2026-11-20, 18:00 in Berlin, a Friday.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            now: watch::Sender::new(Moment::from_millis(1_795_194_000_000)),
            doubt: AtomicBool::new(false),
        })
    }

    /// Lets the server doubt its clock, as after a jump, or believe it again.
    pub fn doubt(&self, doubt: bool) {
        self.doubt.store(doubt, Ordering::Release);
    }

    /// Moves time forward and wakes tasks that slept until then.
    pub fn advance(&self, span: Duration) {
        self.now.send_modify(|now| *now = *now + span);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        *self.now.borrow()
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        let mut now = self.now.subscribe();
        Box::pin(async move {
            // The clock lives as long as the test; when it goes, sleepers never wake.
            if now.wait_for(|now| *now >= at).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }

    fn in_doubt(&self) -> bool {
        self.doubt.load(Ordering::Acquire)
    }

    fn distrust(&self) {
        self.doubt(true);
    }

    fn accept(&self, _reference: Option<Moment>) -> bool {
        self.doubt(false);
        true
    }
}

/// A clock that is ahead of another one, as two machines' clocks are.
pub struct Ahead {
    of: Arc<TestClock>,
    by: Duration,
}

impl Ahead {
    /// `by` ahead of `of`.
    pub fn of(of: &Arc<TestClock>, by: Duration) -> Arc<Self> {
        Arc::new(Self { of: of.clone(), by })
    }
}

impl Clock for Ahead {
    fn now(&self) -> Moment {
        self.of.now() + self.by
    }

    fn sleep_until(&self, at: Moment) -> Sleep {
        self.of.sleep_until(at - self.by)
    }

    fn in_doubt(&self) -> bool {
        self.of.in_doubt()
    }

    fn distrust(&self) {
        self.of.distrust();
    }

    fn accept(&self, reference: Option<Moment>) -> bool {
        self.of.accept(reference)
    }
}

/// Rng that give the same bytes in every run, and never the same twice in one.
pub struct FixedRng {
    state: Mutex<u64>,
}

impl FixedRng {
    /// Different seeds give different bytes. They are mixed first: side by side in steps of the generator, one seed's bytes
    /// would be another one's some places further, and a seeker's token that of a session.
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(mixed(seed.wrapping_add(STEP))) })
    }

    fn state(&self) -> MutexGuard<'_, u64> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rng for FixedRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.state();
        for byte in bytes {
            // splitmix64, the usual filler for seeds.
            *state = state.wrapping_add(STEP);
            *byte = mixed(*state).to_le_bytes()[0];
        }
    }
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mixed(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A clock moved by hand and fixed rng.
pub fn runtime(clock: &Arc<TestClock>, seed: u64) -> Runtime {
    Runtime::new(clock.clone(), FixedRng::new(seed))
}
