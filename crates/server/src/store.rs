//! Where everything lasts. Callers see what may go wrong as [`Denied`], never an SQL error.

pub mod model;
pub mod sqlite;

use beistand_domain::availability::LeaseRefusal;
use beistand_domain::{Admission, Refusal};

pub use sqlite::Store;

/// Why a call changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It is not there, or not theirs: nobody learns which.
    #[error("not found")]
    NotFound,
    #[error("not admitted: {0:?}")]
    NotAdmitted(Admission),
    #[error("the counsellor is not available")]
    NotAvailable,
    #[error("the counsellor holds {0} chats already")]
    NoRoom(u32),
    /// No envelope is for a device that the counsellor is signed in on.
    #[error("no envelope fits a device")]
    NoDeviceFits,
    #[error("the command's id was used for something else")]
    IdReused,
    #[error("the chat's state forbids it")]
    Chat { refusal: Refusal, held_by: Option<String> },
    #[error("the lease forbids it")]
    Lease(#[from] LeaseRefusal),
    #[error("too many tries")]
    TooMany { retry_after: u32 },
    /// The database did not do it; trying again makes sense.
    #[error("the database is away")]
    Away,
}

impl From<rusqlite::Error> for Denied {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's messages name tables and columns, never values.
        tracing::error!(%error, "database");
        Self::Away
    }
}
