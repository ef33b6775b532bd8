//! Day keys: what a device signs, and what opens nothing any more.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_seal::{ChatKey, DeviceKeys, KeyName, SealError, SignedDayKey, day_of, seal_envelope};
use serde::{Deserialize, Serialize};

const DEVICE: [u8; 16] = [2; 16];
const CHAT: [u8; 16] = [1; 16];

#[derive(Serialize, Deserialize)]
struct Vector {
    device: String,
    signing_key: String,
    day: u32,
    public_key: String,
    signature: String,
}

fn device(day: u32) -> DeviceKeys {
    DeviceKeys::make([7; 32], (day, [u8::try_from(day % 251).unwrap(); 32])).unwrap()
}

/// An envelope as a page makes it that was told the device's newest key.
fn sealed_to(keys: &DeviceKeys) -> Vec<u8> {
    let SignedDayKey { day, public_key, .. } = keys.newest(DEVICE).unwrap();
    let key = ChatKey::from_bytes([4; 32]);
    seal_envelope((KeyName::first(day), &key), &public_key, CHAT, DEVICE, [5; 32]).unwrap()
}

fn path() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/day-keys.json")
}

#[test]
fn the_vectors_hold() {
    let keys = device(20_786);
    let signed = keys.newest(DEVICE).unwrap();
    let vector = Vector {
        device: "02020202-0202-0202-0202-020202020202".into(),
        signing_key: B64.encode(keys.signing_key()),
        day: signed.day,
        public_key: B64.encode(signed.public_key),
        signature: B64.encode(signed.signature),
    };
    let text = serde_json::to_string_pretty(&vector).unwrap() + "\n";
    if std::env::var_os("BEISTAND_BLESS").is_some() {
        std::fs::write(path(), &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path()).unwrap(), text);
}

#[test]
fn a_days_key_is_its_devices_alone() {
    let keys = device(20_000);
    let signed = keys.newest(DEVICE).unwrap();
    assert_eq!(signed.verify(&keys.signing_key(), DEVICE), Ok(()));
    assert_eq!(signed.verify(&keys.signing_key(), [9; 16]), Err(SealError::BadKey));
    let another = DeviceKeys::make([8; 32], (20_000, [1; 32])).unwrap();
    assert_eq!(signed.verify(&another.signing_key(), DEVICE), Err(SealError::BadKey));
    let exchanged = another.newest(DEVICE).unwrap().public_key;
    for wrong in [SignedDayKey { day: 20_001, ..signed }, SignedDayKey { public_key: exchanged, ..signed }] {
        assert_eq!(wrong.verify(&keys.signing_key(), DEVICE), Err(SealError::BadKey));
    }
}

#[test]
fn a_back_up_of_day_zero_with_the_keyring_of_a_later_day_opens_nothing() {
    let (first, later) = (device(0), device(4));
    let envelope = sealed_to(&first);
    assert!(first.open_envelope(CHAT, DEVICE, &envelope).is_ok());
    let days = first.day_bytes().chain(later.day_bytes());
    let both = DeviceKeys::from_bytes(&first.signing_bytes(), days).unwrap();
    assert!(both.open_envelope(CHAT, DEVICE, &envelope).is_ok());
    assert_eq!(both.of_day(0, DEVICE), first.newest(DEVICE));
    assert_eq!(both.newest(DEVICE), later.newest(DEVICE));
    let restored = DeviceKeys::from_bytes(&first.signing_bytes(), later.day_bytes()).unwrap();
    assert_eq!(restored.open_envelope(CHAT, DEVICE, &envelope).unwrap_err(), SealError::NoKey);
    assert!(restored.open_envelope(CHAT, DEVICE, &sealed_to(&later)).is_ok());
}

#[test]
fn a_device_without_a_day_keeps_its_name() {
    let keys = device(5);
    let rests = DeviceKeys::from_bytes(&keys.signing_bytes(), []).unwrap();
    assert_eq!((rests.newest(DEVICE), rests.signing_key()), (None, keys.signing_key()));
}

#[test]
fn a_day_is_counted_in_utc() {
    assert_eq!((day_of(0), day_of(86_399_999), day_of(86_400_000), day_of(-1)), (0, 0, 1, 0));
}
