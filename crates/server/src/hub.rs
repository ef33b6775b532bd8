//! The senders to everybody who is connected to this process, and who is there.

mod connection_sender;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beistand_domain::{ChatId, DeviceId, Moment, PersonId};
use beistand_protocol::live::{Bye, Event};
use tokio::sync::{mpsc, watch};

use crate::bus::Bus;
pub use connection_sender::{ConnectionSender, Out, SILENCE, text};

/// Recipient sender it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    Seeker(ChatId),
    Person(PersonId),
    /// Somebody looking at the start page of the centre with this number.
    Visitor(i64),
}

impl Recipient {
    /// The chat, for a seeker's senders.
    pub fn seeker(&self) -> Option<ChatId> {
        match self {
            Self::Seeker(chat) => Some(*chat),
            Self::Person(_) | Self::Visitor(_) => None,
        }
    }

    /// The person, for the senders of their program.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::Seeker(_) | Self::Visitor(_) => None,
        }
    }
}

/// The connection's end of its sender.
pub struct Inbox {
    pub sender: ConnectionSender,
    pub out: mpsc::Receiver<Out>,
}

impl Inbox {
    /// Whether events were dropped since this was asked last.
    pub fn lagged(&self) -> bool {
        self.sender.lagged()
    }
}

/// Who has a chat, and whether the two may write already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talking {
    pub counsellor: PersonId,
    pub active: bool,
}

/// Open senders, by kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    pub people: usize,
    pub seekers: usize,
    pub visitors: usize,
}

#[derive(Default)]
struct State {
    next: u64,
    senders: HashMap<Recipient, Vec<ConnectionSender>>,
    talking: HashMap<ChatId, Talking>,
    /// Seekers with a sender here whose events at other processes are received: those whose chat was taken. Nobody says
    /// anything to one who waits, and there may be thousands of them.
    received: HashSet<ChatId>,
}

impl State {
    /// Hears what is said to this seeker elsewhere, if there is a sender here; `true` when it was not received before.
    fn subscribe(&mut self, chat: ChatId, bus: &Bus) -> bool {
        let seeker = Recipient::Seeker(chat);
        let new = self.senders.contains_key(&seeker) && self.received.insert(chat);
        if new {
            bus.joined(seeker);
        }
        new
    }
}

/// All senders.
pub struct Hub {
    bus: Bus,
    state: Mutex<State>,
    cut: watch::Sender<bool>,
}

