//! Messages: sealed bytes with a place in their chat.
//!
//! A message has two places: `seq` counts all messages and is what counsellors see; `shared_seq` counts those for everyone
//! and is what the seeker sees, so that hidden messages leave no gap, no number and no size on the seeker's wire.

use std::sync::Arc;

use beistand_domain::access::Action;
use beistand_domain::{Chat, ChatId, Ending, MessageId, Moment, PersonId, Refusal, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, MessageView, Sender};

use crate::actor::Actor;
use crate::chat_row;
use crate::error::StoreError;
use crate::model::{ChatNo, ChatRecord, PersonNo};
use crate::sql::{Row, Tx, values};

/// A message to be stored.
pub struct NewMessage {
    /// Where it goes.
    pub chat: ChatId,
    /// Made by its author.
    pub id: MessageId,
    /// Who writes it.
    pub author: Actor,
    /// Who may read it.
    pub audience: Audience,
    /// Its sealed bytes.
    pub body: Blob,
}

/// A stored message.
pub struct Appended {
    /// As counsellors see it.
    pub message: MessageView,
    /// The place that the seeker sees; that of the newest message for everyone where this one is hidden.
    pub shared_seq: u32,
    /// Every counsellor who learns of it.
    pub counsellors: Arc<[PersonId]>,
    /// False when it had been stored before.
    pub new: bool,
    pub(crate) totals: Totals,
    pub(crate) sender: Option<PersonNo>,
}

impl Appended {
    /// The same message, read again from where it was stored.
    pub fn repeated(&self, message: MessageView) -> Self {
        Self {
            message,
            shared_seq: self.shared_seq,
            counsellors: self.counsellors.clone(),
            new: false,
            totals: self.totals,
            sender: self.sender,
        }
    }

    /// As the seeker sees it; none where it is hidden.
    pub fn for_seeker(&self) -> Option<MessageView> {
        match self.message.audience {
            Audience::Everyone => Some(MessageView { seq: self.shared_seq, ..self.message.clone() }),
            Audience::Counsellors => None,
        }
    }

    /// The place that this reader sees.
    pub fn seq_for(&self, reader: &Actor) -> u32 {
        match reader {
            Actor::Person { .. } => self.message.seq,
            Actor::Visitor | Actor::Seeker(_) | Actor::Operator => self.shared_seq,
        }
    }
}

/// How a message's row is written.
pub const INSERT: &str = "INSERT INTO message (chat_no, seq, shared_seq, id, at, sender, audience, body, bytes, shared_bytes) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Where a message stands.
#[derive(Clone, Copy, Debug)]
pub struct MessagePlace {
    /// Among all messages.
    pub seq: u32,
    /// Among those for everyone.
    pub shared_seq: u32,
    /// When it was stored.
    pub at: Moment,
}

impl MessagePlace {
    /// From the columns `seq`, `shared_seq` and `at`.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { seq: row.count("seq")?, shared_seq: row.count("shared_seq")?, at: row.moment("at")? })
    }
}

/// The end of one chat's transcript: who may write there, until when, and the next places.
#[derive(Clone, Debug)]
pub struct End {
    record: ChatRecord,
    counsellors: Arc<[PersonId]>,
    last: Totals,
}

/// How much a chat holds: of all messages, and of those for everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// All messages.
    pub seq: u32,
    /// Those for everyone.
    pub shared_seq: u32,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Bytes of the bodies for everyone.
    pub shared_bytes: u64,
}

impl Totals {
    /// Columns of the newest message of `chat`, beside [`chat_row::COLUMNS`].
    pub const COLUMNS: &str = "(SELECT bytes FROM message WHERE message.chat_no = chat.no \
         ORDER BY seq DESC LIMIT 1) AS bytes, \
         (SELECT shared_bytes FROM message WHERE message.chat_no = chat.no ORDER BY seq DESC LIMIT 1) AS shared_bytes";

    /// From [`Self::COLUMNS`] and the chat's record.
    pub(crate) fn read(record: &ChatRecord, row: &Row) -> Result<Self, StoreError> {
        let bytes = |column| Ok::<_, StoreError>(row.int_if_any(column)?.map_or(0, i64::unsigned_abs));
        Ok(Self {
            seq: record.last_seq,
            shared_seq: record.last_shared,
            bytes: bytes("bytes")?,
            shared_bytes: bytes("shared_bytes")?,
        })
    }

