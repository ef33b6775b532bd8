//! A real server on port 0 with its data in a folder of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use beistand_runtime::Runtime;
use beistand_server::config::{Database, Settings};
use beistand_server::stopping::Ended;
use beistand_server::{Contents, Server};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::{Ahead, FixedRng, TestClock};
use crate::postgres::Cluster;

/// Which engine the servers of a test program run on: `postgres`, or SQLite when it is not set.
const STORE: &str = "BEISTAND_TEST_STORE";

/// More often no test starts a server.
const STARTS: u64 = 1_000;

/// What every server of a test starts with.
pub fn settings() -> Settings {
    Settings {
        requests_per_address: 10_000,
        waiting_per_address: 10_000,
        sign_in_tries_per_address: 10_000,
        ..Settings::default()
    }
}

/// Whether the servers of this test program run on PostgreSQL.
pub fn runs_on_postgres() -> bool {
    std::env::var_os(STORE).is_some_and(|store| store == "postgres")
}

/// The demo centre, served.
pub struct TestServer {
    pub clock: Arc<TestClock>,
    /// How far its own clock is ahead of that one.
    ahead: Duration,
    running: Option<Server>,
    /// Port of the first start; restarts take it again.
    port: u16,
    folder: TempDir,
    settings: Settings,
    /// Counts the starts, from a beginning of its own for each server.
    starts: u64,
    /// Where the server of the last start tells its numbers.
    metrics: String,
}

impl TestServer {
    /// Starts the demo on a clock that stands still.
    pub async fn start() -> anyhow::Result<Self> {
        Self::with(settings(), TestClock::new()).await
    }

    /// Starts the demo with other settings.
    pub async fn with(mut settings: Settings, clock: Arc<TestClock>) -> anyhow::Result<Self> {
        if settings.database.address.is_none() && runs_on_postgres() {
            let address = Cluster::shared().await?.database().await?;
            settings.database.address = Some(address.parse().map_err(anyhow::Error::msg)?);
        }
        Self::numbered(0, settings, (clock, Duration::ZERO)).await
    }

    /// Starts the demo with exactly these settings. Servers of one store have different numbers, as rng of the same
    /// seed would give them the same ids.
    pub(crate) async fn numbered(
        number: u64,
        settings: Settings,
        (clock, ahead): (Arc<TestClock>, Duration),
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let starts = number * STARTS;
        let mut server =
            Self { clock, ahead, running: None, port: 0, folder, settings, starts, metrics: String::new() };
        server.begin().await?;
        Ok(server)
    }

    async fn begin(&mut self) -> anyhow::Result<()> {
        self.starts += 1;
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.context("the port is taken")?;
        let world = Runtime::new(Ahead::of(&self.clock, self.ahead), FixedRng::new(self.starts));
        let data = (self.folder.path(), Contents::WithDemo);
        let mut server = Server::start(listener, data, self.settings.clone(), world).await?;
        let numbers = TcpListener::bind(("127.0.0.1", 0)).await?;
        self.metrics = format!("http://{}", numbers.local_addr()?);
        server.answer_operator(numbers);
        self.port = server.address.port();
        self.running = Some(server);
        Ok(())
    }

    /// Stops as an operator would and starts again on the same port and data.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        if let Some(server) = self.running.take() {
            server.stop().await?;
        }
        self.begin().await
    }

    /// Stops as an operator would and starts again on the same port with other settings.
    pub async fn restart_on(&mut self, settings: Settings) -> anyhow::Result<()> {
        self.settings = settings;
        self.restart().await
    }

    /// Stops as an operator would, and stays so until it is restarted.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        match self.running.take() {
            Some(server) => server.stop().await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Begins to stop as an operator would; the handle tells how it ended.
    pub fn begin_stop(&mut self) -> Option<JoinHandle<anyhow::Result<Ended>>> {
        self.running.take().map(|server| tokio::spawn(server.stop()))
    }

    /// Falls over without a word.
    pub async fn fall(&mut self) {
        if let Some(server) = self.running.take() {
            server.kill().await;
        }
    }

    /// Falls over without a word and starts again on the same port and data.
    pub async fn crash_and_restart(&mut self) -> anyhow::Result<()> {
        self.fall().await;
        self.begin().await
    }

    /// Falls over and starts again with a clock that is this far ahead of the test's.
    pub async fn crash_and_restart_ahead(&mut self, ahead: Duration) -> anyhow::Result<()> {
        self.fall().await;
        self.ahead = ahead;
        self.begin().await
    }

    /// The server itself, while it runs.
    pub fn running(&self) -> Option<&Server> {
        self.running.as_ref()
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `http://127.0.0.1:PORT`, with TLS `https`.
    pub fn url(&self) -> String {
        let scheme = if self.settings.tls_cert.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.host())
    }

    /// `http://127.0.0.1:PORT` of the listener for an operator's programs.
    pub fn operator_url(&self) -> &str {
        &self.metrics
    }

    /// Which database it is.
    pub fn database(&self) -> Database {
        self.settings.database.clone()
    }

    /// Where the database lies, unless it is a PostgreSQL.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }
}
