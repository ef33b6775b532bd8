//! Readers: connections of their own, each on a blocking thread while it is used.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::connection::{Shared, at_once, connect};
use crate::error::StoreError;
use crate::sql::Tx;
use crate::sql::Work;

/// Idle connections that are kept; more are opened under load and closed again.
const KEPT: usize = 4;

#[derive(Clone)]
pub struct Readers {
    file: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Tx>>>,
}

impl Readers {
    pub fn new(file: PathBuf) -> Self {
        Self { file: Arc::new(file), idle: Arc::default() }
    }

    /// Runs `work` in one read transaction: everything it sees is of one moment.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut connection = readers.take()?;
            at_once(connection.execute("BEGIN", &[]))?;
            let result = at_once(work(&mut connection));
            // One that cannot end its transaction is not used again.
            if at_once(connection.execute("ROLLBACK", &[])).is_ok() {
                readers.give_back(connection);
            }
            result
        });
        reading.await.unwrap_or(Err(StoreError::Unavailable))
    }

    /// Moves the write-ahead log into the database file and empties it; false when a reader was in the way.
    ///
    /// Emptying holds the writer's lock. So what can be moved without it is moved before, and nobody is waited for: a reader
    /// who holds an old snapshot would otherwise stop all writing for as long.
    pub async fn checkpoint(&self) -> Result<bool, StoreError> {
        let readers = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            // Idle connections hold no snapshot; closing them makes sure of it.
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let connection = connect_without_waiting(&readers.file)?;
            at_once(connection.first("PRAGMA wal_checkpoint(PASSIVE)", &[]))?;
            let done = at_once(connection.first("PRAGMA wal_checkpoint(TRUNCATE)", &[]))?;
            done.map_or(Ok(false), |done| Ok(!done.flag("busy")?))
        });
        work.await.unwrap_or(Err(StoreError::Unavailable))
    }

    fn take(&self) -> Result<Tx, StoreError> {
        if let Some(connection) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(connection);
        }
        let connection = connect(&self.file).map_err(|error| unopened(&error))?;
        Ok(Tx::new(Shared::new(connection)))
    }

    fn give_back(&self, connection: Tx) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}

/// A connection that gives up at once where another one would wait for a lock.
fn connect_without_waiting(file: &Path) -> Result<Tx, StoreError> {
    let connection = connect(file).map_err(|error| unopened(&error))?;
    connection.busy_timeout(Duration::ZERO).map_err(|error| unopened(&error.into()))?;
    Ok(Tx::new(Shared::new(connection)))
}

fn unopened(error: &anyhow::Error) -> StoreError {
    tracing::error!(%error, "a reader could not be opened");
    StoreError::Unavailable
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::sql::values;
    use crate::sqlite::Sqlite;

    /// Far below the five seconds that a connection waits for a lock.
    const AT_ONCE: Duration = Duration::from_secs(2);

    async fn add(sqlite: &Sqlite, number: u32) {
        let sql = "INSERT INTO attempt (what, count, until) VALUES ($1, 1, 1)";
        let adding = sqlite.write(move |tx| {
            Box::pin(async move { tx.execute(sql, values![number.to_le_bytes().to_vec()]).await })
        });
        adding.await.unwrap();
    }

    #[tokio::test]
    async fn a_reader_with_an_old_snapshot_stops_no_writing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("beistand.sqlite");
        let sqlite = Sqlite::open(&file).unwrap();
        add(&sqlite, 1).await;
        let reader = Connection::open(&file).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM attempt").unwrap();
        add(&sqlite, 2).await;
        let emptied =
            tokio::time::timeout(AT_ONCE, sqlite.wipe_log()).await.expect("it waits for the reader");
        assert!(!emptied.unwrap(), "the reader is in the way");
        add(&sqlite, 3).await;
        reader.execute_batch("COMMIT").unwrap();
        assert!(sqlite.wipe_log().await.unwrap(), "nobody is");
    }
}
