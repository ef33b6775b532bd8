//! Messages go in one at a time and come out in pages.

use beistand_domain::access::Action;
use beistand_domain::{ChatId, MessageId, Moment, PersonId, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, MessageView, Sender};

use crate::actor::Actor;
use crate::chat_row;
use crate::database::{Engine, Store};
use crate::error::StoreError;
use crate::message::{Appended, NewMessage};
use crate::model::ChatRecord;
use crate::names::Named as _;
use crate::sql::{Row, Tx, values};

impl Store {
    /// Stores a message at the end of its chat and calls `published` in the order of the places. Repeating it gives the
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

    /// Messages behind the place `after`, oldest first, as `reader` may read and counts them; and whether there are more.
    pub async fn messages(
        &self,
        chat: ChatId,
        reader: Actor,
        (after, limit): (u32, u32),
        now: Moment,
    ) -> Result<(Vec<MessageView>, bool), StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                reader.may_in(&record, Action::ReadChat, now)?;
                // A shared place is never behind the place among all.
                let behind = match &reader {
                    Actor::Visitor | Actor::Seeker(_) | Actor::Operator => {
                        "seq > $2 AND shared_seq > $2 AND audience = 'everyone'"
                    }
                    Actor::Person { .. } => "seq > $2",
                };
                let (last, more) = page(tx, &record, (behind, after, limit)).await?;
                let sql = format!(
                    "SELECT id, seq, shared_seq, at, (SELECT id FROM person WHERE person.no = message.sender) AS sender_id, \
                     audience, body FROM message WHERE chat_no = $1 AND {behind} AND seq <= $3 ORDER BY seq"
                );
                let rows = tx.query(&sql, values![record.no, after, last]).await?;
                let mut messages = Vec::with_capacity(rows.len());
                for row in &rows {
                    messages.extend(readable(row, &record, &reader)?);
                }
                Ok((messages, more))
            })
        })
        .await
    }
}

/// The place among all of the last message of a page, and whether there are more behind it. A page ends after `limit` messages
/// or [`limits::LIST_BYTES`], with one message at least; a client that does not read its answers takes no more memory than that.
async fn page(
    tx: &Tx,
    record: &ChatRecord,
    (behind, after, limit): (&str, u32, u32),
) -> Result<(u32, bool), StoreError> {
    let sql = format!(
        "SELECT seq, length(body) AS size FROM message WHERE chat_no = $1 AND {behind} ORDER BY seq LIMIT $3"
    );
    let rows = tx.query(&sql, values![record.no, after, limit + 1]).await?;
    let (mut last, mut bytes) = (0, 0);
    for (index, row) in rows.iter().enumerate() {
        bytes += row.int("size")?.unsigned_abs() + limits::MESSAGE_FRAME_BYTES;
        if index >= limit as usize || (index > 0 && bytes > limits::LIST_BYTES) {
            return Ok((last, true));
        }
        last = row.count("seq")?;
    }
    Ok((last, false))
}

/// The message as the reader sees it, if the reader may.
fn readable(row: &Row, record: &ChatRecord, reader: &Actor) -> Result<Option<MessageView>, StoreError> {
    let seq = row.count("seq")?;
    let place = match reader.person() {
        None => row.count("shared_seq")?,
        // Who accepted takes part from "Jetzt chatten" on, and reads everything.
        Some(person) if record.chat.may_read(person, seq) => seq,
        Some(_) => return Ok(None),
    };
    let sender = match row.id_if_any("sender_id", PersonId::from_bytes)? {
        Some(id) => Sender::Counsellor { id },
        None => Sender::Seeker,
    };
    Ok(Some(MessageView {
        id: row.id("id", MessageId::from_bytes)?,
        chat: record.id,
        seq: place,
        at: row.moment("at")?,
        sender,
        audience: row.parsed("audience", Audience::named)?,
        body: Blob(row.bytes("body")?.to_vec()),
    }))
}
