//! Passwords: Argon2id with the library's parameters (RFC 9106, second recommendation scaled down: 19 MiB, two
//! passes), on a blocking thread.

use anyhow::anyhow;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Hashes a password with a salt of 16 random bytes.
pub async fn hash(password: String, salt: [u8; 16]) -> anyhow::Result<String> {
    let hashing = tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| anyhow!("hashing failed: {error}"))
    });
    hashing.await?
}

/// Whether a password fits a hash. Without a hash the same work is done for nothing, so that the time does not
/// tell whether the name exists.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    let verifying = tokio::task::spawn_blocking(move || match hash {
        Some(hash) => PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        None => {
            let _ = Argon2::default().hash_password_with_salt(password.as_bytes(), &[0; 16]);
            false
        }
    });
    verifying.await.unwrap_or(false)
}
