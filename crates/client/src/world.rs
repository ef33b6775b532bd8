//! The counsellor's world as the server sent it: a snapshot, kept up by events. Complete views replace older ones.

use std::collections::BTreeMap;

use beistand_domain::{ChatId, CommandId, DeviceId, Moment, PersonId};
use beistand_protocol::live::Event;
use beistand_protocol::view::{
    AvailabilityView, CentreView, ChatStateView, ChatView, GoneView, Marks, MeView, MessageView, OffView,
};
use serde::{Deserialize, Serialize};

/// Who I am and where; kept on disk, so that the desk has a face before the server answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person.
    pub me: MeView,
    /// The centre the person works for.
    pub centre: CentreView,
}

/// Everything but the messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// This device.
    pub device: DeviceId,
    /// Who is signed in.
    pub identity: Identity,
    /// The person's availability, on whichever device.
    pub availability: AvailabilityView,
    /// Requests I may accept.
    pub requests: BTreeMap<ChatId, ChatView>,
    /// My chats: accepted, active and readable.
    pub chats: BTreeMap<ChatId, ChatView>,
}

/// What an event changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The availability is another one now.
    AvailabilityChanged {
        /// What it was.
        was: AvailabilityView,
    },
    /// The requests are others now.
    RequestsChanged,
    /// One of my chats is new or different.
    ChatChanged {
        /// Which one.
        chat: ChatId,
    },
    /// A request or chat is no longer there.
    ChatGone {
        /// The chat as it was.
        was: Box<ChatView>,
        /// Where it went.
        gone: GoneView,
    },
    /// A message has come.
    MessageStored {
        /// The message.
        message: MessageView,
    },
    /// How far both sides have got is another now.
    MarksChanged {
        /// In which chat.
        chat: ChatId,
    },
    /// The seeker is writing.
    SeekerTypes {
        /// In which chat.
        chat: ChatId,
    },
    /// The marked request of a self-test.
    SelfTestCame {
        /// The id it began with.
        id: CommandId,
    },
}

impl World {
    /// What is known before the server has said anything: the kept chats, and no promise at all.
    pub fn kept(device: DeviceId, identity: Identity, chats: Vec<ChatView>) -> Self {
        let availability = AvailabilityView::Off { why: OffView::Chosen };
        let chats = chats.into_iter().map(|chat| (chat.id, chat)).collect();
        Self { device, identity, availability, requests: BTreeMap::new(), chats }
    }

    /// Whether this device holds the lease, available or paused.
    pub fn holds_lease(&self) -> bool {
        self.lease().is_some_and(|(device, _)| device == self.device)
    }

    /// The device that holds the lease, and until when.
    pub fn lease(&self) -> Option<(DeviceId, Moment)> {
        match self.availability {
            AvailabilityView::Off { .. } => None,
            AvailabilityView::On { device, until, .. } | AvailabilityView::Paused { device, until, .. } => {
                Some((device, until))
            }
        }
    }

    /// The lease was renewed until then.
    pub fn extend_lease(&mut self, renewed: Moment) {
        match &mut self.availability {
            AvailabilityView::Off { .. } => {}
            AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. } => {
                *until = renewed.max(*until);
            }
        }
    }

    /// The person's id.
    pub fn me(&self) -> PersonId {
        self.identity.me.person.id
    }

    /// Takes one event.
    pub fn apply(&mut self, event: Event) -> Vec<Change> {
        match event {
            Event::ChatChanged { chat } => self.put(chat).into_iter().collect(),
            Event::ChatGone { chat, gone } => {
                let was = self.requests.remove(&chat).or_else(|| self.chats.remove(&chat));
                was.map(|was| Change::ChatGone { was: Box::new(was), gone }).into_iter().collect()
            }
            Event::AvailabilityChanged { availability, requests } => {
                let was = std::mem::replace(&mut self.availability, availability);
                self.requests = by_id(requests);
                vec![Change::AvailabilityChanged { was }, Change::RequestsChanged]
            }
            Event::MessageStored { message } => vec![Change::MessageStored { message }],
            Event::Typing { chat, by: beistand_protocol::live::Writer::Seeker } => {
                vec![Change::SeekerTypes { chat }]
            }
            Event::MarksChanged { chat, seeker, counsellor } => self.mark(chat, seeker, counsellor),
            // Not for a counsellor alone in a chat.
            Event::SelfTest { id } => vec![Change::SelfTestCame { id }],
            Event::Typing { .. } | Event::SeekerChatChanged { .. } | Event::PageChanged { .. } => Vec::new(),
        }
    }

    /// Puts a request or chat where its state says; an older view than the known one changes nothing.
    pub fn put(&mut self, chat: ChatView) -> Option<Change> {
        let known = self.chats.get(&chat.id).or_else(|| self.requests.get(&chat.id));
        if known.is_some_and(|known| known.revision > chat.revision) {
            return None;
        }
        let id = chat.id;
        match chat.state {
            ChatStateView::Waiting { .. } => {
                self.requests.insert(id, chat);
                Some(Change::RequestsChanged)
            }
            ChatStateView::Accepted { .. } | ChatStateView::Active { .. } | ChatStateView::Ended { .. } => {
                self.requests.remove(&id);
                self.chats.insert(id, chat);
                Some(Change::ChatChanged { chat: id })
            }
        }
    }

    fn mark(&mut self, id: ChatId, seeker: Marks, counsellor: Marks) -> Vec<Change> {
        let Some(chat) = self.chats.get_mut(&id) else {
            return Vec::new();
        };
        chat.seeker_marks = further(chat.seeker_marks, seeker);
        chat.counsellor_marks = further(chat.counsellor_marks, counsellor);
        vec![Change::MarksChanged { chat: id }]
    }
}

/// Marks never go back.
fn further(a: Marks, b: Marks) -> Marks {
    Marks { delivered: a.delivered.max(b.delivered), read: a.read.max(b.read) }
}

pub(crate) fn by_id(chats: Vec<ChatView>) -> BTreeMap<ChatId, ChatView> {
    chats.into_iter().map(|chat| (chat.id, chat)).collect()
}
