//! The life of a chat: request, conversation and read-only rest are one aggregate with one id.
//!
//! ```text
//! Waiting ──accept──▶ Accepted ──begin──▶ Active ──▶ Ended ──48 h──▶ purged
//!    └───────────────────┴──────────────────────────────▲
//! ```

use std::time::Duration;

use crate::ids::PersonId;
use crate::{Moment, limits};

/// Whether the seeker's page is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Here,
    /// The connection is gone: a locked phone, a tunnel, a closed tab; nobody can tell which.
    Away {
        since: Moment,
    },
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
    /// The seeker cancelled after somebody had accepted.
    Declined,
    /// The seeker did not answer after somebody had accepted.
    NoAnswer,
    ByCounsellor,
    BySeeker,
    TimeLimit,
    /// The seeker's connection did not come back during the conversation.
    SeekerGone,
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

/// A request in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub since: Moment,
    pub presence: Presence,
}

/// Somebody took it; the seeker has to choose "Jetzt chatten".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub since: Moment,
    pub counsellor: PersonId,
    pub at: Moment,
    pub presence: Presence,
}

/// The two talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    pub counsellor: PersonId,
    pub started: Moment,
    pub presence: Presence,
}

/// Over. `counsellor` and `started` are there as far as it had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Moment,
    pub how: Ending,
    pub counsellor: Option<PersonId>,
    pub started: Option<Moment>,
}

impl Ended {
    /// Whether a conversation took place.
    pub fn talked(&self) -> bool {
        self.started.is_some()
    }
}

/// One chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chat {
    Waiting(Waiting),
    Accepted(Accepted),
    Active(Active),
    Ended(Ended),
}

/// What somebody wants, or what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Accept {
        by: PersonId,
    },
    /// "Jetzt chatten".
    Begin,
    Decline,
    Withdraw,
    MoveToMail,
    CloseByAdmin,
    EndByCounsellor {
        by: PersonId,
    },
    EndBySeeker,
    SeekerConnected,
    SeekerLost,
    /// Time goes by.
    Tick,
}

/// What a step brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatEvent {
    Accepted { by: PersonId },
    Began { by: PersonId },
    PresenceChanged { presence: Presence },
    Ended { how: Ending },
}

/// Why a step is forbidden. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("somebody else has it")]
    AlreadyAccepted { by: PersonId },
    #[error("nobody has accepted it yet")]
    NotAccepted,
    #[error("the conversation has not begun")]
    NotActive,
    #[error("the conversation has begun")]
    AlreadyActive,
    #[error("it is over")]
    Ended { how: Ending },
    #[error("it is another counsellor's chat")]
    NotYours,
}

/// The times a topic sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub chat_length: Duration,
    pub away_keeps_place: Duration,
    pub answer_within: Duration,
    pub seeker_gone_after: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            chat_length: limits::CHAT_LENGTH,
            away_keeps_place: limits::AWAY_KEEPS_PLACE,
            answer_within: limits::ANSWER_WITHIN,
            seeker_gone_after: limits::SEEKER_GONE_AFTER,
        }
    }
}

type Next = Result<(Chat, Vec<ChatEvent>), Refusal>;

impl Chat {
    /// A new request by a seeker whose page is connected or about to be.
    pub fn request(at: Moment) -> Self {
        Self::Waiting(Waiting { since: at, presence: Presence::Away { since: at } })
    }

    /// Takes one step at one time and gives the chat after it with what happened. Deadlines that passed are
    /// settled by [`Step::Tick`], which callers apply first.
    pub fn apply(self, step: Step, at: Moment, rules: &Rules) -> Next {
        match self {
            Self::Waiting(state) => state.apply(step, at, rules),
            Self::Accepted(state) => state.apply(step, at, rules),
            Self::Active(state) => state.apply(step, at, rules),
            Self::Ended(state) => state.apply(step),
        }
    }

    /// When time alone changes it.
    pub fn deadline(&self, rules: &Rules) -> Option<Moment> {
        match self {
            Self::Waiting(state) => state.vanishes(rules),
            Self::Accepted(state) => Some(state.at + rules.answer_within),
            Self::Active(state) => {
                let end = state.ends(rules);
                Some(state.gone(rules).map_or(end, |gone| gone.min(end)))
            }
            Self::Ended(_) => None,
        }
    }

