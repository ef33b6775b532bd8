//! From which address who waits has come, so that one address cannot fill a queue. It is held in this process's memory only,
//! as a keyed hash, and for as long as the seeker waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beistand_domain::ChatId;

type Key = [u8; 32];

#[derive(Debug, Default)]
struct Held {
    /// Requests that the store has not answered, by where they came from.
    asking: HashMap<Key, usize>,
    chats: HashMap<ChatId, Key>,
}

/// Everyone who waits and asked at this process.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<Held>);

/// A place of an address, held until its chat has it or it is dropped.
pub struct Reservation {
    waiting: Arc<Waiting>,
    key: Key,
}

impl Waiting {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one of the `most` places of an address; none when all are taken.
    pub fn place(self: &Arc<Self>, key: Key, most: usize) -> Option<Reservation> {
        let mut held = self.held();
        let waiting = held.chats.values().filter(|from| **from == key).count();
        let asking = held.asking.entry(key).or_default();
        if waiting + *asking >= most {
            return None;
        }
        *asking += 1;
        Some(Reservation { waiting: self.clone(), key })
    }

    /// This one does not wait any more.
    pub fn left(&self, chat: ChatId) {
        self.held().chats.remove(&chat);
    }
}

impl Reservation {
    /// The place is this chat's from now on, until it has left the queue.
    pub fn taken_by(self, chat: ChatId) {
        self.waiting.held().chats.insert(chat, self.key);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut held = self.waiting.held();
        match held.asking.get_mut(&self.key) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => drop(held.asking.remove(&self.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_at_the_same_moment_share_the_places_of_their_address() {
        let waiting = Arc::new(Waiting::default());
        let (here, there) = ([1; 32], [2; 32]);
        let (first, second) = (waiting.place(here, 2).unwrap(), waiting.place(here, 2).unwrap());
        assert!(waiting.place(here, 2).is_none(), "both are still being asked for");
        assert!(waiting.place(there, 2).is_some());
        let chat = ChatId::from_bytes([7; 16]);
        first.taken_by(chat);
        drop(second);
        let third = waiting.place(here, 2).unwrap();
        assert!(waiting.place(here, 2).is_none());
        waiting.left(chat);
        assert!(waiting.place(here, 2).is_some());
        drop(third);
        assert!(waiting.held().asking.is_empty(), "nothing is kept of who is gone");
    }
}
