//! The bus: what server processes tell each other while it happens. Everything on it is a hint that something is in
//! the store; losing one costs time, never a message. See docs/decisions/0015-bus.md.

pub mod address;
mod carry;
mod counts;
pub mod nats;
mod subjects;

use std::sync::Arc;

use beistand_runtime::Runtime;
use tokio::task::JoinHandle;

use crate::notice::Notice;
use crate::recipient::Recipient;

pub use counts::Counts;
pub use subjects::prefix;

/// The way to the other processes.
#[derive(Clone, Default)]
pub enum Bus {
    /// There are no others.
    #[default]
    Local,
    Nats(nats::Nats),
}

/// Where what others say arrives, until the server listens.
pub enum Subscription {
    Nobody,
    Nats(Box<nats::Subscription>),
}

impl Bus {
    /// Connects to NATS at this address, with `prefix` before all subjects; without an address there are no other
    /// processes. A bus that is away does not keep a process from starting.
    pub async fn open(
        address: Option<&address::Address>,
        prefix: &str,
    ) -> anyhow::Result<(Self, Subscription)> {
        match address {
            None => Ok((Self::Local, Subscription::Nobody)),
            Some(address) => {
                let (nats, subscription) = nats::Nats::open(address, prefix).await?;
                Ok((Self::Nats(nats), Subscription::Nats(Box::new(subscription))))
            }
        }
    }

    /// Tells all other processes. Never waits; what cannot go out now is made up for with a [`Notice::Gap`].
    pub fn publish(&self, notice: &Notice) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.publish(notice),
        }
    }

    /// Gives an event, as JSON, to the lines that its owner has at other processes. Never waits.
    pub fn pass_on(&self, recipient: Recipient, event: &Arc<str>) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.pass_on(recipient, event),
        }
    }

    /// This process has a first line of this owner.
    pub fn joined(&self, recipient: Recipient) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.joined(recipient),
        }
    }

    /// This process has no line of this owner any more.
    pub fn left(&self, recipient: Recipient) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.left(recipient),
        }
    }

    /// Resolves when everything joined before is received, so that what is read from the store afterwards has no hole;
    /// at once when the bus is away, as then everything is read again once it is back.
    pub async fn settled(&self) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.settled().await,
        }
    }

    /// Resolves when everything told so far has gone out, or cannot.
    pub async fn emptied(&self) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.emptied().await,
        }
    }

    /// Whether the other processes can be reached; nothing without such.
    pub fn up(&self) -> Option<bool> {
        match self {
            Self::Local => None,
            Self::Nats(nats) => Some(nats.up()),
        }
    }

    /// What was counted so far; nothing without other processes.
    pub fn counts(&self) -> Option<Counts> {
        match self {
            Self::Local => None,
            Self::Nats(nats) => Some(nats.counts().clone()),
        }
    }
}

impl Subscription {
    /// Gives events of other processes to `deliver` and notices to `received`, until the tasks are aborted.
    pub fn listen(
        self,
        runtime: &Runtime,
        deliver: impl carry::Deliver,
        received: impl Fn(Notice) + Clone + Send + Sync + 'static,
    ) -> Vec<JoinHandle<()>> {
        match self {
            Self::Nobody => Vec::new(),
            Self::Nats(subscription) => subscription.listen(runtime, deliver, received),
        }
    }
}
