//! Why a request was not carried out.

use beistand_client::{AccountError, AttachError, FileProblem, SendError, StorageError};
use beistand_protocol::ProblemCode;
use beistand_seal::FileError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::session::pin::PinError;

/// Why nothing was done; the page branches on the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("refused: {code:?}")]
pub struct Failure {
    pub code: FailureCode,
    /// The name of the person who has saved meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<String>,
    /// The setting that is none, by its name in the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
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
    /// The disk is full; nothing of the file is on it.
    DiskFull,
    /// The desk is locked.
    Locked,
    /// There is no PIN to lock with.
    NoPin,
    /// A PIN has 4 to 12 digits.
    BadPin,
    /// This is not the PIN.
    WrongPin,
    /// The server does not answer, or not as it should; later it may.
    ServerAway,
    /// Somebody else has saved meanwhile; nothing was changed.
    ChangedMeanwhile,
    /// This is not the password.
    WrongPassword,
    /// The code of the second factor is wrong, or was used.
    WrongCode,
    /// There were too many tries; later it may be tried again.
    TooManyTries,
    /// There is one of this name.
    NameTaken,
    /// A setting is outside its bounds.
    NotASetting,
    /// Nobody would be left who sets up the organisation.
    LastAdmin,
    /// The page and the program do not fit together.
    Malformed,
    /// The program is still starting.
    Starting,
    /// The program is ending.
    Ending,
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self { code, by: None, field: None }
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

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        let AccountError::Refused(problem) = error else { return FailureCode::ServerAway.into() };
        let code = match problem.code {
            ProblemCode::ChangedMeanwhile => FailureCode::ChangedMeanwhile,
            ProblemCode::NameTaken => FailureCode::NameTaken,
            ProblemCode::NotASetting => FailureCode::NotASetting,
            ProblemCode::LastAdmin => FailureCode::LastAdmin,
            ProblemCode::WrongPassword => FailureCode::WrongPassword,
            ProblemCode::WrongCode => FailureCode::WrongCode,
            ProblemCode::TooManyTries => FailureCode::TooManyTries,
            ProblemCode::NotFound => FailureCode::NotFound,
            ProblemCode::Unauthenticated => FailureCode::NotSignedIn,
            ProblemCode::Malformed => FailureCode::Malformed,
            ProblemCode::TooLarge
            | ProblemCode::FileTooLarge
            | ProblemCode::SecondFactorNeeded
            | ProblemCode::TooManyFiles
            | ProblemCode::ChatFull
            | ProblemCode::NotAdmitted
            | ProblemCode::LineFull
            | ProblemCode::AlreadyAccepted
            | ProblemCode::NotAvailable
            | ProblemCode::NoRoom
            | ProblemCode::OfferedElsewhere
            | ProblemCode::NotOffered
            | ProblemCode::NotAccepted
            | ProblemCode::NotActive
            | ProblemCode::AlreadyActive
            | ProblemCode::Ended
            | ProblemCode::LeaseElsewhere
            | ProblemCode::NotOn
            | ProblemCode::PauseIsChosen
            | ProblemCode::IdReused
            | ProblemCode::WrongVersion
            | ProblemCode::Internal
            | ProblemCode::ShortOfSpace
            | ProblemCode::Unavailable => FailureCode::ServerAway,
        };
        Self { code, by: problem.held_by, field: problem.field }
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
