//! Sealed messages: AES-256-GCM (NIST SP 800-38D) under a key of the chat, padded and bound to where they belong.
//!
//! header 22 (version, audience, epoch 4, device 16) ‖ nonce 12 ‖ ciphertext and tag.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use sha2::{Digest, Sha256};

use crate::padding::{Steps, pad, unpad};
use crate::{ChatKeys, NONCE, SealError, VERSION};

const LABEL: &[u8] = b"beistand/message/v2\0";
/// Length of the header in bytes.
const HEADER: usize = 22;

/// SHA-256 of a sealed message as it stands on the wire.
pub type MessageHash = [u8; 32];

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The person who seeks help.
    Seeker,
    /// The person's id.
    Counsellor([u8; 16]),
}

/// Who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Seeker and counsellors.
    Everyone,
    /// Counsellors only.
    Counsellors,
}

impl Audience {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Everyone => 0,
            Self::Counsellors => 1,
        }
    }
}

/// What a sealed message is bound to, as the server tells it; ids in the 16 bytes of RFC 9562.
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

/// Where a message was sealed. It stands in the header and is bound like the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The sending device, or the sending tab of the seeker's page.
    pub device: [u8; 16],
    /// The epoch of the key.
    pub epoch: u32,
}

impl Context {
    fn header(&self, origin: Origin) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        header[0] = VERSION;
        header[1] = self.audience.byte();
        header[2..6].copy_from_slice(&origin.epoch.to_be_bytes());
        header[6..].copy_from_slice(&origin.device);
        header
    }

    /// The bytes that bind something to this message: label ‖ chat ‖ message ‖ sender ‖ header.
    fn bound(&self, label: &[u8], header: &[u8; HEADER]) -> Vec<u8> {
        let mut data = Vec::with_capacity(label.len() + 49 + HEADER + 16);
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
        data.extend_from_slice(header);
        data
    }

    /// Seals with a label of its own and something more that it is bound to.
    pub(crate) fn seal(
        &self,
        (label, more): (&[u8], &[u8]),
        (keys, origin): (&ChatKeys, Origin),
        padded: &[u8],
        nonce: [u8; NONCE],
    ) -> Result<Vec<u8>, SealError> {
        let key = keys.get(self.audience, origin.epoch).ok_or(SealError::NoKey)?;
        let header = self.header(origin);
        let bound = [self.bound(label, &header).as_slice(), more].concat();
        Ok([&header, encrypt(key.expose(), &bound, padded, nonce)?.as_slice()].concat())
    }

    /// Opens what [`Self::seal`] gave.
    pub(crate) fn open(
        &self,
        (label, more): (&[u8], &[u8]),
        keys: &ChatKeys,
        sealed: &[u8],
    ) -> Result<(Origin, Vec<u8>), SealError> {
        if sealed.first().is_some_and(|version| *version != VERSION) {
            return Err(SealError::Version);
        }
        let (header, rest) = sealed.split_first_chunk::<HEADER>().ok_or(SealError::DoesNotOpen)?;
        if header[1] != self.audience.byte() {
            return Err(SealError::DoesNotOpen);
        }
        let [_, _, e0, e1, e2, e3, device @ ..] = *header;
        let origin = Origin { device, epoch: u32::from_be_bytes([e0, e1, e2, e3]) };
        let key = keys.get(self.audience, origin.epoch).ok_or(SealError::NoKey)?;
        let bound = [self.bound(label, header).as_slice(), more].concat();
        Ok((origin, decrypt(key.expose(), &bound, rest)?))
    }
}

/// Seals a plaintext with the key of the origin's epoch. Its length is one of six ([`crate::VERSION`] 2).
pub fn seal_message(
    (keys, origin): (&ChatKeys, Origin),
    context: &Context,
    plaintext: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    context.seal((LABEL, &[]), (keys, origin), &pad(plaintext, Steps::Body)?, nonce)
}

/// Opens what [`seal_message`] gave and says where it was sealed, if nothing of it and of its context was changed.
pub fn open_message(
    keys: &ChatKeys,
    context: &Context,
    sealed: &[u8],
) -> Result<(Origin, Vec<u8>), SealError> {
    let (origin, padded) = context.open((LABEL, &[]), keys, sealed)?;
    Ok((origin, unpad(padded)?))
}

/// What other messages name a sealed message by.
pub fn hash_of(sealed: &[u8]) -> MessageHash {
    Sha256::digest(sealed).into()
}

/// nonce ‖ ciphertext ‖ tag.
pub(crate) fn encrypt(
    key: &[u8; 32],
    associated: &[u8],
    plaintext: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    let payload = Payload { msg: plaintext, aad: associated };
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| SealError::BadKey)?;
    let ciphertext = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::DoesNotOpen)?;
    Ok([nonce.as_slice(), &ciphertext].concat())
}

pub(crate) fn decrypt(key: &[u8; 32], associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::DoesNotOpen)?;
    let payload = Payload { msg: ciphertext, aad: associated };
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| SealError::BadKey)?;
    cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::DoesNotOpen)
}
