//! A chat as counsellors see it.

use beistand_domain::{ChatId, Moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::page::{PersonView, TopicView};
use crate::Blob;

/// Whether the other side's page or program is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PresenceView {
    /// Connected.
    Here,
    /// Not connected.
    Away {
        /// Since when.
        since: Moment,
    },
}

/// How a chat ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndingView {
    /// The seeker left the queue.
    Withdrawn,
    /// The seeker's connection was gone for too long, in the queue.
    Vanished,
    /// The seeker went on in writing.
    MovedToMail,
    /// An admin took the request out of the queue.
    ClosedByAdmin,
    /// The seeker cancelled after it was accepted.
    Declined,
    /// The seeker did not answer in time after it was accepted.
    NoAnswer,
    /// A counsellor ended it.
    ByCounsellor,
    /// The seeker ended it.
    BySeeker,
    /// Its time was over.
    TimeLimit,
    /// The seeker's connection was gone for too long.
    SeekerGone,
    /// An admin ended it.
    ByAdmin,
}

/// Where a chat is in its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ChatStateView {
    /// In the queue.
    Waiting {
        /// The seeker's connection.
        presence: PresenceView,
        /// Until when the request stands before the reader alone; none where every available member sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        offered_until: Option<Moment>,
    },
    /// Taken; the seeker has not answered yet.
    Accepted {
        /// Who took it.
        counsellor: PersonView,
        /// When.
        at: Moment,
        /// The seeker's connection.
        presence: PresenceView,
    },
    /// The conversation.
    Active {
        /// The first counsellor who is present.
        counsellor: PersonView,
        /// When the seeker chose "Jetzt chatten".
        started: Moment,
        /// When its time is over.
        ends: Moment,
        /// The seeker's connection.
        presence: PresenceView,
    },
    /// Over.
    Ended {
        /// Who had it; none where nobody did.
        counsellor: Option<PersonView>,
        /// When the conversation began, if it did.
        started: Option<Moment>,
        /// When it ended.
        at: Moment,
        /// How it ended.
        how: EndingView,
        /// Until when participants may read it.
        readable_until: Moment,
    },
}

/// How far one side has got; sequence numbers, 0 for nothing yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Marks {
    /// The newest message that has arrived.
    pub delivered: u32,
    /// The newest message that was read.
    pub read: u32,
}

/// A chat as a counsellor sees it. Complete: a newer `revision` replaces an older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChatView {
    /// The chat.
    pub id: ChatId,
    /// Grows with every change of this view but messages.
    #[ts(type = "number")]
    pub revision: u64,
    /// The seeker's number.
    pub number: u32,
    /// What it is about.
    pub topic: TopicView,
    /// When the seeker asked.
    pub requested: Moment,
    /// Where it stands.
    pub state: ChatStateView,
    /// The sequence number of the newest message.
    pub last_seq: u32,
    /// How far the seeker has got.
    pub seeker_marks: Marks,
    /// How far the counsellors have got.
    pub counsellor_marks: Marks,
    /// The chat key, sealed to the reader's device (`beistand-seal`); there once the seeker chose "Jetzt chatten".
    pub envelope: Option<Blob>,
}

/// Why a request or chat is no longer in a counsellor's world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum GoneView {
    /// A colleague was first.
    Taken {
        /// Who took it.
        by: PersonView,
    },
    /// It stands before another counsellor now.
    OfferedElsewhere,
    /// It ended without a conversation.
    Ended {
        /// How it ended.
        how: EndingView,
    },
    /// The 48 hours are over.
    Purged,
}
