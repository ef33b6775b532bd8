//! Tokens: 32 random bytes as base64url. The server keeps their SHA-256 only.

use beistand_protocol::Blob;
use sha2::{Digest, Sha256};

/// The hash the store keeps, of the token's bytes; nothing where the text is no token.
pub fn hash(text: &str) -> Option<[u8; 32]> {
    let bytes = Blob::from_text(text)?;
    (bytes.0.len() == 32).then(|| Sha256::digest(&bytes.0).into())
}
