//! What the window, the tray and the alerts ask for.

use beistand_client::{AccountError, AttachError, FileProblem, FileReader, SendError, StorageError};
use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::Blob;
use beistand_seal::FileError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use crate::alerts::AlertKey;
use crate::desktop::AlertOutcome;
use crate::machine::MachineChange;
use crate::session::pin::PinError;
use crate::settings::{Settings, WindowPlace};
use crate::view::{BreakReason, Choice, DeskView, Place, ReadingPlace, TranscriptView};

/// One request.
#[derive(Clone, Debug)]
pub enum Request {
    /// Answered by [`Answer::Desk`].
    ShowDesk,
    /// Answered by [`Answer::Transcript`]: the newest page, or the one before a message.
    ShowTranscript {
        chat: ChatId,
        earlier_than: Option<MessageId>,
    },
    SignIn {
        server: String,
        name: String,
        password: String,
        /// Several people use this machine.
        shared: bool,
    },
    SignOut,
    LockNow,
    Unlock {
        pin: Zeroizing<String>,
    },
    /// Only the password opens the desk from now on.
    ForgetPin,
    /// Sets, changes (with the current one) or removes the PIN.
    SetPin {
        current: Option<Zeroizing<String>>,
        new: Option<Zeroizing<String>>,
    },
    /// The act of the person; the only thing that ever switches on.
    SetAvailability {
        on: bool,
    },
    /// The person takes a break from new requests; [`Request::SetAvailability`] ends it.
    PauseDuty {
        why: BreakReason,
    },
    /// The machine says something.
    NoteMachine {
        change: MachineChange,
    },
    AcceptRequest {
        chat: ChatId,
    },
    /// From an alert or the tray: accepts, and shows the chat once it is mine.
    AcceptAndOpen {
        chat: ChatId,
    },
    OpenChat {
        chat: ChatId,
    },
    /// The same, and brings the window to the front.
    OpenFromTray {
        chat: ChatId,
    },
    CloseTab {
        chat: ChatId,
    },
    SendMessage {
        chat: ChatId,
        text: String,
    },
    SaveDraft {
        chat: ChatId,
        text: String,
    },
    /// Adds a file to what is being written.
    AttachFile {
        chat: ChatId,
        name: String,
        bytes: Blob,
    },
    /// Takes it away again.
    DetachFile {
        chat: ChatId,
        file: FileId,
    },
    /// Answered by [`Answer::File`], which reads it beside everything else.
    ReadFile {
        chat: ChatId,
        message: MessageId,
        file: FileId,
    },
    Typing {
        chat: ChatId,
    },
    /// Counts only while somebody looks at this chat.
    MarkRead {
        chat: ChatId,
    },
    EndChat {
        chat: ChatId,
    },
    AnswerQuestion {
        id: u64,
        choice: Choice,
    },
    DismissNotice {
        id: u64,
    },
    GoTo {
        place: Place,
    },
    ReconnectNow,
    SetSettings {
        settings: Settings,
    },
    KeepWindowPlace {
        window: WindowPlace,
    },
    /// The window has got the focus, or lost it.
    NoteFocus {
        focused: bool,
    },
    OpenWindow,
    /// Brings the window to the front, with the settings of alerts.
    OpenSettings,
    CloseWindow,
    /// Gives the chat a window of its own.
    DetachChat {
        chat: ChatId,
    },
    /// Puts it back among the tabs, in front.
    AttachChat {
        chat: ChatId,
    },
    /// The chat's own window is to be closed.
    CloseChatWindow {
        chat: ChatId,
    },
    KeepChatWindowPlace {
        chat: ChatId,
        window: WindowPlace,
    },
    /// The chat's own window has got the focus, or lost it.
    NoteChatFocus {
        chat: ChatId,
        focused: bool,
    },
    /// Whether this desktop shows trays at all; it may change while the program runs.
    NoteTray {
        there: bool,
    },
    /// Where somebody reads in a conversation; none: at its end. Remembered while the program runs.
    KeepReadingPlace {
        chat: ChatId,
        place: Option<ReadingPlace>,
    },
    /// Answered by [`Answer::ReadingPlace`].
    GetReadingPlace {
        chat: ChatId,
    },
    /// The alert was clicked.
    OpenAlert {
        key: AlertKey,
    },
    /// The alert was put away by hand.
    SilenceAlert {
        key: AlertKey,
    },
    /// "Später".
    SnoozeAlert {
        key: AlertKey,
    },
    /// What became of an alert on the desktop.
    NoteAlert {
        key: AlertKey,
        outcome: AlertOutcome,
    },
    /// "Würde ich es hören?"; before the duty passing it switches on.
    BeginSelfTest {
        before_duty: bool,
    },
    /// Puts the self-test away; `switch_on` is an act of the person.
    EndSelfTest {
        switch_on: bool,
    },
    Quit,
    /// An update was loaded and is to take the place of this program.
    InstallUpdate,
    /// The system ends the program: no questions.
    QuitNow,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Done,
    Desk(Box<DeskView>),
    Transcript(TranscriptView),
    ReadingPlace(Option<ReadingPlace>),
    File(Box<FileReader>),
}