    /// The counsellor who has or had it.
    pub fn counsellor(&self) -> Option<PersonId> {
        match self {
            Self::Waiting(_) => None,
            Self::Accepted(state) => Some(state.counsellor),
            Self::Active(state) => Some(state.counsellor),
            Self::Ended(state) => state.counsellor,
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
}

impl Waiting {
    fn vanishes(&self, rules: &Rules) -> Option<Moment> {
        away_since(self.presence).map(|since| since + rules.away_keeps_place)
    }

    fn apply(self, step: Step, at: Moment, rules: &Rules) -> Next {
        let end = |how| ended(Ended { at, how, counsellor: None, started: None });
        match step {
            // A locked phone is no reason to pass somebody over: the page finds out when it is back.
            Step::Accept { by } => Ok((
                Chat::Accepted(Accepted { since: self.since, counsellor: by, at, presence: self.presence }),
                vec![ChatEvent::Accepted { by }],
            )),
            Step::Begin | Step::Decline => Err(Refusal::NotAccepted),
            Step::Withdraw => end(Ending::Withdrawn),
            Step::MoveToMail => end(Ending::MovedToMail),
            Step::CloseByAdmin => end(Ending::ClosedByAdmin),
            Step::EndByCounsellor { .. } | Step::EndBySeeker => Err(Refusal::NotActive),
            Step::SeekerConnected => Ok(present(self.presence, Presence::Here, |presence| {
                Chat::Waiting(Waiting { presence, ..self })
            })),
            Step::SeekerLost => Ok(present(self.presence, lost(self.presence, at), |presence| {
                Chat::Waiting(Waiting { presence, ..self })
            })),
            Step::Tick => match self.vanishes(rules) {
                Some(deadline) if at >= deadline => end(Ending::Vanished),
                Some(_) | None => Ok((Chat::Waiting(self), Vec::new())),
            },
        }
    }
}

impl Accepted {
    fn apply(self, step: Step, at: Moment, rules: &Rules) -> Next {
        let end = |how| ended(Ended { at, how, counsellor: Some(self.counsellor), started: None });
        match step {
            Step::Accept { by } if by == self.counsellor => Ok((Chat::Accepted(self), Vec::new())),
            Step::Accept { .. } => Err(Refusal::AlreadyAccepted { by: self.counsellor }),
            Step::Begin => Ok((
                Chat::Active(Active { counsellor: self.counsellor, started: at, presence: self.presence }),
                vec![ChatEvent::Began { by: self.counsellor }],
            )),
            Step::Decline | Step::Withdraw => end(Ending::Declined),
            Step::MoveToMail => end(Ending::MovedToMail),
            Step::CloseByAdmin => end(Ending::ClosedByAdmin),
            // A counsellor who accepted by mistake, or whose seeker does not answer, is not stuck with it.
            Step::EndByCounsellor { by } if by == self.counsellor => end(Ending::NoAnswer),
            Step::EndByCounsellor { .. } => Err(Refusal::NotYours),
            Step::EndBySeeker => Err(Refusal::NotActive),
            Step::SeekerConnected => Ok(present(self.presence, Presence::Here, |presence| {
                Chat::Accepted(Accepted { presence, ..self })
            })),
            Step::SeekerLost => Ok(present(self.presence, lost(self.presence, at), |presence| {
                Chat::Accepted(Accepted { presence, ..self })
            })),
            Step::Tick if at >= self.at + rules.answer_within => end(Ending::NoAnswer),
            Step::Tick => Ok((Chat::Accepted(self), Vec::new())),
        }
    }
}

impl Active {
    /// The end of the time both have.
    pub fn ends(&self, rules: &Rules) -> Moment {
        self.started + rules.chat_length
    }

    fn gone(&self, rules: &Rules) -> Option<Moment> {
        away_since(self.presence).map(|since| since + rules.seeker_gone_after)
    }

    fn apply(self, step: Step, at: Moment, rules: &Rules) -> Next {
        let end =
            |how| ended(Ended { at, how, counsellor: Some(self.counsellor), started: Some(self.started) });
        match step {
            Step::Accept { by } if by == self.counsellor => Ok((Chat::Active(self), Vec::new())),
            Step::Accept { .. } => Err(Refusal::AlreadyAccepted { by: self.counsellor }),
            Step::Begin | Step::Decline | Step::Withdraw | Step::MoveToMail => Err(Refusal::AlreadyActive),
            Step::CloseByAdmin => end(Ending::ByAdmin),
            Step::EndByCounsellor { by } if by == self.counsellor => end(Ending::ByCounsellor),
            Step::EndByCounsellor { .. } => Err(Refusal::NotYours),
            Step::EndBySeeker => end(Ending::BySeeker),
            Step::SeekerConnected => Ok(present(self.presence, Presence::Here, |presence| {
                Chat::Active(Active { presence, ..self })
            })),
            Step::SeekerLost => Ok(present(self.presence, lost(self.presence, at), |presence| {
                Chat::Active(Active { presence, ..self })
            })),
            Step::Tick if at >= self.ends(rules) => end(Ending::TimeLimit),
            Step::Tick => match self.gone(rules) {
                Some(deadline) if at >= deadline => end(Ending::SeekerGone),
                Some(_) | None => Ok((Chat::Active(self), Vec::new())),
            },
        }
    }
}

impl Ended {
    fn apply(self, step: Step) -> Next {
        let over = Err(Refusal::Ended { how: self.how });
        match step {
            Step::Accept { .. } => match self.counsellor {
                Some(by) => Err(Refusal::AlreadyAccepted { by }),
                None => over,
            },
            Step::Begin
            | Step::Decline
            | Step::Withdraw
            | Step::MoveToMail
            | Step::CloseByAdmin
            | Step::EndByCounsellor { .. }
            | Step::EndBySeeker
            | Step::SeekerConnected => over,
            Step::SeekerLost | Step::Tick => Ok((Chat::Ended(self), Vec::new())),
        }
    }
}

fn ended(state: Ended) -> Next {
    Ok((Chat::Ended(state), vec![ChatEvent::Ended { how: state.how }]))
}

fn away_since(presence: Presence) -> Option<Moment> {
    match presence {
        Presence::Here => None,
        Presence::Away { since } => Some(since),
    }
}

/// A connection that is lost twice was lost the first time.
fn lost(presence: Presence, at: Moment) -> Presence {
    Presence::Away { since: away_since(presence).unwrap_or(at) }
}

fn present(old: Presence, new: Presence, with: impl FnOnce(Presence) -> Chat) -> (Chat, Vec<ChatEvent>) {
    let events = if old == new { Vec::new() } else { vec![ChatEvent::PresenceChanged { presence: new }] };
    (with(new), events)
}

#[cfg(test)]
mod tests;
