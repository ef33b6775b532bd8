//! Who is on a live connection.

use beistand_domain::{Chat, ChatId, Entry, Moment};
use beistand_protocol::live::World;

use crate::recipient::Recipient;
use crate::sessions::actor_of;
use crate::snapshot;
use crate::state::App;
use beistand_store::model::{Centre, Session};
use beistand_store::{Actor, StoreError};

/// Who is on a connection.
pub enum Party {
    Counsellor(Box<Session>),
    Seeker { chat: ChatId },
    Visitor { centre: Box<Centre>, entry: Entry },
}

impl Party {
    /// Whose connection it is.
    pub fn recipient(&self) -> Recipient {
        match self {
            Self::Counsellor(session) => Recipient::Person(session.person.id),
            Self::Seeker { chat } => Recipient::Seeker(*chat),
            Self::Visitor { centre, .. } => Recipient::Visitor(centre.id),
        }
    }

    /// Who it is for the store and for `domain::access`.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Counsellor(session) => actor_of(session),
            Self::Seeker { chat } => Actor::Seeker(*chat),
            Self::Visitor { .. } => Actor::Visitor,
        }
    }

    /// Everything they need to know at once.
    pub async fn world(&self, app: &App, now: Moment) -> Result<World, StoreError> {
        match self {
            Self::Counsellor(session) => snapshot::counsellor_world(app, session, now).await,
            Self::Seeker { chat } => {
                let detail = app.store.chat(*chat, None).await?;
                if matches!(detail.record.chat, Chat::Ended(_)) {
                    return Err(StoreError::NotFound);
                }
                Ok(World::Seeker { chat: snapshot::seeker_chat(app, &detail, now).await? })
            }
            Self::Visitor { centre, entry } => {
                Ok(World::Visitor { page: snapshot::page(app, centre, *entry, now).await? })
            }
        }
    }
}
