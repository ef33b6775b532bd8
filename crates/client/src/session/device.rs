//! The keys of this device: which days are still needed, and new ones.

use std::collections::BTreeSet;

use beistand_seal::{DeviceKeys, day_of_envelope};

use super::Session;

impl Session {
    /// The days of the keys that chats were sealed to which can still be read here.
    pub fn days_in_use(&self) -> BTreeSet<u32> {
        let envelopes = self.world.chats.values().filter_map(|chat| chat.envelope.as_ref());
        envelopes.filter_map(|envelope| day_of_envelope(&envelope.0).ok()).collect()
    }

    /// A day has begun, or keys were destroyed.
    pub fn replace_device_keys(&mut self, keys: DeviceKeys) {
        self.device_keys = keys;
    }
}
