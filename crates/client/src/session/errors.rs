//! Why nothing was written, attached or read.

use beistand_seal::{FileError, MAX_FILES};

use crate::StorageError;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// There is no such chat.
    #[error("there is no such chat here")]
    NotFound,
    /// The conversation has not begun, or is over.
    #[error("the conversation has not begun, or is over")]
    NotActive,
    /// No envelope for this device has come.
    #[error("this device has no key for the chat")]
    NoKey,
    /// There is nothing in it.
    #[error("there is nothing in it")]
    Empty,
    /// It is longer than a message may be.
    #[error("the text is too long")]
    TooLong,
    /// It could not be written to disk.
    #[error("it could not be written to the disk")]
    Storage(#[source] StorageError),
}

/// Why a file was not attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// The chat takes none.
    #[error(transparent)]
    Chat(#[from] SendError),
    /// The file is none that may be sent.
    #[error(transparent)]
    File(#[from] FileError),
    /// The message holds as many as it may.
    #[error("a message carries {MAX_FILES} files at most")]
    TooMany,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// The network or the file store is away; later it may be had.
    #[error("the file cannot be had now")]
    Away,
    /// Its time is over, or the server does not have it.
    #[error("the file is not there any more")]
    Gone,
    /// It was changed on the way, or it is not what its message says.
    #[error("the file is not what was sent")]
    Damaged,
}
