//! Every parser that strangers reach, with bytes that are nearly right: no panic, and what was read is read again from what it
//! is written as. Each file below `corpus/` is a case of its own and a beginning to change.
//!
//! Changed are corpus files by proptest, which also makes a failing case small; `BEISTAND_FUZZ_CASES=n` tries more of them for
//! each parser. A case that fails is written down in `corpus/`, where it stays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod changed;
mod sealed;
mod texts;
mod wire;
