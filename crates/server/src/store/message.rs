//! Messages: sealed bytes with a place in their chat.

use beistand_domain::{Chat, ChatId, Ending, MessageId, Moment, PersonId, Refusal, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, Marks, MessageView, Sender};

use super::sql::{Lock, Row, Tx, values};
use super::{Engine, Store, StoreError, chat_row};
use crate::store::model::ChatRecord;

/// Who writes or reads: the chat's seeker or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    Seeker,
    Person { no: i64, id: PersonId },
}

/// A message to be stored.
pub struct NewMessage {
    pub chat: ChatId,
    pub id: MessageId,
    pub author: Author,
    pub audience: Audience,
    pub body: Blob,
}

/// A stored message; `new` is false when it had been stored before.
pub struct Appended {
    pub message: MessageView,
    pub counsellor: PersonId,
    pub new: bool,
    /// The author in the row: 0 is the seeker.
    pub sender_no: i64,
}

impl Appended {
    /// The audience in the row.
    pub fn audience_no(&self) -> i64 {
        audience_no(self.message.audience)
    }
}

/// An audience in a row.
pub fn audience_no(audience: Audience) -> i64 {
    match audience {
        Audience::Everyone => 0,
        Audience::Counsellors => 1,
    }
}

/// How a message's row is written.
pub const INSERT: &str =
    "INSERT INTO message (chat_no, seq, id, at, sender, audience, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// The end of one chat's transcript: who may write there, until when, and the next place.
#[derive(Clone, Debug)]
pub struct End {
    pub no: i64,
    chat: Chat,
    /// No message is taken from this moment on; meaningful while the chat is active.
    ends: Moment,
    pub next_seq: u32,
}

impl End {
    /// The end of a chat as its row and its topic say.
    pub fn new(record: &ChatRecord, rules: &beistand_domain::Rules) -> Self {
        let ends = match record.chat {
            Chat::Active(active) => active.ends(rules),
            Chat::Waiting(_) | Chat::Accepted(_) | Chat::Ended(_) => record.requested,
        };
        Self { no: record.no, chat: record.chat, ends, next_seq: record.last_seq + 1 }
    }

    /// The end of the chat with this id.
    pub async fn of(tx: &Tx, id: ChatId) -> Result<Self, StoreError> {
        let record = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
        let rules = chat_row::rules_of(tx, record.topic_no).await?;
        Ok(Self::new(&record, &rules))
    }

    /// Where a message goes: to the place it has already, or here at the end.
    pub fn place(
        &self,
        message: NewMessage,
        known: Option<(u32, Moment)>,
        now: Moment,
    ) -> Result<Appended, StoreError> {
        let (counsellor, sender, sender_no) = self.writer(message.author)?;
        if known.is_none() {
            self.takes(now)?;
        }
        let (seq, at) = known.unwrap_or((self.next_seq, now));
        let NewMessage { chat, id, author: _, audience, body } = message;
        let message = MessageView { id, chat, seq, at, sender, audience, body };
        Ok(Appended { message, counsellor, new: known.is_none(), sender_no })
    }

    /// The chat's counsellor, and the author as a sender and in a row; nobody else writes here.
    pub fn writer(&self, author: Author) -> Result<(PersonId, Sender, i64), StoreError> {
        let counsellor = self.chat.counsellor().ok_or(StoreError::NotFound)?;
        match author {
            Author::Seeker => Ok((counsellor, Sender::Seeker, 0)),
            Author::Person { no, id } if id == counsellor => Ok((counsellor, Sender::Counsellor { id }, no)),
            Author::Person { .. } => Err(StoreError::NotFound),
        }
    }

    /// Whether something may be added at this moment.
    pub fn takes(&self, now: Moment) -> Result<(), StoreError> {
        let refuse = |refusal| Err(StoreError::Chat { refusal, held_by: None });
        match self.chat {
            Chat::Waiting(_) | Chat::Accepted(_) => refuse(Refusal::NotActive),
            Chat::Ended(ended) => refuse(Refusal::Ended { how: ended.how }),
            Chat::Active(_) if now >= self.ends => refuse(Refusal::Ended { how: Ending::TimeLimit }),
            Chat::Active(_) if self.next_seq > limits::MESSAGES_PER_CHAT => {
                Err(StoreError::TooMany { retry_after: 3600 })
            }
            Chat::Active(_) => Ok(()),
        }
    }
}

