//! One connection to the file.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use crate::error::StoreError;
use crate::sql::{Columns, Row, Sql, Value};

/// Values of one statement at most.
const MOST_VALUES: usize = 32;

/// Names of the values, as the scripts write them.
const NAMES: [&str; MOST_VALUES] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
    "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "$26", "$27", "$28", "$29", "$30", "$31",
    "$32",
];

pub fn connect(file: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(file).context("the database file cannot be opened")?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // Purged bytes are overwritten, so that the file does not keep what the tables have lost.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", "-65536")?;
    // With its statistics of columns SQLite would parse and plan a kept statement again for almost every new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(192);
    Ok(connection)
}

/// A connection that scripts can use; one at a time does, so the lock is always free.
pub struct Shared(Mutex<Connection>);

impl Shared {
    pub fn new(connection: Connection) -> Self {
        Self(Mutex::new(connection))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rows(&self, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Row>> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        let columns: Columns = statement.column_names().map(Box::from).collect();
        let mut found = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..columns.len()).map(|column| row.get_ref(column).map(value));
            rows.push(Row::new(columns.clone(), values.collect::<rusqlite::Result<_>>()?));
        }
        Ok(rows)
    }

    fn change(&self, sql: &str, values: &[Value]) -> rusqlite::Result<u64> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
    }
}

impl Sql for Shared {
    fn query<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        ready(self.rows(sql, values).map_err(StoreError::from)).boxed()
    }

    fn execute<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        ready(self.change(sql, values).map_err(StoreError::from)).boxed()
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's messages name tables and columns, never values.
        tracing::error!(%error, "database");
        Self::Unavailable
    }
}

/// SQLite takes `$1` for a name, and numbers names by where they first appear.
fn bind(statement: &mut Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    for (name, value) in NAMES.iter().zip(values) {
        let index = statement
            .parameter_index(name)?
            .ok_or_else(|| rusqlite::Error::InvalidParameterName((*name).to_owned()))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A value of a row in our few kinds.
pub fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        // No column of ours holds one.
        ValueRef::Real(_) => Value::Null,
    }
}

/// The result of work that never waits, as everything does here.
pub fn at_once<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    work.now_or_never().unwrap_or_else(|| {
        tracing::error!("a script of the store waits for something that is not the database");
        Err(StoreError::Unavailable)
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_kept_statement_is_planned_once_for_all_values() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join("planned.sqlite")).unwrap();
        let tables = "CREATE TABLE chat (no INTEGER PRIMARY KEY, state TEXT, due INTEGER);
             CREATE INDEX going ON chat (due) WHERE state = 'going';
             CREATE INDEX waiting ON chat (state, due)";
        connection.execute_batch(tables).unwrap();
        let sql = "SELECT no FROM chat WHERE state = $1 AND due <= $2 LIMIT $3";
        for due in 0..10 {
            let mut statement = connection.prepare_cached(sql).unwrap();
            let state = if due % 2 == 0 { "going" } else { "waiting" };
            bind(&mut statement, &[state.into(), i64::from(due).into(), 10_i64.into()]).unwrap();
            assert!(statement.raw_query().next().unwrap().is_none());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{due}");
        }
    }
}
