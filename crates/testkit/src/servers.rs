//! Several servers on one clock, one store and one bus.

use std::sync::Arc;
use std::time::Duration;

use beistand_server::config::{Database, Settings};
use beistand_server::files::StorageLocation;
use tempfile::TempDir;

use crate::clock::TestClock;
use crate::nats::NatsServer;
use crate::network::Network;
use crate::postgres::Cluster;
use crate::server::{TestServer, settings};

/// The servers of one installation, each with a network of its own to the bus. Their store is a PostgreSQL whatever
/// the other tests run on, as SQLite belongs to one process.
pub struct TestServers {
    pub clock: Arc<TestClock>,
    pub nats: NatsServer,
    /// The sealed files, for all of them.
    _files: TempDir,
    servers: Vec<TestServer>,
    ways: Vec<Network>,
}

impl TestServers {
    /// Starts `count` of them, one after the other.
    pub async fn start(count: u64) -> anyhow::Result<Self> {
        Self::start_skewed(count, Duration::ZERO).await
    }

    /// Starts `count` of them, each with a clock that is `skew` ahead of the one before.
    pub async fn start_skewed(count: u64, skew: Duration) -> anyhow::Result<Self> {
        let address = Cluster::shared().await?.database().await?;
        let database = Database { address: Some(address.parse().map_err(anyhow::Error::msg)?) };
        let (clock, nats) = (TestClock::new(), NatsServer::start()?);
        let files = tempfile::tempdir()?;
        let place = Some(StorageLocation::Folder(files.path().into()));
        let mut all = Self { clock, nats, _files: files, servers: Vec::new(), ways: Vec::new() };
        for number in 0..count {
            let way = Network::before(all.nats.host()).await?;
            let nats = Some(all.nats.url_through(&way.host()).parse()?);
            let settings = Settings { nats, database: database.clone(), files: place.clone(), ..settings() };
            let clock = (all.clock.clone(), skew * u32::try_from(number)?);
            all.servers.push(TestServer::numbered(number, settings, clock).await?);
            all.ways.push(way);
        }
        Ok(all)
    }

    /// One of them, counted from 0.
    pub fn server(&mut self, which: usize) -> &mut TestServer {
        &mut self.servers[which]
    }

    /// Its way to the bus.
    pub fn way(&self, which: usize) -> &Network {
        &self.ways[which]
    }
}
