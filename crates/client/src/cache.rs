//! The desk's own copies in its data folder: chats, messages, drafts, outbox and where the window was. Every value is
//! sealed under the storage key from the keyring and bound to its table and row, so a stolen disk shows nothing but
//! how many rows there are and when they must go.

use std::path::{Path, PathBuf};

use beistand_domain::{ChatId, MessageId, Moment, limits};
use beistand_protocol::view::{ChatStateView, ChatView, MessageView};
use beistand_seal::LocalKey;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Runtime;
use crate::outbox::Outgoing;

mod attachments;
mod file;

pub use attachments::Attached;
pub use file::{Left, left, probe, remove, remove_expired_aside};

/// The copies cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// SQLite said no.
    #[error("the database of the desk")]
    Database(#[from] rusqlite::Error),
    /// The folder cannot be used.
    #[error("the data folder")]
    Folder(#[from] std::io::Error),
    /// A value does not open under the storage key, or is not what it should be.
    #[error("a sealed value is damaged")]
    Damaged,
}

/// The open file.
pub struct Cache {
    db: Connection,
    key: LocalKey,
    runtime: Runtime,
    path: PathBuf,
}

/// How opening went.
pub struct Opened {
    /// The copies on disk.
    pub cache: Cache,
    /// There was a file, but it was damaged or sealed with another key; it was put aside and a new one begun.
    pub rebuilt: bool,
}

impl Cache {
    /// Opens the file in `folder`, or begins it.
    pub fn open(folder: &Path, key: LocalKey, runtime: Runtime) -> Result<Opened, StorageError> {
        file::open(folder, key, runtime)
    }

    /// Keeps the newest view of a chat, until its last moment at most.
    pub fn put_chat(&mut self, chat: &ChatView) -> Result<(), StorageError> {
        let sealed = self.seal(&label("chat", chat.id.to_bytes()), chat)?;
        self.db.execute(
            "INSERT INTO chat (id, keep_until, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET keep_until = excluded.keep_until, sealed = excluded.sealed",
            params![chat.id.to_bytes(), keep_until(chat).millis(), sealed],
        )?;
        Ok(())
    }

    /// The chats that may still be read at `now`.
    pub fn chats(&self, now: Moment) -> Result<Vec<ChatView>, StorageError> {
        let mut statement =
            self.db.prepare_cached("SELECT id, sealed FROM chat WHERE keep_until > ?1 ORDER BY id")?;
        let rows = statement.query_map([now.millis()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (id, sealed): ([u8; 16], _) = row?;
            self.open_value(&label("chat", id), &sealed)
        })
        .collect()
    }

    /// Keeps a message and, where it is what this device sent, takes it out of the outbox, in one transaction.
    pub fn put_message(&mut self, message: &MessageView, sent_here: bool) -> Result<(), StorageError> {
        let sealed = self.seal(&message_label(message.chat, message.seq), message)?;
        let tx = self.db.transaction()?;
        tx.execute(
            "INSERT INTO message (chat, seq, sealed) VALUES (?1, ?2, ?3) ON CONFLICT (chat, seq) DO NOTHING",
            params![message.chat.to_bytes(), message.seq, sealed],
        )?;
        if sent_here {
            tx.execute("DELETE FROM outgoing WHERE id = ?1", [message.id.to_bytes()])?;
            tx.execute("DELETE FROM attachment WHERE message = ?1", [message.id.to_bytes()])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// The kept messages of a chat that may still be read at `now`, in order.
    pub fn messages(&self, chat: ChatId, now: Moment) -> Result<Vec<MessageView>, StorageError> {
        let mut statement = self.db.prepare_cached(
            "SELECT message.seq, message.sealed FROM message JOIN chat ON chat.id = message.chat
             WHERE message.chat = ?1 AND chat.keep_until > ?2 ORDER BY message.seq",
        )?;
        let rows = statement.query_map(params![chat.to_bytes(), now.millis()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        rows.map(|row| {
            let (seq, sealed) = row?;
            self.open_value(&message_label(chat, seq), &sealed)
        })
        .collect()
    }

    /// Writes a message into the outbox and clears the draft it came from, in one transaction. What is written again of a message
    /// that is there leaves the draft alone: it is the next one's.
    pub fn put_outgoing(&mut self, message: &Outgoing) -> Result<(), StorageError> {
        let sealed = self.seal(&label("outgoing", message.id.to_bytes()), message)?;
        let tx = self.db.transaction()?;
        let known = "SELECT EXISTS (SELECT 1 FROM outgoing WHERE id = ?1)";
        let known: bool = tx.query_row(known, [message.id.to_bytes()], |row| row.get(0))?;
        tx.execute(
            "INSERT INTO outgoing (id, chat, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
            params![message.id.to_bytes(), message.chat.to_bytes(), sealed],
        )?;
        if !known {
            tx.execute("DELETE FROM draft WHERE chat = ?1", [message.chat.to_bytes()])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// The outbox in the order it was written.
    pub fn outgoing(&self) -> Result<Vec<Outgoing>, StorageError> {
        let mut statement = self.db.prepare_cached("SELECT id, sealed FROM outgoing ORDER BY place")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (id, sealed): ([u8; 16], _) = row?;
            self.open_value(&label("outgoing", id), &sealed)
        })
        .collect()
    }

    /// Takes a message out of the outbox.
    pub fn remove_outgoing(&mut self, id: MessageId) -> Result<(), StorageError> {
        self.db.execute("DELETE FROM outgoing WHERE id = ?1", [id.to_bytes()])?;
        Ok(())
    }

    /// Keeps what is being written; an empty text removes it.
    pub fn put_draft(&mut self, chat: ChatId, text: &str) -> Result<(), StorageError> {
        if text.is_empty() {
            self.db.execute("DELETE FROM draft WHERE chat = ?1", [chat.to_bytes()])?;
            return Ok(());
        }
        let sealed = self.seal(&label("draft", chat.to_bytes()), &text)?;
        self.db.execute(
            "INSERT INTO draft (chat, sealed) VALUES (?1, ?2)
             ON CONFLICT (chat) DO UPDATE SET sealed = excluded.sealed",
            params![chat.to_bytes(), sealed],
        )?;
        Ok(())
    }

    /// Every chat's unsent text.
    pub fn drafts(&self) -> Result<Vec<(ChatId, String)>, StorageError> {
        let mut statement = self.db.prepare_cached("SELECT chat, sealed FROM draft")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (chat, sealed): ([u8; 16], _) = row?;
            Ok((ChatId::from_bytes(chat), self.open_value(&label("draft", chat), &sealed)?))
        })
        .collect()
    }

    /// Keeps a value of the desk itself under a name, for instance where the window was.
    pub fn put<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), StorageError> {
        let sealed = self.seal(&label("desk", name), value)?;
        self.db.execute(
            "INSERT INTO desk (name, sealed) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
            params![name, sealed],
        )?;
        Ok(())
    }

    /// A value by its name; none where it was never kept.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StorageError> {
        let sealed: Option<Vec<u8>> = self
            .db
            .query_row("SELECT sealed FROM desk WHERE name = ?1", [name], |row| row.get(0))
            .optional()?;
        sealed.map(|sealed| self.open_value(&label("desk", name), &sealed)).transpose()
    }

    /// Removes everything of these chats and leaves no bytes of it in the file.
    pub fn forget(&mut self, chats: &[ChatId]) -> Result<(), StorageError> {
        let tx = self.db.transaction()?;
        for chat in chats {
            for statement in [
                "DELETE FROM message WHERE chat = ?1",
                "DELETE FROM outgoing WHERE chat = ?1",
                "DELETE FROM draft WHERE chat = ?1",
                "DELETE FROM attachment WHERE chat = ?1",
                "DELETE FROM chat WHERE id = ?1",
            ] {
                tx.execute(statement, [chat.to_bytes()])?;
            }
        }
        tx.commit()?;
        self.settle()
    }

    /// Removes the chats whose time is over, and says which; also files that were put aside long enough ago.
    pub fn purge(&mut self, now: Moment) -> Result<Vec<ChatId>, StorageError> {
        if let Some(folder) = self.path.parent() {
            file::remove_expired_aside(folder, now)?;
        }
        let due: Vec<ChatId> = {
            let mut statement = self.db.prepare_cached("SELECT id FROM chat WHERE keep_until <= ?1")?;
            let rows = statement.query_map([now.millis()], |row| row.get(0))?;
            rows.map(|id| id.map(ChatId::from_bytes)).collect::<Result<_, _>>()?
        };
        if !due.is_empty() {
            self.forget(&due)?;
        }
        Ok(due)
    }

    /// When [`Self::purge`] has the next thing to do.
    pub fn next_purge(&self) -> Result<Option<Moment>, StorageError> {
        let next: Option<i64> =
            self.db.query_row("SELECT MIN(keep_until) FROM chat", [], |row| row.get(0))?;
        let aside = self.path.parent().map_or(Ok(None), file::next_expiry)?;
        Ok(next.map(Moment::from_millis).into_iter().chain(aside).min())
    }

    /// Removes everything, and the file.
    pub fn destroy(self) -> Result<(), StorageError> {
        let Self { db, path, .. } = self;
        db.execute_batch(
            "DELETE FROM message; DELETE FROM outgoing; DELETE FROM draft; DELETE FROM attachment; DELETE FROM chat; \
             DELETE FROM desk;",
        )?;
        drop(db);
        path.parent().map_or(Ok(()), remove)
    }

    /// Brings the log into the file, where deleted rows are overwritten, and empties the log.
    fn settle(&self) -> Result<(), StorageError> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn seal<T: Serialize>(&self, label: &[u8], value: &T) -> Result<Vec<u8>, StorageError> {
        let plain = serde_json::to_vec(value).map_err(|_| StorageError::Damaged)?;
        self.key.seal(label, &plain, self.runtime.bytes()).map_err(|_| StorageError::Damaged)
    }

    fn open_value<T: DeserializeOwned>(&self, label: &[u8], sealed: &[u8]) -> Result<T, StorageError> {
        let plain = self.key.open(label, sealed).map_err(|_| StorageError::Damaged)?;
        serde_json::from_slice(&plain).map_err(|_| StorageError::Damaged)
    }
}

/// The latest moment a copy may be kept, also when this desk never hears of the end: a chat ends by itself.
fn keep_until(chat: &ChatView) -> Moment {
    match chat.state {
        ChatStateView::Waiting { .. } => chat.requested + limits::READABLE_AFTER_END,
        ChatStateView::Accepted { at, .. } => at + limits::ANSWER_WITHIN + limits::READABLE_AFTER_END,
        ChatStateView::Active { ends, .. } => ends + limits::READABLE_AFTER_END,
        ChatStateView::Ended { readable_until, .. } => readable_until,
    }
}

fn label(table: &str, row: impl AsRef<[u8]>) -> Vec<u8> {
    [table.as_bytes(), &[0], row.as_ref()].concat()
}

fn message_label(chat: ChatId, seq: u32) -> Vec<u8> {
    label("message", [chat.to_bytes().as_slice(), &seq.to_be_bytes()].concat())
}

#[cfg(test)]
mod tests;
