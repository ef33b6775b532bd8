//! Who may do what: one table of actor, action and what is known of the thing it is about.
//!
//! Handlers, store, notifier and files ask [`check`] and decide nothing themselves. What is not allowed is
//! [`Denial::NotFound`] for anyone who is signed in, whether it exists or not: its existence is nobody's business
//! (design: 404, never 403).

use serde::{Deserialize, Serialize};

use crate::chat::Chat;
use crate::ids::{CentreId, ChatId, OrganisationId, PersonId, TopicId};
use crate::{Moment, retention};

mod table;

pub use table::{Action, Requirement, requirements};

/// What a person may do, for an organisation, a centre or a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes chats of the topics they are a member of.
    Counsellor,
    /// Looks after the counsellors of a topic or a centre.
    Supervisor,
    /// Sets up a centre or the organisation.
    Admin,
}

/// What a membership is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything of the person's organisation.
    Organisation,
    /// One centre.
    Centre(CentreId),
    /// One topic.
    Topic(TopicId),
}

/// One role of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership {
    /// What the person may do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

impl Membership {
    /// Sets up everything of the organisation.
    pub const ADMIN_OF_ORGANISATION: Self = Self { role: Role::Admin, scope: Scope::Organisation };

    /// Whether there is such a role: counsellors counsel in topics, admins set up centres or the organisation.
    pub fn exists(self) -> bool {
        match (self.role, self.scope) {
            (Role::Counsellor, Scope::Topic(_))
            | (Role::Supervisor, Scope::Organisation | Scope::Centre(_) | Scope::Topic(_))
            | (Role::Admin, Scope::Organisation | Scope::Centre(_)) => true,
            (Role::Counsellor, Scope::Organisation | Scope::Centre(_)) | (Role::Admin, Scope::Topic(_)) => {
                false
            }
        }
    }
}

/// Whether a change of a person's roles or account leaves the organisation with nobody who sets it up. `had`, `has`: the roles
/// before and after, those after only where the person may still sign in; `others`: other people who set the organisation up.
pub fn removes_last_admin(had: &[Membership], has: &[Membership], others: u32) -> bool {
    let admin = Membership::ADMIN_OF_ORGANISATION;
    others == 0 && had.contains(&admin) && !has.contains(&admin)
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Who it is.
    pub person: PersonId,
    /// The organisation the account belongs to.
    pub organisation: OrganisationId,
    /// Every role in it.
    pub memberships: Vec<Membership>,
}

impl Staff {
    /// Whether the person takes chats of this topic.
    pub fn is_member_of(&self, topic: TopicId) -> bool {
        self.holds(Role::Counsellor, Scope::Topic(topic))
    }

    fn holds(&self, role: Role, scope: Scope) -> bool {
        self.memberships.contains(&Membership { role, scope })
    }

    /// Whether the person holds the role for this centre or for the whole organisation.
    fn holds_in_centre(&self, role: Role, centre: CentreId) -> bool {
        self.holds(role, Scope::Organisation) || self.holds(role, Scope::Centre(centre))
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    /// Anyone without a token.
    Visitor,
    /// The seeker of this chat.
    Seeker(ChatId),
    /// A signed-in person.
    Person(&'a Staff),
    /// The operator of the server, on its command line.
    Operator,
}

/// What is known of the chat an action is about.
#[derive(Clone, Copy, Debug)]
pub struct ChatFacts<'a> {
    /// The chat.
    pub id: ChatId,
    /// Who owns it.
    pub organisation: OrganisationId,
    /// The centre by whose page the seeker came.
    pub centre: CentreId,
    /// The topic it is about.
    pub topic: TopicId,
    /// Its state.
    pub chat: &'a Chat,
    /// The time, for retention.
    pub now: Moment,
}

impl ChatFacts<'_> {
    /// Whether anyone may still read it.
    fn is_readable(&self) -> bool {
        match self.chat {
            Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => true,
            Chat::Ended(ended) => retention::readable(ended, self.now),
        }
    }

    fn has_seeker(&self) -> bool {
        match self.chat {
            Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => true,
            Chat::Ended(_) => false,
        }
    }

    /// Whether the person holds the chat, or ever took part and it can still be read.
    pub fn takes_part(&self, person: PersonId) -> bool {
        let took_part = self.chat.participants().iter().any(|one| one.person == person);
        let holds = self.chat.holders().contains(&person) || self.chat.counsellor() == Some(person);
        (took_part || holds) && self.is_readable()
    }
}

/// What an action is about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// Nothing that belongs to anyone.
    Nothing,
    /// A chat.
    Chat(ChatFacts<'a>),
    /// A centre of an organisation.
    Centre {
        /// The organisation it belongs to.
        organisation: OrganisationId,
        /// The centre.
        centre: CentreId,
    },
    /// A topic of an organisation.
    Topic {
        /// The organisation it belongs to.
        organisation: OrganisationId,
        /// The centres that offer it.
        offered_by: &'a [CentreId],
    },
    /// A person of an organisation.
    Person {
        /// The organisation the account belongs to.
        organisation: OrganisationId,
        /// The person.
        person: PersonId,
    },
    /// An organisation.
    Organisation(OrganisationId),
}

