//! The world as the server shows it: the same shapes in answers, snapshots and events.

pub use beistand_domain::access::Role;
use beistand_domain::availability::Pause;
use beistand_domain::{CentreId, ChatId, DeviceId, MessageId, Moment, PersonId, TopicId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Blob;
use crate::rest::availability::AwayReason;

/// A centre as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CentreView {
    pub id: CentreId,
    /// The part of the address: `/{slug}`.
    pub slug: String,
    pub name: String,
}

/// A topic as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicView {
    pub id: TopicId,
    /// The part of the address: `/{centre}/{slug}`.
    pub slug: String,
    pub name: String,
}

/// A colleague as the staff and the seeker see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonView {
    pub id: PersonId,
    /// The name shown to others.
    pub name: String,
}

/// The answer of admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AdmissionView {
    Hidden,
    NotPossible,
    Closed { opens: Moment },
    NobodyAvailable,
    Open { place: u32 },
}

/// A topic on the start page, with whether one may ask now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicAdmission {
    pub topic: TopicView,
    pub admission: AdmissionView,
}

/// What the start page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PageView {
    pub centre: CentreView,
    pub topics: Vec<TopicAdmission>,
}

/// Whether the other side's page or program is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PresenceView {
    Here,
    Away { since: Moment },
}

/// How a chat ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndingView {
    Withdrawn,
    Vanished,
    MovedToMail,
    ClosedByAdmin,
    Declined,
    NoAnswer,
    ByCounsellor,
    BySeeker,
    TimeLimit,
    SeekerGone,
    ByAdmin,
}

/// Where a chat is in its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ChatStateView {
    Waiting {
        presence: PresenceView,
        /// Until when the request stands before the reader alone; none where every available member sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        offered_until: Option<Moment>,
    },
    Accepted {
        counsellor: PersonView,
        at: Moment,
        presence: PresenceView,
    },
    Active {
        counsellor: PersonView,
        started: Moment,
        ends: Moment,
        presence: PresenceView,
    },
    Ended {
        counsellor: Option<PersonView>,
        /// When the conversation began, if it did.
        started: Option<Moment>,
        at: Moment,
        how: EndingView,
        readable_until: Moment,
    },
}

/// How far one side has got; sequence numbers, 0 for nothing yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Marks {
    pub delivered: u32,
    pub read: u32,
}

/// A chat as a counsellor sees it. Complete: a newer `revision` replaces an older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChatView {
    pub id: ChatId,
    /// Grows with every change of this view but messages.
    #[ts(type = "number")]
    pub revision: u64,
    /// The seeker's number.
    pub number: u32,
    pub topic: TopicView,
    /// When the seeker asked.
    pub requested: Moment,
    pub state: ChatStateView,
    /// The sequence number of the newest message.
    pub last_seq: u32,
    pub seeker_marks: Marks,
    pub counsellor_marks: Marks,
    /// The chat key, sealed to the reader's device (`beistand-seal`); there once the seeker chose "Jetzt chatten".
    pub envelope: Option<Blob>,
}

/// Why a request or chat is no longer in somebody's world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum GoneView {
    /// A colleague was first.
    Taken { by: PersonView },
    /// It stands before another counsellor now.
    OfferedElsewhere,
    /// It ended without a conversation.
    Ended { how: EndingView },
    /// The 48 hours are over.
    Purged,
}

/// A device that a chat key can be sealed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceKey {
    pub id: DeviceId,
    /// Uncompressed P-256 point, 65 bytes.
    pub public_key: Blob,
}

/// A chat as its seeker sees it. Complete: a newer `revision` replaces an older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SeekerChatView {
    pub id: ChatId,
    #[ts(type = "number")]
    pub revision: u64,
    pub number: u32,
    pub topic: TopicView,
    pub requested: Moment,
    pub state: SeekerStateView,
    pub last_seq: u32,
    pub seeker_marks: Marks,
    pub counsellor_marks: Marks,
}

/// Where the chat is, for the seeker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SeekerStateView {
    /// In line; `admission` says whether somebody is there at all, and the place.
    Waiting {
        admission: AdmissionView,
        offer_written_at: Moment,
    },
    Accepted {
        counsellor: PersonView,
        /// Devices to seal the chat key to with "Jetzt chatten".
        devices: Vec<DeviceKey>,
        answer_until: Moment,
    },
    Active {
        counsellor: PersonView,
        counsellor_presence: PresenceView,
        started: Moment,
        ends: Moment,
    },
    Ended {
        how: EndingView,
    },
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Sender {
    Seeker,
    Counsellor { id: PersonId },
}

/// Who may read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Everyone,
    /// A hidden message: counsellors of the chat only.
    Counsellors,
}

/// A stored message. The body is sealed; the server cannot open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MessageView {
    pub id: MessageId,
    pub chat: ChatId,
    /// The place in the chat, counted from 1, the same for all readers.
    pub seq: u32,
    /// When the server stored it.
    pub at: Moment,
    pub sender: Sender,
    pub audience: Audience,
    pub body: Blob,
}

/// Whether I take live chats now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AvailabilityView {
    Off {
        why: OffView,
    },
    On {
        since: Moment,
        /// The device that renews the lease.
        device: DeviceId,
        until: Moment,
    },
    Paused {
        since: Moment,
        device: DeviceId,
        until: Moment,
        why: PauseView,
    },
}

/// Why it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffView {
    Chosen,
    Expired,
    SignedOut,
    Absent,
    BySupervisor,
}

/// Why it is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseView {
    Locked,
    Suspended,
    Idle,
    MissedOffers,
    Break,
    Phone,
    Meeting,
}

impl PauseView {
    /// Why the person is away; none where they are not.
    pub fn away(self) -> Option<AwayReason> {
        match self {
            Self::Locked => Some(AwayReason::Locked),
            Self::Suspended => Some(AwayReason::Suspended),
            Self::Idle => Some(AwayReason::Idle),
            Self::Break => Some(AwayReason::Break),
            Self::Phone => Some(AwayReason::Phone),
            Self::Meeting => Some(AwayReason::Meeting),
            Self::MissedOffers => None,
        }
    }

    /// Whether the program took the availability away, and gives it back.
    pub fn is_programs(self) -> bool {
        self.away().is_some_and(|why| Pause::from(why).is_programs())
    }
}

impl From<Pause> for PauseView {
    fn from(why: Pause) -> Self {
        match why {
            Pause::Locked => Self::Locked,
            Pause::Suspended => Self::Suspended,
            Pause::Idle => Self::Idle,
            Pause::MissedOffers => Self::MissedOffers,
            Pause::Break => Self::Break,
            Pause::Phone => Self::Phone,
            Pause::Meeting => Self::Meeting,
        }
    }
}

/// Me, as the desktop shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MeView {
    pub person: PersonView,
    /// The name I sign in with.
    pub sign_in_name: String,
    pub roles: Vec<Role>,
    pub topics: Vec<TopicView>,
    /// Chats I can hold at once.
    pub parallel_chats: u32,
}
