//! Chats.
//!
//! | who | request | body | answer |
//! |---|---|---|---|
//! | seeker | `POST /api/v1/chats` | [`RequestChat`] | 201 [`ChatRequested`] |
//! | seeker | `POST /api/v1/chats/{id}/begin` | [`BeginChat`] | 200 [`ChatRevision`] |
//! | seeker | `POST /api/v1/chats/{id}/decline`, `…/withdraw` | [`Command`] | 200 [`ChatRevision`] |
//! | a seeker's tab | `GET /api/v1/tab-halves/current` | | 200 [`HeldHalf`] |
//! | counsellor | `POST /api/v1/chats/{id}/accept` | [`Command`] | 200 [`ChatRevision`] |
//! | both | `POST /api/v1/chats/{id}/end` | [`Command`] | 200 [`ChatRevision`] |

use beistand_domain::{ChatId, CommandId, DeviceId, Entry};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Blob;

/// Asks for a live chat. Created only while admission is open.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestChat {
    /// Makes a repeat recognisable.
    pub command: CommandId,
    /// The centre's and the topic's part of the address.
    pub centre: String,
    /// Slug of the topic.
    pub topic: String,
    /// The way the seeker came.
    pub entry: Entry,
    /// 32 random bytes made by the page: the token of this chat as base64url. The server keeps a hash; because
    /// the page makes it, a repeated request needs no secret out of the server's memory.
    pub token: Blob,
    /// What the page locks its tab's storage with; the server holds it while the seeker's token lives.
    pub tab: TabHalf,
    /// The seeker has read and confirmed the data-protection text.
    pub consent: bool,
}

/// Half a key, held for a tab. What the tab keeps opens only with it, so nothing of it can be read once the chat is over.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TabHalf {
    /// 32 random bytes that the half is asked for with, as a bearer token. The server keeps a hash.
    pub id: Blob,
    /// 32 random bytes.
    pub half: Blob,
}

/// The half that is held for a tab.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct HeldHalf {
    /// As the request gave it.
    pub half: Blob,
}

/// The request stands in line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChatRequested {
    /// The chat.
    pub chat: ChatId,
    /// The number that counsellors call the seeker by.
    pub number: u32,
}

/// A command without further data.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Makes a repeat recognisable.
    pub command: CommandId,
}

/// "Jetzt chatten", with the chat key sealed to each device of the counsellor.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginChat {
    /// Makes a repeat recognisable.
    pub command: CommandId,
    /// The chat's key, sealed to each device of the counsellor.
    pub envelopes: Vec<DeviceEnvelope>,
}

/// The chat key, sealed to one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceEnvelope {
    /// The device that can open it.
    pub device: DeviceId,
    /// The sealed key.
    pub envelope: Blob,
}

/// The step was taken; the view follows on the live connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChatRevision {
    /// The chat.
    pub chat: ChatId,
    /// The chat's revision after it.
    #[ts(type = "number")]
    pub revision: u64,
}
