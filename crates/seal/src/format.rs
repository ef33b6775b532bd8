//! What all sealed bytes have in common.

/// The first byte of everything sealed by this version.
pub const VERSION: u8 = 2;
/// Length of an AES-GCM nonce in bytes (NIST SP 800-38D, section 5.2.1.1).
pub const NONCE: usize = 12;

/// Longest file in bytes (the same number as `domain::limits::FILE_BYTES`).
pub const MAX_FILE: u64 = 20 * 1024 * 1024;

/// Why something could not be sealed or opened. It never says more: a reader must not learn from the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Made by a newer version of this program.
    #[error("sealed by another version")]
    Version,
    /// This reader has no key for the audience and the key epoch that it was sealed for.
    #[error("there is no key for it here")]
    NoKey,
    /// Changed on the way, for another chat, message, sender, device, audience or epoch, or with another key.
    #[error("it does not open")]
    DoesNotOpen,
    /// Not a point on P-256, or not a scalar.
    #[error("not a valid key")]
    BadKey,
    /// Longer than the longest step that bodies or files are padded to.
    #[error("it is longer than may be sealed")]
    TooLong,
}
