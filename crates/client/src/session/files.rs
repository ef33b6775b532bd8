//! Files: attached to what is being written, sent before their message, and read.

use std::collections::HashMap;
use std::fmt;

use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::ProblemCode;
use beistand_protocol::view::{Audience, Sender};
use beistand_seal::{Attachment, ChatKeys, Content, Context, MAX_FILES, Origin, open_file, seal_file};

use super::errors::{AttachError, FileProblem, SendError};
use super::talk::context;
use super::{Change, Session, log_storage_error};
use crate::outbox::{Outbox, Refusal};
use crate::{Account, AccountError, Cache, StorageError, cache};

/// The files of a message that is being written. They know its id, as they are sealed for it.
#[derive(Clone, Debug)]
pub(super) struct Attached {
    pub message: MessageId,
    pub files: Vec<Attachment>,
}

/// What was attached and not sent when the desk was closed.
pub(super) fn attached(cache: &Cache, outbox: &Outbox) -> Result<HashMap<ChatId, Attached>, StorageError> {
    let mut all: HashMap<ChatId, Attached> = HashMap::new();
    for cache::Attached { chat, message, attachment } in cache.attachments()? {
        if outbox.of_chat(chat).iter().all(|waiting| waiting.id != message) {
            let attached = all.entry(chat).or_insert_with(|| Attached { message, files: Vec::new() });
            attached.files.push(attachment);
        }
    }
    Ok(all)
}

impl Session {
    /// Checks a file, seals it and keeps it on disk with what is being written in a chat.
    pub fn attach_file(&mut self, chat: ChatId, name: &str, bytes: &[u8]) -> Result<(), AttachError> {
        self.is_active(chat)?;
        let at = self.server_time(self.runtime.now());
        let known = self.attached.get(&chat);
        if known.is_some_and(|attached| attached.files.len() >= MAX_FILES) {
            return Err(AttachError::TooMany);
        }
        let fresh = || MessageId::from_parts(at, self.runtime.bytes());
        let message = known.map_or_else(fresh, |attached| attached.message);
        let id = FileId::from_parts(at, self.runtime.bytes());
        let attachment = Attachment::check(id.to_bytes(), name, bytes)?;
        let sender = Sender::Counsellor { id: self.world.me() };
        let bound = context(chat, message, sender, Audience::Everyone);
        let nonce = self.runtime.bytes();
        let device = self.world.device.to_bytes();
        let keys = &self.talk(chat).keys;
        let (epoch, _) = keys.newest(bound.audience).ok_or(SendError::NoKey)?;
        let sealed = seal_file((keys, Origin { device, epoch }), (&bound, attachment.id), bytes, nonce)
            .map_err(|_| SendError::NoKey)?;
        let kept = cache::Attached { chat, message, attachment: attachment.clone() };
        self.cache.put_attachment(&kept, &sealed).map_err(SendError::Storage)?;
        let attached = self.attached.entry(chat).or_insert_with(|| Attached { message, files: Vec::new() });
        attached.files.push(attachment);
        Ok(())
    }

    /// Takes a file away from what is being written.
    pub fn detach_file(&mut self, chat: ChatId, file: FileId) -> Result<(), StorageError> {
        let Some(attached) = self.attached.get_mut(&chat) else { return Ok(()) };
        if attached.files.iter().any(|known| known.id == file.to_bytes()) {
            self.cache.remove_attachment(file)?;
            attached.files.retain(|known| known.id != file.to_bytes());
            if attached.files.is_empty() {
                self.attached.remove(&chat);
            }
        }
        Ok(())
    }

    /// The files that go with what is being written in a chat.
    pub fn attached(&self, chat: ChatId) -> &[Attachment] {
        self.attached.get(&chat).map_or(&[], |attached| &attached.files)
    }

    /// The sealed bytes that an [`super::Order::SendFile`] asks for.
    pub fn outgoing_file(&self, file: FileId) -> Option<Vec<u8>> {
        log_storage_error(self.cache.attachment_bytes(file)).flatten()
    }

