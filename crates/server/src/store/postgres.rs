//! PostgreSQL, shared by as many processes as there are. Changes that touch the same thing wait for each other on
//! advisory locks ([`Lock`]); messages are committed in groups.

mod append;
mod connection;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::sync::mpsc;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::message::{Appended, NewMessage};
use super::sql::{Lock, Tx};
use super::{Denied, Looked, Work};
use crate::metrics::WriterCounts;
use append::Appending;
use connection::Session;

mod migrations {
    refinery::embed_migrations!("migrations/postgres");
}

/// Connections of one process. More would only wait for each other inside the database.
const CONNECTIONS: usize = 16;
/// A connection that is not had within this time is not had.
const CONNECT: Duration = Duration::from_secs(5);
/// A transaction that takes longer has lost its database.
const LONGEST: Duration = Duration::from_secs(15);
/// Held while the tables are brought up to date, so that one process does it.
const MIGRATION: i64 = 0x6265_6973_7461_6e64;
/// What the database does by itself when this process is gone or stuck. And it looks things up by index, however small a
/// table was when a statement was planned: messages are purged, so it may have been empty then, and the plan is kept while
/// it grows. With 50,000 messages a group of 500 took 2.3 s by such a plan and 5 ms by index.
const LIMITS: &str = "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=20s -c jit=off \
     -c enable_seqscan=off";

/// Where a PostgreSQL is and who we are there, as in `postgres://user:password@host/database?sslmode=require`.
#[derive(Clone)]
pub struct Address(Box<Config>);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The library's own message might repeat the password.
        let wrong = "this is no address of a PostgreSQL, such as postgres://user:password@host/database";
        let mut config: Config = text.parse().map_err(|_| wrong.to_owned())?;
        if config.get_hosts().is_empty() {
            return Err(wrong.to_owned());
        }
        config.connect_timeout(CONNECT).keepalives_idle(Duration::from_secs(15));
        config.tcp_user_timeout(LONGEST).application_name("beistand").options(LIMITS);
        Ok(Self(Box::new(config)))
    }
}

impl Address {
    /// As the library takes it, for programs that look at the database beside a server.
    pub fn config(&self) -> &Config {
        &self.0
    }
}

/// Without the password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, database {:?}", self.0.get_hosts(), self.0.get_dbname().unwrap_or_default())
    }
}

/// One process's way to the database.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
    appending: mpsc::UnboundedSender<Appending>,
    counts: WriterCounts,
    reach: Reach,
}

/// Whether the database was reached last; a change is said once.
#[derive(Clone, Default)]
struct Reach(Arc<AtomicBool>);

impl Reach {
    fn note<T>(&self, result: &Result<T, Denied>) {
        let away = matches!(result, Err(Denied::Away));
        if self.0.swap(away, Ordering::Relaxed) != away {
            if away {
                tracing::error!("the database did not do what was asked; it may be away");
            } else {
                tracing::info!("the database is back");
            }
        }
    }
}

impl Postgres {
    /// Connects and brings the tables up to date.
    pub async fn open(address: &Address) -> anyhow::Result<Self> {
        let pool = pool(address)?;
        let mut client = pool.get().await.context("the database cannot be reached")?;
        bring_up_to_date(&mut client).await?;
        drop(client);
        let counts = WriterCounts::default();
        let (appending, inbox) = mpsc::unbounded_channel();
        tokio::spawn(append::run(pool.clone(), inbox, counts.clone()));
        Ok(Self { pool, appending, counts, reach: Reach::default() })
    }

    /// What is counted of changes.
    pub fn counts(&self) -> WriterCounts {
        self.counts.clone()
    }

