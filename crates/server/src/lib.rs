//! The hosted backend. It stores and passes on what it cannot read, and it decides nothing about counselling
//! itself: the rules are in `domain`.
//!
//! A command comes in through [`api`] or [`live`], is authorised, decided by `domain` inside one transaction of the
//! [`store`], and then told: the `teller` reads what is true now and puts it on the lines of the [`hub`].

pub mod admin;
pub mod api;
pub mod config;
pub mod demo;
mod facts;
pub mod hub;
mod jobs;
mod limits;
mod live;
mod pages;
mod password;
mod teller;
mod token;
mod views;

pub mod store;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use beistand_ambient::Ambient;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::config::Settings;
use crate::facts::Facts;
use crate::hub::Hub;
use crate::store::Store;
use crate::teller::Notice;

/// What every handler holds a handle to.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) hub: Arc<Hub>,
    pub(crate) facts: Arc<Facts>,
    pub(crate) ambient: Ambient,
    pub(crate) settings: Arc<Settings>,
    pub(crate) address_key: Arc<[u8]>,
    notices: mpsc::UnboundedSender<Notice>,
}

impl App {
    /// Has everybody told whom this concerns.
    pub(crate) fn tell(&self, notice: Notice) {
        if notice.changes_admission() {
            self.facts.forget();
        }
        // The teller outlives all handlers; when it is gone the server is stopping and nobody listens any more.
        let _ = self.notices.send(notice);
    }
}

/// What the database is to hold when the first request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    AsTheyAre,
    /// The demo centre is made unless it is there.
    WithDemo,
}

impl Contents {
    /// The folder they lie in unless another one is named.
    pub fn folder(self) -> &'static str {
        match self {
            Self::AsTheyAre => "beistand-data",
            Self::WithDemo => "beistand-demo",
        }
    }
}

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub app: App,
    stop: watch::Sender<bool>,
    serving: JoinHandle<std::io::Result<()>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the database in `data`, starts the jobs and answers on `listener` from then on.
    pub async fn start(
        listener: TcpListener,
        (data, contents): (&Path, Contents),
        settings: Settings,
        ambient: Ambient,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data).context("the data folder cannot be made")?;
        let store = Store::open(&data.join("beistand.sqlite"))?;
        match contents {
            Contents::AsTheyAre => anyhow::ensure!(
                !store.has_centre("demo").await?,
                "this folder holds the demo centre, whose passwords everybody knows; choose another one with --data"
            ),
            Contents::WithDemo => demo::seed(&store, &ambient).await?,
        }
        store.everybody_is_away(ambient.now()).await?;
        let address_key = store.secret("addresses", ambient.bytes()).await?.into();
        let hub = Arc::new(Hub::new(ambient.now()));
        for record in store.taken_chats().await? {
            hub.talking(record.id, teller::talking(&record.chat));
        }
        let (notices, inbox) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let app = App {
            store,
            hub,
            facts: Arc::default(),
            ambient,
            settings: Arc::new(settings),
            address_key,
            notices,
        };
        let tasks = vec![tokio::spawn(teller::run(app.clone(), inbox)), tokio::spawn(jobs::run(app.clone()))];
        let address = listener.local_addr()?;
        let router = api::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            let mut stopped = stopped;
            let until = async move {
                // An error means that the sender is gone, which is a stop as well.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            axum::serve(listener, router).with_graceful_shutdown(until).await
        });
        Ok(Self { address, app, stop, serving, tasks })
    }

    /// Tells all clients to come back later, finishes what has begun and stops.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.app.hub.bye_to_all();
        self.stop.send_replace(true);
        let served = self.serving.await?;
        for task in self.tasks {
            task.abort();
        }
        Ok(served?)
    }

    /// Stops at once, as a crash would: nothing is told, nothing is finished.
    pub async fn kill(self) {
        self.app.hub.cut_all();
        for task in self.tasks {
            task.abort();
        }
        self.serving.abort();
        // Its end, not its result, matters: only then is the port free.
        let _ = self.serving.await;
    }
}
