//! What can happen to a chat, what it brings about, and why it is refused.

use super::participant::Departure;
use super::rules::Rules;
use super::state::{Chat, Ending, Outcome, Presence};
use crate::Moment;
use crate::ids::PersonId;

/// What an actor asks for, or what happened. The property tests draw from this type, so a new variant is tested as soon
/// as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Transition {
    /// A counsellor takes the request.
    Accept {
        /// The counsellor who takes it.
        by: PersonId,
    },
    /// Routing puts the request before one counsellor.
    Offer {
        /// The counsellor who is asked.
        to: PersonId,
    },
    /// The counsellor who was offered the request says no.
    RejectOffer {
        /// The counsellor who says no.
        by: PersonId,
    },
    /// The counsellor who was offered the request is not available any more.
    WithdrawOffer,
    /// The seeker chooses "Jetzt chatten".
    Begin,
    /// The seeker cancels after a counsellor accepted.
    Decline,
    /// The seeker leaves the waiting room.
    Withdraw,
    /// The seeker chooses the written way.
    MoveToMail,
    /// An admin closes the request or the chat.
    CloseByAdmin,
    /// A participant asks a colleague to join.
    Invite {
        /// The counsellor who invites.
        by: PersonId,
        /// The colleague who is invited.
        to: PersonId,
        /// Whether the colleague reads what was written before.
        history: bool,
    },
    /// A participant takes an invitation back.
    Uninvite {
        /// The counsellor who takes it back.
        by: PersonId,
        /// The colleague who was invited.
        to: PersonId,
    },
    /// The invited counsellor agrees; the seeker is asked next.
    AcceptInvitation {
        /// The invited colleague.
        by: PersonId,
    },
    /// The invited counsellor says no.
    RejectInvitation {
        /// The invited colleague.
        by: PersonId,
    },
    /// The seeker agrees that this counsellor joins.
    AdmitJoiner {
        /// The colleague whom the seeker lets in.
        person: PersonId,
    },
    /// The seeker does not want this counsellor to join.
    RefuseJoiner {
        /// The colleague whom the seeker refuses.
        person: PersonId,
    },
    /// A participant leaves and the chat goes on.
    Leave {
        /// The counsellor who leaves.
        by: PersonId,
    },
    /// The last device of a participant has been gone for too long.
    CounsellorGone {
        /// The counsellor whose last device is gone.
        person: PersonId,
    },
    /// A participant whose devices were gone is back and nobody took the chat meanwhile.
    Return {
        /// The counsellor who comes back.
        by: PersonId,
    },
    /// A colleague takes an unattended chat.
    TakeOver {
        /// The colleague who takes it over.
        by: PersonId,
    },
    /// A participant ends the chat.
    EndByCounsellor {
        /// The counsellor who ends it.
        by: PersonId,
    },
    /// The seeker ends the chat.
    EndBySeeker,
    /// The seeker's page is connected.
    SeekerConnected,
    /// The connection of the seeker's page is gone.
    SeekerLost,
    /// Time goes by: deadlines that have passed take effect.
    Tick,
}

/// What a transition brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatEvent {
    /// A counsellor took the request.
    Accepted {
        /// The counsellor who took it.
        by: PersonId,
    },
    /// The request stands before this counsellor until then.
    Offered {
        /// The counsellor who is asked.
        to: PersonId,
        /// How long the offer stands.
        until: Moment,
    },
    /// The offer is over without an accept.
    OfferEnded {
        /// The counsellor who was asked.
        to: PersonId,
        /// How it ended.
        how: Outcome,
    },
    /// The conversation began.
    Began {
        /// The counsellor who is in the conversation.
        by: PersonId,
    },
    /// An invitation to this counsellor was made, answered, or taken back.
    InvitationChanged {
        /// The invited colleague.
        to: PersonId,
    },
    /// A counsellor takes part from now on.
    Joined {
        /// Who joined.
        person: PersonId,
    },
    /// A counsellor does not take part any more.
    Left {
        /// Who left.
        person: PersonId,
        /// How.
        how: Departure,
    },
    /// No counsellor is present any more.
    Unattended,
    /// The seeker's page connected or lost its connection.
    PresenceChanged {
        /// The seeker's connection now.
        presence: Presence,
    },
    /// The chat is over.
    Ended {
        /// How it ended.
        how: Ending,
    },
}

/// Why a transition is forbidden. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A colleague was first.
    #[error("another counsellor has it")]
    AlreadyAccepted {
        /// Who has it.
        by: PersonId,
    },
    /// The request stands before another counsellor at this moment.
    #[error("it is offered to another counsellor")]
    OfferedElsewhere,
    /// There is no open offer or invitation to this person.
    #[error("there is no open offer to this person")]
    NotOffered,
    /// No counsellor has accepted the request.
    #[error("nobody has accepted it yet")]
    NotAccepted,
    /// The conversation has not begun.
    #[error("the conversation has not begun")]
    NotActive,
    /// The conversation has begun.
    #[error("the conversation has begun")]
    AlreadyActive,
    /// The person takes part already.
    #[error("this person takes part already")]
    AlreadyTakesPart,
    /// A present counsellor has the chat, so it cannot be taken over.
    #[error("a counsellor is present")]
    Attended,
    /// The chat is over.
    #[error("it is over")]
    Ended {
        /// How it ended.
        how: Ending,
    },
    /// The actor does not take part.
    #[error("the person does not take part")]
    NotYours,
    /// As many counsellors take part or are invited as one chat can hold.
    #[error("the chat holds as many counsellors as it can")]
    TooManyParticipants,
}

/// What a transition needs to know besides the chat.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The time of the transition.
    pub now: Moment,
    /// The times of the chat's topic; a conversation that has begun keeps its own.
    pub rules: &'a Rules,
    /// The place of the newest message; 0 before the first one.
    pub last_seq: u32,
}

/// The chat after a transition with what it brought about, or why it is forbidden.
pub type Next = Result<(Chat, Vec<ChatEvent>), Refusal>;

pub(super) fn away_since(presence: Presence) -> Option<Moment> {
    match presence {
        Presence::Here => None,
        Presence::Away { since } => Some(since),
    }
}

/// The presence after the seeker's page connected or lost its connection, and the event if that changed something.
pub(super) fn seen(old: Presence, transition: Transition, now: Moment) -> (Presence, Vec<ChatEvent>) {
    let new = if transition == Transition::SeekerConnected {
        Presence::Here
    } else {
        // A connection that is lost twice was lost the first time.
        Presence::Away { since: away_since(old).unwrap_or(now) }
    };
    let events = if old == new { Vec::new() } else { vec![ChatEvent::PresenceChanged { presence: new }] };
    (new, events)
}
