//! Chat keys, sealed messages and envelopes: what keeps content between those who take part in a chat.
//!
//! `ui/src/seal` is the twin of this crate on WebCrypto; `vectors/v2.json` holds both to the same bytes, and
//! `docs/protocol.md` describes the formats. The server must not depend on this crate (`cargo xtask tidy`).
//!
//! Randomness is an argument everywhere. A nonce must never be used twice with one key: take twelve random bytes.

#![warn(missing_docs)]

mod attachment;
mod body;
mod chain;
mod content;
mod device;
mod envelope;
mod file;
mod format;
mod json;
mod keys;
mod local;
mod message;
mod padding;

pub use attachment::{Attachment, FileError, FileType, MAX_FILES};
pub use body::Body;
pub use chain::{Chain, ChainLink, Finding, Row, Start};
pub use content::{Content, ContentError};
pub use device::{DeviceKeys, SignedDayKey, day_of};
pub use envelope::{DeviceKey, KeyName, PublicKey, day_of_envelope, seal_envelope};
pub use file::{open_file, seal_file};
pub use format::{MAX_FILE, NONCE, SealError, VERSION};
pub use keys::{ChatKey, ChatKeys};
pub use local::LocalKey;
pub use message::{Audience, Context, MessageHash, Origin, Sender, hash_of, open_message, seal_message};
