//! Rows as the rest of the server sees them.

use std::sync::Arc;
use std::time::Duration;

use beistand_domain::access::{ChatFacts, Staff};
use beistand_domain::admission::{self, Admission, Entries};
use beistand_domain::centre::{OpeningHours, ParallelChats};
use beistand_domain::routing::{self, Mode, Queued, Route};
use beistand_domain::sign_in;
use beistand_domain::{
    Availability, CentreId, Chat, ChatId, DeviceId, Entry, Moment, OrganisationId, PersonId, Rules,
    SessionId, TopicId,
};
use beistand_protocol::view::{Marks, Role};

use crate::sql::Value;

/// A row's number. It is for joins: outside the store it can only be handed back.
macro_rules! number {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) i64);

        impl From<$name> for Value {
            fn from(number: $name) -> Self {
                Self::Int(number.0)
            }
        }
    )*};
}
number! {
    /// The number of an organisation's row.
    OrganisationNo;
    /// The number of a centre's row.
    CentreNo;
    /// The number of a topic's row.
    TopicNo;
    /// The number of a person's row.
    PersonNo;
    /// The number of a chat's row.
    ChatNo;
    /// A server process that has joined. Numbers are never used again.
    ProcessNo;
}

/// A centre.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Its row.
    pub no: CentreNo,
    /// Its id.
    pub id: CentreId,
    /// The part of the address.
    pub slug: String,
    /// As it is shown.
    pub name: String,
}

/// A topic with its settings and the times it sets.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its row.
    pub no: TopicNo,
    /// Its id.
    pub id: TopicId,
    /// The part of the address behind the centre's.
    pub slug: String,
    /// As it is shown.
    pub name: String,
    /// How requests reach its members.
    pub mode: Mode,
    /// When live chat is open.
    pub hours: OpeningHours,
    /// Rises with each change of its settings or members.
    pub revision: i64,
    /// Its times.
    pub rules: Rules,
    /// After how long the written way is offered.
    pub offer_written_after: Duration,
}

/// A counsellor, supervisor or admin.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person's row.
    pub no: PersonNo,
    /// The person's id.
    pub id: PersonId,
    /// Organisation and roles, as `domain::access` asks about the person.
    pub staff: Arc<Staff>,
    /// The name to sign in with.
    pub sign_in_name: String,
    /// The name that others see.
    pub name: String,
    /// Chats the person holds at once.
    pub parallel_chats: ParallelChats,
    /// Whether the person may be suggested at all.
    pub reachable: bool,
}

impl Person {
    /// The kinds of roles the person holds anywhere.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = self.staff.memberships.iter().map(|membership| membership.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

/// How much there is to do at one moment, over all centres.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Seekers in a queue.
    pub waiting: i64,
    /// Since the first of them came.
    pub longest_wait: Duration,
    /// Counsellors who take live chats.
    pub available: i64,
    /// How long the oldest chat, or the bytes of a file, should have been purged already.
    pub purge_lag: Duration,
}

/// A signed-in device.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id; another sign-in on the same device makes another one.
    pub id: SessionId,
    /// Who signed in.
    pub person: Person,
    /// On which device.
    pub device: DeviceId,
    /// How long it lasts.
    pub session: sign_in::Session,
}

/// A counsellor's stay in a chat, with how far the counsellor has got.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    pub(crate) no: i64,
    /// The counsellor's row.
    pub person_no: PersonNo,
    /// Marks in places as counsellors count them.
    pub marks: Marks,
    /// The same marks in places as the seeker counts them.
    pub shared_marks: Marks,
}

/// A chat with everything its views need.
#[derive(Clone, Debug)]
pub struct ChatRecord {
    /// Its row.
    pub no: ChatNo,
    /// Its id.
    pub id: ChatId,
    /// Whose chat it is.
    pub organisation: OrganisationId,
    /// The centre by whose page the seeker came.
    pub centre: CentreId,
    /// The topic it is about.
    pub topic: TopicId,
    /// That topic's row.
    pub topic_no: TopicNo,
    /// The page the seeker came by.
    pub entry: Entry,
    /// The seeker's number.
    pub number: u32,
    /// Grows with each change of the chat.
    pub revision: u64,
    /// When the seeker asked.
    pub requested: Moment,
    /// The counsellor the seeker asked for.
    pub wanted: Option<PersonId>,
    /// Its state.
    pub chat: Chat,
    /// The times of its topic.
    pub rules: Rules,
    /// One for each of the chat's participants.
    pub stays: Vec<Stay>,
    /// How far the seeker has got, in places as the seeker counts them.
    pub seeker_marks: Marks,
    /// The same in places as counsellors count them.
    pub seeker_marks_seq: Marks,
    /// The place of the newest message.
    pub last_seq: u32,
    /// The place of the newest message for everyone, as the seeker counts.
    pub last_shared: u32,
    /// The process that the seeker's page is connected to.
    pub seeker_process: Option<ProcessNo>,
}

impl ChatRecord {
    /// As `domain::access` asks about the chat.
    pub fn facts(&self, now: Moment) -> ChatFacts<'_> {
        ChatFacts {
            id: self.id,
            organisation: self.organisation,
            centre: self.centre,
            topic: self.topic,
            chat: &self.chat,
            now,
        }
    }

    /// How far the counsellors have got, in places as they count them: the one who got furthest.
    pub fn counsellor_marks(&self) -> Marks {
        furthest(self.stays.iter().map(|stay| stay.marks))
    }

    /// The same in places as the seeker counts them.
    pub fn shared_counsellor_marks(&self) -> Marks {
        furthest(self.stays.iter().map(|stay| stay.shared_marks))
    }
}

