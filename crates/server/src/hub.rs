//! The lines to everybody who is connected to this process, and who is there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use beistand_domain::{ChatId, DeviceId, Moment, PersonId};
use beistand_protocol::live::{Bye, Event};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, watch};

use crate::bus::Bus;

/// Events a slow reader may leave unread; past that it gets a fresh snapshot instead.
const BACKLOG: usize = 64;

/// After this long without a word the other end is asked whether it is there: a connection can die without a word (a
/// dead zone, a pulled cable), and only asking finds out. Browsers and clients answer a WebSocket ping by themselves
/// (RFC 6455, section 5.5.2).
pub const SILENCE: Duration = Duration::from_secs(30);
/// It must answer within this time.
const ANSWER: Duration = Duration::from_secs(15);

/// What goes out on a line.
pub enum Out {
    /// An event in its JSON form, shared by all who get it.
    Event(Arc<str>),
    Bye(Bye),
    /// Nothing to write, but events were dropped.
    Nudge,
    /// Nothing was heard for long: ask whether the other end is there.
    AreYouThere,
    /// It did not answer.
    Dead,
}

/// One connection's line.
#[derive(Clone)]
pub struct Line {
    number: u64,
    /// The counsellor's device; nobody's for pages.
    pub device: Option<DeviceId>,
    out: mpsc::Sender<Out>,
    lagging: Arc<AtomicBool>,
    heard: Arc<AtomicI64>,
    asked: Arc<AtomicBool>,
    closing: Arc<OnceLock<Bye>>,
    last: Arc<AtomicU64>,
}

impl Line {
    /// Puts an event on the line. When it is full the reader is too slow: it gets a snapshot once it has caught up.
    pub fn send(&self, event: Arc<str>) {
        if self.out.try_send(Out::Event(event)).is_err() {
            self.lag();
        }
    }

    /// Puts an event on the line unless it says what the last one of this kind said.
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

    /// Something was not put on the line: its reader gets a snapshot. The mark is set before the nudge, so whoever
    /// has just emptied a full line either sees the mark or is woken by the nudge.
    pub fn lag(&self) {
        self.lagging.store(true, Ordering::Release);
        let _ = self.out.try_send(Out::Nudge);
    }

    /// The other end said something, or answered.
    pub fn hears(&self, now: Moment) {
        self.heard.store(now.millis(), Ordering::Relaxed);
        self.asked.store(false, Ordering::Relaxed);
    }

    /// Asks an end that was silent for long, and gives up one that did not answer. A full line needs neither: its
    /// writer gives up by itself.
    fn check(&self, now: Moment) {
        let silent = now.since(Moment::from_millis(self.heard.load(Ordering::Relaxed)));
        if silent < SILENCE {
            return;
        }
        if !self.asked.swap(true, Ordering::Relaxed) {
            self.heard.store((now - SILENCE + ANSWER).millis(), Ordering::Relaxed);
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

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    Seeker(ChatId),
    Person(PersonId),
    /// Somebody looking at the start page of the centre with this number.
    Visitor(i64),
}

impl Whose {
    /// The chat, for a seeker's lines.
    pub fn seeker(&self) -> Option<ChatId> {
        match self {
            Self::Seeker(chat) => Some(*chat),
            Self::Person(_) | Self::Visitor(_) => None,
        }
    }

    /// The person, for the lines of their program.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::Seeker(_) | Self::Visitor(_) => None,
        }
    }
}

/// The connection's end of its line.
pub struct Inbox {
    pub line: Line,
    pub out: mpsc::Receiver<Out>,
}

impl Inbox {
    /// Whether events were dropped since this was asked last.
    pub fn lagged(&self) -> bool {
        self.line.lagging.swap(false, Ordering::AcqRel)
    }
}

/// Who has a chat, and whether the two may write already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talking {
    pub counsellor: PersonId,
    pub active: bool,
}

/// Open lines, by kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    pub people: usize,
    pub seekers: usize,
    pub visitors: usize,
}

#[derive(Default)]
struct State {
    next: u64,
    lines: HashMap<Whose, Vec<Line>>,
    talking: HashMap<ChatId, Talking>,
}

/// All lines.
pub struct Hub {
    bus: Bus,
    state: Mutex<State>,
    cut: watch::Sender<bool>,
}

