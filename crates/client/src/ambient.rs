//! Time and randomness, handed on from `beistand-ambient`, with a clock and dice for tests.

pub use beistand_ambient::{Ambient, Clock, Dice, Sleep};

pub mod fake;
