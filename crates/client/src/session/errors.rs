//! Why nothing was written, attached or read.

use beistand_seal::{FileError, MAX_FILES};

use crate::StorageError;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("there is no such chat here")]
    NotFound,
    #[error("the conversation has not begun, or is over")]
    NotActive,
    #[error("this device has no key for the chat")]
    NoKey,
    #[error("there is nothing in it")]
    Empty,
    #[error("the text is too long")]
    TooLong,
    #[error("it could not be written to the disk")]
    Storage(#[source] StorageError),
}

/// Why a file was not attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error(transparent)]
    Chat(#[from] SendError),
    #[error(transparent)]
    File(#[from] FileError),
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
