//! What the writer remembers of live chats, so that a message costs one insert: who may write, until when, the
//! next place, and which messages there are already.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use beistand_domain::{ChatId, MessageId, Moment};

use super::connection::at_once;
use super::writer::Open;
use crate::error::StoreError;
use crate::message::{Appended, End, INSERT, MessagePlace, NewMessage};
use crate::names::Named as _;
use crate::sql::{Tx, values};

/// The end of one chat's transcript, and what is in it.
pub struct Tail {
    end: End,
    known: HashMap<MessageId, MessagePlace>,
}

/// The chats in memory.
#[derive(Default)]
pub struct Tails {
    chats: HashMap<ChatId, Tail>,
}

impl Tails {
    /// The tail of a chat, read from the database when it is not in memory.
    fn get(&mut self, tx: &Tx, id: ChatId) -> Result<&mut Tail, StoreError> {
        match self.chats.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => Ok(unknown.insert(at_once(load(tx, id))?)),
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

/// Stores a message at the end of its chat: one insert, or nothing when it is there already.
pub fn append(open: &mut Open, message: NewMessage, now: Moment) -> Result<Appended, StoreError> {
    let tail = open.tails.get(&open.tx, message.chat)?;
    let known = tail.known.get(&message.id).copied();
    let id = message.id;
    let appended = tail.end.place(message, known, now)?;
    if appended.new {
        let stored = &appended.message;
        let row = values![
            tail.end.no(),
            stored.seq,
            appended.shared_seq,
            id.to_bytes(),
            now,
            appended.sender,
            stored.audience.name(),
            stored.body.0.clone(),
            i64::try_from(appended.totals.bytes).unwrap_or(i64::MAX),
            i64::try_from(appended.totals.shared_bytes).unwrap_or(i64::MAX)
        ];
        at_once(open.tx.execute(INSERT, row))?;
        let place = MessagePlace { seq: stored.seq, shared_seq: appended.shared_seq, at: now };
        tail.known.insert(id, place);
        tail.end.grew(&appended);
    }
    Ok(appended)
}

async fn load(tx: &Tx, id: ChatId) -> Result<Tail, StoreError> {
    let end = End::of(tx, id).await?;
    let mut known = HashMap::new();
    let sql = "SELECT id, seq, shared_seq, at FROM message WHERE chat_no = $1";
    for row in tx.query(sql, values![end.no()]).await? {
        known.insert(row.id("id", MessageId::from_bytes)?, MessagePlace::read(&row)?);
    }
    Ok(Tail { end, known })
}
