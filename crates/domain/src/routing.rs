//! Who is asked: one pure function of a topic's mode, its queue and its members.
//!
//! | mode | who may take a request |
//! |---|---|
//! | pool | every available member |
//! | offer | the one member it stands before for [`limits::OFFER_LENGTH`]; who has been without a chat longest is first |
//! | suggest | the member the seeker asked for, then as offer |
//!
//! Unattended chats are shown to every available member in every mode and come first in the queue: a person who was
//! already talking does not wait for an offer to pass round.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chat::{Chat, Offer, QueuePlace};
use crate::ids::{ChatId, PersonId};
use crate::{Moment, limits};

/// How requests of a topic reach its members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Every available member sees every request.
    #[default]
    Pool,
    /// One available member with room at a time.
    Offer,
    /// The member the seeker asked for first, then as [`Mode::Offer`].
    Suggest,
}

impl Mode {
    /// Whether a topic can be set to it. Start pages cannot ask for a counsellor yet.
    pub fn can_be_chosen(self) -> bool {
        match self {
            Self::Pool | Self::Offer => true,
            Self::Suggest => false,
        }
    }
}

/// A chat in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// The chat.
    pub chat: ChatId,
    /// Its place: unattended chats first, then the longest waiting.
    pub place: QueuePlace,
    /// Everyone it was offered to, in order.
    pub offers: Vec<Offer>,
    /// The member the seeker asked for.
    pub wanted: Option<PersonId>,
}

impl Queued {
    /// The chat as the queue sees it; none when it does not stand in one.
    pub fn of(id: ChatId, chat: &Chat, wanted: Option<PersonId>) -> Option<Self> {
        let offers = match chat {
            Chat::Waiting(waiting) => waiting.offers.clone(),
            Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_) => Vec::new(),
        };
        Some(Self { chat: id, place: chat.queue_place()?, offers, wanted })
    }

    fn open_offer(&self) -> Option<&Offer> {
        self.offers.last().filter(|offer| offer.outcome.is_none())
    }

    fn times_asked(&self, person: PersonId) -> usize {
        self.offers.iter().filter(|offer| offer.to == person).count()
    }
}

/// A member of the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Whether the person takes live chats now.
    pub available: bool,
    /// Chats the person can take besides those held now.
    pub room: u32,
    /// Since when the person has had no chat, or took the last one; who has waited longest is asked first.
    pub free_since: Moment,
    /// Whether a request of another topic stands before the person.
    pub asked_elsewhere: bool,
}

/// What follows for one chat of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// These members see it and may take it.
    Shown {
        /// Everyone who sees it.
        to: Vec<PersonId>,
    },
    /// It stands before this member.
    Offered {
        /// The counsellor who is asked.
        to: PersonId,
        /// How long the offer stands.
        until: Moment,
    },
    /// It is to be offered to this member now.
    OfferTo {
        /// The counsellor to be asked next.
        person: PersonId,
    },
    /// Its offer is to be taken back: the member is not available any more.
    Withdraw,
    /// Nobody can be asked now.
    Nobody,
}

impl Route {
    /// Whether this member may see and take the chat.
    pub fn reaches(&self, person: PersonId) -> bool {
        match self {
            Self::Shown { to } => to.contains(&person),
            Self::Offered { to, .. } => *to == person,
            Self::OfferTo { .. } | Self::Withdraw | Self::Nobody => false,
        }
    }
}

/// Takes a topic's mode, the time, its queue in any order and its members, and gives for each chat of the queue, in the
/// order of the queue, who sees it or is asked.
pub fn route(mode: Mode, now: Moment, queue: &[Queued], members: &[Member]) -> Vec<(ChatId, Route)> {
    let mut order: Vec<&Queued> = queue.iter().collect();
    order.sort_by_key(|queued| (queued.place, queued.chat));
    let mut asked = Asked::by(&order, members);
    order.into_iter().map(|queued| (queued.chat, one(mode, now, queued, members, &mut asked))).collect()
}

/// The members who may see and take a chat of the queue now: those whom its [`route`] reaches. What stands before and behind
/// it does not matter, so this costs the same however long the queue is.
pub fn reached(mode: Mode, now: Moment, queued: &Queued, members: &[Member]) -> Vec<PersonId> {
    match standing(mode, now, queued, members) {
        Some(Route::Shown { to }) => to,
        Some(Route::Offered { to, .. }) => vec![to],
        Some(Route::OfferTo { .. } | Route::Withdraw | Route::Nobody) | None => Vec::new(),
    }
}

fn one(mode: Mode, now: Moment, queued: &Queued, members: &[Member], asked: &mut Asked) -> Route {
    standing(mode, now, queued, members).unwrap_or_else(|| next(mode, queued, members, asked))
}

/// What holds for a chat whatever the rest of the queue is; none when somebody is to be asked next.
fn standing(mode: Mode, now: Moment, queued: &Queued, members: &[Member]) -> Option<Route> {
    let available = || members.iter().filter(|member| member.available);
    let is_unattended = match queued.place {
        QueuePlace::Unattended { .. } => true,
        QueuePlace::Waiting { .. } => false,
    };
    match mode {
        Mode::Pool => Some(Route::Shown { to: available().map(|member| member.person).collect() }),
        Mode::Offer | Mode::Suggest if is_unattended => {
            Some(Route::Shown { to: available().map(|member| member.person).collect() })
        }
        Mode::Offer | Mode::Suggest => queued.open_offer().map(|offer| {
            if available().any(|member| member.person == offer.to) && now < offer.until {
                Route::Offered { to: offer.to, until: offer.until }
            } else {
                Route::Withdraw
            }
        }),
    }
}

/// Who is asked next: who was asked for this request least often, then who has been without a chat longest.
fn next(mode: Mode, queued: &Queued, members: &[Member], asked: &mut Asked) -> Route {
    let free = members.iter().filter(|member| member.available && asked.may_ask(member));
    let wanted = |member: &Member| match mode {
        Mode::Suggest => queued.wanted == Some(member.person) && queued.times_asked(member.person) == 0,
        Mode::Pool | Mode::Offer => false,
    };
    let order = |member: &&Member| {
        (!wanted(member), queued.times_asked(member.person), member.free_since, member.person)
    };
    match free.min_by_key(order) {
        Some(member) => {
            asked.ask(member.person);
            Route::OfferTo { person: member.person }
        }
        None => Route::Nobody,
    }
}

/// Offers each member has before them; one at a time.
struct Asked(BTreeMap<PersonId, u32>);

impl Asked {
    fn by(queue: &[&Queued], members: &[Member]) -> Self {
        let mut asked = Self(BTreeMap::new());
        queue.iter().filter_map(|queued| queued.open_offer()).for_each(|offer| asked.ask(offer.to));
        members.iter().filter(|member| member.asked_elsewhere).for_each(|member| asked.ask(member.person));
        asked
    }

    fn ask(&mut self, person: PersonId) {
        *self.0.entry(person).or_default() += 1;
    }

    fn may_ask(&self, member: &Member) -> bool {
        let asked = self.0.get(&member.person).copied().unwrap_or_default();
        asked == 0 && member.room > 0
    }
}

/// Whether this many offers that passed in a row pause the person.
pub fn pauses(missed_in_a_row: u32) -> bool {
    missed_in_a_row >= limits::MISSED_OFFERS_PAUSE
}

#[cfg(test)]
mod tests;
