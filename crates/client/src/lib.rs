//! The counsellor's client without a screen: account, live connection, sealed copies and outbox.
//!
//! [`Session`] is the whole of it that can be tested without a network: it takes what came over the live connection and
//! gives orders. [`live`] and [`account`] carry the orders out. Time and randomness come from [`Runtime`].

#![deny(missing_docs)]

pub mod account;
pub mod address;
pub mod cache;
pub mod connection;
pub mod live;
pub mod outbox;
pub mod runtime;
pub mod session;
mod tls;
pub mod way;
pub mod world;

pub use account::{Account, AccountError};
pub use address::ServerAddress;
pub use cache::{Cache, StorageError};
pub use connection::Link;
pub use live::{Live, LiveEvent};
pub use runtime::{Clock, Rng, Runtime};
pub use session::{AttachError, Change, FileProblem, FileReader, Order, SendError, Session};
pub use way::{CertificateProblem, Obstacle};
pub use world::World;
