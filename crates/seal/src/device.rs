//! The keys of a device: a lasting one that signs, and one for each day that keys of chats are sealed to. Once no chat
//! that was sealed to a day's key can be read any more that key is destroyed, and nothing opens what was sealed to it.

use std::collections::BTreeMap;

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use crate::envelope::{DeviceKey, KeyName, PublicKey, day_of_envelope};
use crate::{ChatKey, SealError};

const LABEL: &[u8] = b"beistand/day-key/v2\0";
const DAY: i64 = 86_400_000;

/// A day's public key with the signature of its device: ECDSA on P-256 with SHA-256 (FIPS 186-5), r ‖ s, over
/// label ‖ device ‖ day 4 ‖ public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedDayKey {
    /// The day it was made on, counted from 1970 (UTC).
    pub day: u32,
    /// What keys of chats are sealed to.
    pub public_key: PublicKey,
    /// The device's signature.
    pub signature: [u8; 64],
}

/// The private keys of a device; they lie in the operating system's keyring.
#[derive(Clone)]
pub struct DeviceKeys {
    signing: SigningKey,
    days: BTreeMap<u32, DeviceKey>,
}

impl DeviceKeys {
    /// Makes both keys of a new device, each from 32 random bytes.
    pub fn make(signing: [u8; 32], (day, seed): (u32, [u8; 32])) -> Result<Self, SealError> {
        // The derivation gives a scalar for every seed.
        let scalar = DeviceKey::from_seed(signing).to_bytes();
        let mut keys = Self::with(SigningKey::from_slice(&scalar).map_err(|_| SealError::BadKey)?);
        keys.days.insert(day, DeviceKey::from_seed(seed));
        Ok(keys)
    }

    /// The keys as the keyring gives them: the signing key, and each day's; none once no chat needs one.
    pub fn from_bytes(
        signing: &[u8; 32],
        days: impl IntoIterator<Item = (u32, [u8; 32])>,
    ) -> Result<Self, SealError> {
        let mut keys = Self::with(SigningKey::from_slice(signing).map_err(|_| SealError::BadKey)?);
        for (day, key) in days {
            keys.days.insert(day, DeviceKey::from_bytes(&key)?);
        }
        Ok(keys)
    }

    /// The signing key, for the keyring only.
    pub fn signing_bytes(&self) -> [u8; 32] {
        self.signing.to_bytes().into()
    }

    /// Each day's key, for the keyring only.
    pub fn day_bytes(&self) -> impl Iterator<Item = (u32, [u8; 32])> {
        self.days.iter().map(|(day, key)| (*day, key.to_bytes()))
    }

    /// What proves that a day's key is this device's.
    pub fn signing_key(&self) -> PublicKey {
        let point = self.signing.verifying_key().to_sec1_point(false);
        point.as_bytes().try_into().unwrap_or([0; 65])
    }

    /// The key of a day, signed for `device`; none where there is none.
    pub fn of_day(&self, day: u32, device: [u8; 16]) -> Option<SignedDayKey> {
        let public_key = self.days.get(&day)?.public_key();
        let signature: Signature = self.signing.sign(&signed(device, day, &public_key));
        Some(SignedDayKey { day, public_key, signature: signature.to_bytes().into() })
    }

    /// The key of the last day, signed for `device`. A wrong clock may have made it: who keeps several days knows which
    /// one is in use.
    pub fn newest(&self, device: [u8; 16]) -> Option<SignedDayKey> {
        self.of_day(*self.days.keys().next_back()?, device)
    }

    /// Opens an envelope made for this device and this chat with the key of the day that it names.
    pub fn open_envelope(
        &self,
        chat: [u8; 16],
        device: [u8; 16],
        envelope: &[u8],
    ) -> Result<(KeyName, ChatKey), SealError> {
        let key = self.days.get(&day_of_envelope(envelope)?).ok_or(SealError::NoKey)?;
        key.open_envelope(chat, device, envelope)
    }

    fn with(signing: SigningKey) -> Self {
        Self { signing, days: BTreeMap::new() }
    }
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceKeys").field("days", &self.days.len()).finish_non_exhaustive()
    }
}

impl SignedDayKey {
    /// Whether the owner of the signing key made it for this device.
    pub fn verify(&self, signing_key: &PublicKey, device: [u8; 16]) -> Result<(), SealError> {
        let key = VerifyingKey::from_sec1_bytes(signing_key).map_err(|_| SealError::BadKey)?;
        let signature = Signature::from_slice(&self.signature).map_err(|_| SealError::BadKey)?;
        let signed = signed(device, self.day, &self.public_key);
        key.verify(&signed, &signature).map_err(|_| SealError::BadKey)
    }
}

/// The day of a moment (milliseconds since 1970).
pub fn day_of(millis: i64) -> u32 {
    u32::try_from(millis.div_euclid(DAY)).unwrap_or_default()
}

fn signed(device: [u8; 16], day: u32, public_key: &PublicKey) -> Vec<u8> {
    [LABEL, &device, &day.to_be_bytes(), public_key].concat()
}
