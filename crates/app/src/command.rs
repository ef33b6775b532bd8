//! What the person may ask for, declared once: name, arguments, typed answer. The page's calls, the shell's dispatcher
//! and the tests' host are made from these lines (`cargo xtask bindings` writes `ui/src/generated/commands.ts`).

use beistand_client::{Account, FileReader};
pub use beistand_domain::statistics::Day;
use beistand_domain::{CentreId, ChatId, FileId, MessageId, Moment, PersonId, SessionId, TopicId};
use beistand_protocol::Blob;
use beistand_protocol::rest::administration::{
    AddTopic, ChangePerson, ChangeTopic, InvitePerson, PasswordLink, SetLiveChat,
};
pub use beistand_protocol::rest::administration::{AdministeredCentres, AuditPage, CentreSettings, People};
pub use beistand_protocol::rest::demo::Demo;
pub use beistand_protocol::rest::me::OwnSessions;
pub use beistand_protocol::rest::second_factor::{RecoveryCodes, SecondFactor};
pub use beistand_protocol::rest::statistics::{OwnStatistics, Statistics};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ts_rs::{Config, TS, TypeVisitor};

use crate::failure::{Failure, FailureCode};
use crate::program::{ProgramView, UpdateState};
use crate::request::{Ask, Reply, Request};
use crate::secret::Secret;
use crate::settings::{Settings, Sound};
use crate::view::{BreakReason, Choice, DeskView, Route, ScrollAnchor, TranscriptView};

mod declare;
#[cfg(test)]
mod tests;

use declare::{argument_type, declare};

