//! Who does something.

use std::sync::Arc;

use beistand_domain::access::{self, About, Action, Staff};
use beistand_domain::{ChatId, Moment, OrganisationId, PersonId};

use crate::command::ActorKey;
use crate::error::StoreError;
use crate::model::{ChatRecord, PersonNo};

/// Who asks for a change or wants to read. What they may do is `domain::access`'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Anyone without a token.
    Visitor,
    /// The seeker of this chat.
    Seeker(ChatId),
    /// A signed-in person.
    Person {
        /// The person's row.
        no: PersonNo,
        /// Who it is, and in which organisation.
        staff: Arc<Staff>,
    },
    /// The operator of the server, on its command line.
    Operator,
}

impl Actor {
    /// The person; none for everyone else.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { staff, .. } => Some(staff.person),
            Self::Visitor | Self::Seeker(_) | Self::Operator => None,
        }
    }

    /// The organisation of a person; none for everyone else.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Person { staff, .. } => Some(staff.organisation),
            Self::Visitor | Self::Seeker(_) | Self::Operator => None,
        }
    }

    /// Whether `domain::access` allows this. Errors: [`StoreError::NotFound`] where it does not.
    pub fn may(&self, action: Action, about: &About<'_>) -> Result<(), StoreError> {
        access::check(self.in_domain(), action, about).map_err(|_| StoreError::NotFound)
    }

    /// Whether `domain::access` allows this about a chat, as it is now.
    pub fn may_in(&self, record: &ChatRecord, action: Action, now: Moment) -> Result<(), StoreError> {
        self.may(action, &About::Chat(record.facts(now)))
    }

    /// The actor as `domain::access` knows it.
    pub fn in_domain(&self) -> access::Actor<'_> {
        match self {
            Self::Visitor => access::Actor::Visitor,
            Self::Seeker(chat) => access::Actor::Seeker(*chat),
            Self::Person { staff, .. } => access::Actor::Person(staff),
            Self::Operator => access::Actor::Operator,
        }
    }

    /// The id under which the actor's commands are kept. Errors: [`StoreError::NotFound`] for one who has none.
    pub(crate) fn key(&self) -> Result<ActorKey, StoreError> {
        match self {
            Self::Seeker(chat) => Ok(chat.to_bytes()),
            Self::Person { staff, .. } => Ok(staff.person.to_bytes()),
            Self::Visitor | Self::Operator => Err(StoreError::NotFound),
        }
    }

    /// The author in a row; NULL is the seeker.
    pub(crate) fn number(&self) -> Option<PersonNo> {
        match self {
            Self::Person { no, .. } => Some(*no),
            Self::Visitor | Self::Seeker(_) | Self::Operator => None,
        }
    }

    /// The kind of actor in a row of the audit log.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Seeker(_) => "seeker",
            Self::Person { .. } => "person",
            Self::Operator => "operator",
        }
    }
}
