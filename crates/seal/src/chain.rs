//! The chain: every device counts what it sends to an audience and names the last message of another device that it had
//! seen. A receiver finds what the server repeated, moved, left out or dated otherwise. `ui/src/seal/chain.ts` is its twin.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{MessageHash, json};

/// By how much, in milliseconds, the server's time of a message may differ from what its device's clock lets expect.
const CLOCK_TOLERANCE: u64 = 120_000;

/// What a device seals into each message besides its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainLink {
    /// The message's number among those of its device to this audience, from 1.
    pub count: u32,
    /// The newest message of any other device to this audience that the device had.
    #[serde(with = "json::hash")]
    pub seen: Option<MessageHash>,
    /// When it was written, by the device's clock (milliseconds since 1970).
    pub written: i64,
    /// When it was sent first, by the device's clock.
    pub sent: i64,
}

/// What does not agree with what the sending device sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The message was here before.
    Repeated,
    /// It stands behind one that was sent after it, or before one that it answers.
    OutOfOrder,
    /// Something is missing before it.
    Missing,
    /// Its time contradicts the clock of its device, which said this when it was sent (milliseconds since 1970).
    Redated {
        /// The device's time.
        sent: i64,
    },
    /// It was changed, or was sealed for another place.
    DoesNotOpen,
}

/// Whether a reader has the conversation from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// From the first message on.
    Beginning,
    /// From where the reader joined: nobody can say what was before.
    Joined,
}

/// A message in the order of the server.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its id.
    pub message: [u8; 16],
    /// The hash of its sealed bytes.
    pub hash: MessageHash,
    /// When the server says that it was stored (milliseconds since 1970).
    pub at: i64,
    /// Its device and its link; none where it does not open.
    pub opened: Option<([u8; 16], ChainLink)>,
}

/// The receiver's check of one audience's messages, row by row.
#[derive(Clone, Debug)]
pub struct Chain {
    start: Start,
    rows: u32,
    messages: BTreeSet<[u8; 16]>,
    /// The place of each row by its hash.
    places: BTreeMap<MessageHash, u32>,
    devices: BTreeMap<[u8; 16], Device>,
}

/// What is known of one device.
#[derive(Clone, Copy, Debug)]
struct Device {
    /// The highest count.
    last: u32,
    /// The place of the newest message that it has named; none before its first.
    seen: Option<u32>,
    clock: Clock,
}

/// By how much the server is ahead of a device: what counts, and what the last message said.
#[derive(Clone, Copy, Debug)]
struct Clock {
    ahead: i64,
    newest: i64,
}

impl Chain {
    /// Nothing has come yet.
    pub fn new(start: Start) -> Self {
        let (messages, places, devices) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        Self { start, rows: 0, messages, places, devices }
    }

    /// Takes the next row and says what is wrong with it. A repeated one changes nothing.
    pub fn take(&mut self, row: &Row) -> Vec<Finding> {
        if self.messages.contains(&row.message) || self.places.contains_key(&row.hash) {
            return vec![Finding::Repeated];
        }
        self.messages.insert(row.message);
        let findings = match row.opened {
            Some((device, link)) => self.check(device, &link, row.at),
            None => vec![Finding::DoesNotOpen],
        };
        self.rows += 1;
        self.places.insert(row.hash, self.rows);
        findings
    }

    fn check(&mut self, device: [u8; 16], link: &ChainLink, at: i64) -> Vec<Finding> {
        let known = self.devices.get(&device).copied();
        let (last, seen_before) = known.map_or((0, None), |known| (known.last, known.seen));
        let fresh = known.is_none() && self.start == Start::Joined;
        let seen = link.seen.and_then(|hash| self.places.get(&hash).copied());
        let unknown_seen = link.seen.is_some() && seen.is_none();
        let may_be_earlier = self.start == Start::Joined && seen_before.is_none();
        let mut findings = Vec::new();
        if link.count <= last || (!unknown_seen && seen < seen_before) {
            findings.push(Finding::OutOfOrder);
        }
        if (!fresh && link.count > last.saturating_add(1)) || (unknown_seen && !may_be_earlier) {
            findings.push(Finding::Missing);
        }
        let ahead = at.saturating_sub(link.sent);
        let (clock, agrees) = match known {
            Some(known) => known.clock.next(ahead),
            None => (Clock { ahead, newest: ahead }, true),
        };
        if !agrees {
            findings.push(Finding::Redated { sent: link.sent });
        }
        let known = Device { last: last.max(link.count), seen: seen.max(seen_before), clock };
        self.devices.insert(device, known);
        findings
    }
}

impl Clock {
    /// Takes what the next message says, and whether that agrees. A clock that was set differs once: from then on the new
    /// difference counts. One message that was late does not change what counts.
    fn next(self, ahead: i64) -> (Self, bool) {
        let near = |one: i64| one.abs_diff(ahead) <= CLOCK_TOLERANCE;
        if near(self.ahead) {
            return (Self { ahead: self.ahead, newest: ahead }, true);
        }
        if near(self.newest) {
            return (Self { ahead, newest: ahead }, true);
        }
        (Self { ahead: self.ahead, newest: ahead }, false)
    }
}