declare! {
    desk {
        /// What the window shows now.
        desk_snapshot as ShowDesk {} -> DeskView;
        /// The newest page of a conversation, or the one before a message.
        transcript as ShowTranscript { chat: ChatId, earlier_than: Option<MessageId> } -> TranscriptView;
        /// Signs in; how it went shows in the next view. `shared`: several people use this machine. `discard`: copies that
        /// this sign-in cannot open may go.
        sign_in as SignIn { server: String, name: String, password: Secret, code: Option<Secret>, shared: bool, discard: bool } -> ();
        /// Asks the keyring again for a kept session.
        open_keyring as OpenKeyring {} -> ();
        /// Signs out; with running chats or waiting requests it asks first.
        sign_out as SignOut {} -> ();
        /// Locks the desk behind its PIN.
        lock_now as LockNow {} -> ();
        /// Opens the locked desk; how it went shows in the next view.
        unlock as Unlock { pin: Secret } -> ();
        /// Only the password opens the desk from now on.
        forget_pin as ForgetPin {} -> ();
        /// Sets, changes (with the current one) or removes the PIN.
        set_pin as SetPin { current_pin: Option<Secret>, new_pin: Option<Secret> } -> ();
        /// The act of the person; the only thing that ever switches the availability on.
        set_availability as SetAvailability { on: bool } -> ();
        /// The person takes a break from new requests; switching on ends it.
        take_break as TakeBreak { why: BreakReason } -> ();
        /// "Würde ich es hören?"; with `before_switching_on`, passing it switches the availability on.
        begin_self_test as BeginSelfTest { before_switching_on: bool } -> ();
        /// Puts the self-test away; `switch_on` is an act of the person.
        end_self_test as EndSelfTest { switch_on: bool } -> ();
        /// Accepts a waiting request.
        accept_request as AcceptRequest { chat: ChatId } -> ();
        /// Opens the chat's tab, brings it to the front and goes to Meine Beratungen.
        open_chat as OpenChat { chat: ChatId } -> ();
        /// Closes the tab; with a running chat in it, it asks first.
        close_tab as CloseTab { chat: ChatId } -> ();
        /// Gives the chat a window of its own, or brings that to the front.
        detach_chat as DetachChat { chat: ChatId } -> ();
        /// Puts it back among the tabs of the main window, in front.
        attach_chat as AttachChat { chat: ChatId } -> ();
        /// Where a chat was read; nothing: at its end.
        scroll_anchor as ShowScrollAnchor { chat: ChatId } -> Option<ScrollAnchor>;
        /// Remembers where a chat is read, while the program runs.
        keep_scroll_anchor as KeepScrollAnchor { chat: ChatId, anchor: Option<ScrollAnchor> } -> ();
        /// Sends what was written, with the files that are attached.
        send_message as SendMessage { chat: ChatId, text: String } -> ();
        /// Sends a message that has failed once more.
        retry_message as RetryMessage { message: MessageId } -> ();
        /// Withdraws a message that has failed, or whose files are still being uploaded.
        cancel_message as CancelMessage { message: MessageId } -> ();
        /// Keeps what is being written.
        save_draft as SaveDraft { chat: ChatId, text: String } -> ();
        /// Adds a file to what is being written; it shows in the next transcript.
        attach_file as AttachFile { chat: ChatId, name: String } with bytes -> ();
        /// Takes it away again.
        detach_file as DetachFile { chat: ChatId, file: FileId } -> ();
        /// The person is writing now.
        typing as Typing { chat: ChatId } -> ();
        /// Marks the chat as read; counts only while the person looks at it.
        mark_read as MarkRead { chat: ChatId } -> ();
        /// Raises the question; the chat ends when that is confirmed.
        end_chat as EndChat { chat: ChatId } -> ();
        /// Answers the question that is shown.
        answer_question as AnswerQuestion { id: u32, choice: Choice } -> ();
        /// Puts a notice away.
        dismiss_notice as DismissNotice { id: u32 } -> ();
        /// Goes to a screen.
        go_to as GoTo { route: Route } -> ();
        /// Tries to connect without waiting any longer.
        reconnect_now as ReconnectNow {} -> ();
        /// Keeps the person's settings.
        set_settings as SetSettings { settings: Settings } -> ();
        /// Quits; with running chats or waiting requests it asks first.
        quit as Quit {} -> ();
    }
    shell {
        /// The bytes of a received file, to be shown.
        file_bytes as FileBytes { chat: ChatId, message: MessageId, file: FileId } -> FileContent;
        /// Puts a file among the person's downloads and gives the name that it has there.
        save_file as SaveFile { chat: ChatId, message: MessageId, file: FileId } -> String;
        /// The outputs that sounds can be played on.
        sound_outputs as ListSoundOutputs {} -> Vec<String>;
        /// Plays a sound to try it; whether an output took it.
        try_tune as TryTune { sound: Sound, volume: u8, output: Option<String> } -> bool;
        /// The program itself: its version, starting with the system, updates.
        program_state as ShowProgram {} -> ProgramView;
        /// Starts the program with the system from now on, or no longer.
        set_autostart as SetAutostart { on: bool } -> ProgramView;
        /// Asks the server for a newer version.
        look_for_update as LookForUpdate {} -> UpdateState;
        /// Loads and checks it; the program asks what has to be asked, and then installs it.
        install_update as LoadUpdate {} -> UpdateState;
        /// What support needs to know, without names, addresses and content.
        diagnosis as Diagnose {} -> String;
        /// The centres that this person sets up; refused with `not_found` where there is none.
        administered_centres as ListCentres {} -> AdministeredCentres;
        /// What is set for a centre, and what its start page says now.
        centre_settings as ShowCentre { centre: CentreId } -> CentreSettings;
        /// Sets where live chat is offered.
        save_live_chat as SaveLiveChat { centre: CentreId, change: SetLiveChat } -> CentreSettings;
        /// Changes a topic.
        save_topic as SaveTopic { centre: CentreId, topic: TopicId, change: ChangeTopic } -> CentreSettings;
        /// Lets a centre offer a new topic.
        add_topic as SaveNewTopic { centre: CentreId, topic: AddTopic } -> CentreSettings;
        /// Everyone of the organisation.
        people as ListPeople {} -> People;
        /// Adds a person; the link is the way to a password.
        invite_person as SaveNewPerson { person: InvitePerson } -> PersonLink;
        /// Changes a person.
        save_person as SavePerson { person: PersonId, change: ChangePerson } -> ();
        /// A new way to a password; links made before stop working.
        make_password_link as MakePasswordLink { person: PersonId } -> PersonLink;
        /// A page of the log of the organisation, or of one centre.
        audit_log as ShowAuditLog { centre: Option<CentreId>, before: Option<u32> } -> AuditPage;
        /// Whether this person may be suggested at all; false ends the availability.
        save_reachable as SaveReachable { reachable: bool } -> ();
        /// What happened in a centre between two days, written as `2026-11-30`; of one topic only where it is given.
        statistics as ShowStatistics { centre: CentreId, from: String, until: String, topic: Option<TopicId> } -> Statistics;
        /// What this person did between two days.
        own_statistics as ShowOwnStatistics { from: String, until: String } -> OwnStatistics;
        /// Puts a table among the person's downloads, as an Excel file, and gives the name that it has there.
        save_table as SaveTable { name: String, sheets: Vec<Sheet> } -> String;
        /// Sets this person's password; every other device is signed out.
        change_password as SaveOwnPassword { current: Secret, chosen: Secret } -> ();
        /// Whether this person signs in with a second factor.
        second_factor as ShowSecondFactor {} -> SecondFactor;
        /// A secret for this person's app, which counts once it is confirmed.
        begin_second_factor as BeginSecondFactor { password: Secret } -> SecondFactorSetUp;
        /// Takes it into use, by a code that the app shows.
        confirm_second_factor as ConfirmSecondFactor { code: Secret } -> RecoveryCodes;
        /// New recovery codes; those before stop working.
        renew_recovery_codes as RenewRecoveryCodes { password: Secret } -> RecoveryCodes;
        /// Goes back to the password alone.
        remove_second_factor as RemoveSecondFactor { password: Secret } -> ();
        /// Takes the second factor of somebody away who has lost it.
        reset_second_factor as ResetSecondFactor { person: PersonId } -> ();
        /// The devices that are signed in as this person.
        own_sessions as ListOwnSessions {} -> OwnSessions;
        /// Signs one of them out.
        end_own_session as EndOwnSession { session: SessionId } -> ();
        /// Who may be tried out at a server on this machine that shows the demo.
        demo as ShowDemo { server: String } -> Option<Demo>;
        /// Copies a text.
        copy_text as CopyText { text: Secret } -> ();
    }
    inside {
        /// From an alert or the tray: accepts, and shows the chat once it is mine.
        accept_and_open as AcceptAndOpen { chat: ChatId } -> ();
        /// From the tray or a link: opens the chat and brings its window to the front.
        reveal_chat as RevealChat { chat: ChatId } -> ();
        /// Brings the main window to the front.
        open_window as OpenWindow {} -> ();
        /// The same, with the settings of alerts.
        open_settings as OpenSettings {} -> ();
        /// The reader of a received file, which reads it beside everything else.
        read_file as ReadFile { chat: ChatId, message: MessageId, file: FileId } -> FileReader;
        /// The way to the server as this person.
        use_account as UseAccount {} -> Account;
        /// An update was loaded and is to take the place of this program; with running chats it asks first.
        replace_program as ReplaceProgram {} -> ();
    }
}

