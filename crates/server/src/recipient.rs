//! Whom events are for.

use beistand_domain::{CentreId, ChatId, PersonId};

/// Who gets an event: everyone behind it may have several connections, here and at other processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    Seeker(ChatId),
    Person(PersonId),
    /// A visitor of the start page of this centre.
    Visitor(CentreId),
}

impl Recipient {
    /// The chat, for a seeker's senders.
    pub fn seeker(&self) -> Option<ChatId> {
        match self {
            Self::Seeker(chat) => Some(*chat),
            Self::Person(_) | Self::Visitor(_) => None,
        }
    }

    /// The person, for the senders of their program.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::Seeker(_) | Self::Visitor(_) => None,
        }
    }
}