impl Hub {
    /// No senders yet; owners may have others at the processes behind `bus`.
    pub fn new(bus: Bus) -> Self {
        Self { bus, state: Mutex::default(), cut: watch::Sender::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a sender; `true` when it is the first one of its owner.
    pub fn join(&self, recipient: Recipient, device: Option<DeviceId>, now: Moment) -> (Inbox, bool) {
        let (sender, out) = mpsc::channel(connection_sender::BACKLOG);
        let mut state = self.state();
        state.next += 1;
        let sender = ConnectionSender::new(state.next, device, sender, now);
        let senders = state.senders.entry(recipient).or_default();
        senders.push(sender.clone());
        let first = senders.len() == 1;
        match recipient {
            Recipient::Seeker(chat) if state.talking.contains_key(&chat) => {
                let _new = state.subscribe(chat, &self.bus);
            }
            Recipient::Person(_) | Recipient::Visitor(_) if first => self.bus.joined(recipient),
            Recipient::Seeker(_) | Recipient::Person(_) | Recipient::Visitor(_) => {}
        }
        (Inbox { sender, out }, first)
    }

    /// Takes a sender away; `true` when its owner has none left.
    pub fn leave(&self, recipient: Recipient, sender: &ConnectionSender) -> bool {
        let mut state = self.state();
        let Some(senders) = state.senders.get_mut(&recipient) else {
            return false;
        };
        senders.retain(|other| other.number != sender.number);
        if !senders.is_empty() {
            return false;
        }
        state.senders.remove(&recipient);
        if recipient.seeker().is_none_or(|chat| state.received.remove(&chat)) {
            self.bus.left(recipient);
        }
        true
    }

    /// The senders of one owner.
    pub fn senders(&self, recipient: Recipient) -> Vec<ConnectionSender> {
        self.state().senders.get(&recipient).cloned().unwrap_or_default()
    }

    /// The connected devices of counsellors, with their senders.
    pub fn devices(&self) -> Vec<(PersonId, DeviceId, ConnectionSender)> {
        let state = self.state();
        let staff = state.senders.iter().filter_map(|(recipient, senders)| match recipient {
            Recipient::Person(person) => Some((*person, senders)),
            Recipient::Seeker(_) | Recipient::Visitor(_) => None,
        });
        let senders = staff.flat_map(|(person, senders)| senders.iter().map(move |sender| (person, sender)));
        senders.filter_map(|(person, sender)| Some((person, sender.device?, sender.clone()))).collect()
    }

    /// Centres whose start page somebody looks at.
    pub fn visited(&self) -> Vec<i64> {
        let visited = |recipient: &Recipient| match recipient {
            Recipient::Visitor(centre) => Some(*centre),
            Recipient::Seeker(_) | Recipient::Person(_) => None,
        };
        self.state().senders.keys().filter_map(visited).collect()
    }

    /// How many senders there are, by kind.
    pub fn open(&self) -> Open {
        let mut open = Open::default();
        for (recipient, senders) in &self.state().senders {
            match recipient {
                Recipient::Person(_) => open.people += senders.len(),
                Recipient::Seeker(_) => open.seekers += senders.len(),
                Recipient::Visitor(_) => open.visitors += senders.len(),
            }
        }
        open
    }

    /// Everybody who has a sender here.
    pub fn connected(&self) -> Vec<Recipient> {
        self.state().senders.keys().copied().collect()
    }

    /// Whether somebody has a sender here.
    pub fn is_connected(&self, recipient: Recipient) -> bool {
        self.state().senders.contains_key(&recipient)
    }

    /// Remembers who has a chat, or that nobody has it any more. `true` when its seeker is here and what others say to
    /// them is received from now on, so that what was read before [`Bus::settled`] may have a hole.
    pub fn talking(&self, chat: ChatId, talking: Option<Talking>) -> bool {
        let mut state = self.state();
        let taken = talking.is_some();
        match talking {
            Some(talking) => state.talking.insert(chat, talking),
            None => state.talking.remove(&chat),
        };
        taken && state.subscribe(chat, &self.bus)
    }

    /// Whether what others say to this seeker comes here.
    pub fn is_subscribed(&self, chat: ChatId) -> bool {
        self.state().received.contains(&chat)
    }

    /// Hears what others say to a seeker who is here and whose chat is taken, as the store says before any notice did;
    /// `true` as in [`Self::talking`].
    pub fn subscribe_seeker(&self, chat: ChatId) -> bool {
        self.state().subscribe(chat, &self.bus)
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

    /// Puts an event on the senders of a chat's counsellor and, where it concerns them, its seeker, wherever they are;
    /// not on the sender it came from.
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
        let seeker = state.senders.get(&Recipient::Seeker(chat)).filter(|_| to_seeker);
        let person = state.senders.get(&Recipient::Person(counsellor));
        for sender in seeker.into_iter().chain(person).flatten() {
            if sender.number != from {
                sender.send(text.clone());
            }
        }
    }

    fn pass_on(&self, chat: ChatId, counsellor: PersonId, text: &Arc<str>, to_seeker: bool) {
        self.bus.pass_on(Recipient::Person(counsellor), text);
        if to_seeker {
            self.bus.pass_on(Recipient::Seeker(chat), text);
        }
    }

    /// Puts what another process has passed on on the senders that its owner has here.
    pub fn deliver(&self, recipient: Recipient, text: &Arc<str>) {
        self.state()
            .senders
            .get(&recipient)
            .into_iter()
            .flatten()
            .for_each(|sender| sender.send(text.clone()));
    }

    /// Everything that is known about who has which chat, read anew. `true` as in [`Self::talking`], for any of them.
    pub fn all_talking(&self, talking: HashMap<ChatId, Talking>) -> bool {
        let mut state = self.state();
        let new = talking.keys().filter(|chat| state.subscribe(**chat, &self.bus)).count();
        state.talking = talking;
        new > 0
    }

    /// The number that tells a sender from all others.
    pub fn number(sender: &ConnectionSender) -> u64 {
        sender.number
    }

    /// Somebody was not told something: everybody gets a snapshot.
    pub fn mark_all_stale(&self) {
        self.state().senders.values().flatten().for_each(ConnectionSender::lag);
    }

    /// Looks after all connections; one look for all, as a timer for each of thousands would cost more than they do.
    pub fn check_all(&self, now: Moment) {
        self.state().senders.values().flatten().for_each(|sender| sender.check(now));
    }

    /// Tells everybody that the server moves.
    pub fn bye_to_all(&self) {
        for sender in self.state().senders.values().flatten() {
            sender.bye(Bye::Moving);
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
