//! What the window shows. Complete and explicitly tagged: the page draws it and decides nothing.
//!
//! The page pulls one [`DeskView`] and one [`TranscriptView`] for each open chat. Then it gets newer views of the screens
//! that have changed ([`DeskUpdate`]) and newer transcripts; a higher `revision` is newer.

use crate::settings::Settings;
use beistand_domain::{ChatId, Moment};
use beistand_protocol::view::{EndingView, OffView, PauseView, PresenceView, Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod availability;
mod question;
mod screens;
mod transcript;

pub use availability::{BreakReason, Restored, SelfTestState, SelfTestView, TestLink};
pub use question::{Choice, Notice, NoticeWhat, Question, QuestionAbout};
pub use screens::{
    ChatsView, DeskUpdate, FrameView, OwnAvailabilityView, RequestsView, ScreenView, ViewKind,
};
pub use transcript::{
    Body, Closed, Delivery, FileItem, Finding, MessageItem, ScrollAnchor, TranscriptItem, TranscriptView,
    WhyFailed,
};

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
    /// What the person has chosen, or the defaults.
    pub settings: Settings,
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

/// A desk behind its PIN: its work goes on, and nothing else is to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LockedScreen {
    pub name: String,
    pub availability: Availability,
    pub connection: Connection,
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
    /// The password is right; a code of the second factor is needed as well.
    SecondFactorNeeded,
    /// That code is wrong, or was used.
    WrongCode,
    TooManyTries {
        retry_after: Option<u32>,
    },
    /// The address leads nowhere, or the network is away.
    Unreachable,
    /// The server sends everybody to this address.
    Moved {
        server: String,
    },
    /// The server has no room just now; it is asked again by itself.
    ServerBusy,
    /// The server had no room each time; it is not asked any more.
    ServerStillBusy,
    /// The proxy that this machine has to use is away.
    ProxyAway,
    /// That proxy is of a kind that this program does not speak to, as SOCKS.
    ProxyUnsupported,
    /// That proxy does not let the connection through; 407: it wants to know who asks.
    ProxyRefused {
        status: u16,
    },
    /// This machine does not know who has signed the server's certificate.
    CertificateUntrusted,
    /// The server's certificate is over, or the machine's clock is ahead.
    CertificateExpired,
    /// The server's certificate begins later: the machine's clock is behind.
    CertificateNotYetValid,
    /// The server's certificate is for another name.
    CertificateOtherName,
    /// There is something at this address, but it is no Beistand server, or of another version.
    NotBeistand,
    /// The address is not one.
    BadAddress,
    /// The session was ended on the server.
    SessionEnded,
    /// The PIN was forgotten, or wrong too often; what was typed is kept for the person who signs in again.
    PinForgotten,
    /// The folder for the sealed copies cannot be written.
    NoStorage,
    /// The copies on this machine would be removed, as this sign-in cannot open them. Signing in with `discard` does it.
    WouldRemove {
        why: Unopened,
        chats: u32,
        unsent: u32,
        drafts: u32,
    },
    /// The same, and what there is cannot be counted.
    WouldRemoveUncounted {
        why: Unopened,
    },
}

/// Why copies on this machine cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unopened {
    /// The keyring is locked or away; once it is open, everything is there.
    KeyringLocked,
    /// The keyring has no keys for them.
    KeysMissing,
    /// They are of another sign-in name or server.
    AnotherPerson,
}

/// Signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskScreen {
    pub centre: String,
    pub me: Me,
    /// The person sets up a centre, or the organisation.
    pub administers: bool,
    /// False is "Nicht anwählbar".
    pub reachable: bool,
    pub server: String,
    pub connection: Connection,
    pub availability: Availability,
    pub route: Route,
    /// How many requests wait that I may accept.
    pub waiting: u32,
    /// How many messages I have not read, in all chats.
    pub unread: u32,
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
    /// The chat an alert, the tray or a link was clicked for last.
    pub revealed: Option<Revealed>,
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

/// A chat brought to the front from outside the windows, by a person who wants to write in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Revealed {
    pub chat: ChatId,
    /// Counts all of them, so that a second time is a new one.
    pub times: u32,
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
pub enum Availability {
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
        /// The person ends it; otherwise the program gives back what it took.
        theirs: bool,
    },
    /// On, but the connection is gone; the promise ends at `until` unless it comes back.
    Unsure {
        until: Moment,
    },
}

/// A place of the sidebar; the window comes back where it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Route {
    /// Erstanfragen.
    #[default]
    Requests,
    /// Meine Beratungen.
    Chats,
    /// Profil, on one of its pages.
    Profile { page: ProfilePage },
    /// Einstellungen, on one of its pages.
    Settings { page: SettingsPage },
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
    /// Sicherheit.
    Security,
}

/// A page of the settings; from the third on, for those who set up a centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingsPage {
    /// Benachrichtigungen.
    #[default]
    Alerts,
    /// Programm.
    Program,
    /// Sofortchat.
    LiveChat,
    /// Fachbereiche.
    Topics,
    /// Mitarbeitende.
    People,
    /// Statistik.
    Statistics,
    /// Änderungsprotokoll.
    AuditLog,
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
