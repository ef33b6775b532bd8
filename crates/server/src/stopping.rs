//! Whether the server is stopping, and what it still waits for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// A stop takes no longer. Supervisors wait longer than this before they kill.
pub const LONGEST: Duration = Duration::from_secs(20);

/// How a stop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything that had begun came to its end.
    Whole,
    /// Something took too long and was cut off. Nothing acknowledged is lost; clients repeat the rest.
    Cut,
}

/// Whether the server is stopping, and how many live connections there still are.
pub struct Stopping {
    begun: watch::Sender<bool>,
    connections: watch::Sender<usize>,
}

impl Default for Stopping {
    fn default() -> Self {
        Self { begun: watch::Sender::new(false), connections: watch::Sender::new(0) }
    }
}

impl Stopping {
    /// Whether nothing new is taken any more.
    pub fn has_begun(&self) -> bool {
        *self.begun.borrow()
    }

    /// Turns true when nothing new is taken any more.
    pub fn begun(&self) -> watch::Receiver<bool> {
        self.begun.subscribe()
    }

    /// A live connection has begun; it ends when this is dropped.
    pub fn connection(self: &Arc<Self>) -> Connection {
        self.connections.send_modify(|count| *count += 1);
        Connection(self.clone())
    }

    /// Takes nothing new from now on.
    pub fn begin(&self) {
        self.begun.send_replace(true);
    }

    /// Resolves when no live connection is left.
    pub async fn all_gone(&self) {
        // The sender is `self`, so waiting cannot fail.
        let _ = self.connections.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// One live connection.
pub struct Connection(Arc<Stopping>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.connections.send_modify(|count| *count = count.saturating_sub(1));
    }
}
