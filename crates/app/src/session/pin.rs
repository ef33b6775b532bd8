//! The PIN that opens a locked desk. It keeps a passer-by out of a desk that was left alone; what lies on the disk is
//! sealed under the keyring's keys with or without it.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Digits of a PIN.
pub const LENGTH: std::ops::RangeInclusive<usize> = 4..=12;
/// Wrong tries in a row after which only the password opens the desk.
pub const TRIES: u32 = 5;

/// Why this is no PIN, or not the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    #[error("a PIN has 4 to 12 digits")]
    Form,
    #[error("this is not the PIN")]
    Wrong,
}

/// Digits only, of the right length.
pub fn check_form(pin: &str) -> Result<(), PinError> {
    let fits = LENGTH.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(()) } else { Err(PinError::Form) }
}

/// Argon2id with the library's parameters; takes some hundredths of a second. `salt`: 16 random bytes.
pub fn hash(pin: &str, salt: [u8; 16]) -> Result<String, PinError> {
    check_form(pin)?;
    let hash = Argon2::default().hash_password_with_salt(pin.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| PinError::Form)
}

/// Takes as long as [`hash`].
pub fn fits(pin: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_fits_its_own_hash_only_and_has_digits_only() {
        let pin = str::to_owned;
        let kept = hash(&pin("2580"), [7; 16]).unwrap();
        assert!(fits(&pin("2580"), &kept));
        assert!(!fits(&pin("2581"), &kept));
        assert!(!fits(&pin("2580"), "damaged"));
        for wrong in ["258", "1234567890123", "12a4", "", "١٢٣٤"] {
            assert_eq!(hash(&pin(wrong), [7; 16]), Err(PinError::Form), "{wrong}");
        }
    }
}
