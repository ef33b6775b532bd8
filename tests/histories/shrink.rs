//! The shortest history that still fails: steps are left out, many at once and then one by one.

use std::time::Duration;

use beistand_runtime::Runtime;

use crate::play;
use crate::step::Step;

/// So long it looks for a shorter one at most.
const LONGEST: Duration = Duration::from_secs(120);

/// Leaves out what can be left out; gives the rest with how it fails.
pub async fn shortest(
    seed: u64,
    mut steps: Vec<Step>,
    mut error: anyhow::Error,
) -> (Vec<Step>, anyhow::Error) {
    let (mut size, clock) = (steps.len() / 2, Runtime::real());
    let end = clock.now() + LONGEST;
    while size > 0 {
        let (mut at, mut shorter) = (0, false);
        while at < steps.len() && clock.now() < end {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(steps.len()));
            match play(seed, &fewer).await {
                Ok(_) => at += size,
                Err(failure) => (steps, error, shorter) = (fewer, failure, true),
            }
        }
        if clock.now() >= end {
            break;
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    (steps, error)
}
