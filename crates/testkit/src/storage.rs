//! A test's hand in the database, whichever it is: what an operator's disk or another program would see and do.

use std::path::Path;

use anyhow::Context as _;
use beistand_store::DatabaseLocation;
use tokio_postgres::NoTls;

use crate::server::TestServer;

/// A holder of the writer's lock, as a full disk or a stuck program would. Reading goes on.
pub enum Held {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

impl Held {
    /// Lets the others write again.
    pub async fn release(self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch("ROLLBACK")?),
            Self::Postgres(client) => Ok(client.batch_execute("ROLLBACK").await?),
        }
    }
}

impl TestServer {
    fn place(&self) -> DatabaseLocation {
        self.database().place(self.data())
    }

    /// Keeps the server from writing.
    pub async fn hold_writes(&self) -> anyhow::Result<Held> {
        match self.place() {
            DatabaseLocation::File(file) => {
                let connection = rusqlite::Connection::open(file)?;
                connection.execute_batch("BEGIN IMMEDIATE")?;
                Ok(Held::Sqlite(connection))
            }
            DatabaseLocation::Postgres(address) => {
                let client = connect(address.config()?).await?;
                let tables = tables(&client).await?.join(", ");
                client
                    .batch_execute(&format!("BEGIN; LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE"))
                    .await?;
                Ok(Held::Postgres(client))
            }
        }
    }

    /// Whether these bytes are anywhere in what the server keeps: in any file, or in any row.
    pub async fn keeps(&self, wanted: &[u8]) -> anyhow::Result<bool> {
        if somewhere(self.data(), wanted)? {
            return Ok(true);
        }
        let DatabaseLocation::Postgres(address) = self.place() else { return Ok(false) };
        let client = connect(address.config()?).await?;
        let hex: String = wanted.iter().map(|byte| format!("{byte:02x}")).collect();
        for table in tables(&client).await? {
            // A row as text shows its bytes in hexadecimal.
            let found = format!("SELECT 1 FROM {table} AS t WHERE position($1 IN t::text) > 0 LIMIT 1");
            if client.query_opt(&found, &[&hex]).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many messages are stored.
    pub async fn messages(&self) -> anyhow::Result<i64> {
        let count = "SELECT count(*) FROM message";
        match self.place() {
            DatabaseLocation::File(file) => {
                Ok(rusqlite::Connection::open(file)?.query_row(count, [], |row| row.get(0))?)
            }
            DatabaseLocation::Postgres(address) => {
                Ok(connect(address.config()?).await?.query_one(count, &[]).await?.try_get(0)?)
            }
        }
    }
}

async fn connect(config: &tokio_postgres::Config) -> anyhow::Result<tokio_postgres::Client> {
    let (client, connection) = config.connect(NoTls).await.context("the database of the test")?;
    tokio::spawn(connection);
    // A test may hold a lock for longer than any server would.
    client.batch_execute("SET idle_in_transaction_session_timeout = 0").await?;
    Ok(client)
}

async fn tables(client: &tokio_postgres::Client) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    client.query(sql, &[]).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Whether these bytes are in any file below a folder.
pub(crate) fn somewhere(folder: &Path, wanted: &[u8]) -> anyhow::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let here = if path.is_dir() {
            somewhere(&path, wanted)?
        } else {
            std::fs::read(&path)?.windows(wanted.len()).any(|bytes| bytes == wanted)
        };
        if here {
            return Ok(true);
        }
    }
    Ok(false)
}
