//! The senders to everybody who is connected to this process, and who is there.

mod connection_sender;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beistand_domain::{CentreId, ChatId, Moment, PersonId, SessionId};
use beistand_protocol::live::{Bye, Event};
use tokio::sync::{mpsc, watch};

use crate::recipient::Recipient;
pub use connection_sender::{ConnectionSender, Out, Owner, SILENCE, text};

/// What the hub says to the other processes of this installation. The bus answers it; one process alone needs none.
pub trait Elsewhere: Send + Sync {
    /// This process has a first connection of this recipient: events for it are wanted from now on.
    fn joined(&self, recipient: Recipient);

    /// This process has no connection of this recipient any more.
    fn left(&self, recipient: Recipient);

    /// Gives an event, as JSON, to the connections of this recipient at other processes. Never waits.
    fn pass_on(&self, recipient: Recipient, event: &Arc<str>);
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talking {
    pub counsellors: Vec<PersonId>,
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
    fn subscribe(&mut self, chat: ChatId, elsewhere: &dyn Elsewhere) -> bool {
        let seeker = Recipient::Seeker(chat);
        let new = self.senders.contains_key(&seeker) && self.received.insert(chat);
        if new {
            elsewhere.joined(seeker);
        }
        new
    }
}

/// All senders.
pub struct Hub {
    elsewhere: Box<dyn Elsewhere>,
    state: Mutex<State>,
    cut: watch::Sender<bool>,
}

impl Hub {
    /// No senders yet; recipients may have others at the processes behind `elsewhere`.
    pub fn new(elsewhere: impl Elsewhere + 'static) -> Self {
        Self { elsewhere: Box::new(elsewhere), state: Mutex::default(), cut: watch::Sender::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a sender; `true` when it is the first one of its owner.
    pub fn join(&self, recipient: Recipient, owner: Owner, now: Moment) -> (Inbox, bool) {
        let (sender, out) = mpsc::channel(connection_sender::BACKLOG);
        let mut state = self.state();
        state.next += 1;
        let sender = ConnectionSender::new(state.next, owner, sender, now);
        let senders = state.senders.entry(recipient).or_default();
        senders.push(sender.clone());
        let first = senders.len() == 1;
        match recipient {
            Recipient::Seeker(chat) if state.talking.contains_key(&chat) => {
                let _new = state.subscribe(chat, self.elsewhere.as_ref());
            }
            Recipient::Person(_) | Recipient::Visitor(_) if first => self.elsewhere.joined(recipient),
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
            self.elsewhere.left(recipient);
        }
        true
    }

    /// The senders of one owner.
    pub fn senders(&self, recipient: Recipient) -> Vec<ConnectionSender> {
        self.state().senders.get(&recipient).cloned().unwrap_or_default()
    }

    /// The connected sessions of counsellors, with their senders.
    pub fn sessions(&self) -> Vec<(PersonId, SessionId, ConnectionSender)> {
        let state = self.state();
        let staff = state.senders.iter().filter_map(|(recipient, senders)| match recipient {
            Recipient::Person(person) => Some((*person, senders)),
            Recipient::Seeker(_) | Recipient::Visitor(_) => None,
        });
        let senders = staff.flat_map(|(person, senders)| senders.iter().map(move |sender| (person, sender)));
        senders.filter_map(|(person, sender)| Some((person, sender.session()?, sender.clone()))).collect()
    }

    /// Centres whose start page a visitor looks at.
    pub fn visited(&self) -> Vec<CentreId> {
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

    /// Whether a recipient has a sender here.
    pub fn is_connected(&self, recipient: Recipient) -> bool {
        self.state().senders.contains_key(&recipient)
    }

    /// Remembers who has a chat, or that nobody has it any more. `true` when its seeker is here and what others say to
    /// them is received from now on, so that what was read before the bus has settled may have a hole.
    pub fn talking(&self, chat: ChatId, talking: Option<Talking>) -> bool {
        let mut state = self.state();
        let taken = talking.is_some();
        match talking {
            Some(talking) => state.talking.insert(chat, talking),
            None => state.talking.remove(&chat),
        };
        taken && state.subscribe(chat, self.elsewhere.as_ref())
    }

    /// Whether what others say to this seeker comes here.
    pub fn is_subscribed(&self, chat: ChatId) -> bool {
        self.state().received.contains(&chat)
    }

    /// Hears what others say to a seeker who is here and whose chat is taken, as the store says before any notice did;
    /// `true` as in [`Self::talking`].
    pub fn subscribe_seeker(&self, chat: ChatId) -> bool {
        self.state().subscribe(chat, self.elsewhere.as_ref())
    }

    /// The counsellors who are present in an active chat.
    pub fn counsellors_of(&self, chat: ChatId) -> Option<Vec<PersonId>> {
        self.state()
            .talking
            .get(&chat)
            .filter(|talking| talking.active)
            .map(|talking| talking.counsellors.clone())
    }

    /// The chats a person has, accepted or active.
    pub fn chats_of(&self, person: PersonId) -> Vec<ChatId> {
        let state = self.state();
        let theirs = state.talking.iter().filter(|(_, talking)| talking.counsellors.contains(&person));
        theirs.map(|(chat, _)| *chat).collect()
    }

    /// Puts an event on the senders of a chat's counsellors and, where it concerns the seeker, what the seeker sees of it on
    /// theirs, wherever they are; not on the sender it came from.
    pub fn send_to_chat(
        &self,
        chat: ChatId,
        counsellors: &[PersonId],
        (event, for_seeker): (&Event, Option<&Event>),
        from: u64,
    ) {
        let people = counsellors.iter().map(|person| (Recipient::Person(*person), event));
        for (recipient, event) in people.chain(for_seeker.map(|event| (Recipient::Seeker(chat), event))) {
            let Some(text) = text(event) else { return };
            self.elsewhere.pass_on(recipient, &text);
            let state = self.state();
            for sender in state.senders.get(&recipient).into_iter().flatten() {
                if sender.number != from {
                    sender.send(text.clone());
                }
            }
        }
    }

    /// Ends the connections of a session.
    pub fn end_session(&self, person: PersonId, session: SessionId) {
        for sender in self.senders(Recipient::Person(person)) {
            if sender.session() == Some(session) {
                sender.bye(Bye::SignedOut);
            }
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

    /// Everything that is known about who has which chat, read again. `true` as in [`Self::talking`], for any of them.
    pub fn all_talking(&self, talking: HashMap<ChatId, Talking>) -> bool {
        let mut state = self.state();
        let new = talking.keys().filter(|chat| state.subscribe(**chat, self.elsewhere.as_ref())).count();
        state.talking = talking;
        new > 0
    }

    /// The number that tells a sender from all others.
    pub fn number(sender: &ConnectionSender) -> u64 {
        sender.number
    }

    /// A recipient missed something: everybody gets a snapshot.
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
