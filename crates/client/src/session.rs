//! A signed-in device: the world, the sealed copies, the keys in memory and the outbox, without a network.
//!
//! It takes what came over the live connection ([`Session::handle`]) and what the person does, says what changed, and
//! leaves [`Order`]s for the owner of the connection.

use std::collections::HashMap;
use std::time::Duration;

use beistand_domain::{ChatId, CommandId, DeviceId, FileId, MessageId, Moment, limits};
use beistand_protocol::live::{Answer, ClientFrame, World as WireWorld};
use beistand_protocol::view::{Audience, AvailabilityView, ChatStateView, ChatView, GoneView};
use beistand_seal::DeviceKeys;

use crate::connection::Link;
use crate::live::LiveEvent;
use crate::outbox::Outbox;
use crate::world::{self, Identity, World};
use crate::{Cache, Runtime, StorageError};

mod correspondence;
mod device;
mod errors;
mod files;
mod talk;
mod transcript;

pub use errors::{AttachError, FileProblem, SendError};
use files::Attached;
pub use files::FileReader;
use talk::Talk;
pub use transcript::{OpenedMessage, Progress, Transcript};

/// How long "is writing" holds without a new sign.
const TYPING_HOLDS: Duration = Duration::from_secs(6);

/// What is to be done on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Write this frame; the answer comes back with the ticket.
    Ask {
        /// The number that the answer repeats.
        ticket: u64,
        /// What is asked.
        frame: ClientFrame,
    },
    /// Get the messages behind `after` and give them to [`Session::messages_fetched`].
    FetchMessages {
        /// In which chat.
        chat: ChatId,
        /// The last place that is there without a gap.
        after: u32,
    },
    /// Send a file's bytes, which [`Session::outgoing_file`] gives, and tell [`Session::file_answered`].
    SendFile {
        /// Where it goes.
        chat: ChatId,
        /// The message that will name it.
        message: MessageId,
        /// Who may have it.
        audience: Audience,
        /// The file.
        file: FileId,
    },
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The link is another one now.
    LinkChanged(Link),
    /// A snapshot replaced the world.
    Synced {
        /// The availability before.
        was: AvailabilityView,
    },
    /// The availability is another one now.
    AvailabilityChanged {
        /// What it was.
        was: AvailabilityView,
    },
    /// The requests are others now.
    RequestsChanged,
    /// A chat is new or has changed.
    ChatChanged {
        /// Which one.
        chat: ChatId,
    },
    /// A request or chat is no longer there, and nothing of it is kept.
    ChatGone {
        /// The chat as it was.
        was: Box<ChatView>,
        /// Where it went.
        gone: GoneView,
    },
    /// Its time is over, or the server does not know it any more; nothing of it is kept.
    Forgotten {
        /// Which one.
        chat: ChatId,
    },
    /// The seeker wrote.
    MessageCame {
        /// In which chat.
        chat: ChatId,
    },
    /// Anything else in the transcript.
    TalkChanged {
        /// In which chat.
        chat: ChatId,
    },
    /// The marked request of a self-test.
    SelfTestCame {
        /// The id it began with.
        id: CommandId,
    },
    /// Server and program do not speak the same version.
    WrongVersion,
}

/// The machine.
pub struct Session {
    /// What the server has said.
    pub world: World,
    runtime: Runtime,
    cache: Cache,
    device_keys: DeviceKeys,
    outbox: Outbox,
    talks: HashMap<ChatId, Talk>,
    drafts: HashMap<ChatId, String>,
    attached: HashMap<ChatId, Attached>,
    /// How much of each file has gone out, in percent.
    sent: HashMap<FileId, u8>,
    tickets: HashMap<u64, Asked>,
    last_ticket: u64,
    orders: Vec<Order>,
    link: Link,
    /// Milliseconds the server's clock is ahead of this one.
    ahead: i64,
    purge_at: Option<Moment>,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Send(MessageId),
    Mark,
    Typing,
}

