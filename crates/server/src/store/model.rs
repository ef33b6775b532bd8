//! Rows as the rest of the server sees them.

use beistand_domain::admission::{Member, TopicSettings};
use beistand_domain::{Availability, CentreId, Chat, ChatId, DeviceId, Moment, PersonId, Rules, TopicId};
use beistand_protocol::view::{Marks, Role};

/// A centre.
#[derive(Clone, Debug)]
pub struct Centre {
    pub no: i64,
    pub id: CentreId,
    pub slug: String,
    pub name: String,
}

/// A topic with its settings and the times it sets.
#[derive(Clone, Debug)]
pub struct Topic {
    pub no: i64,
    pub id: TopicId,
    pub centre_no: i64,
    pub slug: String,
    pub name: String,
    pub settings: TopicSettings,
    pub rules: Rules,
    pub offer_written_after: std::time::Duration,
}

/// A counsellor, supervisor or admin.
#[derive(Clone, Debug)]
pub struct Person {
    pub no: i64,
    pub id: PersonId,
    pub centre_no: i64,
    pub sign_in_name: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub parallel_chats: u32,
}

/// How much there is to do at one moment, over all centres.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// People in line.
    pub waiting: i64,
    /// Since the first of them came.
    pub longest_wait: std::time::Duration,
    /// Counsellors who take live chats.
    pub available: i64,
    /// How long the oldest chat, or the bytes of a file, should have been purged already.
    pub purge_lag: std::time::Duration,
}

/// A signed-in device.
#[derive(Clone, Debug)]
pub struct Session {
    pub person: Person,
    pub device: DeviceId,
}

/// A chat with everything its views need.
#[derive(Clone, Debug)]
pub struct ChatRecord {
    pub no: i64,
    pub id: ChatId,
    pub centre_no: i64,
    pub topic_no: i64,
    pub number: u32,
    pub revision: u64,
    pub requested: Moment,
    pub chat: Chat,
    pub seeker_marks: Marks,
    pub counsellor_marks: Marks,
    pub last_seq: u32,
    /// The number of the process that the seeker's page is connected to; 0 is none.
    pub seeker_process: i64,
}

/// A chat with the names and keys that its views show.
#[derive(Clone, Debug)]
pub struct ChatDetail {
    pub record: ChatRecord,
    pub topic: Topic,
    pub counsellor: Option<Colleague>,
    /// The chat key for the device that asked.
    pub envelope: Option<Vec<u8>>,
}

/// A chat's counsellor as others see them.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub name: String,
    /// Since when no process is connected to their program; nothing while one is.
    pub away: Option<Moment>,
}

/// A member of a topic.
#[derive(Clone, Copy, Debug)]
pub struct TopicMember {
    pub person: PersonId,
    pub reachable: bool,
    pub availability: Availability,
}

impl TopicMember {
    /// As admission sees them at `now`.
    pub fn at(&self, now: Moment) -> Member {
        Member { reachable: self.reachable, available: self.availability.is_available(now) }
    }
}

/// What admission asks about a topic.
#[derive(Clone, Debug)]
pub struct TopicFacts {
    pub topic: Topic,
    pub members: Vec<TopicMember>,
    /// Waiting chats, longest waiting first.
    pub queue: Vec<ChatId>,
}

/// Somebody's availability, with the person's number.
#[derive(Clone, Copy, Debug)]
pub struct Duty {
    pub person_no: i64,
    pub availability: Availability,
}

/// What a step did, for telling those concerned.
#[derive(Clone, Debug)]
pub struct Stepped {
    pub record: ChatRecord,
    /// Nothing changed: a repeated command, or a step that was true already.
    pub changed: bool,
    /// The line of the topic moved.
    pub left_queue: bool,
}
