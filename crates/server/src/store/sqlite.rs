//! SQLite: WAL, `synchronous=FULL`, one writer that commits in groups, readers beside it.

mod admin;
mod chat;
mod chat_row;
mod command;
mod message;
mod people;
mod readers;
mod retention;
mod seed;
mod tail;
mod topic;
mod writer;

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::Connection;

pub use admin::{Made, NewPerson, Overview, back_up};
pub use chat::NewChat;
pub use message::{Appended, Author, NewMessage};
pub use people::NewSession;
use readers::Readers;
pub use retention::Settled;
pub use seed::DemoPerson;
use writer::Writer;

mod migrations {
    refinery::embed_migrations!("migrations/sqlite");
}

/// The database of one server.
#[derive(Clone)]
pub struct Store {
    writer: Writer,
    readers: Readers,
}

impl Store {
    /// Opens or makes the database file and brings it up to date.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let mut connection = connect(file)?;
        migrations::migrations::runner()
            .run(&mut connection)
            .context("the database could not be brought up to date")?;
        let readers = Readers::new(file.to_path_buf());
        let writer = Writer::start(connection)?;
        Ok(Self { writer, readers })
    }

    /// Whether the database answers, for reading and for writing.
    pub async fn answers(&self) -> bool {
        let alive = |sql: &Connection| Ok(sql.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?);
        self.readers.run(alive).await.is_ok() && self.writer.run(move |tx| alive(tx.sql)).await.is_ok()
    }
}

fn connect(file: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(file).context("the database file cannot be opened")?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // Purged bytes are overwritten, so that the file does not keep what the tables have lost.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", "-65536")?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Why an opened database gives bytes that are no id: it was changed by hand.
fn id16(bytes: &[u8]) -> rusqlite::Result<[u8; 16]> {
    bytes
        .try_into()
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, i64::try_from(bytes.len()).unwrap_or(0)))
}
