//! Messages.

use beistand_domain::{ChatId, MessageId, Moment, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Blob;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Sender {
    /// The seeker.
    Seeker,
    /// A counsellor.
    Counsellor {
        /// Which one.
        id: PersonId,
    },
}

/// Who may read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The seeker and all counsellors of the chat.
    Everyone,
    /// A hidden message: counsellors of the chat only.
    Counsellors,
}

/// A stored message. The body is sealed; the server cannot open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MessageView {
    /// Made by its author.
    pub id: MessageId,
    /// Where it belongs.
    pub chat: ChatId,
    /// The place in the chat, counted from 1, the same for all readers.
    pub seq: u32,
    /// When the server stored it.
    pub at: Moment,
    /// Who wrote it.
    pub sender: Sender,
    /// Who may read it.
    pub audience: Audience,
    /// The sealed message.
    pub body: Blob,
}
