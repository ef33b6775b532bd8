//! SQLite: WAL, `synchronous=FULL`, one writer that commits in groups, readers beside it.

pub mod connection;
mod file;
mod migrations;
mod readers;
mod tail;
mod writer;

use std::path::Path;

use anyhow::Context as _;

use crate::error::StoreError;
use crate::message::{Appended, NewMessage};
use crate::sql::Tx;
use crate::sql::Work;
pub use file::{back_up, inspect, times};
use readers::Readers;
use writer::Writer;

/// The database file of one server.
#[derive(Clone)]
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens or makes the database file and brings it up to date.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let mut connection = connection::connect(file)?;
        migrations::runner().run(&mut connection).context("the database could not be brought up to date")?;
        let readers = Readers::new(file.to_path_buf());
        let writer = Writer::start(connection)?;
        Ok(Self { writer, readers })
    }

    /// What the writer counts.
    pub fn counts(&self) -> crate::counts::WriterCounts {
        self.writer.counts.clone()
    }

    /// Runs `work` in one read transaction: everything it sees is of one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.run(work).await
    }

    /// Does `work` whole or not at all: a denial undoes everything it had done.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.run(work).await
    }

    /// Stores a message and calls `published` after the commit, in the order of the places.
    pub async fn append(
        &self,
        message: NewMessage,
        now: beistand_domain::Moment,
        published: impl FnOnce(&Appended) + Send + 'static,
    ) -> Result<Appended, StoreError> {
        self.writer.submit(move |open| tail::append(open, message, now), published).await
    }

    /// Moves the write-ahead log into the file and empties it, so that nothing purged is left in it. False while
    /// there are readers.
    pub async fn wipe_log(&self) -> Result<bool, StoreError> {
        self.readers.checkpoint().await
    }
}
