//! What the servers share, and the servers.

use std::time::Duration;

use anyhow::Context as _;
use beistand_testkit::NatsServer;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_postgres::NoTls;

use crate::peer::installed;
use crate::postgres::Cluster;
use crate::process::{Measured, cpu_of, free_port};

/// A PostgreSQL that has everything on disk before it says so, and a NATS.
pub struct Engines {
    pub cluster: Cluster,
    nats: NatsServer,
}

impl Engines {
    /// Starts both. Nothing when PostgreSQL is not installed.
    pub async fn start() -> anyhow::Result<Option<Self>> {
        let Some((_, programs)) = installed::postgres() else { return Ok(None) };
        Ok(Some(Self { cluster: Cluster::start(&programs).await?, nats: NatsServer::start()? }))
    }
}

/// Processes on one database, in the order of their start.
pub struct Servers {
    all: Vec<Measured>,
    /// Where each tells its numbers.
    numbers: Vec<u16>,
    _folder: TempDir,
}

impl Servers {
    /// Makes a database and lets `prepare` fill it before `count` processes start.
    pub async fn start<T>(
        engines: &Engines,
        (name, count): (&str, usize),
        prepare: impl AsyncFnOnce(&mut tokio_postgres::Client) -> anyhow::Result<T>,
    ) -> anyhow::Result<(Self, T)> {
        let database = engines.cluster.database(name)?;
        let folder = tempfile::tempdir()?;
        let nats = engines.nats.url();
        let files = folder.path().join("files").display().to_string();
        let environment = [
            ("BEISTAND_DATABASE", database.as_str()),
            ("BEISTAND_NATS", nats.as_str()),
            ("BEISTAND_FILES", files.as_str()),
        ];
        // The first one makes the tables.
        let mut first = Measured::server_with(folder.path(), &environment)?;
        first.ready().await?;
        first.stop()?;
        let (mut client, connection) = tokio_postgres::connect(&database, NoTls).await?;
        tokio::spawn(connection);
        // It may have been stopped before it could say that it ends. Ten seconds later the others would take it for dead
        // and have everybody read everything again, in the middle of what is measured.
        client.batch_execute("DELETE FROM process").await?;
        let prepared = prepare(&mut client).await?;
        let (mut all, mut numbers) = (Vec::new(), Vec::new());
        for number in 0..count {
            let port = free_port()?;
            let listen = format!("127.0.0.1:{port}");
            let [database, nats, files] = environment;
            let environment = [database, nats, files, ("BEISTAND_METRICS_LISTEN", listen.as_str())];
            let mut server = Measured::server_with(&folder.path().join(number.to_string()), &environment)?;
            server.ready().await?;
            all.push(server);
            numbers.push(port);
        }
        Ok((Self { all, numbers, _folder: folder }, prepared))
    }

    /// The address of the live connection of one of them; numbers past the last begin again.
    pub fn live(&self, which: usize) -> String {
        format!("ws://127.0.0.1:{}/api/v1/live", self.all[which % self.all.len()].port)
    }

    /// The address of one of them.
    pub fn url(&self, which: usize) -> String {
        format!("http://127.0.0.1:{}", self.all[which % self.all.len()].port)
    }

    /// Resident memory of all together, in bytes.
    pub fn memory(&self) -> anyhow::Result<u64> {
        self.all.iter().map(Measured::memory).sum()
    }

    /// Groups of messages committed so far by all together, and the messages in them.
    pub async fn groups(&self) -> anyhow::Result<(f64, f64)> {
        let (mut groups, mut messages) = (0.0, 0.0);
        for port in &self.numbers {
            let informed = numbers(*port).await?;
            let number = |name: &str| -> anyhow::Result<f64> {
                let line =
                    informed.lines().find_map(|line| line.strip_prefix(name)).context("no such number")?;
                Ok(line.trim().parse()?)
            };
            groups += number("beistand_commit_group_count ")?;
            messages += number("beistand_commit_group_sum ")?;
        }
        Ok((groups, messages))
    }

    /// Ends all in order and waits.
    pub fn stop(self) -> anyhow::Result<()> {
        self.all.into_iter().try_for_each(Measured::stop)
    }
}

/// What a process tells Prometheus.
async fn numbers(port: u16) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await?;
    let mut informed = String::new();
    stream.read_to_string(&mut informed).await?;
    Ok(informed)
}

/// How long a look takes whether servers are at rest, and how many are taken.
const LOOK: Duration = Duration::from_millis(500);
const MOST_LOOKS: u32 = 60;

/// CPU time, apart for each kind of program.
#[derive(Clone, Copy)]
pub struct Cpu {
    pub servers: Duration,
    pub postgres: Duration,
    pub nats: Duration,
}

impl Cpu {
    /// Used so far.
    pub fn so_far(engines: &Engines, servers: &Servers) -> anyhow::Result<Self> {
        Ok(Self {
            servers: servers.all.iter().map(Measured::cpu).sum::<anyhow::Result<_>>()?,
            postgres: engines.cluster.cpu()?,
            nats: cpu_of(engines.nats.process().context("NATS has ended")?)?,
        })
    }

    /// Waits until what the connections have set off when they came is done.
    pub async fn quiet(engines: &Engines, servers: &Servers) -> anyhow::Result<Self> {
        let mut last = Self::so_far(engines, servers)?;
        for _ in 0..MOST_LOOKS {
            tokio::time::sleep(LOOK).await;
            let now = Self::so_far(engines, servers)?;
            let used = now.since(last);
            last = now;
            if used.servers + used.postgres <= LOOK / 10 {
                break;
            }
        }
        Ok(last)
    }

    /// Used since `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            servers: self.servers.saturating_sub(before.servers),
            postgres: self.postgres.saturating_sub(before.postgres),
            nats: self.nats.saturating_sub(before.nats),
        }
    }

    /// Of all programs, in microseconds for each message.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub fn each(self, messages: u64) -> [f64; 3] {
        [self.servers, self.postgres, self.nats].map(|used| used.as_secs_f64() * 1e6 / messages as f64)
    }
}
