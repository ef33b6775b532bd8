//! Writing and receiving: every own message is on disk before it is shown, and every received one comes once.

use std::time::Duration;

use beistand_domain::{ChatId, FileId, MessageId, Moment};
use beistand_protocol::Blob;
use beistand_protocol::live::{Answer, ClientFrame};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{Audience, ChatStateView, ChatView, Marks, MessageView, Sender};
use beistand_seal::{Body, ChainLink, Content, ContentError, Origin};

use super::errors::SendError;
use super::talk::{Opened, Talk, context, keys_of};
use super::{Asked, Change, Order, Session, log_storage_error};
use crate::connection::Link;
use crate::outbox::{Due, Outcome, Outgoing, Sealed};
use crate::{AccountError, StorageError};

/// "Is writing" is sent at most this often.
const TYPING_EVERY: Duration = Duration::from_secs(3);
/// A fetch that failed while the connection stands is repeated after this.
const FETCH_AGAIN: Duration = Duration::from_secs(3);

impl Session {
    /// Seals a text with the files that are attached, writes it to the outbox on disk, and sends it as soon as it can.
    pub fn send_message(&mut self, chat: ChatId, text: &str) -> Result<MessageId, SendError> {
        let now = self.runtime.now();
        self.is_active(chat)?;
        let at = self.server_time(now);
        let (id, content, files) = match self.attached.get(&chat) {
            None => (MessageId::from_parts(at, self.runtime.bytes()), Content::text(text), Vec::new()),
            Some(attached) => {
                let content = Content::files(text, attached.files.clone());
                let ids = attached.files.iter().map(|file| FileId::from_bytes(file.id));
                (attached.message, content, ids.collect())
            }
        };
        let content = content.map_err(|error| match error {
            ContentError::Empty => SendError::Empty,
            ContentError::TooLong | ContentError::TooManyFiles | ContentError::Unknown => SendError::TooLong,
        })?;
        if self.talk(chat).keys.is_empty() {
            return Err(SendError::NoKey);
        }
        let audience = Audience::Everyone;
        let message =
            Outgoing { id, chat, at, written: now, audience, content, sealed: None, files, failed: None };
        self.cache.put_outgoing(&message).map_err(SendError::Storage)?;
        self.drafts.remove(&chat);
        self.attached.remove(&chat);
        self.outbox.add(message);
        self.pump(now);
        Ok(id)
    }

    /// Withdraws a message that has failed, or whose files are still being uploaded; nothing of it stays here. False: there
    /// is none.
    pub fn cancel_message(&mut self, message: MessageId) -> bool {
        let Some(taken) = self.outbox.cancel(message) else { return false };
        log_storage_error(self.cache.remove_outgoing(message));
        for file in taken.files {
            self.sent.remove(&file);
            log_storage_error(self.cache.remove_attachment(file));
        }
        self.pump(self.runtime.now());
        true
    }

    /// Sends a message that has failed once more, under the same id.
    pub fn retry_message(&mut self, message: MessageId) -> Result<(), SendError> {
        let failed = self.outbox.failed(message).ok_or(SendError::NotFound)?.clone();
        self.is_active(failed.chat)?;
        self.cache.put_outgoing(&Outgoing { failed: None, ..failed }).map_err(SendError::Storage)?;
        self.outbox.retry(message);
        self.pump(self.runtime.now());
        Ok(())
    }

