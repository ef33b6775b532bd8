//! How a server stops: it takes nothing new, says that it moves, lets what has begun end, and is gone within
//! [`LONGEST`] whatever happens.

use std::sync::Arc;
use std::time::Duration;

use beistand_domain::Moment;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{App, Server};

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

    async fn all_gone(&self) {
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

impl Server {
    /// Tells all clients to come back later, finishes what has begun and stops.
    pub async fn stop(mut self) -> anyhow::Result<Ended> {
        let app = self.app.clone();
        let latest = app.runtime.now() + LONGEST;
        app.stopping.begun.send_replace(true);
        app.hub.bye_to_all();
        let ended = self.finish(&app, latest).await;
        if ended == Ended::Cut {
            tracing::warn!("something took longer than a stop may take and was cut off");
            app.hub.cut_all();
            self.serving.abort();
        }
        self.beating.abort();
        for task in self.tasks {
            task.abort();
        }
        Ok(ended)
    }

    async fn finish(&mut self, app: &App, latest: Moment) -> Ended {
        let finishing = async {
            serve_out(&mut self.serving).await;
            app.stopping.all_gone().await;
            // The writer does its jobs in order: when this one is done, all before it are on disk.
            let written = app.store.written().await;
            // Nobody is connected any more, so the others need not find out by waiting. Nothing may join again.
            self.beating.abort();
            let left = app.store.leave(app.here.process()).await.is_ok();
            app.bus.emptied().await;
            written && left
        };
        tokio::select! {
            biased;
            written = finishing => if written { Ended::Whole } else { Ended::Cut },
            () = app.runtime.clock.sleep_until(latest) => Ended::Cut,
        }
    }
}

async fn serve_out(serving: &mut JoinHandle<std::io::Result<()>>) {
    match serving.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the listener failed"),
        Err(error) => tracing::error!(%error, "serving ended early"),
    }
}