impl Session {
    /// Takes up the kept copies.
    pub fn open(
        cache: Cache,
        device: DeviceId,
        device_keys: DeviceKeys,
        identity: Identity,
        runtime: Runtime,
    ) -> Result<Self, StorageError> {
        let now = runtime.now();
        let world = World::kept(device, identity, cache.chats(now)?);
        let mut outbox = Outbox::default();
        cache.outgoing()?.into_iter().for_each(|message| outbox.add(message));
        let drafts = cache.drafts()?.into_iter().collect();
        let attached = files::attached(&cache, &outbox)?;
        let mut session = Self {
            world,
            runtime,
            cache,
            device_keys,
            outbox,
            talks: HashMap::new(),
            drafts,
            attached,
            sent: HashMap::new(),
            tickets: HashMap::new(),
            last_ticket: 0,
            orders: Vec::new(),
            link: Link::Connecting,
            ahead: 0,
            purge_at: None,
        };
        session.cache.put("identity", &session.world.identity)?;
        session.purge(now);
        let chats: Vec<ChatId> = session.world.chats.keys().copied().collect();
        chats.into_iter().for_each(|chat| session.load(chat));
        Ok(session)
    }

    /// Who used this file last.
    pub fn kept_identity(cache: &Cache) -> Option<Identity> {
        cache.get("identity").ok().flatten()
    }

    /// How the connection stands.
    pub fn link(&self) -> Link {
        self.link
    }

    /// The server's clock as far as it is known.
    pub fn server_time(&self, now: Moment) -> Moment {
        Moment::from_millis(now.millis().saturating_add(self.ahead))
    }

    /// What is to be done on the network, in order.
    pub fn take_orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// The values the desk keeps for itself, sealed like everything else.
    pub fn keep<T: serde::Serialize>(&mut self, name: &str, value: &T) {
        let kept = self.cache.put(name, value);
        log_storage_error(kept);
    }

