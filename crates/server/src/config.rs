//! Options of the server; each is also an environment variable and a key of the file that `--config` names.

pub mod network;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use beistand_domain::limits;
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args};
use ipnet::IpNet;

use crate::bus;
use crate::files::{S3, StorageLocation};
use beistand_store::{Address, DatabaseLocation};

/// What the database is to hold when the first request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    AsTheyAre,
    /// The demo centre is made unless it is there.
    WithDemo,
}

impl Contents {
    /// The folder they lie in unless another one is named.
    pub fn folder(self) -> &'static str {
        match self {
            Self::AsTheyAre => "beistand-data",
            Self::WithDemo => "beistand-demo",
        }
    }
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// File with the options below, in TOML and by the same names. A flag wins over the environment, that over the file.
    #[arg(long, env = "BEISTAND_CONFIG")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "BEISTAND_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// Address and port for Prometheus: /metrics, and /healthz and /readyz as well. Not to be reached from outside.
    #[arg(long, env = "BEISTAND_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Folder for the database; `beistand-demo` for the demo, `beistand-data` otherwise.
    #[arg(long, env = "BEISTAND_DATA")]
    pub data: Option<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
}

const NATS_PREFIX: &str = "beistand";

/// The database, in the data folder.
pub const FILE: &str = "beistand.sqlite";

/// The sealed files, in the data folder.
pub const FILES: &str = "files";

/// Which database.
#[derive(Clone, Debug, Default, Args)]
pub struct Database {
    /// A PostgreSQL that several processes may share, as in postgres://user:password@host/database?sslmode=require,
    /// instead of the file in the data folder. Better in the environment or the file than on the command line.
    #[arg(long = "database", env = "BEISTAND_DATABASE", value_name = "URL", hide_env_values = true)]
    pub address: Option<Address>,
}

impl Database {
    /// Where it is, for a server with this data folder.
    pub fn place(&self, data: &Path) -> DatabaseLocation {
        match &self.address {
            Some(address) => DatabaseLocation::Postgres(address.clone()),
            None => DatabaseLocation::File(data.join(FILE)),
        }
    }
}

/// What an operator may turn.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    #[command(flatten)]
    pub database: Database,
    /// Live-chat requests one address may make within ten minutes.
    #[arg(long, env = "BEISTAND_REQUESTS_PER_ADDRESS", default_value_t = limits::REQUESTS_PER_ADDRESS)]
    pub requests_per_address: u32,
    /// Requests from one address that may wait in the queue at once.
    #[arg(long, env = "BEISTAND_WAITING_PER_ADDRESS", default_value_t = limits::WAITING_PER_ADDRESS)]
    pub waiting_per_address: usize,
    /// Wrong passwords from one address over all names within a quarter of an hour.
    #[arg(long, env = "BEISTAND_SIGN_IN_TRIES_PER_ADDRESS", default_value_t = limits::SIGN_IN_TRIES_PER_ADDRESS)]
    pub sign_in_tries_per_address: u32,
    /// Free bytes of the data folder below which no requests and files are taken; running chats go on.
    #[arg(long, env = "BEISTAND_FREE_SPACE", value_name = "BYTES", default_value_t = limits::FREE_SPACE)]
    pub free_space: u64,
    /// Connections that one address may have open. A proxy that is named and this machine may have any number.
    #[arg(long, env = "BEISTAND_CONNECTIONS_PER_ADDRESS", default_value_t = limits::CONNECTIONS_PER_ADDRESS)]
    pub connections_per_address: usize,
    /// Connections in all before the last ones are kept for people who are signed in; 90 % of the files that the system lets the
    /// server open without it.
    #[arg(long, env = "BEISTAND_CONNECTIONS")]
    pub connections: Option<usize>,
    /// Wrong passwords for one name from one address within a quarter of an hour.
    #[arg(long, env = "BEISTAND_SIGN_IN_TRIES", default_value_t = limits::SIGN_IN_TRIES)]
    pub sign_in_tries: u32,
    /// A proxy on this machine is in front and writes X-Forwarded-For: limits count its entry.
    #[arg(long, env = "BEISTAND_BEHIND_PROXY", action = ArgAction::Set, value_parser = BoolishValueParser::new(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = false)]
    pub behind_proxy: bool,
    /// Address or network of a proxy whose X-Forwarded-For is believed; may be given several times, or with commas.
    #[arg(long, env = "BEISTAND_TRUSTED_PROXY", value_name = "CIDR", action = ArgAction::Append, value_delimiter = ',',
        value_parser = network::network)]
    pub trusted_proxy: Vec<IpNet>,
    /// Origin of the pages, as in https://beratung.example, where a proxy in front changes the Host header; may be given several
    /// times, or with commas.
    #[arg(long = "origin", env = "BEISTAND_ORIGIN", value_name = "URL", action = ArgAction::Append,
        value_delimiter = ',')]
    pub origins: Vec<String>,
    /// Certificate with its chain, PEM: the server speaks TLS itself. Read again on SIGHUP.
    #[arg(long, env = "BEISTAND_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its key, PEM.
    #[arg(long, env = "BEISTAND_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// NATS, when several processes serve: nats://HOST:PORT, or tls://HOST:PORT; NAME:PASSWORD@ or TOKEN@ before the host.
    #[arg(long, env = "BEISTAND_NATS", value_name = "URL", hide_env_values = true)]
    pub nats: Option<bus::address::Address>,
    /// First words of all subjects there: another one for each installation.
    #[arg(long, env = "BEISTAND_NATS_PREFIX", value_name = "WORDS", default_value = NATS_PREFIX, value_parser = bus::prefix)]
    pub nats_prefix: String,
    /// Folder with updates of the desk, or a bucket as in s3://beistand/updates, see docs/updates.md; none are offered
    /// without it.
    #[arg(long, env = "BEISTAND_UPDATES", value_name = "DIR|s3://BUCKET/PREFIX")]
    pub updates: Option<StorageLocation>,
    /// Folder for the sealed files of chats, or a bucket as in s3://beistand/files, which all processes share; `files` in the
    /// data folder without it.
    #[arg(long, env = "BEISTAND_FILES", value_name = "DIR|s3://BUCKET/PREFIX")]
    pub files: Option<StorageLocation>,
    #[command(flatten)]
    pub s3: S3,
}

impl Settings {
    /// Where the sealed files are, for a server with this data folder.
    pub fn files_of(&self, data: &Path) -> StorageLocation {
        self.files.clone().unwrap_or_else(|| StorageLocation::Folder(data.join(FILES)))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: Database::default(),
            requests_per_address: limits::REQUESTS_PER_ADDRESS,
            waiting_per_address: limits::WAITING_PER_ADDRESS,
            sign_in_tries_per_address: limits::SIGN_IN_TRIES_PER_ADDRESS,
            free_space: limits::FREE_SPACE,
            connections_per_address: limits::CONNECTIONS_PER_ADDRESS,
            connections: None,
            sign_in_tries: limits::SIGN_IN_TRIES,
            behind_proxy: false,
            trusted_proxy: Vec::new(),
            origins: Vec::new(),
            tls_cert: None,
            tls_key: None,
            nats: None,
            nats_prefix: NATS_PREFIX.to_owned(),
            updates: None,
            files: None,
            s3: S3::default(),
        }
    }
}