/// Why nothing was done; the page branches on the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("refused: {code:?}")]
pub struct Failure {
    pub code: FailureCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    NotSignedIn,
    NotFound,
    /// The conversation has not begun, or is over.
    NotActive,
    /// This device has no key for the chat.
    NoKey,
    /// There is nothing in the message.
    Empty,
    /// The message is longer than it may be.
    TooLong,
    /// A message carries five files at most.
    TooManyFiles,
    /// There is nothing in the file.
    EmptyFile,
    /// The file is larger than 20 MB.
    FileTooLarge,
    /// Files of this kind are not taken.
    ForbiddenType,
    /// The file has no name that can be used.
    BadFileName,
    /// The network or the file store is away; later the file may be had.
    FileAway,
    /// The file is not there any more.
    FileGone,
    /// The file is not what was sent.
    FileDamaged,
    /// The disk does not take it; what was typed is still in the window.
    NoStorage,
    /// The desk is locked.
    Locked,
    /// There is no PIN to lock with.
    NoPin,
    /// A PIN has 4 to 12 digits.
    BadPin,
    /// This is not the PIN.
    WrongPin,
    /// The program is ending.
    Ending,
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self { code }
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        let code = match error {
            SendError::NotFound => FailureCode::NotFound,
            SendError::NotActive => FailureCode::NotActive,
            SendError::NoKey => FailureCode::NoKey,
            SendError::Empty => FailureCode::Empty,
            SendError::TooLong => FailureCode::TooLong,
            SendError::Storage(_) => FailureCode::NoStorage,
        };
        code.into()
    }
}

impl From<AttachError> for Failure {
    fn from(error: AttachError) -> Self {
        let code = match error {
            AttachError::Chat(error) => return error.into(),
            AttachError::TooMany => FailureCode::TooManyFiles,
            AttachError::File(FileError::Empty) => FailureCode::EmptyFile,
            AttachError::File(FileError::TooLarge) => FailureCode::FileTooLarge,
            AttachError::File(FileError::ForbiddenType) => FailureCode::ForbiddenType,
            AttachError::File(FileError::BadName) => FailureCode::BadFileName,
        };
        code.into()
    }
}

impl From<FileProblem> for Failure {
    fn from(problem: FileProblem) -> Self {
        let code = match problem {
            FileProblem::Away => FailureCode::FileAway,
            FileProblem::Gone => FailureCode::FileGone,
            FileProblem::Damaged => FailureCode::FileDamaged,
        };
        code.into()
    }
}

impl From<StorageError> for Failure {
    fn from(_: StorageError) -> Self {
        FailureCode::NoStorage.into()
    }
}

impl From<PinError> for Failure {
    fn from(error: PinError) -> Self {
        match error {
            PinError::Form => FailureCode::BadPin,
            PinError::Wrong => FailureCode::WrongPin,
        }
        .into()
    }
}

/// Whether the token is not valid any more.
pub(crate) fn has_ended(error: &AccountError) -> bool {
    error.code() == Some(beistand_protocol::ProblemCode::Unauthenticated)
}
