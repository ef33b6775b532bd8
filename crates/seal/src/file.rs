//! Sealed files: the bytes of one file under the chat's key, bound to its message and its own id.

use crate::message::{open, seal};
use crate::{ChatKey, Context, NONCE, SealError};

const LABEL: &[u8] = b"beistand/file/v1\0";

fn associated_data(message: &Context, file: [u8; 16]) -> Vec<u8> {
    let mut data = message.bound_to(LABEL);
    data.extend_from_slice(&file);
    data
}

/// Seals the bytes of a file of `message`: version ‖ nonce ‖ ciphertext ‖ tag, 29 bytes longer than the file.
pub fn seal_file(
    key: &ChatKey,
    (message, file): (&Context, [u8; 16]),
    bytes: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    seal(key.expose(), &associated_data(message, file), bytes, nonce)
}

/// Opens what [`seal_file`] gave, if it is this file of this message and nothing was changed.
pub fn open_file(
    key: &ChatKey,
    (message, file): (&Context, [u8; 16]),
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    open(key.expose(), &associated_data(message, file), sealed)
}
