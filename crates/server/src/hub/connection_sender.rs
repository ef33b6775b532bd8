//! One connection's sender: what waits to be written on it, and whether its other end is there.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use beistand_domain::{DeviceId, Entry, Moment, SessionId};
use beistand_protocol::live::{Bye, Event};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

/// Events a slow reader may leave unread; past that it gets a fresh snapshot instead.
pub(super) const BACKLOG: usize = 64;

/// After this long without a word the other end is asked whether it is there: a connection can die without a word (a
/// dead zone, a pulled cable), and only asking finds out. Browsers and clients answer a WebSocket ping by themselves
/// (RFC 6455, section 5.5.2).
pub const SILENCE: Duration = Duration::from_secs(30);
/// It must answer within this time.
const ANSWER: Duration = Duration::from_secs(15);

/// What goes out on a sender.
pub enum Out {
    /// An event in its JSON form, shared by all who get it.
    Event(Arc<str>),
    Bye(Bye),
    /// Nothing to write, but events were dropped.
    Nudge,
    /// Nothing was received for long: ask whether the other end is there.
    AreYouThere,
    /// It did not answer.
    Dead,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A counsellor's desk.
    Desk { device: DeviceId, session: SessionId },
    /// The page of a seeker with a chat.
    Seeker,
    /// A start page, or a bubble.
    Visitor { entry: Entry },
}

/// One connection's sender.
#[derive(Clone)]
pub struct ConnectionSender {
    pub(super) number: u64,
    owner: Owner,
    out: mpsc::Sender<Out>,
    lagging: Arc<AtomicBool>,
    received: Arc<AtomicI64>,
    asked: Arc<AtomicBool>,
    closing: Arc<OnceLock<Bye>>,
    last: Arc<AtomicU64>,
}

impl ConnectionSender {
    /// The sender with this number, on which `out` is written.
    pub(super) fn new(number: u64, owner: Owner, out: mpsc::Sender<Out>, now: Moment) -> Self {
        Self {
            number,
            owner,
            out,
            lagging: Arc::default(),
            received: Arc::new(AtomicI64::new(now.millis())),
            asked: Arc::default(),
            closing: Arc::default(),
            last: Arc::default(),
        }
    }

    /// The counsellor's device; none for pages.
    pub fn device(&self) -> Option<DeviceId> {
        match self.owner {
            Owner::Desk { device, .. } => Some(device),
            Owner::Seeker | Owner::Visitor { .. } => None,
        }
    }

    /// The counsellor's session; none for pages.
    pub fn session(&self) -> Option<SessionId> {
        match self.owner {
            Owner::Desk { session, .. } => Some(session),
            Owner::Seeker | Owner::Visitor { .. } => None,
        }
    }

    /// The page a visitor came by; none for others.
    pub fn entry(&self) -> Option<Entry> {
        match self.owner {
            Owner::Visitor { entry } => Some(entry),
            Owner::Desk { .. } | Owner::Seeker => None,
        }
    }

    /// Whether events were dropped since this was asked last.
    pub(super) fn lagged(&self) -> bool {
        self.lagging.swap(false, Ordering::AcqRel)
    }

    /// Puts an event on the sender. When it is full the reader is too slow: it gets a snapshot once it has caught up.
    pub fn send(&self, event: Arc<str>) {
        if self.out.try_send(Out::Event(event)).is_err() {
            self.lag();
        }
    }

    /// Puts an event on the sender unless it says what the last one of this kind said.
    pub fn send_if_new(&self, event: &Event) {
        let Some(text) = text(event) else { return };
        let digest = Sha256::digest(text.as_bytes());
        let mark = u64::from_le_bytes(digest[..8].try_into().unwrap_or_default());
        if self.last.swap(mark, Ordering::AcqRel) != mark {
            self.send(text);
        }
    }

    /// Says goodbye; the connection closes once it has read so far.
    pub fn bye(&self, why: Bye) {
        let _ = self.closing.set(why);
        if self.out.try_send(Out::Bye(why)).is_err() {
            self.lag();
        }
    }

    /// Something was not put on the sender: its reader gets a snapshot. The mark is set before the nudge, so a task that
    /// has just emptied a full sender either sees the mark or is woken by the nudge.
    pub fn lag(&self) {
        self.lagging.store(true, Ordering::Release);
        let _ = self.out.try_send(Out::Nudge);
    }

    /// The other end said something, or answered.
    pub fn touch(&self, now: Moment) {
        self.received.store(now.millis(), Ordering::Relaxed);
        self.asked.store(false, Ordering::Relaxed);
    }

    /// Asks an end that was silent for long, and gives up one that did not answer. A full sender needs neither: its
    /// writer gives up by itself.
    pub(super) fn check(&self, now: Moment) {
        let silent = now.since(Moment::from_millis(self.received.load(Ordering::Relaxed)));
        if silent < SILENCE {
            return;
        }
        if !self.asked.swap(true, Ordering::Relaxed) {
            self.received.store((now - SILENCE + ANSWER).millis(), Ordering::Relaxed);
            let _ = self.out.try_send(Out::AreYouThere);
        } else {
            let _ = self.out.try_send(Out::Dead);
        }
    }

    /// Whether goodbye was said, even if it found no room.
    pub fn closing(&self) -> Option<Bye> {
        self.closing.get().copied()
    }

    /// A snapshot is about to be made: whatever was told last must not keep the next event from being told.
    pub fn forget_last(&self) {
        self.last.store(0, Ordering::Release);
    }
}

/// An event as it travels.
pub fn text(event: &Event) -> Option<Arc<str>> {
    serde_json::to_string(event).ok().map(Arc::from)
}
