//! Chat keys, sealed messages and envelopes: what keeps content between the two who talk.
//!
//! `ui/src/seal` is the twin of this crate on WebCrypto; `vectors/v1.json` holds both to the same bytes, and
//! `docs/protocol.md` describes the formats. The server must not depend on this crate (`cargo xtask tidy`).
//!
//! Randomness is an argument everywhere. A nonce must never be used twice with one key: take twelve random bytes.

#![warn(missing_docs)]

mod attachment;
mod content;
mod envelope;
mod file;
mod format;
mod local;
mod message;

pub use attachment::{Attachment, FileError, FileType, MAX_FILE, MAX_FILES};
pub use content::{Content, ContentError};
pub use envelope::{DeviceKey, PublicKey, seal_envelope};
pub use file::{open_file, seal_file};
pub use format::{NONCE, SealError, VERSION};
pub use local::LocalKey;
pub use message::{Audience, ChatKey, Context, Sender, open_message, seal_message};
