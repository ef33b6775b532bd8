//! What the window shows. Complete and explicitly tagged: the page draws it and decides nothing.
//!
//! The page pulls one [`DeskView`] and one [`TranscriptView`] for each open chat, then replaces them with newer
//! ones as they come; a higher `revision` is newer.

use beistand_domain::{ChatId, MessageId, Moment};
use beistand_protocol::rest::availability::AwayReason;
use beistand_protocol::view::{EndingView, OffView, PauseView, PresenceView, Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The whole window but the transcripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskView {
    #[ts(type = "number")]
    pub revision: u64,
    /// The server's clock as far as it is known; ages and remaining times count from here.
    pub now: Moment,
    pub screen: Screen,
    /// A question that must be answered before anything else; the newest one.
    pub question: Option<Question>,
    /// Sentences to read once, oldest first; each can be put away.
    pub notices: Vec<Notice>,
    /// False: this desktop shows no tray, so the window is minimised where it would be hidden.
    pub tray: bool,
}

/// Which of the three screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Screen {
    /// Looking for a kept session; lasts a moment.
    Starting,
    SignIn(SignInScreen),
    /// Behind the PIN.
    Locked(LockedScreen),
    Desk(Box<DeskScreen>),
}

/// Address, name and password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInScreen {
    /// What was used last, or what the organisation has set.
    pub server: String,
    pub name: String,
    pub busy: bool,
    pub problem: Option<SignInProblem>,
    /// False: there is no keyring, so this desk forgets the session when it quits.
    pub keyring: bool,
    /// Several people use this machine: nothing stays on it after signing out or quitting.
    pub shared: bool,
}

/// A desk behind its PIN: the duty goes on, and nothing else is to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LockedScreen {
    pub name: String,
    pub duty: Duty,
    /// The PIN is being checked.
    pub checking: bool,
    /// After a wrong try: how many are left before only the password opens it.
    pub tries_left: Option<u32>,
}

/// Why signing in did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SignInProblem {
    WrongPassword,
    TooManyTries {
        retry_after: Option<u32>,
    },
    /// The address leads nowhere, or the network is away.
    Unreachable,
    /// There is something at this address, but it is no Beistand server, or of another version.
    NotBeistand,
    /// The address is not one.
    BadAddress,
    /// The session was ended on the server.
    SessionEnded,
    /// The PIN was forgotten, or wrong too often; what was typed is kept for whoever signs in again.
    PinForgotten,
    /// The folder for the sealed copies cannot be written.
    NoStorage,
}

/// Signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskScreen {
    pub centre: String,
    pub me: Me,
    pub server: String,
    pub connection: Connection,
    pub duty: Duty,
    pub place: Place,
    /// Waiting requests I may accept, longest waiting first.
    pub requests: Vec<RequestCard>,
    /// My chats: accepted and active first, then ended ones that are still readable.
    pub chats: Vec<ChatCard>,
    /// Open tabs, in order.
    pub tabs: Vec<ChatId>,
    /// The tab in front.
    pub front: Option<ChatId>,
    /// The request an alert was clicked for.
    pub picked: Option<ChatId>,
    /// Chats in windows of their own; none of them is a tab.
    pub detached: Vec<ChatId>,
    /// False: there is no keyring, so signing in is needed after every start.
    pub keyring: bool,
    /// The desk has a PIN.
    pub pin: bool,
    /// Nothing stays on this machine after signing out or quitting.
    pub shared: bool,
    /// The system shows no notifications for now.
    pub do_not_disturb: bool,
    /// "Würde ich es hören?", while it runs and until its result is put away.
    pub self_test: Option<SelfTestView>,
    /// When it was passed last.
    pub self_tested: Option<Moment>,
}

/// Me.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Me {
    pub name: String,
    pub sign_in_name: String,
    pub roles: Vec<Role>,
    pub topics: Vec<String>,
}

/// The state of the live connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Connection {
    Connected,
    Connecting,
    /// The next try comes at `retry_at`, or at once when asked for.
    Offline {
        since: Moment,
        retry_at: Moment,
    },
}

/// The availability card, the switch in the requests view, in the profile and in the tray: one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Duty {
    Off {
        why: OffView,
    },
    /// Asked for, not yet confirmed by the server.
    Switching {
        on: bool,
    },
    On {
        since: Moment,
        here: bool,
        chats: u32,
        room: u32,
    },
    Paused {
        since: Moment,
        why: PauseView,
    },
    /// On, but the connection is gone; the promise ends at `until` unless it comes back.
    Unsure {
        until: Moment,
    },
}

/// A place of the sidebar; the window comes back where it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Place {
    /// Erstanfragen.
    #[default]
    Requests,
    /// Meine Beratungen.
    Chats,
    /// Profil, on one of its pages.
    Profile { page: ProfilePage },
}

