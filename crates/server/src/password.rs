//! Passwords: Argon2id with the library's parameters (RFC 9106, second recommendation scaled down: 19 MiB, two passes), on a
//! blocking thread.
//!
//! A hash needs much memory on purpose, so strangers who try to sign in must not decide how many are computed at once:
//! [`Passwords`] has two slots with memory of their own, and a short queue before them.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Argon2, Block, Params};
use beistand_store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Hashes computed at once (design.md, section 10).
const SLOTS: usize = 2;
/// Sign-ins that may wait for a slot; more are asked to come again.
const WAITING: usize = 32;
/// Bytes of a computed hash where there is nothing to compare with.
const OUTPUT: usize = 32;

/// Hashes a password with a salt of 16 random bytes, for the command line.
pub async fn hash(password: String, salt: [u8; 16]) -> anyhow::Result<String> {
    let password = Zeroizing::new(password);
    let hashing = tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| anyhow!("hashing failed: {error}"))
    });
    hashing.await?
}

/// The memory of one slot, kept from one hash to the next.
type Blocks = Vec<Block>;

/// Checks passwords, few at a time.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    memory: Arc<Mutex<Vec<Blocks>>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(SLOTS + WAITING)),
            slots: Arc::new(Semaphore::new(SLOTS)),
            memory: Arc::default(),
        }
    }
}

/// A slot, held until it is used or dropped.
pub struct Slot {
    passwords: Passwords,
    _place: OwnedSemaphorePermit,
    _slot: OwnedSemaphorePermit,
}

impl Passwords {
    /// Waits for a slot. Errors: [`StoreError::Unavailable`] at once when too many wait already.
    pub async fn slot(&self) -> Result<Slot, StoreError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| StoreError::Unavailable)?;
        let slot = self.slots.clone().acquire_owned().await.map_err(|_| StoreError::Unavailable)?;
        Ok(Slot { passwords: self.clone(), _place: place, _slot: slot })
    }

    fn take_memory(&self) -> Blocks {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, memory: Blocks) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    }
}

impl Slot {
    /// Whether a password fits a hash. Without a hash the same work is done for nothing, so that the time does not tell
    /// whether the name exists. The password is erased afterwards.
    pub async fn verify(self, password: Zeroizing<String>, hash: Option<String>) -> bool {
        let verifying = tokio::task::spawn_blocking(move || {
            let mut memory = self.passwords.take_memory();
            let fits = fits(password.as_bytes(), hash.as_deref(), &mut memory);
            self.passwords.give_back(memory);
            fits
        });
        verifying.await.unwrap_or(false)
    }

    /// Hashes a password with a salt of 16 random bytes. The password is erased afterwards.
    pub async fn hash(self, password: Zeroizing<String>, salt: [u8; 16]) -> Result<String, StoreError> {
        let hashing = tokio::task::spawn_blocking(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            // Held until here: a slot bounds the memory of hashing as well.
            drop(self);
            hash.map(|hash| hash.to_string()).ok()
        });
        hashing.await.ok().flatten().ok_or(StoreError::Unavailable)
    }
}

fn fits(password: &[u8], hash: Option<&str>, memory: &mut Blocks) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let parts = known.as_ref().and_then(|hash| {
        let (params, salt, output) = (Params::try_from(hash).ok()?, hash.salt.as_ref()?, hash.hash.as_ref()?);
        Some((params, salt.to_vec(), *output))
    });
    match parts {
        Some((params, salt, output)) => {
            computed(password, &salt, (params, output.len()), memory).is_some_and(|found| found == output)
        }
        None => {
            let _ = computed(password, &[0; 16], (Params::default(), OUTPUT), memory);
            false
        }
    }
}

/// The hash of a password, in the memory given.
fn computed(
    password: &[u8],
    salt: &[u8],
    (params, length): (Params, usize),
    memory: &mut Blocks,
) -> Option<Output> {
    memory.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut output = Zeroizing::new(vec![0; length]);
    argon2.hash_password_into_with_memory(password, salt, &mut output, memory).ok()?;
    Output::new(&output).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::default();
        let hash = Some(hash("Beistand".into(), [7; 16]).await.unwrap());
        for (text, fits) in [("Beistand", true), ("beistand", false), ("", false), ("Beistand", true)] {
            let slot = passwords.slot().await.unwrap();
            assert_eq!(slot.verify(password(text), hash.clone()).await, fits, "{text}");
        }
        assert!(!passwords.slot().await.unwrap().verify(password("Beistand"), None).await);
        let broken = Some("$argon2id$nonsense".to_owned());
        assert!(!passwords.slot().await.unwrap().verify(password("Beistand"), broken).await);
        assert_eq!(passwords.memory.lock().unwrap().len(), 1, "the memory is used again");
    }

    #[tokio::test]
    async fn two_are_computed_and_thirty_two_wait() {
        let passwords = Passwords::default();
        let (first, _second) = (passwords.slot().await.unwrap(), passwords.slot().await.unwrap());
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(passwords.slot())).collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one).is_pending());
        }
        assert_eq!(passwords.slot().await.err(), Some(StoreError::Unavailable), "one too many");
        drop(first);
        assert!(futures_util::poll!(&mut waiting[0]).is_ready());
    }
}
