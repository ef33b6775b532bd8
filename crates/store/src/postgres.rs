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
use beistand_domain::Moment;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::sync::mpsc;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::contents::{DatabaseContents, DatabaseTimes};
use crate::counts::WriterCounts;
use crate::error::StoreError;
use crate::message::{Appended, NewMessage};
use crate::sql::Work;
use crate::sql::{Lock, Tx};
use append::Appending;
use connection::Session;

mod migrations {
    refinery::embed_migrations!("migrations/postgres");
}

/// Connections of one process. More would only wait for each other inside the database.
const CONNECTIONS: usize = 16;
/// And those that are kept free for what must not wait behind others.
const QUICK: usize = 2;
/// A connection that is not had within this time is not had.
const CONNECT: Duration = Duration::from_secs(5);
/// A transaction that takes longer has lost its database.
const LONGEST: Duration = Duration::from_secs(15);
/// Held while the tables are brought up to date, so that one process does it.
const MIGRATION: i64 = 0x6265_6973_7461_6e64;
/// What the database does by itself when this process is gone or stuck. And it looks things up by index, however small a
/// table was when a statement was planned: messages are purged, so it may have been empty then, and the plan is kept while
/// it grows. With 50,000 messages a group of 500 took 2.3 s by such a plan and 5 ms by index.
const LIMITS: &str = "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=6s -c jit=off \
     -c enable_seqscan=off";

/// Where a PostgreSQL is and who we are there, as in `postgres://user:password@host/database?sslmode=require`.
/// It is judged when it is used: the parser of options would repeat a wrong one, with its password.
#[derive(Clone)]
pub struct Address(Option<Box<Config>>);

impl FromStr for Address {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let config = text.parse::<Config>().ok().filter(|config| !config.get_hosts().is_empty());
        let Some(mut config) = config else { return Ok(Self(None)) };
        config.connect_timeout(CONNECT).keepalives_idle(Duration::from_secs(15));
        config.tcp_user_timeout(LONGEST).application_name("beistand").options(LIMITS);
        Ok(Self(Some(Box::new(config))))
    }
}

impl Address {
    /// As the library takes it, for programs that look at the database beside a server.
    pub fn config(&self) -> anyhow::Result<&Config> {
        let wrong = "this is no address of a PostgreSQL, such as postgres://user:password@host/database?sslmode=require \
             (sslmode is disable, prefer or require)";
        self.0.as_deref().context(wrong)
    }
}

impl Address {
    /// Whether what is said on the way there can be read by others: it leaves this machine, and nothing requires TLS.
    pub fn is_plain(&self) -> bool {
        let Some(config) = &self.0 else { return false };
        let far = config.get_hosts().iter().any(|host| match host {
            Host::Tcp(name) => !["localhost", "127.0.0.1", "::1"].contains(&name.as_str()),
            #[cfg(unix)]
            Host::Unix(_) => false,
        });
        far && config.get_ssl_mode() != SslMode::Require
    }
}

/// Without the password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(config) => {
                write!(f, "{:?}, database {:?}", config.get_hosts(), config.get_dbname().unwrap_or_default())
            }
            None => write!(f, "no address"),
        }
    }
}

/// One process's way to the database.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
    /// For what must not wait behind those who wait for locks: messages, and the word that this process lives.
    quick: Pool,
    appending: mpsc::UnboundedSender<Appending>,
    counts: WriterCounts,
    reach: Reachability,
}

/// Whether the database was reached last; a change is said once.
#[derive(Clone, Default)]
struct Reachability(Arc<AtomicBool>);

impl Reachability {
    fn log_change<T>(&self, result: &Result<T, StoreError>) {
        let away = matches!(result, Err(StoreError::Unavailable));
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
        let (pool, quick) = (pool(address, CONNECTIONS)?, pool(address, QUICK)?);
        let mut client = pool.get().await.context("the database cannot be reached")?;
        bring_up_to_date(&mut client).await?;
        drop(client);
        let counts = WriterCounts::default();
        let (appending, inbox) = mpsc::unbounded_channel();
        tokio::spawn(append::run(quick.clone(), inbox, counts.clone()));
        Ok(Self { pool, quick, appending, counts, reach: Reachability::default() })
    }

    /// What is counted of changes.
    pub fn counts(&self) -> WriterCounts {
        self.counts.clone()
    }

