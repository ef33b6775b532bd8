//! Bodies of the REST interface, a module for each noun. Errors are [`crate::Problem`] documents.
//!
//! Every command carries an id made by the client. Repeating a command gives the same answer and changes nothing.

pub mod administration;
pub mod availability;
pub mod chat;
pub mod demo;
pub mod file;
pub mod me;
pub mod message;
pub mod page;
pub mod second_factor;
pub mod self_test;
pub mod session;
pub mod statistics;
pub mod update;
