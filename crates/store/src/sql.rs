//! The seam between what the store does and the engine that does it. Every script is written once, in the SQL that
//! SQLite and PostgreSQL share: `$1` for values, `ON CONFLICT`, `RETURNING`, whole numbers, texts and bytes only.

use std::sync::Arc;
use std::time::Duration;

use beistand_domain::{ChatId, CommandId, Moment, PersonId};
use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use crate::error::StoreError;

/// What a script does, to be awaited inside its transaction.
pub type Work<'t, T> = BoxFuture<'t, Result<T, StoreError>>;

/// A value in a statement or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

macro_rules! whole_number {
    ($($from:ty),*) => {$(
        impl From<$from> for Value {
            fn from(number: $from) -> Self {
                Self::Int(i64::from(number))
            }
        }
    )*};
}
whole_number!(i64, u32, bool);

impl From<Duration> for Value {
    fn from(span: Duration) -> Self {
        Self::Int(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        Self::Int(moment.millis())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement, in the order of their numbers.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*] };
}
pub(crate) use values;

/// The names of a statement's columns.
pub type Columns = Arc<[Box<str>]>;

/// One row of an answer. Columns are read by name.
#[derive(Clone, Debug)]
pub struct Row {
    columns: Columns,
    values: Vec<Value>,
}

impl Row {
    /// A row of these columns.
    pub fn new(columns: Columns, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// Everything in it, in the order of the statement.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    fn value(&self, column: &str) -> Result<&Value, StoreError> {
        let at = self.columns.iter().position(|name| &**name == column);
        at.and_then(|at| self.values.get(at)).ok_or_else(|| corrupt(column))
    }

    /// A whole number.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.int_if_any(column)?.ok_or_else(|| corrupt(column))
    }

    /// A whole number of a column that may be null.
    pub fn int_if_any(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Int(number) => Ok(Some(*number)),
            Value::Null => Ok(None),
            Value::Text(_) | Value::Bytes(_) => Err(corrupt(column)),
        }
    }

    /// A count, a place or a number that people see.
    pub fn count(&self, column: &str) -> Result<u32, StoreError> {
        u32::try_from(self.int(column)?).map_err(|_| corrupt(column))
    }

    /// Yes or no.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    /// A moment.
    pub fn moment(&self, column: &str) -> Result<Moment, StoreError> {
        Ok(Moment::from_millis(self.int(column)?))
    }

    /// A moment of a column that may be null.
    pub fn moment_if_any(&self, column: &str) -> Result<Option<Moment>, StoreError> {
        Ok(self.int_if_any(column)?.map(Moment::from_millis))
    }

    /// A span, kept in milliseconds.
    pub fn span(&self, column: &str) -> Result<Duration, StoreError> {
        u64::try_from(self.int(column)?).map(Duration::from_millis).map_err(|_| corrupt(column))
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<&str, StoreError> {
        self.text_if_any(column)?.ok_or_else(|| corrupt(column))
    }

    /// A text of a column that may be null.
    pub fn text_if_any(&self, column: &str) -> Result<Option<&str>, StoreError> {
        match self.value(column)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            Value::Int(_) | Value::Bytes(_) => Err(corrupt(column)),
        }
    }

    /// A text that this program wrote in one of a few forms.
    pub fn parsed<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(self.text(column)?).ok_or_else(|| corrupt(column))
    }

    /// Bytes.
    pub fn bytes(&self, column: &str) -> Result<&[u8], StoreError> {
        self.bytes_if_any(column)?.ok_or_else(|| corrupt(column))
    }

    /// Bytes of a column that may be null.
    pub fn bytes_if_any(&self, column: &str) -> Result<Option<&[u8]>, StoreError> {
        match self.value(column)? {
            Value::Bytes(bytes) => Ok(Some(bytes)),
            Value::Null => Ok(None),
            Value::Int(_) | Value::Text(_) => Err(corrupt(column)),
        }
    }

    /// The 16 bytes of an id, through the id's own `from_bytes`.
    pub fn id<T>(&self, column: &str, from_bytes: fn([u8; 16]) -> T) -> Result<T, StoreError> {
        self.id_if_any(column, from_bytes)?.ok_or_else(|| corrupt(column))
    }

    /// An id of a column that may be null.
    pub fn id_if_any<T>(&self, column: &str, from_bytes: fn([u8; 16]) -> T) -> Result<Option<T>, StoreError> {
        let bytes = self.bytes_if_any(column)?;
        bytes.map(|bytes| bytes.try_into().map(from_bytes).map_err(|_| corrupt(column))).transpose()
    }
}

/// The database holds what this program never wrote: it was changed by hand, or a file is broken.
pub fn corrupt(column: &str) -> StoreError {
    tracing::error!(column, "a row of the database cannot be read");
    StoreError::Corrupt
}

/// What a change holds alone until it is on disk, whichever process it runs in. Where several are needed they are
/// taken in the order of this list, so that nobody waits in a circle. SQLite has one writer and needs none.
#[derive(Clone, Copy, Debug)]
pub enum Lock<'a> {
    /// A command of an actor: a repeated one waits for the first.
    Command([u8; 16], CommandId),
    /// What admins set: one saves at a time.
    Settings,
    /// The line, the numbers and the admission of the centre at this address.
    Centre(&'a str),
    /// A person's availability, sessions and how many chats they hold.
    Person(PersonId),
    /// State, places and marks of a chat.
    Chat(ChatId),
}

impl Lock<'_> {
    /// A number for it that is as good as unique: two things with the same one only wait for each other.
    pub fn key(self) -> i64 {
        let mut digest = Sha256::new();
        match self {
            Self::Command(actor, id) => digest.update([&b"command"[..], &actor, &id.to_bytes()].concat()),
            Self::Settings => digest.update(b"settings"),
            Self::Centre(slug) => digest.update([b"centre", slug.as_bytes()].concat()),
            Self::Person(id) => digest.update([&b"person"[..], &id.to_bytes()].concat()),
            Self::Chat(id) => digest.update([&b"chat"[..], &id.to_bytes()].concat()),
        }
        i64::from_le_bytes(digest.finalize()[..8].try_into().unwrap_or_default())
    }
}

/// A transaction of some engine.
pub trait Sql: Send + Sync {
    /// All rows of a statement.
    fn query<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>>;

    /// Does a statement and gives how many rows it changed.
    fn execute<'a>(&'a self, sql: &'a str, values: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>>;
}

/// What a script works on: all of it happens, or nothing.
pub struct Tx {
    sql: Box<dyn Sql>,
    stepped: Vec<ChatId>,
}

impl Tx {
    pub fn new(sql: impl Sql + 'static) -> Self {
        Self { sql: Box::new(sql), stepped: Vec::new() }
    }

    /// All rows of a statement.
    pub async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.sql.query(sql, values).await
    }

    /// The first row of a statement, if there is one.
    pub async fn first(&self, sql: &str, values: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.sql.query(sql, values).await?.into_iter().next())
    }

    /// Does a statement and gives how many rows it changed.
    pub async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.sql.execute(sql, values).await
    }

    /// The state of a chat has changed: what an engine remembers of it is no longer true.
    pub fn stepped(&mut self, chat: ChatId) {
        self.stepped.push(chat);
    }

    /// Chats that have changed since this was asked last.
    pub fn take_stepped(&mut self) -> Vec<ChatId> {
        std::mem::take(&mut self.stepped)
    }
}
