//! Reading a conversation: what is stored, then what waits.

use beistand_domain::{ChatId, MessageId, Moment};
use beistand_protocol::view::{ChatStateView, ChatView, Sender};
use beistand_seal::{Content, Finding};

use super::Session;
use crate::outbox::{Outgoing, WhyFailed};

/// One message as this device can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedMessage {
    /// The message.
    pub id: MessageId,
    /// The place in the chat; `None` while it is not stored.
    pub seq: Option<u32>,
    /// Whether this person wrote it.
    pub mine: bool,
    /// When it was stored, or written where it was not yet.
    pub at: Moment,
    /// `None`: it does not open, this version cannot show it, or it was here before. A message that was taken back has the
    /// content of its deletion.
    pub content: Option<Content>,
    /// What does not agree with what its device sealed.
    pub findings: Vec<Finding>,
    /// How far it has got.
    pub progress: Progress,
}

/// How far a message has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits to be sent.
    Waiting,
    /// The server has it.
    Stored,
    /// The other side has it.
    Delivered,
    /// The other side has read it.
    Read,
    /// It is not tried any more, and why.
    Failed(WhyFailed),
}

/// The newest items of a conversation, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Every message, in its order.
    pub items: Vec<OpenedMessage>,
    /// There are older ones.
    pub earlier: bool,
}

impl Session {
    /// My chats that may be read now.
    pub fn chats(&self) -> impl Iterator<Item = &ChatView> {
        let now = self.server_time(self.runtime.now());
        self.world.chats.values().filter(move |chat| is_readable(chat, now))
    }

    /// One of them.
    pub fn chat(&self, id: ChatId) -> Option<&ChatView> {
        let now = self.server_time(self.runtime.now());
        self.world.chats.get(&id).filter(|chat| is_readable(chat, now))
    }

    /// At most `count` stored items of a chat: the newest ones with everything that is not stored yet, or the ones
    /// right before a message.
    pub fn transcript(&self, chat: ChatId, before: Option<MessageId>, count: usize) -> Transcript {
        let (Some(view), Some(talk)) = (self.chat(chat), self.talks.get(&chat)) else {
            return Transcript::default();
        };
        let me = Sender::Counsellor { id: self.world.me() };
        let have = talk.have();
        // What lies behind a gap is shown when the gap is filled; what was written here never goes away.
        let shown = talk.messages.iter().filter(|(seq, message)| **seq <= have || message.sender == me);
        // A deletion is seen in the place of what it removes.
        let shown = shown.filter(|(_, message)| !message.is_deletion());
        // A row under the id of something that waits to be sent is not that: it is seen at the end.
        let waits = |id: MessageId| self.outbox.of_chat(chat).iter().any(|waiting| waiting.id == id);
        let stored: Vec<_> = match before {
            Some(id) => shown.take_while(|(_, message)| message.id != id).collect(),
            None => shown.collect(),
        };
        let skipped = stored.len().saturating_sub(count);
        let mut items: Vec<OpenedMessage> = stored[skipped..]
            .iter()
            .map(|(seq, message)| {
                let mine = message.sender == me;
                let progress = progress(mine, **seq, view);
                let (content, findings) = match waits(message.id) {
                    true => (None, vec![Finding::Repeated]),
                    false => (talk.shown_content(message), message.findings.clone()),
                };
                let (id, seq, at) = (message.id, Some(**seq), message.at);
                OpenedMessage { id, seq, mine, at, content, findings, progress }
            })
            .collect();
        if before.is_none() {
            items.extend(self.unsent(chat));
        }
        Transcript { items, earlier: skipped > 0 }
    }

    /// The newest line that was not here before.
    pub fn newest_item(&self, chat: ChatId) -> Option<OpenedMessage> {
        const LOOKED_AT: usize = 8;
        let items = self.transcript(chat, None, LOOKED_AT).items;
        items.into_iter().rfind(|item| !item.findings.contains(&Finding::Repeated))
    }

    /// How many messages of the seeker I have not read.
    pub fn unread(&self, chat: ChatId) -> u32 {
        let Some(talk) = self.talks.get(&chat).filter(|_| self.chat(chat).is_some()) else {
            return 0;
        };
        let (read, have) = (talk.read, talk.have());
        let shown = talk.messages.range(read + 1..).take_while(|(seq, _)| **seq <= have);
        let unread =
            shown.filter(|(_, message)| message.sender == Sender::Seeker && message.says_something()).count();
        u32::try_from(unread).unwrap_or(u32::MAX)
    }

    /// How far I have read.
    pub fn read_up_to(&self, chat: ChatId) -> u32 {
        self.talks.get(&chat).map_or(0, |talk| talk.read)
    }

    /// How many messages of mine the server does not have yet.
    pub fn unsent_count(&self, chat: ChatId) -> usize {
        self.outbox.of_chat(chat).len()
    }

    /// The unsent text of a chat.
    pub fn draft(&self, chat: ChatId) -> &str {
        self.drafts.get(&chat).map_or("", String::as_str)
    }

    /// Whether the seeker is writing now.
    pub fn seeker_types(&self, chat: ChatId) -> bool {
        let now = self.runtime.now();
        self.talks.get(&chat).and_then(|talk| talk.typing_until).is_some_and(|until| now < until)
    }

    /// Whether this device can open the chat.
    pub fn has_key(&self, chat: ChatId) -> bool {
        self.talks.get(&chat).is_some_and(|talk| !talk.keys.is_empty())
    }

    fn unsent(&self, chat: ChatId) -> Vec<OpenedMessage> {
        let item = |message: &Outgoing| OpenedMessage {
            id: message.id,
            seq: None,
            mine: true,
            at: message.at,
            content: Some(message.content.clone()),
            findings: Vec::new(),
            progress: message.failed.map_or(Progress::Waiting, Progress::Failed),
        };
        self.outbox.of_chat(chat).into_iter().map(item).collect()
    }
}

/// Messages of the other side are always read: the marks beside them are mine.
fn progress(mine: bool, seq: u32, chat: &ChatView) -> Progress {
    if !mine || seq <= chat.seeker_marks.read {
        Progress::Read
    } else if seq <= chat.seeker_marks.delivered {
        Progress::Delivered
    } else {
        Progress::Stored
    }
}

fn is_readable(chat: &ChatView, now: Moment) -> bool {
    match chat.state {
        ChatStateView::Ended { readable_until, .. } => now < readable_until,
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } | ChatStateView::Active { .. } => true,
    }
}
