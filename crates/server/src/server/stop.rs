//! How a server stops: it takes nothing new, says that it moves, lets what has begun end, and is gone within
//! [`LONGEST`] whatever happens.

use beistand_domain::Moment;
use tokio::task::JoinHandle;

use super::Server;
use crate::state::App;
use crate::stopping::{Ended, LONGEST};

impl Server {
    /// Tells all clients to come back later, finishes what has begun and stops.
    pub async fn stop(mut self) -> anyhow::Result<Ended> {
        let app = self.app.clone();
        let latest = app.runtime.now() + LONGEST;
        app.stopping.begin();
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

async fn serve_out(serving: &mut JoinHandle<()>) {
    if let Err(error) = serving.await {
        tracing::error!(%error, "serving ended early");
    }
}
