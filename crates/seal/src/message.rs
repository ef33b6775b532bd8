//! Sealed messages: AES-256-GCM (NIST SP 800-38D) under the chat's key.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{NONCE, SealError, VERSION};

const LABEL: &[u8] = b"beistand/message/v1\0";

/// The key of one chat. Made in the seeker's page; wiped from memory when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ChatKey([u8; 32]);

impl ChatKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw key, for sealing it into an envelope only.
    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether two keys are the same key.
    pub fn same_as(&self, other: &ChatKey) -> bool {
        self.0 == other.0
    }
}

impl std::fmt::Debug for ChatKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChatKey(…)")
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The person who seeks help.
    Seeker,
    /// The person's id.
    Counsellor([u8; 16]),
}

/// Who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Seeker and counsellors.
    Everyone,
    /// Counsellors only.
    Counsellors,
}

/// What a sealed message is bound to; ids in the 16 bytes of RFC 9562.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The id of the chat.
    pub chat: [u8; 16],
    /// The id of the message.
    pub message: [u8; 16],
    /// Who wrote it.
    pub sender: Sender,
    /// Who may read it.
    pub audience: Audience,
}

impl Context {
    fn associated_data(&self) -> Vec<u8> {
        self.bound_to(LABEL)
    }

    /// The bytes of all of it behind a label.
    pub(crate) fn bound_to(&self, label: &[u8]) -> Vec<u8> {
        let mut data = Vec::with_capacity(label.len() + 66);
        data.extend_from_slice(label);
        data.extend_from_slice(&self.chat);
        data.extend_from_slice(&self.message);
        match self.sender {
            Sender::Seeker => data.extend_from_slice(&[0; 17]),
            Sender::Counsellor(person) => {
                data.push(1);
                data.extend_from_slice(&person);
            }
        }
        data.push(match self.audience {
            Audience::Everyone => 0,
            Audience::Counsellors => 1,
        });
        data
    }
}

/// Seals `plaintext`: version ‖ nonce ‖ ciphertext ‖ tag, 29 bytes longer than the plaintext.
pub fn seal_message(
    key: &ChatKey,
    context: &Context,
    plaintext: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    seal(key.expose(), &context.associated_data(), plaintext, nonce)
}

/// Opens what [`seal_message`] gave, if nothing of it and nothing of its context was changed.
pub fn open_message(key: &ChatKey, context: &Context, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    open(key.expose(), &context.associated_data(), sealed)
}

pub(crate) fn seal(
    key: &[u8; 32],
    associated: &[u8],
    plaintext: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    let payload = Payload { msg: plaintext, aad: associated };
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| SealError::BadKey)?;
    let ciphertext = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::DoesNotOpen)?;
    let mut sealed = Vec::with_capacity(1 + NONCE + ciphertext.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

pub(crate) fn open(key: &[u8; 32], associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (version, rest) = sealed.split_first().ok_or(SealError::DoesNotOpen)?;
    if *version != VERSION {
        return Err(SealError::Version);
    }
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(SealError::DoesNotOpen)?;
    let payload = Payload { msg: ciphertext, aad: associated };
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| SealError::BadKey)?;
    cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::DoesNotOpen)
}
