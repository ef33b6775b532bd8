//! What was written and is not known to be stored yet, as a machine without disk and network.
//!
//! In each chat one message is under way at a time, so that order survives refusals and reconnects. A message keeps
//! its id for ever: the server stores it once, however often it is sent. Its files go first, one after the other; what
//! was written after them need not wait until they are there.

use std::collections::BTreeMap;

use beistand_domain::{ChatId, FileId, MessageId, Moment};
use beistand_protocol::live::{Answer, ClientFrame};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, Problem};
use beistand_seal::Content;
use serde::{Deserialize, Serialize};

mod queue;

use queue::{Queue, asked_pause};

/// A message on its way. It is sealed when it is sent first, as it names then what it was preceded by, and goes out in the
/// same bytes from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The message.
    pub id: MessageId,
    /// Where it goes.
    pub chat: ChatId,
    /// When it was written here, by the server's clock.
    pub at: Moment,
    /// The same by the clock of this device.
    pub written: Moment,
    /// Who may read it.
    pub audience: Audience,
    /// What it says.
    pub content: Content,
    /// None until it is sent first, and again once the server has refused it for good.
    pub sealed: Option<Sealed>,
    /// Its files that the server does not have yet; they go before it.
    #[serde(default)]
    pub files: Vec<FileId>,
    /// It is not tried any more, and why.
    pub failed: Option<WhyFailed>,
}

/// Why a message is not tried any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyFailed {
    /// The server refused it for good.
    Refused,
    /// Something between this desk and the server does not let a file of this size through.
    TooLargeForProxy,
    /// Something else than the server answers each time.
    NotOurs,
    /// Each time nothing more of it went out after a while.
    Stalled,
}

/// Why a file, or a message, was not taken.
#[derive(Clone, Copy, Debug)]
pub enum Refusal<'a> {
    /// The server says so.
    Refused(&'a Problem),
    /// Something else than the server answered, with this status of HTTP.
    NotOurs {
        /// The status.
        status: u16,
    },
    /// It stopped on the way.
    Stalled,
    /// Nothing was heard.
    Unanswered,
}

/// A message as it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its place in the chain of this device.
    pub count: u32,
    /// The sealed bytes.
    pub body: Blob,
}

/// What is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A message is to be sent.
    Message {
        /// The message.
        id: MessageId,
        /// The frame that sends it.
        frame: ClientFrame,
    },
    /// A message is to be sent for the first time: it is to be sealed and kept, and given to [`Outbox::sealed`].
    Unsealed {
        /// The message.
        message: Outgoing,
    },
    /// A file of a message; its answer goes to [`Outbox::file_answered`].
    File {
        /// The message that will name it.
        message: MessageId,
        /// Where it goes.
        chat: ChatId,
        /// Who may have it.
        audience: Audience,
        /// The file.
        file: FileId,
    },
}

/// What the answer to a message means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has its place in the chat; it has left the outbox.
    Stored {
        /// The message.
        message: Outgoing,
        /// Its place.
        seq: u32,
        /// When it was stored.
        at: Moment,
    },
    /// The server has one of its files; the rest follows.
    FileSent {
        /// The message that will name it.
        message: Outgoing,
        /// The file.
        file: FileId,
    },
    /// It stays, marked as failed.
    Failed {
        /// The message.
        message: Outgoing,
    },
    /// It is tried again later.
    Kept,
}

/// The machine.
#[derive(Debug, Default)]
pub struct Outbox {
    connected: bool,
    queues: BTreeMap<ChatId, Queue>,
}

impl Outbox {
    /// Takes a message; it must be on disk already.
    pub fn add(&mut self, message: Outgoing) {
        let queue = self.queues.entry(message.chat).or_default();
        if message.failed.is_some() { queue.failed.push(message) } else { queue.waiting.push_back(message) }
    }

    /// The messages of a chat in the order they were written.
    pub fn of_chat(&self, chat: ChatId) -> Vec<&Outgoing> {
        let Some(queue) = self.queues.get(&chat) else {
            return Vec::new();
        };
        queue.failed.iter().chain(&queue.waiting).collect()
    }

    /// The connection came: everything that waits is due. Or it went: nothing is under way any more.
    pub fn set_connected(&mut self, connected: bool) {
        self.connected = connected;
        for lane in self.queues.values_mut().flat_map(|queue| [&mut queue.messages, &mut queue.files]) {
            lane.under_way = None;
            lane.pause_until = None;
        }
    }

