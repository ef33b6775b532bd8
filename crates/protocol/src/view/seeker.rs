//! A chat as its seeker sees it.

use beistand_domain::{ChatId, DeviceId, Moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::chat::{EndingView, Marks, PresenceView};
use super::page::{AdmissionView, PersonView, TopicView};
use crate::Blob;

/// A device that a chat key can be sealed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceKey {
    /// Its id.
    pub id: DeviceId,
    /// What its day keys are signed with: an uncompressed P-256 point, 65 bytes.
    pub signing_key: Blob,
    /// Its newest day key.
    pub day_key: DayKey,
}

/// A key of one day that chat keys are sealed to, signed by its device (`beistand-seal`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayKey {
    /// The day it was made on, counted from 1970 (UTC).
    pub day: u32,
    /// Uncompressed P-256 point, 65 bytes.
    pub public_key: Blob,
    /// 64 bytes.
    pub signature: Blob,
}

/// A chat as its seeker sees it. Complete: a newer `revision` replaces an older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SeekerChatView {
    /// Its id.
    pub id: ChatId,
    /// Grows with every change; an older view never replaces a newer one.
    #[ts(type = "number")]
    pub revision: u64,
    /// The number that counsellors call the seeker by.
    pub number: u32,
    /// What it is about.
    pub topic: TopicView,
    /// When it was asked for.
    pub requested: Moment,
    /// Where it stands.
    pub state: SeekerStateView,
    /// The newest message for the seeker.
    pub last_seq: u32,
    /// How far the seeker has got.
    pub seeker_marks: Marks,
    /// How far the counsellors have got.
    pub counsellor_marks: Marks,
}

/// Where the chat is, for the seeker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SeekerStateView {
    /// In line; `admission` says whether a counsellor is there at all, and the place.
    Waiting {
        /// The place in the queue, or why nobody can come.
        admission: AdmissionView,
        /// From when on the written way is offered.
        offer_written_at: Moment,
    },
    /// A counsellor is there; "Jetzt chatten" is to be chosen.
    Accepted {
        /// Who.
        counsellor: PersonView,
        /// Devices to seal the chat key to with "Jetzt chatten".
        devices: Vec<DeviceKey>,
        /// Until when the seeker has to answer.
        answer_until: Moment,
    },
    /// The conversation.
    Active {
        /// The first counsellor who is present.
        counsellor: PersonView,
        /// That counsellor's connection.
        counsellor_presence: PresenceView,
        /// When it began.
        started: Moment,
        /// When its time is over.
        ends: Moment,
    },
    /// Over.
    Ended {
        /// How it ended.
        how: EndingView,
    },
}
