//! The hosted backend. It stores and passes on what it cannot read, and it decides nothing about counselling
//! itself: the rules are in `domain`.
//!
//! A command comes in through [`api`] or [`live`], is authorised, decided by `domain` inside one transaction of the
//! store, and then told: the `notifier` reads what is true now and puts it on the senders of the [`hub`].

pub mod admin;
mod admission_cache;
pub mod api;
pub mod bus;
pub mod check;
pub mod config;
pub mod demo;
pub mod files;
pub mod hub;
mod jobs;
mod limits;
mod live;
pub mod metrics;
pub mod notice;
mod notifier;
mod pages;
mod password;
mod processes;
mod proxy;
pub mod stopping;
pub mod tls;
mod token;
mod views;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use beistand_runtime::Runtime;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::JoinHandle;

use crate::admission_cache::AdmissionCache;
use crate::api::who::Peer;
use crate::bus::Bus;
use crate::config::Settings;
use crate::files::Files;
use crate::hub::Hub;
use crate::metrics::Metrics;
use crate::notice::Notice;
use crate::processes::ThisProcess;
use crate::stopping::Stopping;
use crate::tls::{Certificate, TlsListener};
use beistand_store::Store;

/// Half of the database's connections: when thousands come back or read everything anew, they wait for each other and
/// commands go on, and nobody who only waits for a turn takes the database for away.
const MAX_CONCURRENT_READS: usize = 8;

/// Files that come in at a time; more are asked to come again.
const UPLOADS: usize = 16;

/// What every handler holds a handle to.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) hub: Arc<Hub>,
    pub(crate) bus: Bus,
    pub(crate) admission: Arc<AdmissionCache>,
    pub(crate) runtime: Runtime,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) address_key: Arc<[u8]>,
    pub(crate) data: Arc<Path>,
    /// Updates of the desk, if any are offered.
    pub(crate) updates: Option<Files>,
    /// The sealed files of chats.
    pub(crate) files: Files,
    /// Places for files that come in; each may hold some megabytes of memory.
    pub(crate) uploads: Arc<Semaphore>,
    pub(crate) stopping: Arc<Stopping>,
    pub(crate) here: Arc<ThisProcess>,
    /// Turns for what all connections may want at the same moment, such as a fresh snapshot.
    pub(crate) db_permits: Arc<Semaphore>,
    notices: mpsc::UnboundedSender<Notice>,
}

impl App {
    /// Has everybody told whom this concerns, at whatever process they are.
    pub(crate) fn publish(&self, notice: Notice) {
        if notice.travels() {
            self.bus.publish(&notice);
        }
        self.dispatch(notice);
    }

    /// Publishes what a transition did to a chat, and to the counsellors whose availability changed with it.
    pub(crate) fn publish_stepped(&self, stepped: &beistand_store::model::Stepped) {
        self.publish(Notice::stepped(stepped));
        for person in &stepped.paused {
            self.publish(Notice::Duty { person: *person });
        }
    }

    /// Waits for a turn at the database, in the order of asking.
    pub(crate) async fn db_permit(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.db_permits.acquire().await.ok()
    }

