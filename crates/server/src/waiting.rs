//! From which address who waits has come, so that one address cannot fill a queue. It is known in this process's memory only,
//! as a keyed hash, and for as long as somebody waits.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use beistand_domain::ChatId;

type Key = [u8; 32];

/// Everyone who waits and asked at this process.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<HashMap<ChatId, Key>>);

impl Waiting {
    fn all(&self) -> MutexGuard<'_, HashMap<ChatId, Key>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait who came from there.
    pub fn from(&self, key: &Key) -> usize {
        self.all().values().filter(|from| *from == key).count()
    }

    /// This one waits now.
    pub fn joined(&self, chat: ChatId, key: Key) {
        self.all().insert(chat, key);
    }

    /// This one does not wait any more.
    pub fn left(&self, chat: ChatId) {
        self.all().remove(&chat);
    }
}
