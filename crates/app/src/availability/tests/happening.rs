//! What can happen to a desk, and how often it does.

use beistand_protocol::rest::availability::AwayReason;
use proptest::prelude::*;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Happening {
    Click(bool),
    Break,
    Away(Option<AwayReason>),
    /// The PIN.
    Lock(bool),
    /// The connection is lost, or found again.
    Connect(bool),
    /// The oldest question arrives, or is lost.
    Arrive {
        lost: bool,
    },
    /// Its answer arrives, or is lost.
    Answer {
        lost: bool,
    },
    /// The oldest event on its way arrives.
    Event,
    Pass {
        seconds: u64,
    },
    /// Everything on its way arrives, and all have to agree.
    Settle,
    /// The program crashed and starts again.
    Restart,
    /// The same person switches on at another device.
    TakenOver,
    Supervisor,
}

/// Any of them.
pub fn happening() -> impl Strategy<Value = Happening> {
    let away = [None, Some(AwayReason::Idle), Some(AwayReason::Locked), Some(AwayReason::Suspended)];
    let lost = || prop::bool::weighted(0.15);
    prop_oneof![
        9 => prop::bool::weighted(0.75).prop_map(Happening::Click),
        4 => Just(Happening::Break),
        16 => prop::sample::select(away.to_vec()).prop_map(Happening::Away),
        5 => any::<bool>().prop_map(Happening::Lock),
        12 => any::<bool>().prop_map(Happening::Connect),
        20 => lost().prop_map(|lost| Happening::Arrive { lost }),
        20 => lost().prop_map(|lost| Happening::Answer { lost }),
        20 => Just(Happening::Event),
        12 => (1..70_u64).prop_map(|seconds| Happening::Pass { seconds }),
        2 => (250..400_u64).prop_map(|seconds| Happening::Pass { seconds }),
        10 => Just(Happening::Settle),
        1 => Just(Happening::Restart),
        1 => Just(Happening::TakenOver),
        1 => Just(Happening::Supervisor),
    ]
}
