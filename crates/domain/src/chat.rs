//! The life of a chat: request, conversation and its read-only rest are one aggregate with one id.
//!
//! ```text
//! Waiting ──accept──▶ Accepted ──begin──▶ Active ──▶ Ended ──48 h──▶ purged
//!    └───────────────────┴──────────────────────────────▲
//! ```
//!
//! The state never goes back. Inside [`Active`] the set of participants changes: counsellors join by invitation or by
//! taking over, and leave. An active chat without a present participant is *unattended*: it is first in the queue of its
//! topic. A waiting chat may carry an [`Offer`] to one counsellor.

mod accepted;
mod active;
mod ended;
mod participant;
mod rules;
mod state;
mod transition;
mod waiting;

use crate::Moment;
use crate::ids::PersonId;

pub use participant::{Departure, Left, Participant};
pub use rules::{Rules, RulesInForce};
pub use state::{
    Accepted, Active, Chat, Conversation, Ended, Ending, Invitation, InvitationState, Offer, Outcome, Past,
    Presence, Waiting,
};
pub use transition::{ChatEvent, Context, Next, Refusal, Transition};

/// Where a chat stands in the queue of its topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueuePlace {
    /// An active chat without a present counsellor comes before all requests.
    Unattended {
        /// When the last counsellor left.
        since: Moment,
    },
    /// A request.
    Waiting {
        /// When the seeker asked.
        since: Moment,
    },
}

impl Chat {
    /// A new request by a seeker whose page is not connected yet.
    pub fn request(at: Moment) -> Self {
        Self::Waiting(Waiting { since: at, presence: Presence::Away { since: at }, offers: Vec::new() })
    }

    /// Applies one transition. Callers apply [`Transition::Tick`] first, so that deadlines that have passed take effect
    /// before anything else.
    pub fn apply(self, transition: Transition, context: &Context<'_>) -> Next {
        match self {
            Self::Waiting(state) => state.apply(transition, context),
            Self::Accepted(state) => state.apply(transition, context),
            Self::Active(state) => state.apply(transition, context),
            Self::Ended(state) => state.apply(transition),
        }
    }

    /// When time alone changes the chat.
    pub fn deadline(&self, rules: &Rules) -> Option<Moment> {
        match self {
            Self::Waiting(state) => state.deadline(rules),
            Self::Accepted(state) => Some(state.at + rules.answer_within),
            Self::Active(state) => Some(state.deadline()),
            Self::Ended(_) => None,
        }
    }

    /// Whether the seeker's page is connected; an ended chat has no seeker any more.
    pub fn presence(&self) -> Option<Presence> {
        match self {
            Self::Waiting(state) => Some(state.presence),
            Self::Accepted(state) => Some(state.presence),
            Self::Active(state) => Some(state.presence),
            Self::Ended(_) => None,
        }
    }

    /// Where the chat stands in the queue of its topic; none while a counsellor has it or after its end.
    pub fn queue_place(&self) -> Option<QueuePlace> {
        match self {
            Self::Waiting(state) => Some(QueuePlace::Waiting { since: state.since }),
            Self::Active(state) => state.unattended_since().map(|since| QueuePlace::Unattended { since }),
            Self::Accepted(_) | Self::Ended(_) => None,
        }
    }

    /// Everyone in whose world the chat is: who takes part, took part or has accepted it, each once.
    pub fn concerned(&self) -> Vec<PersonId> {
        let participants = self.participants().iter().map(|one| one.person);
        let mut people: Vec<PersonId> = participants.chain(self.counsellor()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The counsellors who hold the chat now: they count towards capacity and learn of it.
    pub fn holders(&self) -> Vec<PersonId> {
        match self {
            Self::Waiting(_) | Self::Ended(_) => Vec::new(),
            Self::Accepted(state) => vec![state.counsellor],
            Self::Active(state) => state.conversation.present().map(|one| one.person).collect(),
        }
    }

    /// Everyone who ever took part, in the order of joining.
    pub fn participants(&self) -> &[Participant] {
        match self {
            Self::Waiting(_) | Self::Accepted(_) => &[],
            Self::Active(state) => &state.conversation.participants,
            Self::Ended(state) => state.past.participants(),
        }
    }

    /// The counsellor to show as the one of this chat: the first one present, else the one who had it last.
    pub fn counsellor(&self) -> Option<PersonId> {
        match self {
            Self::Waiting(_) => None,
            Self::Accepted(state) => Some(state.counsellor),
            Self::Active(state) => state.conversation.counsellor(),
            Self::Ended(state) => state.past.counsellor(),
        }
    }

    /// Whether this person may write now.
    pub fn may_write(&self, person: PersonId) -> bool {
        match self {
            Self::Waiting(_) | Self::Accepted(_) | Self::Ended(_) => false,
            Self::Active(state) => state.conversation.is_present(person),
        }
    }

    /// Whether this person may read the message at this place. Retention is asked apart (`retention`).
    pub fn may_read(&self, person: PersonId, seq: u32) -> bool {
        self.participants().iter().any(|one| one.person == person && one.reads(seq))
    }
}

#[cfg(test)]
mod tests;
