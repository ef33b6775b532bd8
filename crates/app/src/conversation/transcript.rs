//! One conversation as the window shows it.

use beistand_client::Session;
use beistand_client::session::{Progress, TranscriptItem};
use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::view::{ChatStateView, ChatView};
use beistand_seal::{Attachment, Content, FileType};

use crate::view::{Body, Closed, Delivery, Entry, FileEntry, MessageEntry, TranscriptView};

/// Stored messages of one page.
const PAGE: usize = 100;

/// The newest page, or the one before a message. `line` is how far I had read when unread messages began to come.
pub fn view(
    session: &Session,
    chat: &ChatView,
    before: Option<MessageId>,
    line: Option<u32>,
) -> TranscriptView {
    let read = session.transcript(chat.id, before, PAGE);
    let first_unread = line.and_then(|line| {
        let unread = |l: &&TranscriptItem| !l.mine && l.seq.is_some_and(|seq| seq > line);
        read.items.iter().find(unread).map(|l| l.id)
    });
    let mut entries: Vec<Entry> = Vec::new();
    if let (false, Some(began)) = (read.earlier, began(chat)) {
        entries.push(began);
    }
    entries.extend(read.items.into_iter().map(|line| Entry::Message(message(line, first_unread))));
    if before.is_none() {
        entries.extend(ended(chat));
    }
    TranscriptView {
        chat: chat.id,
        revision: 0,
        entries,
        earlier: read.earlier,
        draft: session.draft(chat.id).to_owned(),
        attached: session.attached(chat.id).iter().cloned().map(file).collect(),
        typing: session.seeker_types(chat.id),
        closed: closed(session, chat),
    }
}

/// The newest message's beginning, for the list.
pub fn preview(session: &Session, chat: ChatId) -> Option<String> {
    const LONGEST: usize = 120;
    let text = match session.newest_item(chat)?.content? {
        Content::Text { text } => text,
        Content::Files { text, files } if text.is_empty() => files.first()?.name.clone(),
        Content::Files { text, .. } => text,
    };
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(one_line.chars().take(LONGEST).collect())
}

fn message(line: TranscriptItem, first_unread: Option<MessageId>) -> MessageEntry {
    MessageEntry {
        id: line.id,
        mine: line.mine,
        at: line.at,
        body: match line.content {
            Some(Content::Text { text }) => Body::Text { text },
            Some(Content::Files { text, files }) => {
                Body::Files { text, files: files.into_iter().map(file).collect() }
            }
            None => Body::Unreadable,
        },
        state: match line.progress {
            Progress::Waiting => Delivery::Waiting,
            Progress::Stored => Delivery::Stored,
            Progress::Delivered => Delivery::Delivered,
            Progress::Read => Delivery::Read,
            Progress::Failed => Delivery::Failed,
        },
        first_unread: first_unread == Some(line.id),
    }
}

fn file(attachment: Attachment) -> FileEntry {
    let picture = attachment.kind().is_ok_and(FileType::is_picture);
    let Attachment { id, name, size } = attachment;
    FileEntry { id: FileId::from_bytes(id), name, size, picture }
}

fn began(chat: &ChatView) -> Option<Entry> {
    match chat.state {
        ChatStateView::Active { started, .. } => Some(Entry::Began { at: started }),
        ChatStateView::Ended { started, .. } => started.map(|at| Entry::Began { at }),
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } => None,
    }
}

fn ended(chat: &ChatView) -> Option<Entry> {
    match chat.state {
        ChatStateView::Ended { at, how, .. } => Some(Entry::Ended { at, how }),
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } | ChatStateView::Active { .. } => None,
    }
}

fn closed(session: &Session, chat: &ChatView) -> Option<Closed> {
    match chat.state {
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } => Some(Closed::NotBegun),
        ChatStateView::Ended { .. } => Some(Closed::Ended),
        ChatStateView::Active { .. } => (!session.has_key(chat.id)).then_some(Closed::NoKey),
    }
}
