//! What all sealed bytes have in common.

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