    /// A value of the device's store by its name.
    pub fn kept<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.cache.get(name).ok().flatten()
    }

    /// Removes all copies from the disk.
    pub fn destroy(self) -> Result<(), StorageError> {
        self.cache.destroy()
    }

    /// Takes what came over the live connection.
    pub fn handle(&mut self, event: LiveEvent) -> Vec<Change> {
        let now = self.runtime.now();
        let mut changes = match event {
            LiveEvent::LinkChanged(link) => self.link_changed(link),
            LiveEvent::SnapshotCame { now: server, world } => self.synced(server, world, now),
            LiveEvent::Happened(event) => {
                let changes = self.world.apply(event);
                changes.into_iter().flat_map(|change| self.followed(change, now)).collect()
            }
            LiveEvent::Answered { ticket, answer } => self.answered(ticket, &answer, now),
            LiveEvent::Unanswered { ticket } => {
                self.tickets.remove(&ticket);
                Vec::new()
            }
            LiveEvent::LeaseRenewed { until } => {
                self.world.extend_lease(until);
                Vec::new()
            }
            LiveEvent::WrongVersion => vec![Change::WrongVersion],
        };
        changes.extend(self.tick());
        changes
    }

    /// When [`Self::tick`] is due.
    pub fn deadline(&self) -> Option<Moment> {
        let typing = self.talks.values().filter_map(|talk| talk.typing_until);
        let fetch = self.talks.values().filter_map(|talk| talk.fetch_at);
        let purge = self.purge_at.map(|at| self.local_time(at));
        typing.chain(fetch).chain(purge).chain(self.outbox.deadline()).min()
    }

    /// Does what time alone brings: purging, sending again, forgetting that the seeker was writing.
    pub fn tick(&mut self) -> Vec<Change> {
        let now = self.runtime.now();
        let mut changes = Vec::new();
        if self.purge_at.is_some_and(|at| at <= self.server_time(now)) {
            changes.extend(self.purge(now));
        }
        for (chat, talk) in &mut self.talks {
            if talk.typing_until.is_some_and(|until| until <= now) {
                talk.typing_until = None;
                changes.push(Change::TalkChanged { chat: *chat });
            }
        }
        self.fetch_again(now);
        self.pump(now);
        changes
    }

    fn link_changed(&mut self, link: Link) -> Vec<Change> {
        let lost = self.link == Link::Connected && link != Link::Connected;
        if lost && !self.world.holds_lease() {
            // Its holder may have renewed it a moment ago: the other devices do not hear of it.
            self.world.extend_lease(self.server_time(self.runtime.now()) + limits::LEASE_LENGTH);
        }
        self.link = link;
        self.outbox.set_connected(link == Link::Connected);
        if link != Link::Connected {
            self.talks.values_mut().for_each(|talk| talk.typing_until = None);
        }
        vec![Change::LinkChanged(link)]
    }

    fn synced(&mut self, server: Moment, world: WireWorld, now: Moment) -> Vec<Change> {
        let WireWorld::Counsellor { me, centre, availability, requests, chats } = world else {
            return Vec::new();
        };
        self.ahead = server.millis() - now.millis();
        let was = std::mem::replace(&mut self.world.availability, availability);
        self.world.identity = Identity { me, centre };
        self.keep("identity", &self.world.identity.clone());
        self.world.requests = world::by_id(requests);
        let chats = world::by_id(chats);
        let gone: Vec<ChatId> =
            self.world.chats.keys().filter(|id| !chats.contains_key(id)).copied().collect();
        let mut changes = self.forget(&gone);
        self.world.chats = chats;
        for chat in self.world.chats.values().cloned().collect::<Vec<_>>() {
            self.chat_changed(&chat);
            self.talk_synced(&chat);
            changes.push(Change::ChatChanged { chat: chat.id });
        }
        self.plan_purge();
        changes.push(Change::Synced { was });
        changes
    }

    fn followed(&mut self, change: world::Change, now: Moment) -> Vec<Change> {
        match change {
            world::Change::AvailabilityChanged { was } => vec![Change::AvailabilityChanged { was }],
            world::Change::RequestsChanged => vec![Change::RequestsChanged],
            world::Change::ChatChanged { chat } => {
                if let Some(view) = self.world.chats.get(&chat).cloned() {
                    self.chat_changed(&view);
                    self.catch_up(&view);
                    self.plan_purge();
                }
                vec![Change::ChatChanged { chat }]
            }
            world::Change::ChatGone { was, gone } => {
                let mut changes = self.forget(&[was.id]);
                changes.push(Change::ChatGone { was, gone });
                changes
            }
            world::Change::MessageStored { message } => self.message_stored(message),
            world::Change::SelfTestCame { id } => vec![Change::SelfTestCame { id }],
            world::Change::MarksChanged { chat } => vec![Change::TalkChanged { chat }],
            world::Change::SeekerTypes { chat } => {
                self.talk(chat).typing_until = Some(now + TYPING_HOLDS);
                vec![Change::TalkChanged { chat }]
            }
        }
    }

    /// Keeps the view on disk and opens the envelope when it has come.
    fn chat_changed(&mut self, chat: &ChatView) {
        log_storage_error(self.cache.put_chat(chat));
        if self.talk(chat.id).keys.is_empty() && chat.envelope.is_some() {
            self.load(chat.id);
        }
        if let ChatStateView::Ended { .. } = chat.state {
            self.talk(chat.id).typing_until = None;
        }
    }

    fn purge(&mut self, now: Moment) -> Vec<Change> {
        let due = self.cache.purge(self.server_time(now));
        let due = log_storage_error(due).unwrap_or_default();
        let changes = self.forget(&due);
        self.plan_purge();
        changes
    }

    fn plan_purge(&mut self) {
        self.purge_at = log_storage_error(self.cache.next_purge()).flatten();
    }

    /// Nothing of these chats is left, neither on disk nor in memory.
    fn forget(&mut self, chats: &[ChatId]) -> Vec<Change> {
        if chats.is_empty() {
            return Vec::new();
        }
        log_storage_error(self.cache.forget(chats));
        for chat in chats {
            self.world.chats.remove(chat);
            self.talks.remove(chat);
            self.drafts.remove(chat);
            self.attached.remove(chat);
            self.outbox.forget(*chat);
        }
        self.plan_purge();
        chats.iter().map(|chat| Change::Forgotten { chat: *chat }).collect()
    }

    fn answered(&mut self, ticket: u64, answer: &Answer, now: Moment) -> Vec<Change> {
        match self.tickets.remove(&ticket) {
            Some(Asked::Send(id)) => self.send_answered(id, answer, now),
            Some(Asked::Mark | Asked::Typing) | None => Vec::new(),
        }
    }

    /// A moment of the server's clock by this machine's.
    pub fn local_time(&self, server: Moment) -> Moment {
        Moment::from_millis(server.millis().saturating_sub(self.ahead))
    }
}

/// The disk failed. What came from the server is in memory and can be had again, so the conversation goes on.
fn log_storage_error<T>(result: Result<T, StorageError>) -> Option<T> {
    result.inspect_err(|error| tracing::error!(%error, "a copy could not be kept")).ok()
}

#[cfg(test)]
mod tests;
