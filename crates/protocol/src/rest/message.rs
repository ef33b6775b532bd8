//! `GET /api/v1/chats/{id}/messages?after=SEQ&limit=N`: what comes behind `after`, oldest first. For participants:
//! the seeker while the chat lives, the counsellor until 48 hours after the end.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::view::MessageView;

/// Which messages.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MessagesAfter {
    /// The last sequence number that is known.
    #[serde(default)]
    pub after: u32,
    /// 1 to 500; 200 by default.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A page of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MessagePage {
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// Whether there are more behind the last one.
    pub more: bool,
}