/// Why an action is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The actor has to sign in, or to show the token of a chat.
    #[error("a token is needed")]
    Unauthenticated,
    /// It is not there, or not theirs: the actor does not learn which.
    #[error("not found")]
    NotFound,
}

/// Whether this actor may do this. One of the action's [`requirements`] has to be met.
pub fn check(actor: Actor<'_>, action: Action, about: &About<'_>) -> Result<(), Denial> {
    if requirements(action).iter().any(|requirement| meets(*requirement, actor, about)) {
        return Ok(());
    }
    match actor {
        Actor::Visitor => Err(Denial::Unauthenticated),
        Actor::Seeker(_) | Actor::Person(_) | Actor::Operator => Err(Denial::NotFound),
    }
}

fn meets(requirement: Requirement, actor: Actor<'_>, about: &About<'_>) -> bool {
    match (requirement, actor, about) {
        (Requirement::Anyone, _, _) => true,
        (Requirement::SignedIn, Actor::Person(_), _) => true,
        (Requirement::Operator, Actor::Operator, _) => true,
        (Requirement::SeekerOfChat, Actor::Seeker(own), About::Chat(facts)) => {
            own == facts.id && facts.has_seeker()
        }
        (requirement, Actor::Person(staff), about) => of_person(requirement, staff, about),
        (
            Requirement::SignedIn
            | Requirement::Operator
            | Requirement::SeekerOfChat
            | Requirement::ParticipantOfChat
            | Requirement::MemberOfTopic
            | Requirement::Themselves
            | Requirement::SupervisorOfCentre
            | Requirement::AdminOfCentre
            | Requirement::AdminOfTopic
            | Requirement::AdminOfOrganisation,
            Actor::Visitor | Actor::Seeker(_) | Actor::Operator,
            _,
        ) => false,
    }
}

fn of_person(requirement: Requirement, staff: &Staff, about: &About<'_>) -> bool {
    match about {
        About::Nothing => false,
        About::Chat(facts) if facts.organisation == staff.organisation => match requirement {
            Requirement::ParticipantOfChat => facts.takes_part(staff.person),
            Requirement::MemberOfTopic => staff.is_member_of(facts.topic) && facts.is_readable(),
            Requirement::SupervisorOfCentre => {
                staff.holds(Role::Supervisor, Scope::Topic(facts.topic))
                    || staff.holds_in_centre(Role::Supervisor, facts.centre)
            }
            Requirement::AdminOfCentre => staff.holds_in_centre(Role::Admin, facts.centre),
            Requirement::Anyone
            | Requirement::SignedIn
            | Requirement::Operator
            | Requirement::SeekerOfChat
            | Requirement::Themselves
            | Requirement::AdminOfTopic
            | Requirement::AdminOfOrganisation => false,
        },
        About::Centre { organisation, centre } if *organisation == staff.organisation => match requirement {
            Requirement::SupervisorOfCentre => staff.holds_in_centre(Role::Supervisor, *centre),
            Requirement::AdminOfCentre => staff.holds_in_centre(Role::Admin, *centre),
            Requirement::AdminOfOrganisation => staff.holds(Role::Admin, Scope::Organisation),
            Requirement::Anyone
            | Requirement::SignedIn
            | Requirement::Operator
            | Requirement::SeekerOfChat
            | Requirement::ParticipantOfChat
            | Requirement::MemberOfTopic
            | Requirement::AdminOfTopic
            | Requirement::Themselves => false,
        },
        About::Topic { organisation, offered_by } if *organisation == staff.organisation => {
            requirement == Requirement::AdminOfTopic
                && match offered_by {
                    [only] => staff.holds_in_centre(Role::Admin, *only),
                    [] | [_, _, ..] => staff.holds(Role::Admin, Scope::Organisation),
                }
        }
        About::Person { organisation, person } if *organisation == staff.organisation => match requirement {
            Requirement::Themselves => *person == staff.person,
            Requirement::AdminOfOrganisation => staff.holds(Role::Admin, Scope::Organisation),
            Requirement::Anyone
            | Requirement::SignedIn
            | Requirement::Operator
            | Requirement::SeekerOfChat
            | Requirement::ParticipantOfChat
            | Requirement::MemberOfTopic
            | Requirement::SupervisorOfCentre
            | Requirement::AdminOfTopic
            | Requirement::AdminOfCentre => false,
        },
        About::Organisation(organisation) => {
            *organisation == staff.organisation
                && requirement == Requirement::AdminOfOrganisation
                && staff.holds(Role::Admin, Scope::Organisation)
        }
        About::Chat(_) | About::Centre { .. } | About::Topic { .. } | About::Person { .. } => false,
    }
}

#[cfg(test)]
mod tests;