    /// So much of a file has gone out, in percent. Nothing changes where it is not on its way any more.
    pub fn file_under_way(&mut self, chat: ChatId, file: FileId, percent: u8) -> Vec<Change> {
        let waits = self.outbox.of_chat(chat).iter().any(|message| message.files.first() == Some(&file));
        if !waits {
            return Vec::new();
        }
        self.sent.insert(file, percent);
        vec![Change::TalkChanged { chat }]
    }

    /// How much of a file has gone out; none while it is not on its way.
    pub fn sent_of(&self, file: FileId) -> Option<u8> {
        self.sent.get(&file).copied()
    }

    /// Takes what became of a file that was to be sent.
    pub fn file_answered(
        &mut self,
        (message, file): (MessageId, FileId),
        answer: Result<(), AccountError>,
    ) -> Vec<Change> {
        let now = self.runtime.now();
        self.sent.remove(&file);
        let answer = match &answer {
            Ok(()) => Ok(()),
            Err(AccountError::Refused(problem)) => Err(Refusal::Refused(problem)),
            Err(AccountError::NotBeistand { status }) => Err(Refusal::NotOurs { status: *status }),
            Err(AccountError::Stalled) => Err(Refusal::Stalled),
            Err(AccountError::Unreachable | AccountError::Moved(_) | AccountError::Blocked(_)) => {
                Err(Refusal::Unanswered)
            }
        };
        let outcome = self.outbox.file_answered((message, file), answer, now);
        let changes = self.settle_sent(outcome);
        self.pump(now);
        changes
    }

    /// What is needed to read a file that a message names; nothing where this device cannot.
    pub fn file_reader(
        &self,
        chat: ChatId,
        message: MessageId,
        file: FileId,
        account: Account,
    ) -> Option<FileReader> {
        self.chat(chat)?;
        let talk = self.talks.get(&chat)?;
        let named = |content: Option<&Content>| match content {
            Some(Content::Files { files, .. }) => {
                files.iter().find(|known| known.id == file.to_bytes()).cloned()
            }
            Some(Content::Text { .. } | Content::Deletion { .. } | Content::Unknown { .. }) | None => None,
        };
        let me = Sender::Counsellor { id: self.world.me() };
        let stored = talk.messages.values().find(|stored| stored.id == message);
        let (attachment, sender, audience) = match stored {
            Some(stored) => (named(stored.content())?, stored.sender, stored.audience),
            None => {
                let waiting = self.outbox.of_chat(chat).into_iter().find(|waiting| waiting.id == message)?;
                (named(Some(&waiting.content))?, me, waiting.audience)
            }
        };
        let bound = context(chat, message, sender, audience);
        let keys = talk.keys.clone();
        Some(FileReader { account, chat, file, keys, bound, attachment, here: self.outgoing_file(file) })
    }
}

/// Reads one file, wherever it is; the desk goes on meanwhile.
#[derive(Clone)]
pub struct FileReader {
    account: Account,
    chat: ChatId,
    file: FileId,
    keys: ChatKeys,
    bound: Context,
    attachment: Attachment,
    /// Its sealed bytes, while it waits to be sent.
    here: Option<Vec<u8>>,
}

/// Shows which file only.
impl fmt::Debug for FileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReader").field("file", &self.file).finish_non_exhaustive()
    }
}

impl PartialEq for FileReader {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

impl Eq for FileReader {}

impl FileReader {
    /// What its message says of it.
    pub fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// Its bytes, opened and checked as the sender should have.
    pub async fn read(self) -> Result<Vec<u8>, FileProblem> {
        let sealed = match self.here {
            Some(sealed) => sealed,
            None => self.account.file(self.chat, self.file).await.map_err(|error| match error.code() {
                Some(ProblemCode::NotFound) => FileProblem::Gone,
                _ => FileProblem::Away,
            })?,
        };
        let damaged = |_| FileProblem::Damaged;
        let bytes = open_file(&self.keys, (&self.bound, self.attachment.id), &sealed).map_err(damaged)?;
        self.attachment.fits(&bytes).map_err(|_| FileProblem::Damaged)?;
        Ok(bytes)
    }
}