fn furthest(marks: impl Iterator<Item = Marks>) -> Marks {
    marks.fold(Marks::default(), |one, other| Marks {
        delivered: one.delivered.max(other.delivered),
        read: one.read.max(other.read),
    })
}

/// A chat with the names and keys that its views show.
#[derive(Clone, Debug)]
pub struct ChatDetail {
    /// The chat.
    pub record: ChatRecord,
    /// Its topic.
    pub topic: Topic,
    /// The counsellor it is shown with.
    pub counsellor: Option<Colleague>,
    /// The chat key for the device that asked.
    pub envelope: Option<Vec<u8>>,
}

/// A chat's counsellor as others see them.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// The name that others see.
    pub name: String,
    /// Since when no process is connected to their program; none while one is.
    pub away: Option<Moment>,
}

/// A member of a topic.
#[derive(Clone, Copy, Debug)]
pub struct TopicMember {
    /// Who it is.
    pub person: PersonId,
    /// May be suggested at all.
    pub reachable: bool,
    /// Whether the person takes live chats.
    pub availability: Availability,
    /// Chats the person can take besides those held now.
    pub room: u32,
    /// Since when the person has had no new chat.
    pub free_since: Moment,
    /// Whether a request of another topic stands before the person.
    pub asked_elsewhere: bool,
}

impl TopicMember {
    /// As admission sees the person at `now`.
    pub fn at(&self, now: Moment) -> admission::Member {
        admission::Member { reachable: self.reachable, available: self.availability.is_available(now) }
    }

    fn routed(&self, now: Moment) -> routing::Member {
        routing::Member {
            person: self.person,
            available: self.availability.is_available(now),
            room: self.room,
            free_since: self.free_since,
            asked_elsewhere: self.asked_elsewhere,
        }
    }
}

/// What admission and routing ask about a topic.
#[derive(Clone, Debug)]
pub struct TopicFacts {
    /// The topic.
    pub topic: Topic,
    /// Its members, from every centre.
    pub members: Vec<TopicMember>,
    /// Its waiting chats, longest waiting first.
    pub queue: Vec<Queued>,
    /// The centres that offer it.
    pub offered: Vec<Offered>,
}

/// A centre that offers a topic.
#[derive(Clone, Copy, Debug)]
pub struct Offered {
    /// The centre.
    pub centre: CentreId,
    /// Where it offers live chat in this topic, if it does at all.
    pub own: Entries,
    /// Where it offers live chat in this topic.
    pub entries: Entries,
}

impl TopicFacts {
    /// Whether somebody who comes to a centre by `entry`, with so many waiting before them, may ask for a live chat.
    pub fn admission(
        &self,
        (centre, entry): (CentreId, Entry),
        now: Moment,
        waiting_before: usize,
    ) -> Admission {
        let offered = self.offered.iter().any(|one| one.centre == centre && one.entries.offers(entry));
        let members: Vec<_> = self.members.iter().map(|member| member.at(now)).collect();
        let before = u32::try_from(waiting_before).unwrap_or(u32::MAX);
        admission::admission(offered, &self.topic.hours, now, &members, before)
    }

    /// Who sees or is asked about each chat of the queue.
    pub fn routes(&self, now: Moment) -> Vec<(ChatId, Route)> {
        let members: Vec<_> = self.members.iter().map(|member| member.routed(now)).collect();
        routing::route(self.topic.mode, now, &self.queue, &members)
    }

    /// The members who may see and take this chat.
    pub fn reached(&self, chat: ChatId, now: Moment) -> Vec<PersonId> {
        let queued = self.queue.iter().find(|queued| queued.chat == chat);
        queued.map_or_else(Vec::new, |queued| self.reached_by(queued, now))
    }

    /// The members who may see and take this chat of the queue.
    pub fn reached_by(&self, queued: &Queued, now: Moment) -> Vec<PersonId> {
        let members: Vec<_> = self.members.iter().map(|member| member.routed(now)).collect();
        routing::reached(self.topic.mode, now, queued, &members)
    }
}

/// A counsellor's availability, with the person.
#[derive(Clone, Copy, Debug)]
pub struct PersonAvailability {
    /// The person.
    pub person: PersonId,
    /// Whether the person takes live chats.
    pub availability: Availability,
}

/// What a transition did, for publishing it to those concerned.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// The chat after it.
    pub record: ChatRecord,
    /// False: a repeated command, or a transition that was true already.
    pub changed: bool,
    /// The queue of the topic moved.
    pub left_queue: bool,
    /// Counsellors whose availability changed with it.
    pub paused: Vec<PersonId>,
}

impl Stepped {
    /// Nothing happened.
    pub fn unchanged(record: ChatRecord) -> Self {
        Self { record, changed: false, left_queue: false, paused: Vec::new() }
    }

    /// This transition after `before`, as one.
    pub fn after(mut self, before: Self) -> Self {
        self.changed |= before.changed;
        self.left_queue |= before.left_queue;
        self.paused.extend(before.paused);
        self
    }
}
