//! The test world: a clock moved by hand, rng that always fall the same, a real server on port 0, a network that
//! can be cut, and people who speak the real protocol with real keys.
//!
//! A test moves the clock and waits for what must follow. [`PATIENCE`] only ends a test that would otherwise hang. Real
//! time passes only where real programs are asked until they answer, and where a network is made slow.

pub mod balancer;
pub mod clock;
pub mod nats;
pub mod network;
pub mod people;
pub mod postgres;
pub mod s3;
pub mod server;
pub mod servers;
pub mod storage;
pub mod wire;

use std::time::Duration;

pub use balancer::Balancer;
pub use clock::{FixedRng, TestClock};
pub use nats::NatsServer;
pub use network::Network;
pub use people::{Counsellor, Seeker};
pub use server::TestServer;
pub use servers::TestServers;
pub use wire::Wire;

/// How long something that must happen may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Chooses the TLS provider of this process, as the programs' `main` does.
pub fn use_ring() {
    // Whoever came first has chosen the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