    /// Has everybody told whom this concerns and who is connected here.
    pub(crate) fn dispatch(&self, notice: Notice) {
        if notice.changes_admission() {
            self.admission.forget();
        }
        // The notifier outlives all handlers; when it is gone the server is stopping and nobody listens any more.
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

type Serving = JoinHandle<std::io::Result<()>>;

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub app: App,
    /// With TLS in this process.
    certificate: Option<Arc<Certificate>>,
    serving: Serving,
    /// Says that this process lives.
    beating: JoinHandle<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the database in `data`, starts the jobs and answers on `listener` from then on.
    pub async fn start(
        listener: TcpListener,
        (data, contents): (&Path, Contents),
        settings: Settings,
        runtime: Runtime,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data).context("the data folder cannot be made")?;
        let store = Store::open(&settings.database.place(data)).await?;
        match contents {
            Contents::AsTheyAre => anyhow::ensure!(
                !store.has_centre("demo").await?,
                "this folder holds the demo centre, whose passwords everybody knows; choose another one with --data"
            ),
            Contents::WithDemo => demo::seed(&store, &runtime).await?,
        }
        let here = Arc::new(ThisProcess::new(store.join(runtime.now()).await?, runtime.now()));
        let address_key = store.secret("addresses", runtime.bytes()).await?.into();
        let updates = settings.updates.as_ref().map(|place| Files::open(place, &settings.s3)).transpose();
        let updates = updates.context("updates cannot be offered")?;
        // A folder of this installation's own: what it does not know there is nobody else's either.
        let installation = store.secret("files", runtime.bytes()).await?;
        let files = Files::open(&settings.files_of(data), &settings.s3).context("files cannot be kept")?;
        if settings.nats.is_some() && settings.files.is_none() {
            tracing::warn!(
                "each process keeps sealed files for itself, so others cannot give them out; name one place for all with files"
            );
        }
        let files = files.below(&files::folder_of(&installation));
        // From here on nothing is missed, so what is read below has no hole.
        let (bus, subscription) = Bus::open(&settings).await?;
        let hub = Arc::new(Hub::new(bus.clone()));
        for record in store.taken_chats().await? {
            hub.talking(record.id, notifier::talking(&record.chat));
        }
        let (notices, inbox) = mpsc::unbounded_channel();
        let app = App {
            metrics: Arc::new(Metrics::new(&store, bus.counts())),
            store,
            hub,
            bus,
            admission: Arc::default(),
            runtime,
            settings: Arc::new(settings),
            address_key,
            data: data.into(),
            updates,
            files,
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            notices,
            stopping: Arc::default(),
            here,
            db_permits: Arc::new(Semaphore::new(MAX_CONCURRENT_READS)),
        };
        let beating = tokio::spawn(processes::beat(app.clone()));
        // Whom the last process of an embedded server held, and whoever was left behind by a stop of all processes.
        processes::release(&app, app.runtime.now()).await?;
        let mut tasks = vec![
            tokio::spawn(notifier::run(app.clone(), inbox)),
            tokio::spawn(jobs::run(app.clone())),
            tokio::spawn(jobs::files::run(app.clone())),
        ];
        let here = app.clone();
        tasks.extend(subscription.listen(&app.hub, &app.runtime, move |notice| here.dispatch(notice)));
        let address = listener.local_addr()?;
        let (serving, certificate) = serve(listener, &app)?;
        Ok(Self { address, app, certificate, serving, beating, tasks })
    }

    /// Reads the certificate's files again; false when this process speaks no TLS.
    pub fn read_certificate_again(&self) -> anyhow::Result<bool> {
        self.certificate.as_ref().map_or(Ok(false), |certificate| certificate.read_again().map(|()| true))
    }

    /// Answers what an operator's programs ask, on a listener that seekers do not reach.
    pub fn answer_operator(&mut self, listener: TcpListener) {
        let router = metrics::router(self.app.clone());
        self.tasks.push(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "metrics are not served any more");
            }
        }));
    }

    /// Stops at once, as a crash would: nothing is told, nothing is finished.
    pub async fn kill(self) {
        self.app.hub.cut_all();
        self.beating.abort();
        for task in self.tasks {
            task.abort();
        }
        self.serving.abort();
        // Its end, not its result, matters: only then is the port free.
        let _ = self.serving.await;
    }
}

/// Answers on `listener` until the server stops, with TLS when there is a certificate.
fn serve(listener: TcpListener, app: &App) -> anyhow::Result<(Serving, Option<Arc<Certificate>>)> {
    match (&app.settings.tls_cert, &app.settings.tls_key) {
        (Some(chain), Some(key)) => {
            let certificate = Arc::new(Certificate::read(chain, key)?);
            let door = TlsListener::open(listener, certificate.clone(), app.runtime.clone())?;
            Ok((answer(door, app), Some(certificate)))
        }
        (None, None) => Ok((answer(listener, app), None)),
        (Some(_), None) | (None, Some(_)) => anyhow::bail!("a certificate and its key come together"),
    }
}

fn answer<L>(listener: L, app: &App) -> Serving
where
    L: Listener<Addr = SocketAddr>,
    for<'a> Peer: Connected<IncomingStream<'a, L>>,
{
    let router = api::router(app.clone()).into_make_service_with_connect_info::<Peer>();
    let mut begun = app.stopping.begun();
    tokio::spawn(async move {
        let until = async move {
            // An error means that the sender is gone, which is a stop as well.
            let _ = begun.wait_for(|begun| *begun).await;
        };
        axum::serve(listener, router).with_graceful_shutdown(until).await
    })
}
