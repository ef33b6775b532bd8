//! The hello: who is on this connection, and their world.

use axum::extract::ws::{Message, WebSocket};
use beistand_domain::{Chat, ChatId, Entry, Moment, Step};
use beistand_protocol::LIVE_VERSION;
use beistand_protocol::live::{Bye, ClientFrame, FromClient, Who, World};
use futures_util::StreamExt as _;

use crate::App;
use crate::hub::{Inbox, Whose};
use crate::store::Denied;
use crate::store::model::{Centre, Session};
use crate::teller::Notice;
use crate::{token, views};

/// Who is on a connection.
pub enum Party {
    Counsellor(Box<Session>),
    Seeker { chat: ChatId },
    Visitor { centre: Box<Centre>, entry: Entry },
}

impl Party {
    /// Whose line this is.
    pub fn whose(&self) -> Whose {
        match self {
            Self::Counsellor(session) => Whose::Person(session.person.id),
            Self::Seeker { chat } => Whose::Seeker(*chat),
            Self::Visitor { centre, .. } => Whose::Visitor(centre.no),
        }
    }

    /// Everything they need to know at once.
    pub async fn world(&self, app: &App, now: Moment) -> Result<World, Denied> {
        match self {
            Self::Counsellor(session) => views::counsellor_world(app, session, now).await,
            Self::Seeker { chat } => {
                let detail = app.store.chat(*chat, None).await?;
                if matches!(detail.record.chat, Chat::Ended(_)) {
                    return Err(Denied::NotFound);
                }
                Ok(World::Seeker {
                    chat: views::seeker_chat(app, &detail, None, now).await?,
                })
            }
            Self::Visitor { centre, entry } => Ok(World::Visitor {
                page: views::page(app, centre, *entry, now).await?,
            }),
        }
    }
}

/// Reads the hello and puts the connection on its line.
pub async fn greet(app: &App, socket: &mut WebSocket) -> Result<(Party, Inbox), Bye> {
    let who = hello(socket).await.ok_or(Bye::BadHello)?;
    let party = match party(app, who).await {
        Ok(party) => party,
        Err(Denied::NotFound) => return Err(Bye::SignedOut),
        Err(_) => return Err(Bye::Moving),
    };
    let device = match &party {
        Party::Counsellor(session) => Some(session.device),
        Party::Seeker { .. } | Party::Visitor { .. } => None,
    };
    let (inbox, first) = app.hub.join(party.whose(), device);
    if first {
        arrived(app, &party).await?;
    }
    Ok((party, inbox))
}

async fn arrived(app: &App, party: &Party) -> Result<(), Bye> {
    match party {
        Party::Counsellor(session) => app.tell(Notice::Presence {
            person: session.person.id,
        }),
        Party::Seeker { chat } => match app
            .store
            .step(*chat, Step::SeekerConnected, app.ambient.now())
            .await
        {
            Ok(stepped) if stepped.changed => app.tell(Notice::stepped(&stepped)),
            Ok(_) => {}
            Err(Denied::NotFound | Denied::Chat { .. }) => return Err(Bye::SignedOut),
            Err(_) => return Err(Bye::Moving),
        },
        Party::Visitor { .. } => {}
    }
    Ok(())
}

async fn hello(socket: &mut WebSocket) -> Option<Who> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => {
                let frame: FromClient = serde_json::from_str(&text).ok()?;
                return match frame.frame {
                    ClientFrame::Hello {
                        version: LIVE_VERSION,
                        who,
                    } => Some(who),
                    _ => None,
                };
            }
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Binary(_) | Message::Close(_)) | Err(_) => return None,
        }
    }
}

async fn party(app: &App, who: Who) -> Result<Party, Denied> {
    match who {
        Who::Counsellor { token } => {
            let hash = token::hash(&token).ok_or(Denied::NotFound)?;
            let session = app.store.session(hash).await?.ok_or(Denied::NotFound)?;
            Ok(Party::Counsellor(Box::new(session)))
        }
        Who::Seeker { token } => {
            let hash = token::hash(&token).ok_or(Denied::NotFound)?;
            Ok(Party::Seeker {
                chat: app.store.chat_of_token(hash).await?,
            })
        }
        Who::Visitor { centre, entry } => {
            let centre = Box::new(app.store.centre_by_slug(centre).await?);
            Ok(Party::Visitor { centre, entry })
        }
    }
}