    /// With one more message.
    fn with(self, audience: Audience, body: u64) -> Self {
        let (seq, bytes) = (self.seq + 1, self.bytes + body);
        match audience {
            Audience::Everyone => {
                Self { seq, bytes, shared_seq: self.shared_seq + 1, shared_bytes: self.shared_bytes + body }
            }
            Audience::Counsellors => Self { seq, bytes, ..self },
        }
    }

    /// Messages for this audience and bytes of their bodies.
    fn of(self, audience: Audience) -> (u32, u64) {
        match audience {
            Audience::Everyone => (self.shared_seq, self.shared_bytes),
            Audience::Counsellors => (self.seq - self.shared_seq, self.bytes - self.shared_bytes),
        }
    }
}

impl End {
    /// The end of a chat as its rows say.
    pub fn new(record: ChatRecord, last: Totals) -> Self {
        Self { counsellors: record.chat.holders().into(), last, record }
    }

    /// The chat's row.
    pub fn no(&self) -> ChatNo {
        self.record.no
    }

    /// The end of the chat with this id.
    pub async fn of(tx: &Tx, id: ChatId) -> Result<Self, StoreError> {
        let record = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
        let totals = format!("SELECT {} FROM chat WHERE no = $1", Totals::COLUMNS);
        let row = tx.first(&totals, values![record.no]).await?.ok_or(StoreError::NotFound)?;
        let last = Totals::read(&record, &row)?;
        Ok(Self::new(record, last))
    }

    /// Where a message goes: to the place it has already, or here at the end.
    pub fn place(
        &self,
        message: NewMessage,
        known: Option<MessagePlace>,
        now: Moment,
    ) -> Result<Appended, StoreError> {
        self.may_write(&message.author, message.audience, now)?;
        if known.is_none() {
            self.takes(message.audience, message.body.0.len() as u64, now)?;
        }
        let totals = self.last.with(message.audience, message.body.0.len() as u64);
        let next = MessagePlace { seq: totals.seq, shared_seq: totals.shared_seq, at: now };
        let place = known.unwrap_or(next);
        let NewMessage { chat, id, author, audience, body } = message;
        let (sender, number) = (sender_of(&author), author.number());
        let message = MessageView { id, chat, seq: place.seq, at: place.at, sender, audience, body };
        Ok(Appended {
            message,
            shared_seq: place.shared_seq,
            counsellors: self.counsellors.clone(),
            new: known.is_none(),
            totals,
            sender: number,
        })
    }

    /// A message was added at its end.
    pub fn grew(&mut self, appended: &Appended) {
        self.last = appended.totals;
    }

    /// Whether the author may write for this audience; anyone else does not learn that there is a chat.
    pub fn may_write(&self, author: &Actor, audience: Audience, now: Moment) -> Result<(), StoreError> {
        let action = match audience {
            Audience::Everyone => Action::WriteChat,
            Audience::Counsellors => Action::WriteHidden,
        };
        author.may_in(&self.record, action, now)?;
        match (author.person(), &self.record.chat) {
            (Some(person), chat @ Chat::Active(_)) if !chat.may_write(person) => {
                Err(StoreError::Chat { refusal: Refusal::NotYours, held_by: None })
            }
            (Some(_) | None, Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_)) => {
                Ok(())
            }
        }
    }

    /// Whether something may be added at this moment; `body` is how many bytes of a message's body.
    pub fn takes(&self, audience: Audience, body: u64, now: Moment) -> Result<(), StoreError> {
        // Each audience has room of its own, so that hidden messages are not noticed by a refusal.
        let (count, bytes) = self.last.of(audience);
        let full = count >= limits::MESSAGES_PER_CHAT || bytes + body > limits::MESSAGE_BYTES_PER_CHAT;
        let refuse = |refusal| Err(StoreError::Chat { refusal, held_by: None });
        match &self.record.chat {
            Chat::Waiting(_) | Chat::Accepted(_) => refuse(Refusal::NotActive),
            Chat::Ended(ended) => refuse(Refusal::Ended { how: ended.how }),
            Chat::Active(active) if now >= active.conversation.rules.ends => {
                refuse(Refusal::Ended { how: Ending::TimeLimit })
            }
            Chat::Active(_) if full => Err(StoreError::ChatFull),
            Chat::Active(_) => Ok(()),
        }
    }
}

fn sender_of(author: &Actor) -> Sender {
    match author.person() {
        None => Sender::Seeker,
        Some(id) => Sender::Counsellor { id },
    }
}
