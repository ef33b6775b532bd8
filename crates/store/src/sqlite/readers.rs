//! Readers: connections of their own, each on a blocking thread while it is used.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

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

    /// Moves the write-ahead log into the database file and empties it; false when somebody was in the way.
    pub async fn checkpoint(&self) -> Result<bool, StoreError> {
        let readers = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            // Idle connections hold no snapshot; closing them makes sure of it.
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let connection = readers.take()?;
            let done = at_once(connection.first("PRAGMA wal_checkpoint(TRUNCATE)", &[]))?;
            readers.give_back(connection);
            done.map_or(Ok(false), |done| Ok(!done.flag("busy")?))
        });
        work.await.unwrap_or(Err(StoreError::Unavailable))
    }

    fn take(&self) -> Result<Tx, StoreError> {
        if let Some(connection) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(connection);
        }
        let connection = connect(&self.file).map_err(|error| {
            tracing::error!(%error, "a reader could not be opened");
            StoreError::Unavailable
        })?;
        Ok(Tx::new(Shared::new(connection)))
    }

    fn give_back(&self, connection: Tx) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
