//! One chat's conversation and composer.

use beistand_domain::{ChatId, FileId, MessageId, Moment};
use beistand_protocol::view::EndingView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One chat's conversation and composer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptView {
    pub chat: ChatId,
    #[ts(type = "number")]
    pub revision: u64,
    pub items: Vec<TranscriptItem>,
    /// There are older items; ask with `before`.
    pub earlier: bool,
    pub draft: String,
    /// Files that go with it.
    pub attached: Vec<FileItem>,
    /// The seeker is writing now.
    pub typing: bool,
    /// Nothing can be written, and why.
    pub closed: Option<Closed>,
}

/// Why the composer is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// The seeker has not chosen "Jetzt chatten" yet.
    NotBegun,
    Ended,
    /// This device has no key for the chat.
    NoKey,
}

/// How far up the person reads in a conversation: an item and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScrollAnchor {
    /// What the page tells its items apart by.
    pub item: String,
    /// Its upper edge, in CSS pixels below that of the transcript.
    pub below: i32,
}

/// An item of the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TranscriptItem {
    Message(MessageItem),
    /// The conversation began.
    Began {
        at: Moment,
    },
    /// Something does not agree with what the sender's device sealed. It stands before its message, and alone where the
    /// message was here before.
    Finding {
        /// Tells findings apart.
        id: String,
        at: Moment,
        finding: Finding,
    },
    /// "Der Chat wurde beendet."
    Ended {
        at: Moment,
        how: EndingView,
    },
}

/// What does not agree with what the sender's device sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Finding {
    /// The message was here before.
    Repeated,
    /// It stands behind one that was sent after it, or before one that it answers.
    OutOfOrder,
    /// Something is missing before it.
    Missing,
    /// Its time contradicts the clock of its device, which said this when it was sent.
    Redated { sent: Moment },
    /// It was changed, or was sealed for another place.
    DoesNotOpen,
}

/// A message, opened on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageItem {
    pub id: MessageId,
    pub mine: bool,
    /// When the server stored it, or when it was written here.
    pub at: Moment,
    pub body: Body,
    pub state: Delivery,
    /// Why it was not sent, where that is not the chat's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why_failed: Option<WhyFailed>,
    /// The first unread one carries the mark.
    pub first_unread: bool,
}

/// What keeps a message from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhyFailed {
    /// Something between this desk and the server lets no file of this size through.
    TooLargeForProxy,
    /// Something else than the server answers.
    NotOurs,
    /// Its file does not get on.
    Stalled,
}

/// What is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Body {
    Text {
        text: String,
    },
    /// Files, with a text or without.
    Files {
        text: String,
        files: Vec<FileItem>,
    },
    /// Its sender took it back.
    Deleted,
    /// It was changed on the way, or the key does not fit: shown as such, never hidden.
    Unreadable,
}

/// A file as its message names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileItem {
    pub id: FileId,
    pub name: String,
    /// In bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// It can be shown as a picture.
    pub picture: bool,
    /// How much of it has gone out, in percent, while it is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sent_percent: Option<u8>,
}

/// How far a message has got. For messages of the other side it is always `Read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// On this device's disk; goes out as soon as it can.
    Waiting,
    /// On the server's disk.
    Stored,
    Delivered,
    Read,
    /// The chat ended before it could be sent.
    Failed,
}
