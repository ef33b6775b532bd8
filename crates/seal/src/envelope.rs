//! Envelopes: a key of a chat sealed to one device with HPKE (RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256),
//! HKDF-SHA256, AES-256-GCM), the suite every browser's WebCrypto can build.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::DhP256HkdfSha256;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zeroize::Zeroize;

use crate::{Audience, ChatKey, SealError, VERSION};

const LABEL: &[u8] = b"beistand/envelope/v2\0";
const POINT: usize = 65;
/// version ‖ audience ‖ epoch 4 ‖ day 4.
const HEADER: usize = 10;

/// A device's public key: an uncompressed P-256 point.
pub type PublicKey = [u8; POINT];

/// A device's private key of one day; it lies in the operating system's keyring.
#[derive(Clone)]
pub struct DeviceKey(<DhP256HkdfSha256 as Kem>::PrivateKey);

impl DeviceKey {
    /// Derives a key from 32 random bytes (RFC 9180, section 7.1.3).
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let (private, _) = DhP256HkdfSha256::derive_keypair(&seed);
        seed.zeroize();
        Self(private)
    }

    /// Reads what [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        <DhP256HkdfSha256 as Kem>::PrivateKey::from_bytes(bytes).map(Self).map_err(|_| SealError::BadKey)
    }

    /// The scalar, for the keyring only.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// What chat keys are sealed to.
    pub fn public_key(&self) -> PublicKey {
        DhP256HkdfSha256::sk_to_pk(&self.0).to_bytes().into()
    }

    /// Opens an envelope made for this device and this chat; ids in the 16 bytes of RFC 9562.
    pub fn open_envelope(
        &self,
        chat: [u8; 16],
        device: [u8; 16],
        envelope: &[u8],
    ) -> Result<(KeyName, ChatKey), SealError> {
        let (header, rest) = envelope.split_first_chunk::<HEADER>().ok_or(SealError::DoesNotOpen)?;
        let name = KeyName::read(header)?;
        let (point, ciphertext) = rest.split_first_chunk::<POINT>().ok_or(SealError::DoesNotOpen)?;
        let encapsulated =
            <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(point).map_err(|_| SealError::DoesNotOpen)?;
        let mut plain = single_shot_open::<AesGcm256, HkdfSha256, DhP256HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &encapsulated,
            &info(chat, device, header),
            ciphertext,
            &[],
        )
        .map_err(|_| SealError::DoesNotOpen)?;
        let key = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| SealError::DoesNotOpen);
        plain.zeroize();
        key.map(|key| (name, ChatKey::from_bytes(key)))
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Which key of a chat an envelope holds, and for which key of the device it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyName {
    /// Whose messages it opens.
    pub audience: Audience,
    /// Its epoch.
    pub epoch: u32,
    /// The day of the device's sealing key, counted from 1970 (UTC).
    pub day: u32,
}

impl KeyName {
    /// The first key of a chat, for everyone, for the device's key of a day.
    pub fn first(day: u32) -> Self {
        Self { audience: Audience::Everyone, epoch: 0, day }
    }

    fn header(self) -> [u8; HEADER] {
        let ([e0, e1, e2, e3], [d0, d1, d2, d3]) = (self.epoch.to_be_bytes(), self.day.to_be_bytes());
        [VERSION, self.audience.byte(), e0, e1, e2, e3, d0, d1, d2, d3]
    }

    fn read(header: &[u8; HEADER]) -> Result<Self, SealError> {
        let [version, audience, e0, e1, e2, e3, d0, d1, d2, d3] = *header;
        if version != VERSION {
            return Err(SealError::Version);
        }
        let audience = match audience {
            0 => Audience::Everyone,
            1 => Audience::Counsellors,
            _ => return Err(SealError::DoesNotOpen),
        };
        let (epoch, day) = (u32::from_be_bytes([e0, e1, e2, e3]), u32::from_be_bytes([d0, d1, d2, d3]));
        Ok(Self { audience, epoch, day })
    }
}

/// The day of the device's key that an envelope was made for, before it is opened.
pub fn day_of_envelope(envelope: &[u8]) -> Result<u32, SealError> {
    let header = envelope.first_chunk::<HEADER>().ok_or(SealError::DoesNotOpen)?;
    KeyName::read(header).map(|name| name.day)
}

/// Seals a key of a chat to one device: header 10 ‖ encapsulated key 65 ‖ ciphertext 48. `seed` is 32 random bytes,
/// used for this envelope only.
pub fn seal_envelope(
    (name, key): (KeyName, &ChatKey),
    device_key: &PublicKey,
    chat: [u8; 16],
    device: [u8; 16],
    seed: [u8; 32],
) -> Result<Vec<u8>, SealError> {
    let header = name.header();
    let public =
        <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(device_key).map_err(|_| SealError::BadKey)?;
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<AesGcm256, HkdfSha256, DhP256HkdfSha256>(
        &OpModeS::Base,
        &public,
        &info(chat, device, &header),
        key.expose(),
        &[],
        &mut StdRng::from_seed(seed),
    )
    .map_err(|_| SealError::BadKey)?;
    Ok([&header, encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

fn info(chat: [u8; 16], device: [u8; 16], header: &[u8; HEADER]) -> Vec<u8> {
    [LABEL, &chat, &device, header].concat()
}
