//! Chat keys, sealed messages and envelopes: what keeps content between the two who talk.
//!
//! `ui/src/seal` is the twin of this crate on WebCrypto; `vectors/v1.json` holds both to the same bytes, and
//! `docs/protocol.md` describes the formats. The server must not depend on this crate (`cargo xtask tidy`).
//!
//! Randomness is an argument everywhere. A nonce must never be used twice with one key: take twelve random bytes.

mod attachment;
mod content;
mod envelope;
mod file;
mod local;
mod message;

pub use attachment::{Attachment, FileError, FileType, MAX_FILE, MAX_FILES};
pub use content::{Content, ContentError};
pub use envelope::{DeviceKey, PublicKey, seal_envelope};
pub use file::{open_file, seal_file};
pub use local::LocalKey;
pub use message::{Audience, ChatKey, Context, Sender, open_message, seal_message};

/// The first byte of everything sealed by this version.
pub const VERSION: u8 = 1;
/// Length of an AES-GCM nonce in bytes (NIST SP 800-38D, section 5.2.1.1).
pub const NONCE: usize = 12;

/// Why something could not be sealed or opened. It never says more: a reader must not learn from the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Made by a newer version of this program.
    #[error("sealed by another version")]
    Version,
    /// Changed on the way, for another chat, message, sender or audience, or with another key.
    #[error("it does not open")]
    DoesNotOpen,
    /// Not a point on P-256, or not a scalar.
    #[error("not a valid key")]
    BadKey,
}
