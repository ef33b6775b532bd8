//! Options of the server; each is also an environment variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use beistand_domain::limits;
use clap::{Args, Parser, Subcommand};

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
    /// Add centres, topics and people, set passwords, end sessions, back up.
    Admin(crate::admin::Admin),
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Address and port to listen on.
    #[arg(long, env = "BEISTAND_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// Folder for the database; `beistand-demo` for the demo, `beistand-data` otherwise.
    #[arg(long, env = "BEISTAND_DATA")]
    pub data: Option<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
}

/// Numbers an operator may turn.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Live-chat requests one address may make within ten minutes.
    #[arg(long, env = "BEISTAND_REQUESTS_PER_ADDRESS", default_value_t = limits::REQUESTS_PER_ADDRESS)]
    pub requests_per_address: u32,
    /// Wrong passwords for one name from one address within a quarter of an hour.
    #[arg(long, env = "BEISTAND_SIGN_IN_TRIES", default_value_t = limits::SIGN_IN_TRIES)]
    pub sign_in_tries: u32,
    /// A proxy on this machine is in front and writes X-Forwarded-For: limits count its entry.
    #[arg(long, env = "BEISTAND_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Folder with updates of the desk, see docs/updates.md; none are offered without it.
    #[arg(long, env = "BEISTAND_UPDATES")]
    pub updates: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            requests_per_address: limits::REQUESTS_PER_ADDRESS,
            sign_in_tries: limits::SIGN_IN_TRIES,
            behind_proxy: false,
            updates: None,
        }
    }
}
