//! What admission asks about topics, remembered until something of it changes. Thousands of waiting pages ask the
//! same; what decides, the request itself, asks the database inside its transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beistand_domain::{ChatId, Moment, PersonId, TopicId};

use beistand_store::model::TopicFacts;
use beistand_store::{Store, StoreError};

/// Renewals of leases are no changes, so what is remembered must be read again long before a lease read with it
/// would seem to have run out: renewed every 10 s, valid for 45 s.
const FRESH: Duration = Duration::from_secs(10);

/// A topic's facts, with the place of everybody in line.
pub struct CachedTopic {
    pub facts: TopicFacts,
    read: Moment,
    places: HashMap<ChatId, usize>,
}

impl CachedTopic {
    /// How many wait before this chat; all of them when it does not wait.
    pub fn before(&self, chat: ChatId) -> usize {
        self.places.get(&chat).copied().unwrap_or(self.facts.queue.len())
    }

    /// The members whom a chat reaches; nobody when it does not wait.
    pub fn reached(&self, chat: ChatId, now: Moment) -> Vec<PersonId> {
        let queued = self.places.get(&chat).and_then(|place| self.facts.queue.get(*place));
        queued.map_or_else(Vec::new, |queued| self.facts.reached_by(queued, now))
    }
}

#[derive(Default)]
struct State {
    /// Grows with every change, so that what was read before one is not remembered after it.
    generation: u64,
    topics: HashMap<TopicId, Arc<CachedTopic>>,
}

/// The memory.
#[derive(Default)]
pub struct AdmissionCache {
    state: Mutex<State>,
}

impl AdmissionCache {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something that admission asks has changed.
    pub fn forget(&self) {
        let mut state = self.state();
        state.generation += 1;
        state.topics.clear();
    }

    /// The facts of a topic, remembered or read.
    pub async fn of_topic(
        &self,
        store: &Store,
        topic: TopicId,
        now: Moment,
    ) -> Result<Arc<CachedTopic>, StoreError> {
        let generation = {
            let state = self.state();
            if let Some(known) = state.topics.get(&topic).filter(|known| now.since(known.read) < FRESH) {
                return Ok(known.clone());
            }
            state.generation
        };
        let facts = store.facts_of_topic(topic).await?;
        let places = facts.queue.iter().enumerate().map(|(place, queued)| (queued.chat, place)).collect();
        let known = Arc::new(CachedTopic { facts, read: now, places });
        let mut state = self.state();
        if state.generation == generation {
            state.topics.insert(topic, known.clone());
        }
        Ok(known)
    }
}
