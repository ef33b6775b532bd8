//! What the desktop keeps on its disk: drafts, outbox and copies, sealed under a key from the keyring.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::message::{open, seal};
use crate::{NONCE, SealError};

const LABEL: &[u8] = b"beistand/local/v1\0";

/// The key of one data folder.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LocalKey([u8; 32]);

impl LocalKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Seals `plaintext`, bound to `label` (which table and row it belongs to).
    pub fn seal(&self, label: &[u8], plaintext: &[u8], nonce: [u8; NONCE]) -> Result<Vec<u8>, SealError> {
        seal(&self.0, &[LABEL, label].concat(), plaintext, nonce)
    }

    /// Opens what [`Self::seal`] gave under the same label.
    pub fn open(&self, label: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        open(&self.0, &[LABEL, label].concat(), sealed)
    }
}

impl std::fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalKey(…)")
    }
}