impl Hub {
    /// No lines yet; owners may have others at the processes behind `bus`.
    pub fn new(bus: Bus) -> Self {
        Self { bus, state: Mutex::default(), cut: watch::Sender::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line; `true` when it is the first one of its owner.
    pub fn join(&self, whose: Whose, device: Option<DeviceId>, now: Moment) -> (Inbox, bool) {
        let (sender, out) = mpsc::channel(BACKLOG);
        let mut state = self.state();
        state.next += 1;
        let line = Line {
            number: state.next,
            device,
            out: sender,
            lagging: Arc::default(),
            heard: Arc::new(AtomicI64::new(now.millis())),
            asked: Arc::default(),
            closing: Arc::default(),
            last: Arc::default(),
        };
        let lines = state.lines.entry(whose).or_default();
        lines.push(line.clone());
        let first = lines.len() == 1;
        if first {
            self.bus.joined(whose);
        }
        (Inbox { line, out }, first)
    }

    /// Takes a line away; `true` when its owner has none left.
    pub fn leave(&self, whose: Whose, line: &Line) -> bool {
        let mut state = self.state();
        let Some(lines) = state.lines.get_mut(&whose) else {
            return false;
        };
        lines.retain(|other| other.number != line.number);
        if !lines.is_empty() {
            return false;
        }
        state.lines.remove(&whose);
        self.bus.left(whose);
        true
    }

    /// The lines of one owner.
    pub fn lines(&self, whose: Whose) -> Vec<Line> {
        self.state().lines.get(&whose).cloned().unwrap_or_default()
    }

    /// The connected devices of counsellors, with their lines.
    pub fn devices(&self) -> Vec<(PersonId, DeviceId, Line)> {
        let state = self.state();
        let staff = state.lines.iter().filter_map(|(whose, lines)| match whose {
            Whose::Person(person) => Some((*person, lines)),
            Whose::Seeker(_) | Whose::Visitor(_) => None,
        });
        let lines = staff.flat_map(|(person, lines)| lines.iter().map(move |line| (person, line)));
        lines.filter_map(|(person, line)| Some((person, line.device?, line.clone()))).collect()
    }

    /// Centres whose start page somebody looks at.
    pub fn visited(&self) -> Vec<i64> {
        let visited = |whose: &Whose| match whose {
            Whose::Visitor(centre) => Some(*centre),
            Whose::Seeker(_) | Whose::Person(_) => None,
        };
        self.state().lines.keys().filter_map(visited).collect()
    }

    /// How many lines there are, by kind.
    pub fn open(&self) -> Open {
        let mut open = Open::default();
        for (whose, lines) in &self.state().lines {
            match whose {
                Whose::Person(_) => open.people += lines.len(),
                Whose::Seeker(_) => open.seekers += lines.len(),
                Whose::Visitor(_) => open.visitors += lines.len(),
            }
        }
        open
    }

    /// Everybody who has a line here.
    pub fn connected(&self) -> Vec<Whose> {
        self.state().lines.keys().copied().collect()
    }

    /// Whether somebody has a line here.
    pub fn is_connected(&self, whose: Whose) -> bool {
        self.state().lines.contains_key(&whose)
    }

    /// Remembers who has a chat, or that nobody has it any more.
    pub fn talking(&self, chat: ChatId, talking: Option<Talking>) {
        let mut state = self.state();
        match talking {
            Some(talking) => state.talking.insert(chat, talking),
            None => state.talking.remove(&chat),
        };
    }

    /// The counsellor of an active chat.
    pub fn counsellor_of(&self, chat: ChatId) -> Option<PersonId> {
        self.state().talking.get(&chat).filter(|talking| talking.active).map(|talking| talking.counsellor)
    }

    /// The chats a person has, accepted or active.
    pub fn chats_of(&self, person: PersonId) -> Vec<ChatId> {
        self.state()
            .talking
            .iter()
            .filter(|(_, talking)| talking.counsellor == person)
            .map(|(chat, _)| *chat)
            .collect()
    }

    /// Puts an event on the lines of a chat's counsellor and, where it concerns them, its seeker, wherever they are;
    /// not on the line it came from.
    pub fn send_to_chat(
        &self,
        chat: ChatId,
        counsellor: PersonId,
        event: &Event,
        to_seeker: bool,
        from: u64,
    ) {
        let Some(text) = text(event) else { return };
        self.pass_on(chat, counsellor, &text, to_seeker);
        let state = self.state();
        let seeker = state.lines.get(&Whose::Seeker(chat)).filter(|_| to_seeker);
        let person = state.lines.get(&Whose::Person(counsellor));
        for line in seeker.into_iter().chain(person).flatten() {
            if line.number != from {
                line.send(text.clone());
            }
        }
    }

    /// Gives what is repeated to other processes once more: the one that stored it may have fallen over before it
    /// could. Lines here were told, or had a snapshot since.
    pub fn repeat_elsewhere(&self, chat: ChatId, counsellor: PersonId, event: &Event, to_seeker: bool) {
        if let Some(text) = text(event) {
            self.pass_on(chat, counsellor, &text, to_seeker);
        }
    }

    fn pass_on(&self, chat: ChatId, counsellor: PersonId, text: &Arc<str>, to_seeker: bool) {
        self.bus.pass_on(Whose::Person(counsellor), text);
        if to_seeker {
            self.bus.pass_on(Whose::Seeker(chat), text);
        }
    }

    /// Puts what another process has passed on on the lines that its owner has here.
    pub fn deliver(&self, whose: Whose, text: &Arc<str>) {
        self.state().lines.get(&whose).into_iter().flatten().for_each(|line| line.send(text.clone()));
    }

    /// Everything that is known about who has which chat, read anew.
    pub fn all_talking(&self, talking: HashMap<ChatId, Talking>) {
        self.state().talking = talking;
    }

    /// The number that tells a line from all others.
    pub fn number(line: &Line) -> u64 {
        line.number
    }

    /// Somebody was not told something: everybody gets a snapshot.
    pub fn all_lag(&self) {
        self.state().lines.values().flatten().for_each(Line::lag);
    }

    /// Looks after all connections; one look for all, as a timer for each of thousands would cost more than they do.
    pub fn check_all(&self, now: Moment) {
        self.state().lines.values().flatten().for_each(|line| line.check(now));
    }

    /// Tells everybody that the server moves.
    pub fn bye_to_all(&self) {
        for line in self.state().lines.values().flatten() {
            line.bye(Bye::Moving);
        }
    }

    /// Drops all connections without a word, as a crash would.
    pub fn cut_all(&self) {
        self.cut.send_replace(true);
    }

    /// Turns true when all connections are dropped.
    pub fn cut(&self) -> watch::Receiver<bool> {
        self.cut.subscribe()
    }
}
