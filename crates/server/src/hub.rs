//! The lines to everybody who is connected to this process, and who is there.

mod line;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beistand_domain::{ChatId, DeviceId, Moment, PersonId};
use beistand_protocol::live::{Bye, Event};
use tokio::sync::{mpsc, watch};

use crate::bus::Bus;
pub use line::{Line, Out, SILENCE, text};

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
        self.line.lagged()
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
    /// Seekers with a line here whose events at other processes are heard: those whose chat was taken. Nobody says
    /// anything to one who waits, and there may be thousands of them.
    heard: HashSet<ChatId>,
}

impl State {
    /// Hears what is said to this seeker elsewhere, if there is a line here; `true` when it was not heard before.
    fn hear(&mut self, chat: ChatId, bus: &Bus) -> bool {
        let seeker = Whose::Seeker(chat);
        let new = self.lines.contains_key(&seeker) && self.heard.insert(chat);
        if new {
            bus.joined(seeker);
        }
        new
    }
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
        let (sender, out) = mpsc::channel(line::BACKLOG);
        let mut state = self.state();
        state.next += 1;
        let line = Line::new(state.next, device, sender, now);
        let lines = state.lines.entry(whose).or_default();
        lines.push(line.clone());
        let first = lines.len() == 1;
        match whose {
            Whose::Seeker(chat) if state.talking.contains_key(&chat) => drop(state.hear(chat, &self.bus)),
            Whose::Person(_) | Whose::Visitor(_) if first => self.bus.joined(whose),
            Whose::Seeker(_) | Whose::Person(_) | Whose::Visitor(_) => {}
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
        if whose.seeker().is_none_or(|chat| state.heard.remove(&chat)) {
            self.bus.left(whose);
        }
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

    /// Remembers who has a chat, or that nobody has it any more. `true` when its seeker is here and what others say to
    /// them is heard from now on, so that what was read before [`Bus::settled`] may have a hole.
    pub fn talking(&self, chat: ChatId, talking: Option<Talking>) -> bool {
        let mut state = self.state();
        let taken = talking.is_some();
        match talking {
            Some(talking) => state.talking.insert(chat, talking),
            None => state.talking.remove(&chat),
        };
        taken && state.hear(chat, &self.bus)
    }

    /// Whether what others say to this seeker comes here.
    pub fn is_heard(&self, chat: ChatId) -> bool {
        self.state().heard.contains(&chat)
    }

    /// Hears what others say to a seeker who is here and whose chat is taken, as the store says before any notice did;
    /// `true` as in [`Self::talking`].
    pub fn hear_seeker(&self, chat: ChatId) -> bool {
        self.state().hear(chat, &self.bus)
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

    /// Everything that is known about who has which chat, read anew. `true` as in [`Self::talking`], for any of them.
    pub fn all_talking(&self, talking: HashMap<ChatId, Talking>) -> bool {
        let mut state = self.state();
        let new = talking.keys().filter(|chat| state.hear(**chat, &self.bus)).count();
        state.talking = talking;
        new > 0
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
