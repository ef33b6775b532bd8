//! One conversation in memory: its key and its opened messages.

use std::collections::{BTreeMap, HashMap};

use beistand_domain::{ChatId, DeviceId, MessageId, Moment};
use beistand_protocol::view;
use beistand_protocol::view::{Audience, ChatView, Marks, MessageView, Sender};
use beistand_seal::{
    self as seal, Body, Chain, ChatKeys, Content, Context, DeviceKeys, Finding, MessageHash, Origin, Row,
    SealError, Start, hash_of,
};

/// The state of one conversation.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// Only in memory; made again from the envelope.
    pub keys: ChatKeys,
    pub messages: BTreeMap<u32, Opened>,
    /// How far I have read here; the server may not know yet.
    pub read: u32,
    /// What was sent to the server on this connection.
    pub sent_marks: Marks,
    pub fetching: bool,
    pub fetch_at: Option<Moment>,
    pub typing_until: Option<Moment>,
    pub typing_sent: Option<Moment>,
    /// The check of each audience's messages, up to `checked`.
    chains: BTreeMap<seal::Audience, Chain>,
    checked: u32,
    /// By what was taken back.
    deletions: HashMap<Removed, Content>,
}

/// A message that was taken back: its id, who may read it, and whose it is.
type Removed = ([u8; 16], seal::Audience, Option<[u8; 16]>);

/// A stored message.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub id: MessageId,
    pub at: Moment,
    pub sender: Sender,
    pub audience: Audience,
    /// What does not agree with what its device sealed; known once everything before it is there.
    pub findings: Vec<Finding>,
    hash: MessageHash,
    reading: Reading,
}

/// What became of opening a message.
#[derive(Clone, Debug)]
enum Reading {
    Opened(Origin, Body),
    /// Sealed before this device took part, or by a later version: nothing to wonder at.
    NotForThisDevice,
    DoesNotOpen,
}

impl Opened {
    /// What was sealed.
    pub fn content(&self) -> Option<&Content> {
        match &self.reading {
            Reading::Opened(_, body) => Some(&body.content),
            Reading::NotForThisDevice | Reading::DoesNotOpen => None,
        }
    }

    pub fn is_deletion(&self) -> bool {
        matches!(self.content(), Some(Content::Deletion { .. }))
    }

    /// Whether somebody said something new with it.
    pub fn says_something(&self) -> bool {
        !self.is_deletion() && !self.findings.contains(&Finding::Repeated)
    }

    fn count(&self) -> Option<u32> {
        match &self.reading {
            Reading::Opened(_, body) => Some(body.link.count),
            Reading::NotForThisDevice | Reading::DoesNotOpen => None,
        }
    }

    pub fn device(&self) -> Option<[u8; 16]> {
        match &self.reading {
            Reading::Opened(origin, _) => Some(origin.device),
            Reading::NotForThisDevice | Reading::DoesNotOpen => None,
        }
    }
}

impl Talk {
    /// Everything up to this number is there.
    pub fn have(&self) -> u32 {
        self.checked
    }

    /// Forgets the messages, to read them again with other keys.
    pub fn clear(&mut self) {
        self.messages.clear();
        self.chains.clear();
        self.deletions.clear();
        self.checked = 0;
    }

    /// Opens a message and puts it in its place; false when it is there already.
    pub fn put(&mut self, message: &MessageView) -> bool {
        if self.messages.contains_key(&message.seq) {
            return false;
        }
        let MessageView { id, at, sender, audience, .. } = *message;
        let context = context(message.chat, id, sender, audience);
        let reading = match Body::open(&self.keys, &context, &message.body.0) {
            Ok((origin, body)) => Reading::Opened(origin, body),
            Err(SealError::NoKey | SealError::Version) => Reading::NotForThisDevice,
            Err(SealError::DoesNotOpen | SealError::BadKey | SealError::TooLong) => Reading::DoesNotOpen,
        };
        let hash = hash_of(&message.body.0);
        let opened = Opened { id, at, sender, audience, findings: Vec::new(), hash, reading };
        self.messages.insert(message.seq, opened);
        self.check();
        true
    }

    /// The count of the next message of a device, and what it names as seen last.
    pub fn end_of_chain(&self, audience: seal::Audience, device: [u8; 16]) -> (u32, Option<MessageHash>) {
        let own = self.messages.values().filter(|message| message.device() == Some(device));
        let own = own.filter(|message| seal_audience(message.audience) == audience);
        let count = own.filter_map(Opened::count).max().unwrap_or_default().saturating_add(1);
        let known = self.messages.range(..=self.checked).rev().map(|(_, message)| message);
        let mut others = known.filter(|message| {
            seal_audience(message.audience) == audience && message.device() != Some(device)
        });
        (
            count,
            others.find(|message| !message.findings.contains(&Finding::Repeated)).map(|message| message.hash),
        )
    }

    /// What is shown of a message: its own content, or that of the deletion that took it back.
    pub fn shown_content(&self, message: &Opened) -> Option<Content> {
        if message.findings.contains(&Finding::Repeated) {
            return None;
        }
        let removed = (message.id.to_bytes(), seal_audience(message.audience), author(message.sender));
        self.deletions.get(&removed).or(message.content()).cloned()
    }

    /// Checks what has become complete.
    fn check(&mut self) {
        while let Some(message) = self.messages.get_mut(&(self.checked + 1)) {
            let opened = match &message.reading {
                Reading::Opened(origin, body) => Some((origin.device, body.link)),
                Reading::NotForThisDevice | Reading::DoesNotOpen => None,
            };
            let (id, hash, at) = (message.id.to_bytes(), message.hash, message.at.millis());
            let row = Row { message: id, hash, at, opened };
            let audience = seal_audience(message.audience);
            let chain = self.chains.entry(audience).or_insert_with(|| Chain::new(Start::Beginning));
            let mut findings = chain.take(&row);
            if matches!(message.reading, Reading::NotForThisDevice) {
                findings.retain(|finding| *finding == Finding::Repeated);
            }
            if let Some(content @ Content::Deletion { removes, .. }) = message.content() {
                self.deletions.insert((*removes, audience, author(message.sender)), content.clone());
            }
            message.findings = findings;
            self.checked += 1;
        }
    }
}

/// The keys of a chat: what is in the envelope for this device, where one is there and opens.
pub(super) fn keys_of(chat: &ChatView, device: DeviceId, device_keys: &DeviceKeys) -> ChatKeys {
    let mut keys = ChatKeys::default();
    if let Some(envelope) = &chat.envelope
        && let Ok((name, key)) = device_keys.open_envelope(chat.id.to_bytes(), device.to_bytes(), &envelope.0)
    {
        keys.insert(name.audience, name.epoch, key);
    }
    keys
}

/// None: the seeker.
fn author(sender: Sender) -> Option<[u8; 16]> {
    match sender {
        Sender::Seeker => None,
        Sender::Counsellor { id } => Some(id.to_bytes()),
    }
}

fn seal_audience(audience: Audience) -> seal::Audience {
    match audience {
        Audience::Everyone => seal::Audience::Everyone,
        Audience::Counsellors => seal::Audience::Counsellors,
    }
}

/// What a message is bound to.
pub(super) fn context(chat: ChatId, id: MessageId, sender: Sender, audience: Audience) -> Context {
    Context {
        chat: chat.to_bytes(),
        message: id.to_bytes(),
        sender: match sender {
            view::Sender::Seeker => seal::Sender::Seeker,
            view::Sender::Counsellor { id } => seal::Sender::Counsellor(id.to_bytes()),
        },
        audience: seal_audience(audience),
    }
}
