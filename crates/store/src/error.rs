//! What may go wrong with a call.

use beistand_domain::availability::LeaseRefusal;
use beistand_domain::{Admission, Refusal};

/// Why a call changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It is not there, or not theirs: nobody learns which.
    #[error("not found")]
    NotFound,
    /// Admission said no.
    #[error("not admitted: {0:?}")]
    NotAdmitted(Admission),
    /// The counsellor does not take live chats now.
    #[error("the counsellor is not available")]
    NotAvailable,
    /// The counsellor holds as many chats as they may; this many.
    #[error("the counsellor holds {0} chats already")]
    NoRoom(u32),
    /// No envelope is for a device that the counsellor is signed in on.
    #[error("no envelope fits a device")]
    NoDeviceFits,
    /// The command's id was used for something else.
    #[error("the command's id was used for something else")]
    IdReused,
    #[error("the chat's state forbids it")]
    /// The chat's state forbids it.
    Chat {
        /// Why.
        refusal: Refusal,
        /// The name of the counsellor who has it, where that is the reason.
        held_by: Option<String>,
    },
    /// The code, which was right, has been used meanwhile.
    #[error("the code was used meanwhile")]
    CodeUsed,
    /// The lease forbids it.
    #[error("the lease forbids it")]
    Lease(#[from] LeaseRefusal),
    /// The message or the chat holds as many files as it can.
    #[error("the message or the chat holds as many files as it can")]
    TooManyFiles,
    /// The chat holds as many messages, or bytes of them or of files, as it can.
    #[error("the chat holds as much as it can")]
    ChatFull,
    #[error("too many tries")]
    /// More tries than the limit allows.
    TooMany {
        /// Seconds after which another try is counted again.
        retry_after: u32,
    },
    /// The database did not do it; trying again makes sense.
    #[error("the database is away")]
    Unavailable,
    /// The database holds what this program never wrote; trying again does not help.
    #[error("the database holds something that cannot be read")]
    Corrupt,
}
