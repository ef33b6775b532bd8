//! The states of a chat with their data.

use super::participant::Participant;
use super::rules::RulesInForce;
use crate::Moment;
use crate::ids::PersonId;

/// One chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chat {
    /// A request in the queue of its topic.
    Waiting(Waiting),
    /// A counsellor accepted; the seeker has to choose "Jetzt chatten".
    Accepted(Accepted),
    /// The conversation.
    Active(Active),
    /// Over; participants may read it until it is purged.
    Ended(Ended),
}

/// Whether the seeker's page is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The page is connected.
    Here,
    /// The connection is gone: a locked phone, a tunnel or a closed tab; the server cannot tell which.
    Away {
        /// When the connection was lost.
        since: Moment,
    },
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The counsellor said no.
    Rejected,
    /// The counsellor did not answer in time.
    Missed,
    /// The counsellor was not available any more.
    Withdrawn,
}

/// A request put before one counsellor with a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The counsellor who is asked.
    pub to: PersonId,
    /// When the offer ends without an answer.
    pub until: Moment,
    /// How the offer ended; none while it is open.
    pub outcome: Option<Outcome>,
}

/// A request in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When the seeker asked.
    pub since: Moment,
    /// Whether the seeker's page is connected.
    pub presence: Presence,
    /// Everyone this request was offered to, in order; only the last offer can be open.
    pub offers: Vec<Offer>,
}

impl Waiting {
    /// The open offer, if the request stands before a counsellor.
    pub fn open_offer(&self) -> Option<&Offer> {
        self.offers.last().filter(|offer| offer.outcome.is_none())
    }
}

/// A request that one counsellor has taken. Neither side can write yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// When the seeker asked.
    pub since: Moment,
    /// Who accepted.
    pub counsellor: PersonId,
    /// When the counsellor accepted.
    pub at: Moment,
    /// Whether the seeker's page is connected.
    pub presence: Presence,
}

/// A conversation: what its participants were promised, and who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// When the seeker chose "Jetzt chatten".
    pub started: Moment,
    /// What was promised then.
    pub rules: RulesInForce,
    /// Every stay of a counsellor, in the order of joining.
    pub participants: Vec<Participant>,
}

impl Conversation {
    /// The counsellors who are present, in the order of joining.
    pub fn present(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|one| one.is_present())
    }

    /// Whether this counsellor is present.
    pub fn is_present(&self, person: PersonId) -> bool {
        self.present().any(|one| one.person == person)
    }

    /// The first counsellor present, else the one who left last.
    pub fn counsellor(&self) -> Option<PersonId> {
        let left_last = || self.participants.iter().max_by_key(|one| one.left.map(|left| left.at));
        self.present().next().or_else(left_last).map(|one| one.person)
    }

    /// When the last counsellor left; none while one is present.
    pub fn unattended_since(&self) -> Option<Moment> {
        match self.present().next() {
            Some(_) => None,
            None => self.participants.iter().filter_map(|one| one.left).map(|left| left.at).max(),
        }
    }
}

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// The invited counsellor is asked until then.
    AskingCounsellor {
        /// How long the person has to answer.
        until: Moment,
    },
    /// The counsellor agreed; the seeker is asked before the counsellor can read anything.
    AskingSeeker,
}

/// An offer inside an active chat to one colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Who invites.
    pub by: PersonId,
    /// Who is invited.
    pub to: PersonId,
    /// Whether the invited counsellor may read what was written before joining.
    pub history: bool,
    /// How far it has come.
    pub state: InvitationState,
}

/// A conversation that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Promises and participants.
    pub conversation: Conversation,
    /// Invitations that have not been answered.
    pub invitations: Vec<Invitation>,
    /// Whether the seeker's page is connected.
    pub presence: Presence,
}

impl Active {
    /// When the last counsellor left; none while one is present.
    pub fn unattended_since(&self) -> Option<Moment> {
        self.conversation.unattended_since()
    }
}

/// How a chat ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The seeker left the waiting room.
    Withdrawn,
    /// The seeker's connection did not come back while waiting.
    Vanished,
    /// The seeker chose to write instead.
    MovedToMail,
    /// An admin closed the request.
    ClosedByAdmin,
    /// The seeker cancelled after a counsellor had accepted.
    Declined,
    /// The seeker did not answer after a counsellor had accepted.
    NoAnswer,
    /// A participant ended the conversation.
    ByCounsellor,
    /// The seeker ended the conversation.
    BySeeker,
    /// The time in force was over.
    TimeLimit,
    /// The seeker's connection did not come back during the conversation.
    SeekerGone,
    /// An admin ended the conversation.
    ByAdmin,
}

impl Ending {
    /// Whether the chat had been active, so that there is something to read.
    pub fn after_conversation(self) -> bool {
        match self {
            Self::Withdrawn
            | Self::Vanished
            | Self::MovedToMail
            | Self::ClosedByAdmin
            | Self::Declined
            | Self::NoAnswer => false,
            Self::ByCounsellor | Self::BySeeker | Self::TimeLimit | Self::SeekerGone | Self::ByAdmin => true,
        }
    }
}

/// How far a chat had come before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Past {
    /// No counsellor accepted the request.
    NeverAccepted,
    /// A counsellor accepted; the conversation did not begin.
    Accepted {
        /// Who accepted.
        counsellor: PersonId,
    },
    /// A conversation took place.
    Talked(Conversation),
}

impl Past {
    /// Everyone who ever took part.
    pub fn participants(&self) -> &[Participant] {
        match self {
            Self::NeverAccepted | Self::Accepted { .. } => &[],
            Self::Talked(conversation) => &conversation.participants,
        }
    }

    /// The counsellor who had the chat last.
    pub fn counsellor(&self) -> Option<PersonId> {
        match self {
            Self::NeverAccepted => None,
            Self::Accepted { counsellor } => Some(*counsellor),
            Self::Talked(conversation) => conversation.counsellor(),
        }
    }
}

/// A chat that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When it ended.
    pub at: Moment,
    /// How it ended.
    pub how: Ending,
    /// How far it had come.
    pub past: Past,
}

impl Ended {
    /// The conversation that took place, if one did.
    pub fn conversation(&self) -> Option<&Conversation> {
        match &self.past {
            Past::NeverAccepted | Past::Accepted { .. } => None,
            Past::Talked(conversation) => Some(conversation),
        }
    }
}
