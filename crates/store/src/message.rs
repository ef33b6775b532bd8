//! Messages: sealed bytes with a place in their chat.
//!
//! A message has two places: `seq` counts all messages and is what counsellors see; `shared_seq` counts those for everyone
//! and is what the seeker sees, so that hidden messages leave no gap, no number and no size on the seeker's wire.

use std::sync::Arc;

use beistand_domain::access::{self, About, Action, Actor, Staff};
use beistand_domain::{Chat, ChatId, Ending, MessageId, Moment, PersonId, Refusal, limits};
use beistand_protocol::Blob;
use beistand_protocol::view::{Audience, MessageView, Sender};

use crate::chat_row;
use crate::error::StoreError;
use crate::model::{ChatNo, ChatRecord, PersonNo};
use crate::sql::{Row, Tx};

/// Who writes or reads: the chat's seeker or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The seeker of the chat.
    Seeker,
    /// A signed-in person.
    Person {
        /// The person's row.
        no: PersonNo,
        /// Who it is, and in which organisation.
        staff: Arc<Staff>,
    },
}

impl Author {
    /// The person; none for the seeker.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Seeker => None,
            Self::Person { staff, .. } => Some(staff.person),
        }
    }

    /// Whether `domain::access` allows this about a chat.
    pub fn may(
        &self,
        chat: ChatId,
        action: Action,
        record: &ChatRecord,
        now: Moment,
    ) -> Result<(), StoreError> {
        let actor = match self {
            Self::Seeker => Actor::Seeker(chat),
            Self::Person { staff, .. } => Actor::Person(staff),
        };
        access::check(actor, action, &About::Chat(record.facts(now))).map_err(|_| StoreError::NotFound)
    }

    fn sender(&self) -> Sender {
        match self.person() {
            None => Sender::Seeker,
            Some(id) => Sender::Counsellor { id },
        }
    }

    /// The author in a row; NULL is the seeker.
    pub(crate) fn number(&self) -> Option<PersonNo> {
        match self {
            Self::Seeker => None,
            Self::Person { no, .. } => Some(*no),
        }
    }
}

/// A message to be stored.
pub struct NewMessage {
    /// Where it goes.
    pub chat: ChatId,
    /// Made by its author.
    pub id: MessageId,
    /// Who writes it.
    pub author: Author,
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
    /// Every counsellor who hears of it.
    pub counsellors: Arc<[PersonId]>,
    /// False when it had been stored before.
    pub new: bool,
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

    /// The place that this author sees.
    pub fn seq_for(&self, author: &Author) -> u32 {
        match author {
            Author::Seeker => self.shared_seq,
            Author::Person { .. } => self.message.seq,
        }
    }
}

/// How a message's row is written.
pub const INSERT: &str = "INSERT INTO message (chat_no, seq, shared_seq, id, at, sender, audience, body) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Where a message stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Among all messages.
    pub seq: u32,
    /// Among those for everyone.
    pub shared_seq: u32,
    /// When it was stored.
    pub at: Moment,
}

impl Place {
    /// From the columns `seq`, `shared_seq` and `at`.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { seq: row.count("seq")?, shared_seq: row.count("shared_seq")?, at: row.moment("at")? })
    }
}

/// The end of one chat's transcript: who may write there, until when, and the next places.
#[derive(Clone, Debug)]
pub struct End {
    /// The chat's row.
    pub no: ChatNo,
    organisation: beistand_domain::OrganisationId,
    chat: Chat,
    counsellors: Arc<[PersonId]>,
    last: (u32, u32),
}

impl End {
    /// The end of a chat as its rows say.
    pub fn new(record: ChatRecord) -> Self {
        Self {
            no: record.no,
            organisation: record.organisation,
            counsellors: record.chat.holders().into(),
            last: (record.last_seq, record.last_shared),
            chat: record.chat,
        }
    }

    /// The end of the chat with this id.
    pub async fn of(tx: &Tx, id: ChatId) -> Result<Self, StoreError> {
        chat_row::find(tx, id).await?.map(Self::new).ok_or(StoreError::NotFound)
    }

    /// Where a message goes: to the place it has already, or here at the end.
    pub fn place(
        &self,
        message: NewMessage,
        known: Option<Place>,
        now: Moment,
    ) -> Result<Appended, StoreError> {
        self.may_write(&message.author)?;
        if known.is_none() {
            self.takes(now)?;
        }
        let next_shared = self.last.1 + u32::from(message.audience == Audience::Everyone);
        let next = Place { seq: self.last.0 + 1, shared_seq: next_shared, at: now };
        let place = known.unwrap_or(next);
        let NewMessage { chat, id, author, audience, body } = message;
        let (sender, number) = (author.sender(), author.number());
        let message = MessageView { id, chat, seq: place.seq, at: place.at, sender, audience, body };
        Ok(Appended {
            message,
            shared_seq: place.shared_seq,
            counsellors: self.counsellors.clone(),
            new: known.is_none(),
            sender: number,
        })
    }

    /// A message was added at its end.
    pub fn grew(&mut self, appended: &Appended) {
        self.last = (appended.message.seq, appended.shared_seq);
    }

    /// Whether the author takes part; anyone else does not learn that there is a chat.
    pub fn may_write(&self, author: &Author) -> Result<(), StoreError> {
        let theirs = match author {
            Author::Seeker => true,
            Author::Person { staff, .. } => {
                let took_part = self.chat.participants().iter().any(|one| one.person == staff.person);
                staff.organisation == self.organisation
                    && (took_part || self.chat.counsellor() == Some(staff.person))
            }
        };
        let left = |staff: &Staff| matches!(self.chat, Chat::Active(_)) && !self.chat.may_write(staff.person);
        match author {
            Author::Person { staff, .. } if theirs && left(staff) => {
                Err(StoreError::Chat { refusal: Refusal::NotYours, held_by: None })
            }
            Author::Seeker | Author::Person { .. } if theirs => Ok(()),
            Author::Seeker | Author::Person { .. } => Err(StoreError::NotFound),
        }
    }

    /// Whether something may be added at this moment.
    pub fn takes(&self, now: Moment) -> Result<(), StoreError> {
        let refuse = |refusal| Err(StoreError::Chat { refusal, held_by: None });
        match &self.chat {
            Chat::Waiting(_) | Chat::Accepted(_) => refuse(Refusal::NotActive),
            Chat::Ended(ended) => refuse(Refusal::Ended { how: ended.how }),
            Chat::Active(active) if now >= active.conversation.rules.ends => {
                refuse(Refusal::Ended { how: Ending::TimeLimit })
            }
            Chat::Active(_) if self.last.0 >= limits::MESSAGES_PER_CHAT => {
                Err(StoreError::TooMany { retry_after: 3600 })
            }
            Chat::Active(_) => Ok(()),
        }
    }
}