/// A call of the page as it arrives.
#[derive(Clone, Debug)]
pub struct Call {
    /// The command's name.
    pub name: String,
    /// Its arguments by name.
    pub arguments: serde_json::Value,
    /// The bytes that travel along, for the commands that take some.
    pub bytes: Vec<u8>,
}

/// An answer as it goes back to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Serialised JSON.
    Json(String),
    /// Bytes as they are.
    Bytes(Vec<u8>),
}

/// A sheet of a table that is saved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// On its tab.
    pub name: String,
    /// Over its columns.
    pub columns: Vec<String>,
    /// Below them.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell with its type, so that a spreadsheet counts numbers and sorts days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Cell {
    /// A text.
    Text {
        /// As it is shown.
        text: String,
    },
    /// A whole number.
    Number {
        /// Its value.
        #[ts(type = "number")]
        number: i64,
    },
    /// A day.
    Day {
        /// Written as `2026-11-30`.
        day: String,
    },
}

/// A way to choose a password, to be handed over.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonLink {
    /// The whole address.
    pub address: String,
    /// When it stops working.
    pub until: Moment,
}

impl PersonLink {
    /// The link as an address of the account's server.
    pub fn of(account: &Account, link: &PasswordLink) -> Self {
        Self { address: account.server().endpoint(&link.path), until: link.until }
    }
}

impl std::fmt::Debug for PersonLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonLink").field("until", &self.until).finish_non_exhaustive()
    }
}

/// What a person's app is to know, to scan and to type.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecondFactorSetUp {
    /// In base 32.
    pub secret: String,
    /// The side of the QR code, in modules.
    pub side: u32,
    /// Its dark modules, as the path of an SVG picture.
    pub path: String,
}

impl std::fmt::Debug for SecondFactorSetUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactorSetUp").field("side", &self.side).finish_non_exhaustive()
    }
}

/// The content of a file; in the page an array of bytes.
#[derive(Clone, Debug, PartialEq, Eq, TS)]
#[ts(type = "Uint8Array<ArrayBuffer>")]
pub struct FileContent(pub Blob);

/// A command as the generated TypeScript has it.
pub(crate) struct Declared {
    pub name: &'static str,
    pub docs: &'static [&'static str],
    /// Each with its type in TypeScript.
    pub arguments: Vec<(&'static str, String)>,
    /// The name of the bytes that travel along.
    pub bytes: Option<&'static str>,
    /// Its type in TypeScript.
    pub answer: String,
}

trait IntoBody {
    fn into_body(self) -> Result<Body, Failure>;
}

impl<T: Serialize> IntoBody for T {
    fn into_body(self) -> Result<Body, Failure> {
        // Whatever the page is shown can be written as JSON.
        serde_json::to_string(&self).map(Body::Json).map_err(|_| FailureCode::Malformed.into())
    }
}

impl IntoBody for FileContent {
    fn into_body(self) -> Result<Body, Failure> {
        Ok(Body::Bytes(self.0.0))
    }
}

fn arguments<T: DeserializeOwned>(arguments: serde_json::Value) -> Result<T, Failure> {
    serde_json::from_value(arguments).map_err(|_| FailureCode::Malformed.into())
}

/// Shows a type and what it is made of to a visitor.
fn visit<T: TS + 'static>(types: &mut impl TypeVisitor) {
    types.visit::<T>();
}
