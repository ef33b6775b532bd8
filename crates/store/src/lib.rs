//! Everything that lasts. Each transaction is written once, in the files beside this one; [`sqlite`] and [`postgres`] are
//! the engines it runs on. Callers see what may go wrong as [`StoreError`], never an SQL error.

mod admin;
mod chat;
mod chat_row;
mod chat_sets;
mod command;
mod counts;
mod file;
mod load;
mod marks;
mod message;
pub mod model;
mod moving;
mod names;
mod overview;
mod people;
mod postgres;
mod process;
mod retention;
mod seed;
mod session;
mod sql;
mod sqlite;
mod step;
mod topic;

use std::path::PathBuf;

use beistand_domain::availability::LeaseRefusal;
use beistand_domain::{Admission, Refusal};
use futures_util::future::BoxFuture;

pub use admin::{AdminOutcome, NewPerson};
pub use chat::NewChat;
pub use counts::WriterCounts;
pub use file::{Begun, NewFile};
pub use marks::MarksMoved;
pub use message::{Appended, Author, NewMessage};
pub use model::ProcessNo;
pub use moving::{Moved, StoredFiles, migrate_to_postgres, stored_files};
pub use overview::{Overview, OverviewPerson};
pub use postgres::Address;
use postgres::Postgres;
pub use process::Said;
pub use retention::Settled;
pub use seed::{DemoCentre, DemoPerson};
pub use session::{NewSession, Opened};
use sql::{Lock, Tx, values};
use sqlite::Sqlite;
pub use sqlite::back_up;

/// Why a call changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It is not there, or not theirs: nobody learns which.
    #[error("not found")]
    NotFound,
    #[error("not admitted: {0:?}")]
    NotAdmitted(Admission),
    #[error("the counsellor is not available")]
    NotAvailable,
    #[error("the counsellor holds {0} chats already")]
    NoRoom(u32),
    /// No envelope is for a device that the counsellor is signed in on.
    #[error("no envelope fits a device")]
    NoDeviceFits,
    #[error("the command's id was used for something else")]
    IdReused,
    #[error("the chat's state forbids it")]
    Chat { refusal: Refusal, held_by: Option<String> },
    #[error("the lease forbids it")]
    Lease(#[from] LeaseRefusal),
    #[error("the message or the chat holds as many files as it can")]
    TooManyFiles,
    #[error("too many tries")]
    TooMany { retry_after: u32 },
    /// The database did not do it; trying again makes sense.
    #[error("the database is away")]
    Unavailable,
    /// The database holds what this program never wrote; trying again does not help.
    #[error("the database holds something that cannot be read")]
    Corrupt,
}

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DatabaseLocation {
    /// A file of one server process.
    File(PathBuf),
    /// A PostgreSQL that several processes may share.
    Postgres(Address),
}

/// What is in a database, seen without changing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseContents {
    /// There is no file, or no table of ours in the database.
    Nothing,
    /// The version of its tables, and the newest that this program knows.
    Schema { is: u32, newest: u32 },
    /// It holds the demo centre.
    Demo,
}

/// Looks at a database that a server may be using.
pub async fn look(place: &DatabaseLocation) -> anyhow::Result<DatabaseContents> {
    match place {
        DatabaseLocation::File(file) => sqlite::look(file),
        DatabaseLocation::Postgres(address) => postgres::look(address).await,
    }
}

/// What a script does, to be awaited inside its transaction.
type Work<'t, T> = BoxFuture<'t, Result<T, StoreError>>;

#[derive(Clone)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// The database.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
}

impl Store {
    /// Opens the database and brings it up to date.
    pub async fn open(place: &DatabaseLocation) -> anyhow::Result<Self> {
        let engine = match place {
            DatabaseLocation::File(file) => Engine::Sqlite(Sqlite::open(file)?),
            DatabaseLocation::Postgres(address) => Engine::Postgres(Postgres::open(address).await?),
        };
        Ok(Self { engine })
    }

    /// Runs `work` on what is true at one moment.
    async fn read<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work).await,
            Engine::Postgres(postgres) => postgres.read(work).await,
        }
    }

    /// Does `work` whole or not at all: a denial undoes everything it had done. It is on disk before this returns.
    /// Others who need one of `locks` wait until then. It is done even if the caller goes away.
    async fn write<T: Send + 'static>(
        &self,
        locks: &[Lock<'_>],
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Postgres(postgres) => postgres.write(locks, work).await,
        }
    }

    /// Whether other processes may use this database at the same time.
    pub fn is_shared(&self) -> bool {
        match self.engine {
            Engine::Sqlite(_) => false,
            Engine::Postgres(_) => true,
        }
    }

    /// What the writer counts.
    pub fn counts(&self) -> WriterCounts {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.counts(),
            Engine::Postgres(postgres) => postgres.counts(),
        }
    }

    /// Waits until everything that was given to the writer before is on disk; false when it was not.
    pub async fn written(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(|_| Box::pin(async { Ok(()) })).await.is_ok(),
            Engine::Postgres(postgres) => postgres.written().await,
        }
    }

    /// Whether the database answers, for reading and for writing.
    pub async fn answers(&self) -> bool {
        self.read(|tx| Box::pin(alive(tx))).await.is_ok()
            && self.write(&[], |tx| Box::pin(alive(tx))).await.is_ok()
    }

    /// After a purge: has whatever may still hold purged bytes overwritten, as far as the engine can. False while
    /// somebody is in the way.
    pub async fn wipe_log(&self) -> Result<bool, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.wipe_log().await,
            // The operator's retention of PostgreSQL's own log decides: docs/operations.md.
            Engine::Postgres(_) => Ok(true),
        }
    }
}

async fn alive(tx: &Tx) -> Result<(), StoreError> {
    tx.query("SELECT 1 AS found", values![]).await.map(|_| ())
}
