//! Sealed files: the bytes of one file under a key of the chat, padded to 5 % steps, bound to its message and its own id.

use crate::padding::{Steps, pad, unpad};
use crate::{ChatKeys, Context, NONCE, Origin, SealError};

const LABEL: &[u8] = b"beistand/file/v2\0";

/// Seals the bytes of a file of `message`, in the form of a sealed message.
pub fn seal_file(
    (keys, origin): (&ChatKeys, Origin),
    (message, file): (&Context, [u8; 16]),
    bytes: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    message.seal((LABEL, &file), (keys, origin), &pad(bytes, Steps::File)?, nonce)
}

/// Opens what [`seal_file`] gave, if it is this file of this message and nothing was changed.
pub fn open_file(
    keys: &ChatKeys,
    (message, file): (&Context, [u8; 16]),
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    unpad(message.open((LABEL, &file), keys, sealed)?.1)
}