    /// Runs `work` in one read transaction: everything it sees is of one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, Denied> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let result = in_time(transaction(&self.pool, begin, work)).await;
        self.reach.note(&result);
        result
    }

    /// Does `work` whole or not at all, and alone among those who need one of `locks`.
    pub async fn write<T: Send + 'static>(
        &self,
        locks: &[Lock<'_>],
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, Denied> {
        let keys: Vec<i64> = locks.iter().map(|lock| lock.key()).collect();
        let (pool, counts, begin) = (self.pool.clone(), self.counts.clone(), begin_with(&keys));
        // Whoever asked may go away; what has begun is finished all the same.
        let working = tokio::spawn(async move {
            counts.queue.inc();
            let result = in_time(transaction(&pool, &begin, work)).await;
            counts.queue.dec();
            match &result {
                Err(Denied::Away) => counts.failed.inc(),
                Ok(_) | Err(_) => counts.commits.inc(),
            };
            result
        });
        let result = working.await.unwrap_or(Err(Denied::Away));
        self.reach.note(&result);
        result
    }

    /// Begins a transaction that the caller ends, however long it takes.
    pub async fn begin(&self) -> Result<(Tx, Open), Denied> {
        let session = Arc::new(Session::begin(&self.pool, "BEGIN; SET LOCAL statement_timeout = 0").await?);
        Ok((Tx::new(session.clone()), Open(session)))
    }

    /// Stores a message and calls `told` after the commit.
    pub async fn append(
        &self,
        message: NewMessage,
        now: beistand_domain::Moment,
        told: impl FnOnce(&Appended) + Send + 'static,
    ) -> Result<Appended, Denied> {
        append::submit(&self.appending, &self.counts, (message, now), told).await
    }

    /// Waits until every message that was given before is on disk; false when it was not.
    pub async fn written(&self) -> bool {
        append::flush(&self.appending).await
    }
}

/// A transaction that the caller ends. Dropped, nothing of it is kept.
pub struct Open(Arc<Session>);

impl Open {
    /// Keeps everything; the transaction's own handle must be gone.
    pub async fn commit(self) -> Result<(), Denied> {
        Arc::into_inner(self.0).ok_or(Denied::Away)?.commit().await
    }
}

fn pool(address: &Address) -> anyhow::Result<Pool> {
    let roots = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?;
    let tls = MakeRustlsConnect::new(roots.with_no_client_auth());
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let pool = Pool::builder(Manager::from_config((*address.0).clone(), tls, recycling))
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(CONNECT))
        .create_timeout(Some(CONNECT))
        .recycle_timeout(Some(CONNECT));
    Ok(pool.build()?)
}

async fn bring_up_to_date(client: &mut Object) -> anyhow::Result<()> {
    let (lock, unlock) =
        (format!("SELECT pg_advisory_lock({MIGRATION})"), format!("SELECT pg_advisory_unlock({MIGRATION})"));
    client.batch_execute(&lock).await?;
    let done = migrations::migrations::runner().run_async(&mut ***client).await;
    client.batch_execute(&unlock).await?;
    done.context("the database could not be brought up to date").map(|_| ())
}

/// Looks at a database that servers may be using.
pub async fn look(address: &Address) -> anyhow::Result<Looked> {
    let client = pool(address)?.get().await.context("it cannot be reached")?;
    let ours = client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[]).await?;
    if !ours.get::<_, bool>(0) {
        return Ok(Looked::Nothing);
    }
    if client.query_opt("SELECT 1 FROM centre WHERE slug = 'demo'", &[]).await?.is_some() {
        return Ok(Looked::Demo);
    }
    let version = client.query_one("SELECT max(version) FROM refinery_schema_history", &[]).await?;
    let is = u32::try_from(version.get::<_, i32>(0))?;
    let known = migrations::migrations::runner();
    let newest =
        known.get_migrations().iter().filter_map(|migration| u32::try_from(migration.version()).ok());
    Ok(Looked::Schema { is, newest: newest.max().unwrap_or(0) })
}

/// The beginning of a transaction that holds these locks, in their order.
fn begin_with(keys: &[i64]) -> String {
    let mut begin = String::from("BEGIN");
    for key in keys {
        begin += &format!("; SELECT pg_advisory_xact_lock({key})");
    }
    begin
}

async fn transaction<T>(
    pool: &Pool,
    begin: &str,
    work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send,
) -> Result<T, Denied> {
    let session = Arc::new(Session::begin(pool, begin).await?);
    let mut tx = Tx::new(session.clone());
    let result = work(&mut tx).await;
    drop(tx);
    // The transaction's own handle was the only other one.
    let session = Arc::into_inner(session).ok_or(Denied::Away)?;
    if result.is_ok() { session.commit().await.and(result) } else { session.roll_back().await.and(result) }
}

async fn in_time<T>(work: impl Future<Output = Result<T, Denied>>) -> Result<T, Denied> {
    tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|_| {
        tracing::error!("the database did not answer in time");
        Err(Denied::Away)
    })
}
