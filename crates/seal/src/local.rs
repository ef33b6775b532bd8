//! What the desktop keeps on its disk: drafts, outbox and copies, sealed under a key from the keyring.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::message::{decrypt, encrypt};
use crate::{NONCE, SealError, VERSION};

const LABEL: &[u8] = b"beistand/local/v2\0";

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
        let sealed = encrypt(&self.0, &[LABEL, label].concat(), plaintext, nonce)?;
        Ok([&[VERSION], sealed.as_slice()].concat())
    }

    /// Opens what [`Self::seal`] gave under the same label.
    pub fn open(&self, label: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::DoesNotOpen)?;
        if *version != VERSION {
            return Err(SealError::Version);
        }
        decrypt(&self.0, &[LABEL, label].concat(), rest)
    }
}

impl std::fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalKey(…)")
    }
}
