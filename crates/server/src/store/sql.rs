//! The seam between what the store does and the engine that does it. Every script is written once, in the SQL that
//! SQLite and PostgreSQL share: `$1` for values, `ON CONFLICT`, `RETURNING`, whole numbers, texts and bytes only.

use beistand_domain::{ChatId, CommandId, Moment};
use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use super::StoreError;

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
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Value::from($value)),*] };
}
pub(crate) use values;

/// One row of an answer.
#[derive(Clone, Debug)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Ok(*number),
            Some(Value::Null | Value::Text(_) | Value::Bytes(_)) | None => Err(damaged(column)),
        }
    }

    /// A count, a place or a number that people see.
    pub fn count(&self, column: usize) -> Result<u32, StoreError> {
        u32::try_from(self.int(column)?).map_err(|_| damaged(column))
    }

    /// Yes or no.
    pub fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub fn moment(&self, column: usize) -> Result<Moment, StoreError> {
        Ok(Moment::from_millis(self.int(column)?))
    }

    /// A span that is kept in milliseconds.
    pub fn span(&self, column: usize) -> Result<std::time::Duration, StoreError> {
        Ok(std::time::Duration::from_millis(u64::try_from(self.int(column)?).unwrap_or(0)))
    }

    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            Some(Value::Null | Value::Int(_) | Value::Bytes(_)) | None => Err(damaged(column)),
        }
    }

    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.bytes_if_any(column)?.ok_or_else(|| damaged(column))
    }

    /// The bytes of a column that may be null.
    pub fn bytes_if_any(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            Some(Value::Int(_) | Value::Text(_)) | None => Err(damaged(column)),
        }
    }

    /// The 16 bytes of an id.
    pub fn id(&self, column: usize) -> Result<[u8; 16], StoreError> {
        self.bytes(column)?.try_into().map_err(|_| damaged(column))
    }

    /// The 16 bytes of an id, where there may be none.
    pub fn id_if_any(&self, column: usize) -> Result<Option<[u8; 16]>, StoreError> {
        let bytes = self.bytes_if_any(column)?;
        bytes.map(|bytes| bytes.try_into().map_err(|_| damaged(column))).transpose()
    }
}

/// The database gives what this program never wrote: it was changed by hand.
pub fn damaged(column: usize) -> StoreError {
    tracing::error!(column, "a row of the database cannot be read");
    StoreError::Unavailable
}

/// What a change holds alone until it is on disk, whichever process it runs in. Where several are needed they are
/// taken in the order of this list, so that nobody waits in a circle. SQLite has one writer and needs none.
#[derive(Clone, Copy, Debug)]
pub enum Lock<'a> {
    /// A command of an actor: a repeated one waits for the first.
    Command([u8; 16], CommandId),
    /// The line, the numbers and the admission of the centre at this address.
    Centre(&'a str),
    /// Somebody's availability, sessions and how many chats they hold.
    Person(i64),
    /// State, places and marks of a chat.
    Chat(ChatId),
}

impl Lock<'_> {
    /// A number for it that is as good as unique: two things with the same one only wait for each other.
    pub fn key(self) -> i64 {
        let mut digest = Sha256::new();
        match self {
            Self::Command(actor, id) => digest.update([&b"command"[..], &actor, &id.to_bytes()].concat()),
            Self::Centre(slug) => digest.update([b"centre", slug.as_bytes()].concat()),
            Self::Person(no) => digest.update([&b"person"[..], &no.to_le_bytes()].concat()),
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
