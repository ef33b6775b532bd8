//! What a process tells itself and all others: that something has changed. What is true now is read when it is told
//! on, so a notice that comes twice or late does no harm.

use beistand_domain::{CentreId, Chat, ChatId, CommandId, DeviceId, PersonId, SessionId, TopicId};
use beistand_protocol::view::EndingView;
use serde::{Deserialize, Serialize};

use crate::views;
use beistand_store::model::{ChatRecord, Stepped};

/// Something has changed. Its JSON travels between processes; nothing in it is content or a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Notice {
    /// A chat, with what it did to the line of its topic.
    Chat { chat: ChatId, queue: QueueChange },
    /// A page in line has connected; that concerns only who may accept it.
    Arrived { chat: ChatId, topic: TopicId },
    /// Nothing is left of a chat.
    Purged(Purged),
    /// A person's availability.
    Availability { person: PersonId },
    /// A setting, a membership or a name: nothing that was read before holds. Each process sees that for itself.
    #[serde(skip)]
    Settings,
    /// A session is over: its connections end.
    SessionEnded { person: PersonId, session: SessionId },
    /// A device wants to know whether it would learn of a request.
    SelfTest { person: PersonId, device: DeviceId, id: CommandId },
    /// A counsellor's program has come or gone.
    Presence { person: PersonId },
    /// Some notices were lost: everything is read again.
    Gap,
    /// A minute has begun; each process has a clock of its own.
    #[serde(skip)]
    Minute,
}

/// What happened to the line of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueChange {
    Same,
    /// A seeker has joined at its end; nobody's place changed.
    Grew,
    /// A seeker has left it; those behind move up.
    Moved,
}

/// Whom a purged chat concerned. The store does not know it any more, so the notice says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purged {
    pub chat: ChatId,
    pub centre: CentreId,
    pub topic: TopicId,
    /// Everyone who took part or had accepted it.
    pub counsellors: Vec<PersonId>,
    /// How a chat ended in which nobody had talked: told once more, in case that was overtaken.
    pub undelivered: Option<EndingView>,
}

impl Notice {
    /// Whether admission may give another answer, or a seeker another place.
    pub fn changes_admission(&self) -> bool {
        match self {
            Self::Chat { queue, .. } => *queue != QueueChange::Same,
            Self::Arrived { .. }
            | Self::Purged(_)
            | Self::SelfTest { .. }
            | Self::Presence { .. }
            | Self::SessionEnded { .. } => false,
            Self::Availability { .. } | Self::Settings | Self::Gap | Self::Minute => true,
        }
    }

    /// Whether other processes have to know it.
    pub fn travels(&self) -> bool {
        match self {
            Self::Chat { .. }
            | Self::Arrived { .. }
            | Self::Purged(_)
            | Self::Availability { .. }
            | Self::SelfTest { .. }
            | Self::Presence { .. }
            | Self::SessionEnded { .. }
            | Self::Gap => true,
            Self::Settings | Self::Minute => false,
        }
    }

    /// What a step of a chat changed.
    pub fn stepped(stepped: &Stepped) -> Self {
        let queue = if stepped.left_queue { QueueChange::Moved } else { QueueChange::Same };
        Self::Chat { chat: stepped.record.id, queue }
    }

    /// A chat that was just purged, as it was before.
    pub fn purged(record: &ChatRecord) -> Self {
        let undelivered = match &record.chat {
            Chat::Ended(ended) if ended.conversation().is_none() => Some(views::ending(ended.how)),
            Chat::Ended(_) | Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => None,
        };
        Self::Purged(Purged {
            chat: record.id,
            centre: record.centre,
            topic: record.topic,
            counsellors: record.chat.concerned(),
            undelivered,
        })
    }
}
