//! One conversation as the window shows it.

use beistand_client::session::{OpenedMessage, Progress};
use beistand_client::{Session, outbox};
use beistand_domain::{ChatId, FileId, MessageId, Moment};
use beistand_protocol::view::{ChatStateView, ChatView};
use beistand_seal::{self as seal, Attachment, Content, FileType};

use crate::view::{
    Body, Closed, Delivery, FileItem, Finding, MessageItem, TranscriptItem, TranscriptView, WhyFailed,
};

/// Stored messages of one page.
const PAGE: usize = 100;

/// The newest page, or the one before a message. `read_until` is how far I had read when unread messages began to come.
pub fn view(
    session: &Session,
    chat: &ChatView,
    before: Option<MessageId>,
    read_until: Option<u32>,
) -> TranscriptView {
    let read = session.transcript(chat.id, before, PAGE);
    let first_unread = read_until.and_then(|read_until| {
        let unread = |m: &&OpenedMessage| !m.mine && m.seq.is_some_and(|seq| seq > read_until);
        read.items.iter().find(unread).map(|m| m.id)
    });
    let mut items: Vec<TranscriptItem> = Vec::new();
    if let (false, Some(began)) = (read.earlier, began(chat)) {
        items.push(began);
    }
    items.extend(read.items.into_iter().flat_map(|opened| lines(session, opened, first_unread)));
    if before.is_none() {
        items.extend(ended(chat));
    }
    TranscriptView {
        chat: chat.id,
        revision: 0,
        items,
        earlier: read.earlier,
        draft: session.draft(chat.id).to_owned(),
        attached: session.attached(chat.id).iter().cloned().map(|attached| file(session, attached)).collect(),
        typing: session.seeker_types(chat.id),
        closed: closed(session, chat),
    }
}

/// The newest message's beginning, for the list.
pub fn preview(session: &Session, chat: ChatId) -> Option<String> {
    const LONGEST: usize = 120;
    let text = match session.newest_item(chat)?.content? {
        Content::Text { text } | Content::Unknown { fallback: text } => text,
        Content::Deletion { .. } => return None,
        Content::Files { text, files } if text.is_empty() => files.first()?.name.clone(),
        Content::Files { text, .. } => text,
    };
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(one_line.chars().take(LONGEST).collect())
}

/// What was found out about a message, and the message, if it was not here before.
fn lines(session: &Session, opened: OpenedMessage, first_unread: Option<MessageId>) -> Vec<TranscriptItem> {
    let (id, seq, at) = (opened.id, opened.seq.unwrap_or_default(), opened.at);
    let finding = |(n, finding): (usize, &seal::Finding)| {
        let finding = match *finding {
            seal::Finding::Repeated => Finding::Repeated,
            seal::Finding::OutOfOrder => Finding::OutOfOrder,
            seal::Finding::Missing => Finding::Missing,
            seal::Finding::Redated { sent } => Finding::Redated { sent: Moment::from_millis(sent) },
            seal::Finding::DoesNotOpen => Finding::DoesNotOpen,
        };
        TranscriptItem::Finding { id: format!("{id} {seq} {n}"), at, finding }
    };
    let mut lines: Vec<TranscriptItem> = opened.findings.iter().enumerate().map(finding).collect();
    if !opened.findings.contains(&seal::Finding::Repeated) {
        lines.push(TranscriptItem::Message(message(session, opened, first_unread)));
    }
    lines
}

fn message(session: &Session, opened: OpenedMessage, first_unread: Option<MessageId>) -> MessageItem {
    MessageItem {
        id: opened.id,
        mine: opened.mine,
        at: opened.at,
        body: match opened.content {
            Some(Content::Text { text } | Content::Unknown { fallback: text }) => Body::Text { text },
            Some(Content::Deletion { .. }) => Body::Deleted,
            Some(Content::Files { text, files }) => {
                Body::Files { text, files: files.into_iter().map(|named| file(session, named)).collect() }
            }
            None => Body::Unreadable,
        },
        state: match opened.progress {
            Progress::Waiting => Delivery::Waiting,
            Progress::Stored => Delivery::Stored,
            Progress::Delivered => Delivery::Delivered,
            Progress::Read => Delivery::Read,
            Progress::Failed(_) => Delivery::Failed,
        },
        why_failed: why_failed(opened.progress),
        first_unread: first_unread == Some(opened.id),
    }
}

fn why_failed(progress: Progress) -> Option<WhyFailed> {
    match progress {
        Progress::Failed(outbox::WhyFailed::TooLargeForProxy) => Some(WhyFailed::TooLargeForProxy),
        Progress::Failed(outbox::WhyFailed::NotOurs) => Some(WhyFailed::NotOurs),
        Progress::Failed(outbox::WhyFailed::Stalled) => Some(WhyFailed::Stalled),
        Progress::Failed(outbox::WhyFailed::Refused)
        | Progress::Waiting
        | Progress::Stored
        | Progress::Delivered
        | Progress::Read => None,
    }
}

fn file(session: &Session, attachment: Attachment) -> FileItem {
    let picture = attachment.kind().is_ok_and(FileType::is_picture);
    let Attachment { id, name, size } = attachment;
    let id = FileId::from_bytes(id);
    FileItem { id, name, size, picture, sent_percent: session.sent_of(id) }
}

fn began(chat: &ChatView) -> Option<TranscriptItem> {
    match chat.state {
        ChatStateView::Active { started, .. } => Some(TranscriptItem::Began { at: started }),
        ChatStateView::Ended { started, .. } => started.map(|at| TranscriptItem::Began { at }),
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } => None,
    }
}

fn ended(chat: &ChatView) -> Option<TranscriptItem> {
    match chat.state {
        ChatStateView::Ended { at, how, .. } => Some(TranscriptItem::Ended { at, how }),
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
