//! The command line: what the program is to do, and options from a file beside it.

mod file;

use clap::{Parser, Subcommand};

use crate::admin::Admin;
use crate::check::Check;
use crate::config::Serve;

pub use file::{Wrong, read};

/// The hosted backend of Beistand.
#[derive(Debug, Parser)]
#[command(name = "beistand-server", version, about)]
pub struct Options {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a demo centre with people and topics, everything inside one folder.
    Demo(Serve),
    /// Serve what is in the data folder.
    Serve(Serve),
    /// Look at configuration, data folder and addresses, say a line about each and change nothing.
    Check(Check),
    /// Add centres, topics and people, set passwords, end sessions, back up.
    Admin(Admin),
}