    /// Whether something can be written in a chat now.
    pub(super) fn is_active(&self, chat: ChatId) -> Result<(), SendError> {
        match self.world.chats.get(&chat).ok_or(SendError::NotFound)?.state {
            ChatStateView::Active { .. } => Ok(()),
            ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } | ChatStateView::Ended { .. } => {
                Err(SendError::NotActive)
            }
        }
    }

    /// Keeps what is being written.
    pub fn save_draft(&mut self, chat: ChatId, text: &str) -> Result<(), StorageError> {
        if !self.world.chats.contains_key(&chat) {
            return Ok(());
        }
        self.cache.put_draft(chat, text)?;
        if text.is_empty() {
            self.drafts.remove(&chat)
        } else {
            self.drafts.insert(chat, text.to_owned())
        };
        Ok(())
    }

    /// Shows the seeker that the counsellor writes; nothing of the text.
    pub fn typing(&mut self, chat: ChatId) {
        let now = self.runtime.now();
        let active =
            self.world.chats.get(&chat).is_some_and(|c| matches!(c.state, ChatStateView::Active { .. }));
        let talk = self.talk(chat);
        let sent = talk.typing_sent.is_some_and(|at| now.since(at) < TYPING_EVERY);
        if active && !sent {
            talk.typing_sent = Some(now);
            self.ask(Asked::Typing, ClientFrame::Typing { chat, audience: Audience::Everyone });
        }
    }

    /// Everything that is there has been read.
    pub fn mark_read(&mut self, chat: ChatId) {
        if !self.world.chats.contains_key(&chat) {
            return;
        }
        let talk = self.talk(chat);
        talk.read = talk.read.max(talk.have());
        self.tell_marks(chat);
    }

    /// Takes a page of messages that an [`Order::FetchMessages`] brought.
    pub fn messages_fetched(&mut self, chat: ChatId, page: Result<MessagePage, AccountError>) -> Vec<Change> {
        let now = self.runtime.now();
        if !self.world.chats.contains_key(&chat) {
            return Vec::new();
        }
        self.talk(chat).fetching = false;
        let Ok(page) = page else {
            self.talk(chat).fetch_at = Some(now + FETCH_AGAIN);
            return Vec::new();
        };
        let changes = page.messages.iter().filter_map(|message| self.take(message)).collect();
        if page.more && !page.messages.is_empty() {
            self.fetch(chat);
        }
        self.tell_marks(chat);
        self.pump(now);
        changes
    }

    pub(super) fn message_stored(&mut self, message: MessageView) -> Vec<Change> {
        let chat = message.chat;
        if !self.world.chats.contains_key(&chat) {
            return Vec::new();
        }
        let change = self.take(&message);
        if self.talk(chat).have() < message.seq {
            self.fetch(chat);
        }
        self.tell_marks(chat);
        change.into_iter().collect()
    }

    pub(super) fn send_answered(&mut self, id: MessageId, answer: &Answer, now: Moment) -> Vec<Change> {
        let outcome = self.outbox.answered(id, answer, now);
        self.settle_sent(outcome)
    }

    /// What follows from what became of a message or one of its files.
    pub(super) fn settle_sent(&mut self, outcome: Option<Outcome>) -> Vec<Change> {
        match outcome {
            Some(Outcome::Stored { message, seq, at }) => {
                let Outgoing { id, chat, audience, sealed, .. } = message;
                let sender = Sender::Counsellor { id: self.world.me() };
                let Some(Sealed { body, .. }) = sealed else { return Vec::new() };
                self.message_stored(MessageView { id, chat, seq, at, sender, audience, body })
            }
            Some(Outcome::Failed { message }) => {
                log_storage_error(self.cache.put_outgoing(&message));
                vec![Change::TalkChanged { chat: message.chat }]
            }
            Some(Outcome::FileSent { message, file }) => {
                // A file that is sent once more after a crash does no harm.
                log_storage_error(self.cache.put_outgoing(&message));
                log_storage_error(self.cache.remove_attachment(file));
                vec![Change::TalkChanged { chat: message.chat }]
            }
            Some(Outcome::Kept) | None => Vec::new(),
        }
    }

    /// After a snapshot: marks count again, and what is missing is fetched.
    pub(super) fn talk_synced(&mut self, chat: &ChatView) {
        let talk = self.talk(chat.id);
        talk.sent_marks = chat.counsellor_marks;
        talk.read = talk.read.max(chat.counsellor_marks.read);
        talk.fetching = false;
        self.catch_up(chat);
        self.tell_marks(chat.id);
    }

    /// Fetches what a view knows of and no event has brought: an event may overtake its chat, or be lost between servers.
    pub(super) fn catch_up(&mut self, chat: &ChatView) {
        if self.talk(chat.id).have() < chat.last_seq {
            self.fetch(chat.id);
        }
    }

    /// Opens the envelope and the kept messages of a chat.
    pub(super) fn load(&mut self, chat: ChatId) {
        let now = self.server_time(self.runtime.now());
        let Some(view) = self.world.chats.get(&chat) else {
            return;
        };
        let keys = keys_of(view, self.world.device, &self.device_keys);
        let read = view.counsellor_marks.read;
        let kept = log_storage_error(self.cache.messages(chat, now)).unwrap_or_default();
        let talk = self.talk(chat);
        talk.keys = keys;
        talk.read = talk.read.max(read);
        talk.clear();
        for message in &kept {
            talk.put(message);
        }
    }

    pub(super) fn talk(&mut self, chat: ChatId) -> &mut Talk {
        self.talks.entry(chat).or_default()
    }

    /// Writes a frame whose answer comes back to what was asked.
    pub(super) fn ask(&mut self, asked: Asked, frame: ClientFrame) {
        self.last_ticket += 1;
        self.tickets.insert(self.last_ticket, asked);
        self.orders.push(Order::Ask { ticket: self.last_ticket, frame });
    }

    /// Writes the frames of the outbox that are due.
    pub(super) fn pump(&mut self, now: Moment) {
        let mut again = true;
        while std::mem::take(&mut again) {
            for due in self.outbox.due(now) {
                match due {
                    Due::Unsealed { message } => again |= self.seal_outgoing(message, now),
                    Due::Message { id, frame } => self.ask(Asked::Send(id), frame),
                    Due::File { message, chat, audience, file } => {
                        self.orders.push(Order::SendFile { chat, message, audience, file });
                    }
                }
            }
        }
    }

    /// Seals a message that is sent for the first time and keeps it so; false where that is not possible now.
    fn seal_outgoing(&mut self, mut message: Outgoing, now: Moment) -> bool {
        if !self.is_caught_up(message.chat, now) {
            return false;
        }
        let device = self.world.device.to_bytes();
        let sender = Sender::Counsellor { id: self.world.me() };
        let bound = context(message.chat, message.id, sender, message.audience);
        let waiting = self.outbox.of_chat(message.chat).into_iter();
        let waiting = waiting.filter(|other| other.audience == message.audience);
        let counted = waiting.filter_map(|other| other.sealed.as_ref()).map(|sealed| sealed.count).max();
        let nonce = self.runtime.bytes();
        let talk = self.talk(message.chat);
        let (next, seen) = talk.end_of_chain(bound.audience, device);
        let count = next.max(counted.map_or(0, |count| count + 1));
        let link = ChainLink { count, seen, written: message.written.millis(), sent: now.millis() };
        let body = Body { content: message.content.clone(), link };
        let Some((epoch, _)) = talk.keys.newest(bound.audience) else { return false };
        let Ok(body) = body.seal((&talk.keys, Origin { device, epoch }), &bound, nonce) else { return false };
        let sealed = Sealed { count, body: Blob(body) };
        message.sealed = Some(sealed.clone());
        // Bytes that are not on disk must not go out: a second sealing would have others.
        let kept = log_storage_error(self.cache.put_outgoing(&message)).is_some();
        if kept {
            self.outbox.sealed(message.id, sealed);
        }
        kept
    }

    /// Whether everything is here that the server has said it has; if not, it is on its way. What this device sent last may
    /// be among it, and what is sealed next goes on from there.
    fn is_caught_up(&mut self, chat: ChatId, now: Moment) -> bool {
        let last = self.world.chats.get(&chat).map_or(0, |view| view.last_seq);
        let talk = self.talk(chat);
        if talk.have() >= last {
            return true;
        }
        if !talk.fetching {
            talk.fetch_at.get_or_insert(now + FETCH_AGAIN);
        }
        false
    }

    pub(super) fn fetch_again(&mut self, now: Moment) {
        let due: Vec<ChatId> = self
            .talks
            .iter()
            .filter(|(_, talk)| talk.fetch_at.is_some_and(|at| at <= now))
            .map(|(chat, _)| *chat)
            .collect();
        due.into_iter().for_each(|chat| self.fetch(chat));
    }

    /// Keeps a message and opens it.
    fn take(&mut self, message: &MessageView) -> Option<Change> {
        let device = self.world.device.to_bytes();
        let talk = self.talk(message.chat);
        let new = talk.put(message);
        // Only what this device sealed itself proves that its message has arrived.
        let sent_here = talk.messages.get(&message.seq).is_some_and(|stored| stored.device() == Some(device));
        log_storage_error(self.cache.put_message(message, sent_here));
        if sent_here {
            self.outbox.stored(message.id);
        }
        let talk = self.talk(message.chat);
        let said = talk.messages.get(&message.seq).is_some_and(Opened::says_something);
        match message.sender {
            _ if !new => None,
            Sender::Seeker if said => {
                talk.typing_until = None;
                Some(Change::MessageCame { chat: message.chat })
            }
            Sender::Seeker | Sender::Counsellor { .. } => Some(Change::TalkChanged { chat: message.chat }),
        }
    }

    fn fetch(&mut self, chat: ChatId) {
        let talk = self.talk(chat);
        talk.fetch_at = None;
        if !talk.fetching {
            talk.fetching = true;
            let after = talk.have();
            self.orders.push(Order::FetchMessages { chat, after });
        }
    }

    fn tell_marks(&mut self, chat: ChatId) {
        let connected = self.link == Link::Connected;
        let talk = self.talk(chat);
        let delivered = talk.have().max(talk.sent_marks.delivered);
        let now = Marks { delivered, read: talk.read.max(talk.sent_marks.read).min(delivered) };
        if connected && now != talk.sent_marks {
            talk.sent_marks = now;
            self.ask(Asked::Mark, ClientFrame::Mark { chat, delivered: now.delivered, read: now.read });
        }
    }
}
