//! Which sealed files there are. Their bytes are in the file store; here stands whose they are and how far they have got.

use beistand_domain::access::Action;
use beistand_domain::{ChatId, FileId, MessageId, Moment, limits};
use beistand_protocol::view::Audience;

use crate::actor::Actor;
use crate::chat_row;
use crate::database::Store;
use crate::error::StoreError;
use crate::message::End;
use crate::names::Named;
use crate::sql::{Lock, Tx, values};

/// The files of a chat that is purged: their bytes are to be removed, and nothing else is known of them.
pub const GOING: &str = "UPDATE file SET state = 'going', due = $2, chat_no = NULL, message_id = NULL, sender = NULL, audience = NULL \
     WHERE chat_no = $1";

/// A file that a participant wants to send.
#[derive(Clone)]
pub struct NewFile {
    /// The chat it belongs to.
    pub chat: ChatId,
    /// Its id, made by its author.
    pub id: FileId,
    /// The name that this try's bytes get in the file store; a new one for each.
    pub content: FileId,
    /// The message it belongs to.
    pub message: MessageId,
    /// Who sends it.
    pub author: Actor,
    /// Who may have it.
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

    /// All bytes of a try are in the file store. Errors: [`StoreError::IdReused`] when another try has taken its place, and
    /// [`StoreError::NotFound`] when its chat was purged meanwhile; the bytes are of no use then.
    pub async fn file_stored(&self, chat: ChatId, (id, content): (FileId, FileId)) -> Result<(), StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let stored =
                    "UPDATE file SET state = 'stored' WHERE id = $1 AND content = $2 AND state = 'coming'";
                if tx.execute(stored, values![id.to_bytes(), content.to_bytes()]).await? == 1 {
                    return Ok(());
                }
                let other = "SELECT 1 AS found FROM file WHERE id = $1 AND state <> 'going'";
                match tx.first(other, values![id.to_bytes()]).await? {
                    Some(_) => Err(StoreError::IdReused),
                    None => Err(StoreError::NotFound),
                }
            })
        })
        .await
    }

    /// A try has failed: it takes no room in the chat any more.
    pub async fn forget_file(&self, chat: ChatId, (id, content): (FileId, FileId)) -> Result<(), StoreError> {
        let sql = "DELETE FROM file WHERE id = $1 AND content = $2 AND state = 'coming'";
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(
                async move { tx.execute(sql, values![id.to_bytes(), content.to_bytes()]).await.map(|_| ()) },
            )
        })
        .await
    }

    /// The name in the file store and the length of a file that `reader` may have now.
    pub async fn file(
        &self,
        (chat, id): (ChatId, FileId),
        reader: Actor,
        now: Moment,
    ) -> Result<(FileId, u64), StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                reader.may_in(&record, Action::ReadChat, now)?;
                let sql =
                    "SELECT content, size, audience FROM file WHERE id = $1 AND chat_no = $2 AND state = 'stored'";
                let row = tx.first(sql, values![id.to_bytes(), record.no]).await?;
                let row = row.ok_or(StoreError::NotFound)?;
                if row.parsed("audience", Audience::named)? == Audience::Counsellors {
                    reader.may_in(&record, Action::ReadHidden, now)?;
                }
                Ok((row.id("content", FileId::from_bytes)?, row.int("size")?.unsigned_abs()))
            })
        })
        .await
    }

    /// The names of bytes that are to be removed, at most `most`.
    pub async fn files_going(&self, most: u32) -> Result<Vec<FileId>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT content FROM file WHERE state = 'going' ORDER BY due LIMIT $1";
                let rows = tx.query(sql, values![most]).await?;
                rows.iter().map(|row| row.id("content", FileId::from_bytes)).collect()
            })
        })
        .await
    }

    /// The bytes of a file are removed: nothing is left of it.
    pub async fn file_gone(&self, content: FileId) -> Result<(), StoreError> {
        let sql = "DELETE FROM file WHERE content = $1 AND state = 'going'";
        self.write(&[], move |tx| {
            Box::pin(async move { tx.execute(sql, values![content.to_bytes()]).await.map(|_| ()) })
        })
        .await
    }

    /// Of which of these names in the file store nothing is known.
    pub async fn unknown_files(&self, contents: Vec<FileId>) -> Result<Vec<FileId>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let mut unknown = Vec::new();
                for id in contents {
                    let known = tx
                        .first("SELECT 1 AS found FROM file WHERE content = $1", values![id.to_bytes()])
                        .await?;
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
    end.may_write(&new.author, new.audience, now)?;
    let (sender, size) = (new.author.number(), i64::try_from(new.size).unwrap_or(i64::MAX));
    let known = "SELECT chat_no, message_id, sender, audience, size, state FROM file WHERE id = $1";
    if let Some(row) = tx.first(known, values![new.id.to_bytes()]).await? {
        if row.int_if_any("chat_no")? != Some(end.no().0) {
            return Err(StoreError::NotFound);
        }
        let theirs = row.int_if_any("sender")? == sender.map(|no| no.0);
        let same = theirs
            && row.id("message_id", MessageId::from_bytes)? == new.message
            && row.parsed("audience", Audience::named)? == new.audience
            && row.int("size")? == size;
        match row.text("state")? {
            "stored" if same => return Ok(Begun::Stored),
            "coming" if theirs => {
                // The last try did not come to its end; whatever it was meant to be, this one counts.
                tx.execute("DELETE FROM file WHERE id = $1", values![new.id.to_bytes()]).await?;
            }
            _ => return Err(StoreError::IdReused),
        }
    }
    end.takes(new.audience, 0, now)?;
    has_room(tx, &end, &new).await?;
    tx.execute(
        "INSERT INTO file (id, content, chat_no, message_id, sender, audience, size, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'coming')",
        values![
            new.id.to_bytes(),
            new.content.to_bytes(),
            end.no(),
            new.message.to_bytes(),
            sender,
            new.audience.name(),
            size
        ],
    )
    .await?;
    Ok(Begun::Wanted)
}

/// Each audience has room of its own, so that hidden files are not noticed by a refusal.
async fn has_room(tx: &Tx, end: &End, new: &NewFile) -> Result<(), StoreError> {
    let counts = "SELECT count(*) AS of_chat, CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes, count(*) FILTER (WHERE message_id = $2) AS of_message \
         FROM file WHERE chat_no = $1 AND audience = $3";
    let values = values![end.no(), new.message.to_bytes(), new.audience.name()];
    let counts = tx.first(counts, values).await?.ok_or(StoreError::Unavailable)?;
    if counts.int("bytes")?.unsigned_abs() + new.size > limits::FILE_BYTES_PER_CHAT {
        return Err(StoreError::ChatFull);
    }
    let full = counts.count("of_chat")? >= limits::FILES_PER_CHAT
        || counts.count("of_message")? >= limits::FILES_PER_MESSAGE;
    if full { Err(StoreError::TooManyFiles) } else { Ok(()) }
}
