//! One conversation in memory: its key and its opened messages.

use std::collections::BTreeMap;

use beistand_domain::{ChatId, DeviceId, MessageId, Moment};
use beistand_protocol::view::{Audience, ChatView, Marks, MessageView, Sender};
use beistand_protocol::{Blob, view};
use beistand_seal::{self as seal, ChatKey, Content, Context, DeviceKey};

/// The state of one conversation.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// Only in memory; made again from the envelope.
    pub key: Option<ChatKey>,
    pub messages: BTreeMap<u32, Opened>,
    /// How far I have read here; the server may not know yet.
    pub read: u32,
    /// What was sent to the server on this connection.
    pub sent_marks: Marks,
    pub fetching: bool,
    pub fetch_at: Option<Moment>,
    pub typing_until: Option<Moment>,
    pub typing_sent: Option<Moment>,
}

/// A stored message.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub id: MessageId,
    pub at: Moment,
    pub sender: Sender,
    pub audience: Audience,
    /// `None`: it does not open, or this version cannot show it.
    pub content: Option<Content>,
}

impl Talk {
    /// Everything up to this number is there.
    pub fn have(&self) -> u32 {
        let mut have = 0;
        for seq in self.messages.keys() {
            if *seq != have + 1 {
                break;
            }
            have = *seq;
        }
        have
    }

    /// Opens a message and puts it in its place; false when it is there already.
    pub fn put(&mut self, message: &MessageView) -> bool {
        if self.messages.contains_key(&message.seq) {
            return false;
        }
        let content = self.open(message.chat, message.id, message.sender, message.audience, &message.body);
        let MessageView { id, at, sender, audience, .. } = *message;
        let opened = Opened { id, at, sender, audience, content };
        self.messages.insert(message.seq, opened);
        true
    }

    pub fn open(
        &self,
        chat: ChatId,
        id: MessageId,
        sender: Sender,
        audience: Audience,
        body: &Blob,
    ) -> Option<Content> {
        let context = context(chat, id, sender, audience);
        let plain = seal::open_message(self.key.as_ref()?, &context, &body.0).ok()?;
        Content::from_plaintext(&plain).ok()
    }
}

/// The key of a chat, if an envelope for this device is there and opens.
pub(super) fn key_of(chat: &ChatView, device: DeviceId, device_key: &DeviceKey) -> Option<ChatKey> {
    let envelope = chat.envelope.as_ref()?;
    device_key.open_envelope(chat.id.to_bytes(), device.to_bytes(), &envelope.0).ok()
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
        audience: match audience {
            Audience::Everyone => seal::Audience::Everyone,
            Audience::Counsellors => seal::Audience::Counsellors,
        },
    }
}
