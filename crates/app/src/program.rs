//! The program itself: ending it, and newer versions.

pub mod close_guard;
pub(crate) mod exit;
pub(crate) mod leaving;
pub(crate) mod questions;
mod update;

pub use update::{ProgramView, UpdateProblem, UpdateState};