    /// What is to be sent now: of each chat one message and one file.
    pub fn due(&mut self, now: Moment) -> Vec<Due> {
        if !self.connected {
            return Vec::new();
        }
        self.queues.values_mut().flat_map(|queue| queue.due(now)).collect()
    }

    /// A message was sealed and kept as it goes out.
    pub fn sealed(&mut self, id: MessageId, sealed: Sealed) {
        let waiting = self.queues.values_mut().flat_map(|queue| &mut queue.waiting);
        if let Some(message) = waiting.into_iter().find(|message| message.id == id) {
            message.sealed = Some(sealed);
        }
    }

    /// When [`Self::due`] may have more than now.
    pub fn deadline(&self) -> Option<Moment> {
        self.queues
            .values()
            .filter(|q| self.connected && !q.waiting.is_empty())
            .flat_map(|q| [q.messages.pause_until, q.files.pause_until])
            .flatten()
            .min()
    }

    /// Takes the answer to a message. `None`: it is not in the outbox any more.
    pub fn answered(&mut self, id: MessageId, answer: &Answer, now: Moment) -> Option<Outcome> {
        let queue = self.queues.values_mut().find(|q| q.messages.under_way == Some(id))?;
        queue.messages.under_way = None;
        match answer {
            Answer::Stored { seq, at } => {
                queue.messages.start_over();
                let message = queue.take(id)?;
                Some(Outcome::Stored { message, seq: *seq, at: *at })
            }
            Answer::Refused { problem } => {
                if let Some(why) = queue.messages.gives_up(Refusal::Refused(problem)) {
                    return queue.fail(id, why);
                }
                queue.messages.pause(problem.retry_after, now);
                Some(Outcome::Kept)
            }
            Answer::Done | Answer::Renewed { .. } => Some(Outcome::Kept),
        }
    }

    /// Takes the answer to a file: it is there, refused, or nothing was heard of it. `None`: it is not awaited any more.
    pub fn file_answered(
        &mut self,
        (id, file): (MessageId, FileId),
        answer: Result<(), Refusal<'_>>,
        now: Moment,
    ) -> Option<Outcome> {
        let awaited = |m: &Outgoing| m.id == id && m.files.first() == Some(&file);
        let queue = self.queues.values_mut().find(|q| q.waiting.iter().any(awaited))?;
        queue.files.under_way = None;
        let refusal = match answer {
            Ok(()) => {
                queue.files.start_over();
                let message = queue.waiting.iter_mut().find(|m| m.id == id)?;
                message.files.remove(0);
                return Some(Outcome::FileSent { message: message.clone(), file });
            }
            Err(refusal) => refusal,
        };
        if let Some(why) = queue.files.gives_up(refusal) {
            return queue.fail(id, why);
        }
        queue.files.pause(asked_pause(refusal), now);
        Some(Outcome::Kept)
    }

    /// Withdraws a message that has failed, or whose files are not all uploaded. `None`: the message itself has been sent, or
    /// is not in the outbox.
    pub fn cancel(&mut self, id: MessageId) -> Option<Outgoing> {
        if let Some(failed) = self.queues.values_mut().find_map(|queue| queue.take_failed(id)) {
            return Some(failed);
        }
        let waits = |m: &Outgoing| m.id == id && !m.files.is_empty();
        let queue = self.queues.values_mut().find(|queue| queue.waiting.iter().any(waits))?;
        queue.files.under_way.take_if(|under_way| *under_way == id);
        queue.take(id)
    }

    /// A message that has failed. `None`: it has not, or is not in the outbox.
    pub fn failed(&self, id: MessageId) -> Option<&Outgoing> {
        self.queues.values().flat_map(|queue| &queue.failed).find(|message| message.id == id)
    }

    /// Puts a message that has failed in line again, behind what waits; it must be on disk like that already.
    pub fn retry(&mut self, id: MessageId) {
        if let Some(failed) = self.queues.values_mut().find_map(|queue| queue.take_failed(id)) {
            self.add(Outgoing { failed: None, ..failed });
        }
    }

    /// The message is known to be stored by another way than its answer.
    pub fn stored(&mut self, id: MessageId) {
        for queue in self.queues.values_mut() {
            for lane in [&mut queue.messages, &mut queue.files] {
                lane.under_way.take_if(|under_way| *under_way == id);
            }
            queue.waiting.retain(|m| m.id != id);
            queue.failed.retain(|m| m.id != id);
        }
    }

    /// The chat is gone, and everything of it.
    pub fn forget(&mut self, chat: ChatId) {
        self.queues.remove(&chat);
    }
}

#[cfg(test)]
mod tests;
