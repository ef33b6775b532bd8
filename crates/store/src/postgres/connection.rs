//! One transaction on one connection.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::BytesMut;
use deadpool_postgres::{Object, Pool, PoolError};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;
use crate::sql::{Columns, Row, Sql, Value};

/// A transaction that has begun. Dropped before its end, it takes its connection with it: nobody may find an open
/// transaction in the pool.
pub struct Session {
    client: Option<Object>,
    failed: AtomicBool,
}

impl Session {
    /// Takes a connection on which the caller begins.
    pub async fn open(pool: &Pool) -> Result<Self, StoreError> {
        Ok(Self { client: Some(pool.get().await?), failed: AtomicBool::new(false) })
    }

    /// Takes a connection and begins.
    pub async fn begin(pool: &Pool, begin: &str) -> Result<Self, StoreError> {
        let session = Self::open(pool).await?;
        session.client()?.batch_execute(begin).await?;
        Ok(session)
    }

    pub fn client(&self) -> Result<&Object, StoreError> {
        self.client.as_ref().ok_or(StoreError::Unavailable)
    }

    /// Puts everything on disk; what had failed underway is undone instead.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed.load(Ordering::Relaxed) {
            self.roll_back().await?;
            return Err(StoreError::Unavailable);
        }
        self.client()?.batch_execute("COMMIT").await?;
        self.finished();
        Ok(())
    }

    /// Undoes everything.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        // A connection that cannot is dropped, and the database undoes it by itself.
        if self.client()?.batch_execute("ROLLBACK").await.is_ok() {
            self.finished();
        }
        Ok(())
    }

    /// The connection may be used again.
    pub fn finished(mut self) {
        drop(self.client.take());
    }

    async fn rows(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, tokio_postgres::Error> {
        let Some(client) = &self.client else { return Ok(Vec::new()) };
        let statement = client.prepare_cached(sql).await?;
        rows(&client.query(&statement, &parameters(values)).await?)
    }

    async fn change(&self, sql: &str, values: &[Value]) -> Result<u64, tokio_postgres::Error> {
        let Some(client) = &self.client else { return Ok(0) };
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &parameters(values)).await
    }

    fn noted<T>(&self, result: Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        result.map_err(|error| {
            self.failed.store(true, Ordering::Relaxed);
            error.into()
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Sql for Arc<Session> {
    fn query<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        async move { self.noted(self.rows(sql, values).await) }.boxed()
    }

    fn execute<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        async move { self.noted(self.change(sql, values).await) }.boxed()
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // The server's own words may repeat values of a row; its code and the constraint's name never do.
        match error.as_db_error() {
            // A text with a NUL, which PostgreSQL cannot hold: nothing of ours is called so.
            Some(database) if *database.code() == SqlState::CHARACTER_NOT_IN_REPERTOIRE => {
                return Self::NotFound;
            }
            Some(database) => {
                let (code, constraint) = (database.code().code(), database.constraint());
                tracing::error!(code, constraint, "database");
            }
            // It is away; that is said once, not for each that waits for it.
            None => tracing::debug!(%error, "database"),
        }
        Self::Unavailable
    }
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_)
            | PoolError::Closed
            | PoolError::NoRuntimeSpecified
            | PoolError::PostCreateHook(_) => {
                tracing::debug!("no connection to the database is free");
                Self::Unavailable
            }
        }
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Rows in our few kinds of values; all are of one statement.
pub fn rows(rows: &[tokio_postgres::Row]) -> Result<Vec<Row>, tokio_postgres::Error> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let columns: Columns = first.columns().iter().map(|column| Box::from(column.name())).collect();
    rows.iter().map(|row| Ok(Row::new(columns.clone(), values(row)?))).collect()
}

fn values(row: &tokio_postgres::Row) -> Result<Vec<Value>, tokio_postgres::Error> {
    let columns = row.columns().iter().enumerate();
    let value = columns.map(|(at, column)| {
        Ok(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
            _ => row.try_get::<_, Option<String>>(at)?.into(),
        })
    });
    value.collect()
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_slice().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT4, Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}
