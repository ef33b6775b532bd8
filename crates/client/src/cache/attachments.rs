//! Files of messages that are still being written or wait to be sent.

use beistand_domain::{ChatId, FileId, MessageId};
use beistand_seal::Attachment;
use rusqlite::{OptionalExtension, params};

use super::{Cache, StorageError, label};

/// A file of a message, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Where it is to go.
    pub chat: ChatId,
    /// The message that will name it.
    pub message: MessageId,
    /// Name, kind and bytes.
    pub attachment: Attachment,
}

impl Cache {
    /// Keeps a file with its bytes, which are sealed for its chat.
    pub fn put_attachment(&mut self, attached: &Attached, sealed: &[u8]) -> Result<(), StorageError> {
        let Attached { chat, message, attachment } = attached;
        let note = self.seal(&label("attachment", attachment.id), attachment)?;
        self.db.execute(
            "INSERT INTO attachment (id, chat, message, note, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![attachment.id, chat.to_bytes(), message.to_bytes(), note, sealed],
        )?;
        Ok(())
    }

    /// All of them in the order they were attached.
    pub fn attachments(&self) -> Result<Vec<Attached>, StorageError> {
        let mut statement =
            self.db.prepare_cached("SELECT id, chat, message, note FROM attachment ORDER BY place")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?))
        })?;
        rows.map(|row| {
            let (id, chat, message, note) = row?;
            let attachment = self.open_value(&label("attachment", id), &note)?;
            let (chat, message) = (ChatId::from_bytes(chat), MessageId::from_bytes(message));
            Ok(Attached { chat, message, attachment })
        })
        .collect()
    }

    /// The sealed bytes of one, while it is here.
    pub fn attachment_bytes(&self, id: FileId) -> Result<Option<Vec<u8>>, StorageError> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM attachment WHERE id = ?1")?;
        Ok(statement.query_row([id.to_bytes()], |row| row.get(0)).optional()?)
    }

    /// Takes it away again, and leaves no bytes of it in the file.
    pub fn remove_attachment(&mut self, id: FileId) -> Result<(), StorageError> {
        self.db.execute("DELETE FROM attachment WHERE id = ?1", [id.to_bytes()])?;
        self.settle()
    }
}
