//! Readers: connections of their own, each on a blocking thread while it is used.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::store::Denied;

/// Idle connections that are kept; more are opened under load and closed again.
const KEPT: usize = 4;

#[derive(Clone)]
pub struct Readers {
    file: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub fn new(file: PathBuf) -> Self {
        Self { file: Arc::new(file), idle: Arc::default() }
    }

    /// Runs `work` in one read transaction: everything it sees is of one moment.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Denied> + Send + 'static,
    ) -> Result<T, Denied> {
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut connection = readers.take()?;
            let transaction = connection.transaction()?;
            let result = work(&transaction);
            drop(transaction);
            readers.give_back(connection);
            result
        });
        reading.await.unwrap_or(Err(Denied::Away))
    }

    /// Moves the write-ahead log into the database file and empties it; false when somebody was in the way.
    pub async fn checkpoint(&self) -> Result<bool, Denied> {
        let readers = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            // Idle connections hold no snapshot; closing them makes sure of it.
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let connection = readers.take()?;
            let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            readers.give_back(connection);
            Ok(busy == 0)
        });
        work.await.unwrap_or(Err(Denied::Away))
    }

    fn take(&self) -> Result<Connection, Denied> {
        if let Some(connection) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(connection);
        }
        super::connect(&self.file).map_err(|error| {
            tracing::error!(%error, "a reader could not be opened");
            Denied::Away
        })
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
