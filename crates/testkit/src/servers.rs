//! Several servers on one clock and one bus.

use std::sync::Arc;

use beistand_server::config::Settings;

use crate::clock::TestClock;
use crate::nats::NatsServer;
use crate::network::Network;
use crate::server::{TestServer, settings};

/// The servers of one installation, each with a network of its own to the bus.
pub struct TestServers {
    pub clock: Arc<TestClock>,
    pub nats: NatsServer,
    servers: Vec<TestServer>,
    ways: Vec<Network>,
}

impl TestServers {
    /// Starts `count` of them. What they share beside clock and bus is said by [`settings`]: as long as that names no
    /// database, each has one of its own.
    pub async fn start(count: usize) -> anyhow::Result<Self> {
        let mut all = Self {
            clock: TestClock::new(),
            nats: NatsServer::start()?,
            servers: Vec::new(),
            ways: Vec::new(),
        };
        for _ in 0..count {
            let way = Network::before(all.nats.host()).await?;
            let nats = all.nats.url_through(&way.host()).parse()?;
            let settings = Settings { nats: Some(nats), ..settings() };
            all.servers.push(TestServer::with(settings, all.clock.clone()).await?);
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
