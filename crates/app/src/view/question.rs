//! What is asked, and what is worth a sentence.

use beistand_domain::ChatId;
use beistand_protocol::view::EndingView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Restored;

/// A question, with the answers there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    pub id: u32,
    pub about: QuestionAbout,
    /// The chat in whose own window it is asked; none: in the main window.
    pub window: Option<ChatId>,
    /// The chats that go on can never be opened again here afterwards, and so many messages are not sent yet.
    pub loses: Option<u32>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum QuestionAbout {
    /// "Möchten Sie diesen Chat beenden? …": [`Choice::Confirm`] or [`Choice::Cancel`].
    EndChat { chat: ChatId, number: u32 },
    /// Closing the tab of an active chat: [`Choice::Keep`] (close the tab, the chat goes on), [`Choice::End`],
    /// [`Choice::Cancel`].
    CloseTab { chat: ChatId, number: u32 },
    /// Closing the own window of an active chat: [`Choice::Keep`] (it goes back to the tabs of the main window),
    /// [`Choice::End`], [`Choice::Cancel`].
    CloseChatWindow { chat: ChatId, number: u32 },
    /// Closing the window: [`Choice::Keep`] (in the background), [`Choice::End`] (all of them), [`Choice::Cancel`].
    CloseWindow { numbers: Vec<u32> },
    /// Quitting with active chats or waiting requests: [`Choice::Keep`] (in the background), [`Choice::End`] (the chats
    /// first), [`Choice::Confirm`] (they go on without me), [`Choice::Cancel`].
    Quit { numbers: Vec<u32>, waiting: u32 },
    /// Signing out with active chats or waiting requests: [`Choice::End`] (the chats first), [`Choice::Confirm`],
    /// [`Choice::Cancel`].
    SignOut { numbers: Vec<u32>, waiting: u32 },
    /// Installing an update with active chats or waiting requests: the same answers as for signing out.
    Update { numbers: Vec<u32>, waiting: u32 },
}

/// An answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Confirm,
    Keep,
    End,
    Cancel,
}

/// Something that happened and is worth a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notice {
    pub id: u32,
    pub what: NoticeWhat,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NoticeWhat {
    /// A colleague was first.
    Taken { number: u32, by: String },
    /// The request went away before it could be accepted, or the seeker cancelled.
    RequestGone { number: u32, how: EndingView },
    /// What was accepted from an alert or the tray does not wait any more.
    NoLongerWaiting,
    /// I hold as many chats as I may.
    NoRoom { most: u32 },
    /// I cannot accept while I am not available.
    NotAvailable,
    /// The server or the network is away. What was asked for may have been done, if only the answer was lost.
    TryAgain,
    /// The availability ended because the connection was gone for too long.
    AvailabilityExpired,
    /// The program gave back what it had taken.
    AvailabilityRestored { after: Restored },
    /// Fifteen or five minutes are left.
    TimeRunsOut { chat: ChatId, number: u32, minutes: u32 },
    /// The kept copies were damaged and have been put aside; everything is loaded from the server again.
    CacheRebuilt,
    /// The system did not take an alert: who waits is seen in the tray and here only.
    NoNotifications,
    /// There is no keyring: sealed things stay readable only until the program ends.
    NoKeyring,
    /// The server speaks another version of the protocol: one of the two needs an update. Stays until they understand
    /// each other, or it is put away.
    WrongVersion,
}