/// A page of the profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProfilePage {
    /// Allgemeines.
    #[default]
    General,
    /// Meine Aktivitäten.
    Activities,
    /// Benachrichtigungen.
    Alerts,
    /// Sicherheit.
    Security,
    /// Programm.
    Program,
}

/// A waiting request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestCard {
    pub id: ChatId,
    pub number: u32,
    pub topic: String,
    pub since: Moment,
    pub presence: PresenceView,
    /// "Chat starten" was pressed and the server has not answered.
    pub accepting: bool,
}

/// A chat in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatCard {
    pub id: ChatId,
    pub number: u32,
    pub topic: String,
    pub state: ChatCardState,
    /// The beginning of the newest message, opened on this device; at most 120 characters.
    pub preview: Option<String>,
    pub last_at: Option<Moment>,
    pub unread: u32,
    /// There is an unsent draft.
    pub draft: bool,
}

/// Where the chat is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ChatCardState {
    /// The seeker has to choose "Jetzt chatten".
    Accepted {
        at: Moment,
        presence: PresenceView,
    },
    Active {
        ends: Moment,
        presence: PresenceView,
    },
    Ended {
        how: EndingView,
        readable_until: Moment,
    },
}

/// One chat's conversation and composer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptView {
    pub chat: ChatId,
    #[ts(type = "number")]
    pub revision: u64,
    pub entries: Vec<Entry>,
    /// There are older entries; ask with `before`.
    pub earlier: bool,
    pub draft: String,
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

/// How far up somebody reads in a conversation: an entry and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadingPlace {
    /// What the page tells its entries apart by.
    pub entry: String,
    /// Its upper edge, in CSS pixels below that of the transcript.
    pub below: i32,
}

/// A line of the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Entry {
    Message(MessageEntry),
    /// The conversation began.
    Began {
        at: Moment,
    },
    /// "Der Chat wurde beendet."
    Ended {
        at: Moment,
        how: EndingView,
    },
}

/// A message, opened on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageEntry {
    pub id: MessageId,
    pub mine: bool,
    /// When the server stored it, or when it was written here.
    pub at: Moment,
    pub body: Body,
    pub state: Delivery,
    /// The first unread one carries the mark.
    pub first_unread: bool,
}

/// What is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Body {
    Text {
        text: String,
    },
    /// It was changed on the way, or the key does not fit: shown as such, never hidden.
    Unreadable,
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

/// A question, with the answers there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    #[ts(type = "number")]
    pub id: u64,
    pub about: QuestionAbout,
    /// The chat in whose own window it is asked; none: in the main window.
    pub window: Option<ChatId>,
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
    /// Quitting with active chats or waiting requests: [`Choice::Confirm`] or [`Choice::Cancel`].
    Quit { numbers: Vec<u32>, waiting: u32 },
    /// Signing out with active chats or waiting requests: [`Choice::Confirm`] or [`Choice::Cancel`].
    SignOut { numbers: Vec<u32>, waiting: u32 },
    /// Installing an update with active chats or waiting requests: [`Choice::Confirm`] or [`Choice::Cancel`].
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
    #[ts(type = "number")]
    pub id: u64,
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
    /// I hold as many chats as I may.
    NoRoom { most: u32 },
    /// I cannot accept while I am not available.
    NotAvailable,
    /// The server or the network is away; nothing was changed.
    TryAgain,
    /// The availability ended because the connection was gone for too long.
    DutyExpired,
    /// The program gave back what it had taken.
    DutyRestored { after: Restored },
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

/// What the program had taken the availability away for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Restored {
    Locked,
    Suspended,
    Idle,
    /// The connection was gone for too long.
    Drop,
}

/// Why somebody takes a break from new requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    Break,
    Phone,
    Meeting,
}

impl From<BreakReason> for AwayReason {
    fn from(why: BreakReason) -> Self {
        match why {
            BreakReason::Break => Self::Break,
            BreakReason::Phone => Self::Phone,
            BreakReason::Meeting => Self::Meeting,
        }
    }
}

/// A self-test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SelfTestView {
    pub state: SelfTestState,
    /// The person is about to switch on: passing it does.
    pub before_duty: bool,
}

/// How far it has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SelfTestState {
    Running {
        link: TestLink,
    },
    /// `silent`: it was seen, but no sound could be played.
    Passed {
        silent: bool,
    },
    Failed {
        link: TestLink,
    },
}

/// The links of the chain, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TestLink {
    /// The server takes the marked request.
    Server,
    /// It comes over the live connection.
    Connection,
    /// The desktop shows it.
    Notification,
    /// The person clicks it.
    Person,
}
