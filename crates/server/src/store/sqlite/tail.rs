//! What the writer remembers of live chats, so that a message costs one insert: who may write, until when, the
//! next place, and which messages there are already.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use beistand_domain::{Chat, ChatId, MessageId, Moment, PersonId};
use rusqlite::{Connection, params};

use super::{chat_row, id16};
use crate::store::Denied;

/// The end of one chat's transcript.
pub struct Tail {
    pub no: i64,
    pub chat: Chat,
    /// No message is taken from this moment on; meaningful while the chat is active.
    pub ends: Moment,
    pub counsellor: Option<PersonId>,
    pub next_seq: u32,
    known: HashMap<MessageId, (u32, Moment)>,
}

impl Tail {
    /// The place of a message that is stored already.
    pub fn find(&self, id: MessageId) -> Option<(u32, Moment)> {
        self.known.get(&id).copied()
    }

    /// A message was inserted.
    pub fn grow(&mut self, id: MessageId, at: Moment) {
        self.known.insert(id, (self.next_seq, at));
        self.next_seq += 1;
    }
}

/// The chats in memory.
#[derive(Default)]
pub struct Tails {
    chats: HashMap<ChatId, Tail>,
}

impl Tails {
    /// The tail of a chat, read from the database when it is not in memory.
    pub fn get(&mut self, sql: &Connection, id: ChatId) -> Result<&mut Tail, Denied> {
        match self.chats.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => Ok(unknown.insert(load(sql, id)?.ok_or(Denied::NotFound)?)),
        }
    }

    /// The chat's state has changed.
    pub fn forget(&mut self, id: ChatId) {
        self.chats.remove(&id);
    }

    /// Something was rolled back.
    pub fn forget_all(&mut self) {
        self.chats.clear();
    }
}

fn load(sql: &Connection, id: ChatId) -> Result<Option<Tail>, Denied> {
    let Some(record) = chat_row::find(sql, id)? else {
        return Ok(None);
    };
    let rules = chat_row::rules_of(sql, record.topic_no)?;
    let mut known = HashMap::new();
    let mut query = sql.prepare_cached("SELECT id, seq, at FROM message WHERE chat_no = ?1")?;
    let mut rows = query.query(params![record.no])?;
    while let Some(row) = rows.next()? {
        let id = MessageId::from_bytes(id16(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
        known.insert(id, (row.get(1)?, Moment::from_millis(row.get(2)?)));
    }
    let ends = match record.chat {
        Chat::Active(active) => active.ends(&rules),
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Ended(_) => record.requested,
    };
    let counsellor = record.chat.counsellor();
    Ok(Some(Tail {
        no: record.no,
        chat: record.chat,
        ends,
        counsellor,
        next_seq: record.last_seq + 1,
        known,
    }))
}
