//! Sealed files. They are sent before the message that names them, and belong to its id.
//!
//! | who | request | body | answer |
//! |---|---|---|---|
//! | both | `PUT /api/v1/chats/{id}/files/{file}?message=ID&audience=…&size=N` | the sealed bytes | 201, again 200 [`FileStored`] |
//! | both | `GET /api/v1/chats/{id}/files/{file}` | | 200 the sealed bytes |
//!
//! Sending one twice gives the same answer. Participants read it as long as they read the chat's messages.

use beistand_domain::{FileId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::view::Audience;

/// What a file belongs to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SendFile {
    /// The message that will name it.
    #[param(value_type = String)]
    pub message: MessageId,
    /// Who may have it.
    #[param(inline)]
    pub audience: Audience,
    /// Length of the sealed bytes; padded to a step of 5 %, with the 50 bytes of sealing.
    #[ts(type = "number")]
    pub size: u64,
}

/// It is in the file store, for as long as the chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FileStored {
    /// Its id.
    pub file: FileId,
    /// Length of its sealed bytes.
    #[ts(type = "number")]
    pub size: u64,
}
