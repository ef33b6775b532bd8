//! Envelopes: a chat key sealed to one device with HPKE (RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256),
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

use crate::message::ChatKey;
use crate::{SealError, VERSION};

const LABEL: &[u8] = b"beistand/envelope/v1\0";
const POINT: usize = 65;

/// A device's public key: an uncompressed P-256 point.
pub type PublicKey = [u8; POINT];

/// A device's private key; it lies in the operating system's keyring.
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
    ) -> Result<ChatKey, SealError> {
        let (version, rest) = envelope.split_first().ok_or(SealError::DoesNotOpen)?;
        if *version != VERSION {
            return Err(SealError::Version);
        }
        let (point, ciphertext) = rest.split_first_chunk::<POINT>().ok_or(SealError::DoesNotOpen)?;
        let encapsulated =
            <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(point).map_err(|_| SealError::DoesNotOpen)?;
        let mut plain = single_shot_open::<AesGcm256, HkdfSha256, DhP256HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &encapsulated,
            &info(chat, device),
            ciphertext,
            &[],
        )
        .map_err(|_| SealError::DoesNotOpen)?;
        let key = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| SealError::DoesNotOpen);
        plain.zeroize();
        key.map(ChatKey::from_bytes)
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Seals a chat key to one device: version ‖ encapsulated key (65) ‖ ciphertext (48). `seed` is 32 random bytes,
/// used for this envelope only.
pub fn seal_envelope(
    key: &ChatKey,
    device_key: &PublicKey,
    chat: [u8; 16],
    device: [u8; 16],
    seed: [u8; 32],
) -> Result<Vec<u8>, SealError> {
    let public =
        <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(device_key).map_err(|_| SealError::BadKey)?;
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<AesGcm256, HkdfSha256, DhP256HkdfSha256>(
        &OpModeS::Base,
        &public,
        &info(chat, device),
        key.expose(),
        &[],
        &mut StdRng::from_seed(seed),
    )
    .map_err(|_| SealError::BadKey)?;
    let mut envelope = vec![VERSION];
    envelope.extend_from_slice(&encapsulated.to_bytes());
    envelope.extend_from_slice(&ciphertext);
    Ok(envelope)
}

fn info(chat: [u8; 16], device: [u8; 16]) -> Vec<u8> {
    [LABEL, &chat, &device].concat()
}
