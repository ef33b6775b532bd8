//! Time and randomness, handed on from `beistand-runtime`, with a clock and randomness for tests.

pub use beistand_runtime::{Clock, Rng, Runtime, Sleep};

pub mod fake;
