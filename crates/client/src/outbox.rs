//! What was written and is not known to be stored yet, as a machine without disk and network.
//!
//! In each chat one message is under way at a time, so that order survives refusals and reconnects. A message keeps
//! its id for ever: the server stores it once, however often it is sent. Its files go first, one after the other.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use beistand_domain::{ChatId, FileId, MessageId, Moment};
use beistand_protocol::live::{Answer, ClientFrame};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_seal::Content;
use serde::{Deserialize, Serialize};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

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
    /// The server refused it for good.
    pub failed: bool,
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

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Outgoing>,
    failed: Vec<Outgoing>,
    under_way: bool,
    pause_until: Option<Moment>,
    refusals: u32,
}

impl Outbox {
    /// Takes a message; it must be on disk already.
    pub fn add(&mut self, message: Outgoing) {
        let queue = self.queues.entry(message.chat).or_default();
        if message.failed { queue.failed.push(message) } else { queue.waiting.push_back(message) }
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
        for queue in self.queues.values_mut() {
            queue.under_way = false;
            queue.pause_until = None;
        }
    }

    /// What is to be sent now, one thing for each chat.
    pub fn due(&mut self, now: Moment) -> Vec<Due> {
        if !self.connected {
            return Vec::new();
        }
        self.queues.values_mut().filter_map(|queue| queue.due(now)).collect()
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
            .filter_map(|q| q.pause_until)
            .min()
    }

    /// Takes the answer to a message. `None`: it is not in the outbox any more.
    pub fn answered(&mut self, id: MessageId, answer: &Answer, now: Moment) -> Option<Outcome> {
        let queue = self.queues.values_mut().find(|q| q.waiting.front().is_some_and(|m| m.id == id))?;
        queue.under_way = false;
        match answer {
            Answer::Stored { seq, at } => {
                queue.refusals = 0;
                let message = queue.waiting.pop_front()?;
                Some(Outcome::Stored { message, seq: *seq, at: *at })
            }
            Answer::Refused { problem } => queue.refused(Some(problem), now),
            Answer::Done | Answer::Renewed { .. } => Some(Outcome::Kept),
        }
    }

    /// Takes the answer to a file: it is there, refused, or nothing was heard of it. `None`: it is not awaited any more.
    pub fn file_answered(
        &mut self,
        (id, file): (MessageId, FileId),
        answer: Result<(), Option<&Problem>>,
        now: Moment,
    ) -> Option<Outcome> {
        let awaited = |m: &Outgoing| m.id == id && m.files.first() == Some(&file);
        let queue = self.queues.values_mut().find(|q| q.waiting.front().is_some_and(awaited))?;
        queue.under_way = false;
        match answer {
            Ok(()) => {
                queue.refusals = 0;
                let message = queue.waiting.front_mut()?;
                message.files.remove(0);
                Some(Outcome::FileSent { message: message.clone(), file })
            }
            Err(problem) => queue.refused(problem, now),
        }
    }

    /// The message is known to be stored by another way than its answer.
    pub fn stored(&mut self, id: MessageId) {
        for queue in self.queues.values_mut() {
            if queue.waiting.front().is_some_and(|m| m.id == id) {
                queue.under_way = false;
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

impl Queue {
    fn due(&mut self, now: Moment) -> Option<Due> {
        if self.under_way || self.pause_until.is_some_and(|until| now < until) {
            return None;
        }
        let message = self.waiting.front()?;
        let Outgoing { id, chat, audience, sealed, files, .. } = message;
        let (id, chat, audience) = (*id, *chat, *audience);
        let due = match (files.first(), sealed) {
            (Some(file), _) => Due::File { message: id, chat, audience, file: *file },
            (None, None) => return Some(Due::Unsealed { message: message.clone() }),
            (None, Some(sealed)) => Due::Message {
                id,
                frame: ClientFrame::Send { id, chat, audience, body: sealed.body.clone() },
            },
        };
        self.under_way = true;
        self.pause_until = None;
        Some(due)
    }

    /// The front one was not taken: for good, or for now.
    fn refused(&mut self, problem: Option<&Problem>, now: Moment) -> Option<Outcome> {
        if problem.is_some_and(|problem| is_final(problem.code)) {
            let mut message = self.waiting.pop_front()?;
            message.failed = true;
            // Its place in the chain is the next one's.
            message.sealed = None;
            self.failed.push(message.clone());
            return Some(Outcome::Failed { message });
        }
        self.pause_until = Some(now + self.pause(problem.and_then(|problem| problem.retry_after)));
        self.refusals = self.refusals.saturating_add(1);
        Some(Outcome::Kept)
    }

    fn pause(&self, asked: Option<u32>) -> Duration {
        let own = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(self.refusals.min(8))).min(LONGEST_PAUSE);
        asked.map_or(own, |seconds| own.max(Duration::from_secs(seconds.into())))
    }
}

/// Whether trying again can never help.
fn is_final(code: ProblemCode) -> bool {
    match code {
        ProblemCode::Unavailable
        | ProblemCode::ShortOfSpace
        | ProblemCode::TooManyTries
        | ProblemCode::Unauthenticated => false,
        ProblemCode::Malformed
        | ProblemCode::TooLarge
        | ProblemCode::FileTooLarge
        | ProblemCode::TooManyFiles
        | ProblemCode::ChatFull
        | ProblemCode::LineFull
        | ProblemCode::WrongPassword
        | ProblemCode::NotFound
        | ProblemCode::NotAdmitted
        | ProblemCode::AlreadyAccepted
        | ProblemCode::NotAvailable
        | ProblemCode::NoRoom
        | ProblemCode::OfferedElsewhere
        | ProblemCode::NotOffered
        | ProblemCode::NotAccepted
        | ProblemCode::NotActive
        | ProblemCode::AlreadyActive
        | ProblemCode::Ended
        | ProblemCode::LeaseElsewhere
        | ProblemCode::NotOn
        | ProblemCode::PauseIsChosen
        | ProblemCode::IdReused
        | ProblemCode::WrongVersion
        | ProblemCode::Internal => true,
    }
}

#[cfg(test)]
mod tests;