    /// Runs `work` in one read transaction: everything it sees is of one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let result = in_time(transaction(&self.pool, begin, work)).await;
        self.reach.log_change(&result);
        result
    }

    /// Does `work` whole or not at all, and alone among those who need one of `locks`.
    pub async fn write<T: Send + 'static>(
        &self,
        locks: &[Lock<'_>],
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let keys: Vec<i64> = locks.iter().map(|lock| lock.key()).collect();
        self.work_in(self.pool.clone(), begin_with(&keys), work).await
    }

    /// Does `work`, which needs no lock, without waiting behind those who wait for locks.
    pub async fn write_at_once<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.work_in(self.quick.clone(), begin_with(&[]), work).await
    }

    async fn work_in<T: Send + 'static>(
        &self,
        pool: Pool,
        begin: String,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let counts = self.counts.clone();
        // The caller may go away; what has begun is finished all the same.
        let working = tokio::spawn(async move {
            counts.queue.inc();
            let result = in_time(transaction(&pool, &begin, work)).await;
            counts.queue.dec();
            match &result {
                Err(StoreError::Unavailable) => counts.failed.inc(),
                Ok(_) | Err(_) => counts.commits.inc(),
            };
            result
        });
        let result = working.await.unwrap_or(Err(StoreError::Unavailable));
        self.reach.log_change(&result);
        result
    }

    /// Begins a transaction that the caller ends, however long it takes.
    pub async fn begin(&self) -> Result<(Tx, Open), StoreError> {
        let session = Arc::new(Session::begin(&self.pool, "BEGIN; SET LOCAL statement_timeout = 0").await?);
        Ok((Tx::new(session.clone()), Open(session)))
    }

    /// Stores a message and calls `published` after the commit.
    pub async fn append(
        &self,
        message: NewMessage,
        now: Moment,
        published: impl FnOnce(&Appended) + Send + 'static,
    ) -> Result<Appended, StoreError> {
        append::submit(&self.appending, &self.counts, (message, now), published).await
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
    pub async fn commit(self) -> Result<(), StoreError> {
        Arc::into_inner(self.0).ok_or(StoreError::Unavailable)?.commit().await
    }
}

fn pool(address: &Address, size: usize) -> anyhow::Result<Pool> {
    let roots = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?;
    let tls = MakeRustlsConnect::new(roots.with_no_client_auth());
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let pool = Pool::builder(Manager::from_config(address.config()?.clone(), tls, recycling))
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(CONNECT))
        .create_timeout(Some(CONNECT))
        .recycle_timeout(Some(CONNECT));
    Ok(pool.build()?)
}

async fn bring_up_to_date(client: &mut Object) -> anyhow::Result<()> {
    let (lock, unlock) =
        (format!("SELECT pg_advisory_lock({MIGRATION})"), format!("SELECT pg_advisory_unlock({MIGRATION})"));
    client.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
    client.batch_execute(&lock).await?;
    let done = migrations::migrations::runner().run_async(&mut ***client).await;
    client.batch_execute(&unlock).await?;
    client.batch_execute("RESET statement_timeout; RESET lock_timeout").await?;
    done.context("the database could not be brought up to date").map(|_| ())
}

/// Looks at a database that servers may be using.
pub async fn inspect(address: &Address) -> anyhow::Result<DatabaseContents> {
    let client = pool(address, 1)?.get().await.context("it cannot be reached")?;
    let ours = client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[]).await?;
    if !ours.get::<_, bool>(0) {
        return Ok(DatabaseContents::Nothing);
    }
    if client.query_opt("SELECT 1 FROM centre WHERE slug = 'demo'", &[]).await?.is_some() {
        return Ok(DatabaseContents::Demo);
    }
    let version = client.query_one("SELECT max(version) FROM refinery_schema_history", &[]).await?;
    let is = u32::try_from(version.get::<_, i32>(0))?;
    let known = migrations::migrations::runner();
    let newest =
        known.get_migrations().iter().filter_map(|migration| u32::try_from(migration.version()).ok());
    Ok(DatabaseContents::Schema { is, newest: newest.max().unwrap_or(0) })
}

/// What a database says of the time, by its own clock and by what servers have written.
pub async fn times(address: &Address) -> anyhow::Result<DatabaseTimes> {
    let client = pool(address, 1)?.get().await.context("it cannot be reached")?;
    let own = client.query_one("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)", &[]);
    let own = Some(Moment::from_millis(own.await?.get(0)));
    let seen = client.query_opt("SELECT newest FROM clock WHERE no = 1", &[]).await?;
    Ok(DatabaseTimes { own, seen: seen.map(|row| Moment::from_millis(row.get("newest"))), in_doubt: false })
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
) -> Result<T, StoreError> {
    let session = Arc::new(Session::begin(pool, begin).await?);
    let mut tx = Tx::new(session.clone());
    let result = work(&mut tx).await;
    drop(tx);
    // The transaction's own handle was the only other one.
    let session = Arc::into_inner(session).ok_or(StoreError::Unavailable)?;
    if result.is_ok() { session.commit().await.and(result) } else { session.roll_back().await.and(result) }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|_| {
        tracing::error!("the database did not answer in time");
        Err(StoreError::Unavailable)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_without_required_tls_is_plain() {
        for (url, plain) in [
            ("postgres://beistand@localhost/beistand?sslmode=disable", false),
            ("postgres://beistand@db.example/beistand?sslmode=disable", true),
            ("postgres://beistand@db.example/beistand", true),
            ("postgres://beistand@db.example/beistand?sslmode=require", false),
        ] {
            assert_eq!(url.parse::<Address>().unwrap().is_plain(), plain, "{url}");
        }
    }
}
