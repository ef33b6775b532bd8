//! Which sealed files there are. Their bytes are in the file store; here stands whose they are and how far they have got.

use beistand_domain::{ChatId, FileId, MessageId, Moment, limits};
use beistand_protocol::view::Audience;

use super::message::{End, audience_no, may_read};
use super::sql::{Lock, Tx, values};
use super::{Author, Store, StoreError, chat_row};

/// The files of a chat that is purged: their bytes are to be removed, and nothing else is known of them.
pub const GOING: &str = "UPDATE file SET state = 'going', due = $2, chat_no = 0, message_id = $3, sender = 0, audience = 0 \
     WHERE chat_no = $1";

/// A file that somebody wants to send.
#[derive(Clone, Copy)]
pub struct NewFile {
    pub chat: ChatId,
    pub id: FileId,
    /// The message it belongs to.
    pub message: MessageId,
    pub author: Author,
    pub audience: Audience,
    /// Length of its sealed bytes.
    pub size: u64,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Its bytes are wanted.
    Wanted,
    /// It has been stored before.
    Stored,
}

impl Store {
    /// Makes room for a file. Sent again it is the same file; its id with anything else about it is refused.
    pub async fn begin_file(&self, new: NewFile, now: Moment) -> Result<Begun, StoreError> {
        self.write(&[Lock::Chat(new.chat)], move |tx| Box::pin(begin(tx, new, now))).await
    }

    /// All bytes of a file are in the file store. Not found: its chat was purged meanwhile.
    pub async fn file_stored(&self, chat: ChatId, id: FileId) -> Result<(), StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let stored = "UPDATE file SET state = 'stored' WHERE id = $1 AND state <> 'going'";
                let changed = tx.execute(stored, values![id.to_bytes()]).await?;
                if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
            })
        })
        .await
    }

    /// The length of a file that `reader` may have now.
    pub async fn file(
        &self,
        (chat, id): (ChatId, FileId),
        reader: Author,
        now: Moment,
    ) -> Result<u64, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                may_read(&record.chat, reader, now)?;
                let sql = "SELECT size FROM file \
                     WHERE id = $1 AND chat_no = $2 AND audience <= $3 AND state = 'stored'";
                let most_hidden = i64::from(reader != Author::Seeker);
                let row = tx.first(sql, values![id.to_bytes(), record.no, most_hidden]).await?;
                Ok(row.ok_or(StoreError::NotFound)?.int(0)?.unsigned_abs())
            })
        })
        .await
    }

    /// Files whose bytes are to be removed, at most `most`.
    pub async fn files_going(&self, most: u32) -> Result<Vec<FileId>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT id FROM file WHERE state = 'going' ORDER BY due LIMIT $1";
                let rows = tx.query(sql, values![most]).await?;
                rows.iter().map(|row| Ok(FileId::from_bytes(row.id(0)?))).collect()
            })
        })
        .await
    }

    /// The bytes of a file are removed: nothing is left of it.
    pub async fn file_gone(&self, id: FileId) -> Result<(), StoreError> {
        let sql = "DELETE FROM file WHERE id = $1 AND state = 'going'";
        self.write(&[], move |tx| {
            Box::pin(async move { tx.execute(sql, values![id.to_bytes()]).await.map(|_| ()) })
        })
        .await
    }

    /// Which of these files nothing is known of.
    pub async fn unknown_files(&self, ids: Vec<FileId>) -> Result<Vec<FileId>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let mut unknown = Vec::new();
                for id in ids {
                    let known = tx.first("SELECT 1 FROM file WHERE id = $1", values![id.to_bytes()]).await?;
                    if known.is_none() {
                        unknown.push(id);
                    }
                }
                Ok(unknown)
            })
        })
        .await
    }
}

async fn begin(tx: &mut Tx, new: NewFile, now: Moment) -> Result<Begun, StoreError> {
    let end = End::of(tx, new.chat).await?;
    let (_, _, sender) = end.writer(new.author)?;
    let (audience, size) = (audience_no(new.audience), i64::try_from(new.size).unwrap_or(i64::MAX));
    let known = "SELECT chat_no, message_id, sender, audience, size, state FROM file WHERE id = $1";
    if let Some(row) = tx.first(known, values![new.id.to_bytes()]).await? {
        if row.int(0)? != end.no {
            return Err(StoreError::NotFound);
        }
        let same = row.id(1)? == new.message.to_bytes()
            && (row.int(2)?, row.int(3)?, row.int(4)?) == (sender, audience, size);
        match row.text(5)? {
            "stored" if same => return Ok(Begun::Stored),
            "coming" if row.int(2)? == sender => {
                // The last try did not come to its end; whatever it was meant to be, this one counts.
                tx.execute("DELETE FROM file WHERE id = $1", values![new.id.to_bytes()]).await?;
            }
            _ => return Err(StoreError::IdReused),
        }
    }
    end.takes(now)?;
    let counts = "SELECT count(*), count(*) FILTER (WHERE message_id = $2) FROM file WHERE chat_no = $1";
    let counts =
        tx.first(counts, values![end.no, new.message.to_bytes()]).await?.ok_or(StoreError::Unavailable)?;
    if counts.count(0)? >= limits::FILES_PER_CHAT || counts.count(1)? >= limits::FILES_PER_MESSAGE {
        return Err(StoreError::TooManyFiles);
    }
    tx.execute(
        "INSERT INTO file (id, chat_no, message_id, sender, audience, size, state, due) \
         VALUES ($1, $2, $3, $4, $5, $6, 'coming', 0)",
        values![new.id.to_bytes(), end.no, new.message.to_bytes(), sender, audience, size],
    )
    .await?;
    Ok(Begun::Wanted)
}
