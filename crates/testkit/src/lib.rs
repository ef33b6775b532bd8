//! The test world: a clock moved by hand, rng that always fall the same, a real server on port 0, a network that
//! can be cut, and people who speak the real protocol with real keys.
//!
//! A test moves the clock and waits for what must follow. [`PATIENCE`] only ends a test that would otherwise hang. Real
//! time passes only where real programs are asked until they answer, and where a network is made slow.

pub mod balancer;
pub mod clock;
pub mod nats;
pub mod network;
mod patience;
pub mod people;
pub mod postgres;
pub mod proxy;
pub mod s3;
pub mod server;
pub mod servers;
pub mod storage;
mod tls;
pub mod wire;

pub use balancer::Balancer;
pub use clock::{FixedRng, TestClock};
pub use nats::NatsServer;
pub use network::Network;
pub use patience::PATIENCE;
pub use people::{Counsellor, Seeker};
pub use proxy::Proxy;
pub use server::TestServer;
pub use servers::TestServers;
pub use tls::use_ring;
pub use wire::Wire;
