//! Messages: sealed bytes with a place in their chat.

use beistand_domain::{Chat, ChatId, MessageId, Moment, PersonId, Refusal, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, Marks, MessageView, Sender};
use rusqlite::{Row, params};

use super::{Store, chat_row, id16};
use crate::store::Denied;

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
}

impl Store {
    /// Stores a message at the end of its chat and calls `told` in the order of the places. Repeating it gives the
    /// same place.
    pub async fn append(
        &self,
        message: NewMessage,
        now: Moment,
        told: impl FnOnce(&Appended) + Send + 'static,
    ) -> Result<Appended, Denied> {
        self.writer.submit(move |tx| append(tx, message, now), told).await
    }

    /// Messages behind `after` for somebody who takes part, oldest first, and whether there are more.
    pub async fn messages(
        &self,
        chat: ChatId,
        reader: Author,
        (after, limit): (u32, u32),
        now: Moment,
    ) -> Result<(Vec<MessageView>, bool), Denied> {
        self.readers
            .run(move |sql| {
                let record = chat_row::find(sql, chat)?.ok_or(Denied::NotFound)?;
                may_read(&record.chat, reader, now)?;
                let mut query = sql.prepare_cached(
                    "SELECT id, seq, at, (SELECT id FROM person WHERE person.no = message.sender), audience, body \
                     FROM message WHERE chat_no = ?1 AND seq > ?2 AND (audience = 0 OR ?3) ORDER BY seq LIMIT ?4",
                )?;
                let hidden_too = reader != Author::Seeker;
                let rows =
                    query.query_map(params![record.no, after, hidden_too, limit + 1], |row| view(row, chat))?;
                let mut messages: Vec<MessageView> = rows.collect::<Result<_, _>>()?;
                let more = messages.len() > limit as usize;
                messages.truncate(limit as usize);
                Ok((messages, more))
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
    ) -> Result<Option<(Marks, Marks, PersonId)>, Denied> {
        self.writer
            .run(move |tx| {
                let record = chat_row::find(tx.sql, chat)?.ok_or(Denied::NotFound)?;
                may_read(&record.chat, reader, now)?;
                let counsellor = record.chat.counsellor().ok_or(Denied::NotFound)?;
                let (delivered, read) = (delivered.min(record.last_seq), read.min(record.last_seq));
                let (old, sql) = match reader {
                    Author::Seeker => (
                        record.seeker_marks,
                        "UPDATE chat SET seeker_delivered = ?2, seeker_read = ?3 WHERE no = ?1",
                    ),
                    Author::Person { .. } => (
                        record.counsellor_marks,
                        "UPDATE chat SET counsellor_delivered = ?2, counsellor_read = ?3 WHERE no = ?1",
                    ),
                };
                let new =
                    Marks { delivered: old.delivered.max(delivered).max(read), read: old.read.max(read) };
                if new == old {
                    return Ok(None);
                }
                tx.sql.prepare_cached(sql)?.execute(params![record.no, new.delivered, new.read])?;
                Ok(Some(match reader {
                    Author::Seeker => (new, record.counsellor_marks, counsellor),
                    Author::Person { .. } => (record.seeker_marks, new, counsellor),
                }))
            })
            .await
    }
}

fn append(tx: &mut super::writer::Tx<'_>, message: NewMessage, now: Moment) -> Result<Appended, Denied> {
    let tail = tx.tails.get(tx.sql, message.chat)?;
    let counsellor = tail.counsellor.ok_or(Denied::NotFound)?;
    let (sender, sender_no) = match message.author {
        Author::Seeker => (Sender::Seeker, 0),
        Author::Person { no, id } if id == counsellor => (Sender::Counsellor { id }, no),
        Author::Person { .. } => return Err(Denied::NotFound),
    };
    let stored = |seq, at, body| MessageView {
        id: message.id,
        chat: message.chat,
        seq,
        at,
        sender,
        audience: message.audience,
        body,
    };
    if let Some((seq, at)) = tail.find(message.id) {
        return Ok(Appended { message: stored(seq, at, message.body.clone()), counsellor, new: false });
    }
    let refuse = |refusal| Err(Denied::Chat { refusal, held_by: None });
    match tail.chat {
        Chat::Waiting(_) | Chat::Accepted(_) => return refuse(Refusal::NotActive),
        Chat::Ended(ended) => return refuse(Refusal::Ended { how: ended.how }),
        Chat::Active(_) if now >= tail.ends => {
            return refuse(Refusal::Ended { how: beistand_domain::Ending::TimeLimit });
        }
        Chat::Active(_) => {}
    }
    if tail.next_seq > limits::MESSAGES_PER_CHAT {
        return Err(Denied::TooMany { retry_after: 3600 });
    }
    let audience = match message.audience {
        Audience::Everyone => 0,
        Audience::Counsellors => 1,
    };
    tx.sql
        .prepare_cached(
            "INSERT INTO message (chat_no, seq, id, at, sender, audience, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            tail.no,
            tail.next_seq,
            message.id.to_bytes(),
            now.millis(),
            sender_no,
            audience,
            message.body.0
        ])?;
    let seq = tail.next_seq;
    tail.grow(message.id, now);
    Ok(Appended { message: stored(seq, now, message.body.clone()), counsellor, new: true })
}

/// The seeker reads while the chat lives, its counsellor until the 48 hours are over; nobody else ever.
fn may_read(chat: &Chat, reader: Author, now: Moment) -> Result<(), Denied> {
    let theirs = match reader {
        Author::Seeker => !matches!(chat, Chat::Ended(_)),
        Author::Person { id, .. } => chat.counsellor() == Some(id),
    };
    let still = match chat {
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => true,
        Chat::Ended(ended) => beistand_domain::retention::readable(ended, now),
    };
    if theirs && still { Ok(()) } else { Err(Denied::NotFound) }
}

fn view(row: &Row<'_>, chat: ChatId) -> rusqlite::Result<MessageView> {
    let sender = match row.get_ref(3)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
        Some(bytes) => Sender::Counsellor { id: PersonId::from_bytes(id16(bytes)?) },
        None => Sender::Seeker,
    };
    let audience = if row.get::<_, i64>(4)? == 0 { Audience::Everyone } else { Audience::Counsellors };
    Ok(MessageView {
        id: MessageId::from_bytes(row.get(0)?),
        chat,
        seq: row.get(1)?,
        at: Moment::from_millis(row.get(2)?),
        sender,
        audience,
        body: Blob(row.get(5)?),
    })
}
