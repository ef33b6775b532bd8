//! The database: which engine it is, and how a transaction runs on it.

use std::path::PathBuf;

use crate::contents::{DatabaseContents, DatabaseTimes};
use crate::counts::WriterCounts;
use crate::error::StoreError;
use crate::postgres::{self, Address, Postgres};
use crate::sql::{Lock, Tx, Work, values};
use crate::sqlite::{self, Sqlite};

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DatabaseLocation {
    /// A file of one server process.
    File(PathBuf),
    /// A PostgreSQL that several processes may share.
    Postgres(Address),
}

/// Looks at a database that a server may be using.
pub async fn inspect(place: &DatabaseLocation) -> anyhow::Result<DatabaseContents> {
    match place {
        DatabaseLocation::File(file) => sqlite::inspect(file),
        DatabaseLocation::Postgres(address) => postgres::inspect(address).await,
    }
}

/// What a database that a server may be using says of the time; nothing before its tables are there.
pub async fn times(place: &DatabaseLocation) -> anyhow::Result<DatabaseTimes> {
    match place {
        DatabaseLocation::File(file) => sqlite::times(file),
        DatabaseLocation::Postgres(address) => postgres::times(address).await,
    }
}

/// The engine behind it.
#[derive(Clone)]
pub enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// The database.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Engine,
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
    pub(crate) async fn read<T: Send + 'static>(
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
    pub(crate) async fn write<T: Send + 'static>(
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
    /// a reader is in the way.
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
