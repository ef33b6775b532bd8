//! The hello: who is on this connection, and their world.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use beistand_domain::Chat;
use beistand_protocol::LIVE_VERSION;
use beistand_protocol::live::{Answer, Bye, ClientFrame, FromClient, ServerFrame, Who, World};
use beistand_protocol::view::SeekerStateView;
use beistand_protocol::{Problem, ProblemCode};
use futures_util::StreamExt as _;

use crate::hub::{Inbox, Owner};
use crate::live::outgoing::send;
use crate::live::party::Party;
use crate::notice::{Notice, QueueChange};
use crate::recipient::Recipient;
use crate::reserve::Reserved;
use crate::sessions::session_of;
use crate::state::App;
use crate::{snapshot, token};
use beistand_store::StoreError;

/// The hello must come within this time; what the database needs afterwards is not counted.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// The same on one of the last connections, which nobody may keep by saying nothing.
const HELLO_IN_A_CROWD: Duration = Duration::from_secs(3);

/// Whether this may have one of the last places.
fn is_staff(who: &Who) -> bool {
    match who {
        Who::Counsellor { .. } => true,
        Who::Seeker { .. } | Who::Visitor { .. } => false,
    }
}

/// Reads the hello, puts the connection on its sender, and gives the world of the first snapshot.
pub async fn greet(
    app: &App,
    socket: &mut WebSocket,
    reserved: Option<Reserved>,
) -> Result<(Party, Inbox, World), Bye> {
    let within = if reserved.is_some() { HELLO_IN_A_CROWD } else { HELLO_WITHIN };
    let who = tokio::select! {
        who = hello(socket) => who,
        () = app.runtime.sleep(within) => None,
    };
    let who = who.ok_or(Bye::BadHello)?;
    if reserved.is_some() && !is_staff(&who) {
        return Err(Bye::Moving);
    }
    let permit = app.db_permit().await;
    let party = party(app, who).await.map_err(why)?;
    drop(permit);
    if let Some(reserved) = reserved {
        reserved.named();
    }
    let owner = match &party {
        Party::Counsellor(session) => Owner::Desk { device: session.device, session: session.id },
        Party::Seeker { .. } => Owner::Seeker,
        Party::Visitor { entry, .. } => Owner::Visitor { entry: *entry },
    };
    let (inbox, first) = app.hub.join(party.recipient(), owner, app.runtime.now());
    // A client that joins now has missed the goodbye to all.
    if app.stopping.has_begun() {
        app.hub.leave(party.recipient(), &inbox.sender);
        return Err(Bye::Moving);
    }
    match whole_world(app, &party, first).await {
        Ok(world) => Ok((party, inbox, world)),
        Err(denied) => {
            app.hub.leave(party.recipient(), &inbox.sender);
            // It may have been written down that they are here.
            app.here.is_unsure();
            Err(why(denied))
        }
    }
}

/// The world is read only when events at other processes are received: nothing falls between the two. To a seeker who
/// waits nobody says anything, so they are received once their chat is taken.
async fn whole_world(app: &App, party: &Party, first: bool) -> Result<World, StoreError> {
    match party.recipient() {
        Recipient::Person(_) => app.bus.settled().await,
        Recipient::Seeker(chat) if app.hub.is_subscribed(chat) => app.bus.settled().await,
        Recipient::Seeker(_) | Recipient::Visitor(_) => {}
    }
    let permit = app.db_permit().await;
    let world = first_world(app, party, first).await?;
    drop(permit);
    match (&world, party.recipient()) {
        (World::Seeker { chat }, Recipient::Seeker(id))
            if is_taken(&chat.state) && app.hub.subscribe_seeker(id) =>
        {
            app.bus.settled().await;
            party.world(app, app.runtime.now()).await
        }
        (World::Seeker { .. } | World::Counsellor { .. } | World::Visitor { .. }, _) => Ok(world),
    }
}

fn is_taken(state: &SeekerStateView) -> bool {
    match state {
        SeekerStateView::Accepted { .. } | SeekerStateView::Active { .. } => true,
        SeekerStateView::Waiting { .. } | SeekerStateView::Ended { .. } => false,
    }
}

async fn first_world(app: &App, party: &Party, first: bool) -> Result<World, StoreError> {
    let now = app.runtime.now();
    match party {
        Party::Seeker { chat } if first => {
            let (detail, changed) = app.store.seeker_arrives(*chat, app.here.process(), now).await?;
            if changed {
                app.publish(match &detail.record.chat {
                    Chat::Waiting(_) => Notice::Arrived { chat: *chat, topic: detail.record.topic },
                    Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_) => {
                        Notice::Chat { chat: *chat, queue: QueueChange::Same }
                    }
                });
            }
            Ok(World::Seeker { chat: snapshot::seeker_chat(app, &detail, now).await? })
        }
        Party::Counsellor(session) if first => {
            app.store.person_arrives((session.person.no, session.person.id), app.here.process(), now).await?;
            app.publish(Notice::Presence { person: session.person.id });
            party.world(app, now).await
        }
        Party::Seeker { .. } | Party::Counsellor(_) | Party::Visitor { .. } => party.world(app, now).await,
    }
}

fn why(denied: StoreError) -> Bye {
    match denied {
        StoreError::NotFound | StoreError::Chat { .. } => Bye::SignedOut,
        StoreError::NotAdmitted(_)
        | StoreError::NotAvailable
        | StoreError::NoRoom(_)
        | StoreError::NoDeviceFits
        | StoreError::IdReused
        | StoreError::TooManyFiles
        | StoreError::ChatFull
        | StoreError::Lease(_)
        | StoreError::CodeUsed
        | StoreError::TooMany { .. }
        | StoreError::Corrupt
        | StoreError::Unavailable => Bye::Moving,
    }
}

async fn hello(socket: &mut WebSocket) -> Option<Who> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => {
                let frame: FromClient = serde_json::from_str(&text).ok()?;
                return match frame.frame {
                    ClientFrame::Hello { version: LIVE_VERSION, who } => Some(who),
                    ClientFrame::Hello { .. } => {
                        let problem = Problem::new(ProblemCode::WrongVersion);
                        let answer = Answer::Refused { problem };
                        let refused = ServerFrame::Answer { r: frame.r, answer };
                        // A client that does not read this has gone already.
                        let _ = send(socket, &refused).await;
                        None
                    }
                    ClientFrame::Send { .. }
                    | ClientFrame::Typing { .. }
                    | ClientFrame::Mark { .. }
                    | ClientFrame::Renew
                    | ClientFrame::Resync
                    | ClientFrame::Ping => None,
                };
            }
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Binary(_) | Message::Close(_)) | Err(_) => return None,
        }
    }
}

async fn party(app: &App, who: Who) -> Result<Party, StoreError> {
    match who {
        Who::Counsellor { token } => {
            let hash = token::hash(&token).ok_or(StoreError::NotFound)?;
            let session = session_of(app, hash).await?.ok_or(StoreError::NotFound)?;
            Ok(Party::Counsellor(Box::new(session)))
        }
        Who::Seeker { token } => {
            let hash = token::hash(&token).ok_or(StoreError::NotFound)?;
            Ok(Party::Seeker { chat: app.store.chat_of_token(hash).await? })
        }
        Who::Visitor { centre, entry } => {
            let centre = Box::new(app.store.centre_by_slug(centre).await?);
            Ok(Party::Visitor { centre, entry })
        }
    }
}
