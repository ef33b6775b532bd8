//! The bus: what server processes tell each other while it happens. Everything on it is a hint that something is in
//! the store; losing one costs time, never a message. See docs/decisions/0015-bus.md.

pub mod address;
mod carry;
pub mod nats;
mod subjects;

use std::sync::Arc;

use beistand_runtime::Runtime;
use prometheus_client::metrics::counter::Counter;
use tokio::task::JoinHandle;

use crate::config::Settings;
use crate::hub::{Hub, Whose};
use crate::notice::Notice;

pub use subjects::prefix;

/// The way to the other processes.
#[derive(Clone, Default)]
pub enum Bus {
    /// There are no others.
    #[default]
    Local,
    Nats(nats::Nats),
}

/// What the bus counts.
#[derive(Clone, Default)]
pub struct Counts {
    pub published: Counter,
    pub received: Counter,
    /// Not published, as the bus was away or too slow; the others were told to look for themselves.
    pub dropped: Counter,
    /// Connections that were regained.
    pub regained: Counter,
}

/// Where what others say arrives, until somebody listens.
pub enum Ear {
    Nobody,
    Nats(Box<nats::Ear>),
}

impl Bus {
    /// Opens what the settings name. A bus that is away does not keep a process from starting.
    pub async fn open(settings: &Settings) -> anyhow::Result<(Self, Ear)> {
        match &settings.nats {
            None => Ok((Self::Local, Ear::Nobody)),
            Some(address) => {
                let (nats, ear) = nats::Nats::open(address, &settings.nats_prefix).await?;
                Ok((Self::Nats(nats), Ear::Nats(Box::new(ear))))
            }
        }
    }

    /// Tells all other processes. Never waits; what cannot go out now is made up for with a [`Notice::Gap`].
    pub fn tell(&self, notice: &Notice) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.tell(notice),
        }
    }

    /// Gives an event, as JSON, to the lines that its owner has at other processes. Never waits.
    pub fn pass_on(&self, whose: Whose, event: &Arc<str>) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.pass_on(whose, event),
        }
    }

    /// This process has a first line of this owner.
    pub fn joined(&self, whose: Whose) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.joined(whose),
        }
    }

    /// This process has no line of this owner any more.
    pub fn left(&self, whose: Whose) {
        match self {
            Self::Local => {}
            Self::Nats(nats) => nats.left(whose),
        }
    }

    /// Resolves when everything joined before is heard, so that what is read from the store afterwards has no hole;
    /// at once when the bus is away, as then everything is read anew once it is back.
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

impl Ear {
    /// Puts what others say on the lines of `hub` and gives notices to `heard`, until the tasks are aborted.
    pub fn listen(
        self,
        hub: &Arc<Hub>,
        runtime: &Runtime,
        heard: impl Fn(Notice) + Clone + Send + Sync + 'static,
    ) -> Vec<JoinHandle<()>> {
        match self {
            Self::Nobody => Vec::new(),
            Self::Nats(ear) => ear.listen(hub, runtime, heard),
        }
    }
}
