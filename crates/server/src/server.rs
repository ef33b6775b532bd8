//! A running server: what it opens at its start, which tasks it runs, and how it stops.

mod connections;
mod stop;
mod timed;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use beistand_runtime::Runtime;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::api::metrics as metrics_endpoint;
use crate::bus::Bus;
use crate::config::{Contents, Settings};
use crate::counted::CountedListener;
use crate::files::Files;
use crate::hub::Hub;
use crate::metrics::Metrics;
use crate::notice::Notice;
use crate::password::Passwords;
use crate::state::{App, MAX_CONCURRENT_READS};
use crate::this_process::ThisProcess;
use crate::tls::{Certificate, TlsListener};
use crate::transfers::Transfers;
use crate::{demo, files, jobs, notifier, processes};
use beistand_store::Store;

type Serving = JoinHandle<()>;

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
        let store = open_store((data, contents), &settings, &runtime).await?;
        let watched = jobs::clock::Watched::begin(&store, &*runtime.clock).await?;
        // From here on nothing is missed, so what is read below has no hole.
        let (bus, subscription) = Bus::open(settings.nats.as_ref(), &settings.nats_prefix).await?;
        let (notices, inbox) = mpsc::unbounded_channel();
        let app = assemble((store, contents), (bus, notices), (data, settings), runtime).await?;
        let settings = app.store.settings_revision().await?;
        let beating = tokio::spawn(processes::beat(app.clone()));
        // Whom the last process of an embedded server held, and what a stop of all processes left behind.
        processes::release(&app, app.runtime.now()).await?;
        let mut tasks = vec![
            tokio::spawn(notifier::run(app.clone(), inbox)),
            tokio::spawn(jobs::run(app.clone(), (settings, watched))),
            tokio::spawn(jobs::files::run(app.clone())),
        ];
        let (hub, here) = (app.hub.clone(), app.clone());
        let deliver = move |recipient, event: &Arc<str>| hub.deliver(recipient, event);
        tasks.extend(subscription.listen(&app.runtime, deliver, move |notice| here.dispatch(notice)));
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
        let router = metrics_endpoint::router(self.app.clone());
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

/// The database of this installation, with the demo in it if it is wanted.
async fn open_store(
    (data, contents): (&Path, Contents),
    settings: &Settings,
    runtime: &Runtime,
) -> anyhow::Result<Store> {
    std::fs::create_dir_all(data).context("the data folder cannot be made")?;
    let store = Store::open(&settings.database.place(data)).await?;
    match contents {
        Contents::AsTheyAre => anyhow::ensure!(
            !store.has_centre("demo").await?,
            "this folder holds the demo centre, whose passwords everybody knows; choose another one with --data"
        ),
        Contents::WithDemo => demo::seed(&store, runtime).await?,
    }
    Ok(store)
}

/// Joins the processes of this installation and puts together what its tasks and handlers share.
async fn assemble(
    (store, contents): (Store, Contents),
    (bus, notices): (Bus, mpsc::UnboundedSender<Notice>),
    (data, settings): (&Path, Settings),
    runtime: Runtime,
) -> anyhow::Result<App> {
    let here = Arc::new(ThisProcess::new(store.join(runtime.now()).await?, runtime.now()));
    let hub = Arc::new(Hub::new(bus.clone()));
    for record in store.taken_chats().await? {
        hub.talking(record.id, notifier::talking(&record.chat));
    }
    let updates = settings.updates.as_ref().map(|place| Files::open(place, &settings.s3)).transpose();
    Ok(App {
        metrics: Arc::new(Metrics::new(&store, bus.counts())),
        hub,
        bus,
        demo: (contents == Contents::WithDemo).then(|| Arc::new(demo::shown())),
        admission: Arc::default(),
        address_key: store.secret("addresses", runtime.bytes()).await?.into(),
        data: data.into(),
        updates: updates.context("updates cannot be offered")?,
        files: sealed_files(&store, (data, &settings), &runtime).await?,
        uploads: Transfers::uploads(),
        lists: Transfers::lists(),
        passwords: Passwords::default(),
        waiting: Arc::default(),
        short_of_space: Arc::default(),
        log_holds_removed: Arc::default(),
        notices,
        stopping: Arc::default(),
        here,
        db_permits: Arc::new(Semaphore::new(MAX_CONCURRENT_READS)),
        store,
        settings: Arc::new(settings),
        runtime,
    })
}

/// Where the sealed files of chats are: a folder of this installation's own, so that what the database does not know there
/// is nobody else's either.
async fn sealed_files(
    store: &Store,
    (data, settings): (&Path, &Settings),
    runtime: &Runtime,
) -> anyhow::Result<Files> {
    if settings.nats.is_some() && settings.files.is_none() {
        tracing::warn!(
            "each process keeps sealed files for itself, so others cannot give them out; name one place for all with files"
        );
    }
    let installation = store.secret("files", runtime.bytes()).await?;
    let files = Files::open(&settings.files_of(data), &settings.s3).context("files cannot be kept")?;
    Ok(files.below(&files::folder_of(&installation)))
}

/// Answers on `listener` until the server stops, with TLS when there is a certificate.
fn serve(listener: TcpListener, app: &App) -> anyhow::Result<(Serving, Option<Arc<Certificate>>)> {
    let listener = CountedListener::new(listener, app.settings.clone());
    match (&app.settings.tls_cert, &app.settings.tls_key) {
        (Some(chain), Some(key)) => {
            let certificate = Arc::new(Certificate::read(chain, key)?);
            let door = TlsListener::open(listener, certificate.clone(), app.runtime.clone())?;
            Ok((connections::answer(door, app), Some(certificate)))
        }
        (None, None) => Ok((connections::answer(listener, app), None)),
        (Some(_), None) | (None, Some(_)) => anyhow::bail!("a certificate and its key come together"),
    }
}