impl Store {
    /// Stores a message at the end of its chat and calls `told` in the order of the places. Repeating it gives the
    /// same place.
    pub async fn append(
        &self,
        message: NewMessage,
        now: Moment,
        published: impl FnOnce(&Appended) + Send + 'static,
    ) -> Result<Appended, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.append(message, now, published).await,
            Engine::Postgres(postgres) => postgres.append(message, now, published).await,
        }
    }

    /// Messages behind `after` for somebody who takes part, oldest first, and whether there are more.
    pub async fn messages(
        &self,
        chat: ChatId,
        reader: Author,
        (after, limit): (u32, u32),
        now: Moment,
    ) -> Result<(Vec<MessageView>, bool), StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                may_read(&record.chat, reader, now)?;
                let most_hidden = i64::from(reader != Author::Seeker);
                let rows = tx
                    .query(
                        "SELECT id, seq, at, (SELECT id FROM person WHERE person.no = message.sender), audience, body \
                         FROM message WHERE chat_no = $1 AND seq > $2 AND audience <= $3 ORDER BY seq LIMIT $4",
                        values![record.no, after, most_hidden, limit + 1],
                    )
                    .await?;
                let messages = rows.iter().map(|row| view(row, chat)).collect::<Result<Vec<_>, _>>();
                let mut messages = messages?;
                let more = messages.len() > limit as usize;
                messages.truncate(limit as usize);
                Ok((messages, more))
            })
        })
        .await
    }

    /// Moves one side's marks forward and gives both sides', or nothing when they had got as far before.
    pub async fn mark(
        &self,
        chat: ChatId,
        reader: Author,
        (delivered, read): (u32, u32),
        now: Moment,
    ) -> Result<Option<(Marks, Marks, PersonId)>, StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                may_read(&record.chat, reader, now)?;
                let counsellor = record.chat.counsellor().ok_or(StoreError::NotFound)?;
                let (delivered, read) = (delivered.min(record.last_seq), read.min(record.last_seq));
                let (old, sql) = match reader {
                    Author::Seeker => (
                        record.seeker_marks,
                        "UPDATE chat SET seeker_delivered = $2, seeker_read = $3 WHERE no = $1",
                    ),
                    Author::Person { .. } => (
                        record.counsellor_marks,
                        "UPDATE chat SET counsellor_delivered = $2, counsellor_read = $3 WHERE no = $1",
                    ),
                };
                let new =
                    Marks { delivered: old.delivered.max(delivered).max(read), read: old.read.max(read) };
                if new == old {
                    return Ok(None);
                }
                tx.execute(sql, values![record.no, new.delivered, new.read]).await?;
                Ok(Some(match reader {
                    Author::Seeker => (new, record.counsellor_marks, counsellor),
                    Author::Person { .. } => (record.seeker_marks, new, counsellor),
                }))
            })
        })
        .await
    }
}

/// The seeker reads while the chat lives, its counsellor until the 48 hours are over; nobody else ever.
pub fn may_read(chat: &Chat, reader: Author, now: Moment) -> Result<(), StoreError> {
    let theirs = match reader {
        Author::Seeker => !matches!(chat, Chat::Ended(_)),
        Author::Person { id, .. } => chat.counsellor() == Some(id),
    };
    let still = match chat {
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => true,
        Chat::Ended(ended) => beistand_domain::retention::readable(ended, now),
    };
    if theirs && still { Ok(()) } else { Err(StoreError::NotFound) }
}

fn view(row: &Row, chat: ChatId) -> Result<MessageView, StoreError> {
    let sender = match row.id_if_any(3)? {
        Some(id) => Sender::Counsellor { id: PersonId::from_bytes(id) },
        None => Sender::Seeker,
    };
    let audience = if row.flag(4)? { Audience::Counsellors } else { Audience::Everyone };
    Ok(MessageView {
        id: MessageId::from_bytes(row.id(0)?),
        chat,
        seq: row.count(1)?,
        at: row.moment(2)?,
        sender,
        audience,
        body: Blob(row.bytes(5)?.to_vec()),
    })
}
