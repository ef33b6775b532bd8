//! The keys of one chat: one for each audience and key epoch.

use std::collections::BTreeMap;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Audience;

/// One key of a chat. Wiped from memory when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ChatKey([u8; 32]);

impl ChatKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw key, for sealing and for envelopes only.
    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether two keys are the same key.
    pub fn same_as(&self, other: &ChatKey) -> bool {
        self.0 == other.0
    }
}

impl std::fmt::Debug for ChatKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChatKey(…)")
    }
}

/// The keys of a chat that a reader holds.
#[derive(Clone, Debug, Default)]
pub struct ChatKeys(BTreeMap<(Audience, u32), ChatKey>);

impl ChatKeys {
    /// The first key for everyone, made in the seeker's page.
    pub fn first(key: ChatKey) -> Self {
        let mut keys = Self::default();
        keys.insert(Audience::Everyone, 0, key);
        keys
    }

    /// Takes a key of an epoch. The first one stays: a later one of the same number is somebody's mistake.
    pub fn insert(&mut self, audience: Audience, epoch: u32, key: ChatKey) {
        self.0.entry((audience, epoch)).or_insert(key);
    }

    /// The key of an epoch.
    pub fn get(&self, audience: Audience, epoch: u32) -> Option<&ChatKey> {
        self.0.get(&(audience, epoch))
    }

    /// The newest epoch with its key: what is sealed now is sealed with it.
    pub fn newest(&self, audience: Audience) -> Option<(u32, &ChatKey)> {
        let of_audience = self.0.range((audience, 0)..=(audience, u32::MAX));
        of_audience.last().map(|((_, epoch), key)| (*epoch, key))
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
