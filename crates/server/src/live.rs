//! The live connection: one task for each, which reads frames one after the other and writes what is on its sender.

mod frames;
mod greeting;
mod origin;
mod outgoing;
mod pace;
mod party;

use axum::body::Bytes;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use beistand_domain::limits::SEALED_MESSAGE_BYTES;
use beistand_protocol::Problem;
use beistand_protocol::live::{Answer, Bye, FromClient, ServerFrame, World};
use beistand_protocol::problem::ProblemCode;
use futures_util::future::BoxFuture;
use futures_util::{SinkExt as _, StreamExt as _};

use crate::allowance::Allowance;
use crate::hub::{Hub, Inbox, Out, SILENCE};
use crate::live::outgoing::{Closed, send};
use crate::live::pace::{Pace, Pacing};
use crate::live::party::Party;
use crate::problem::Rejected;
use crate::processes;
use crate::proxy::Peer;
use crate::reserve::Reserved;
use crate::state::App;

/// axum's default of 128 KiB for each connection would be most of what a waiting seeker costs.
const READ_BUFFER: usize = 4096;
/// A sealed body grows by a third as base64. What is a little too large is answered, what is far too large closes.
const LARGEST_FRAME: usize = SEALED_MESSAGE_BYTES * 2;

/// Longest header of a frame (RFC 6455, section 5.2).
const FRAME_HEADER: usize = 14;

/// What a page that only looks says, and the hello of everybody.
const SMALLEST_FRAME: usize = 16 * 1024;

/// How large a message of this party may be on its way.
fn most_of(party: &Party) -> usize {
    match party {
        Party::Seeker { .. } | Party::Counsellor(_) => LARGEST_FRAME + SMALLEST_FRAME,
        Party::Visitor { .. } => SMALLEST_FRAME,
    }
}

/// Answers `GET /api/v1/live`.
pub async fn upgrade(
    State(app): State<App>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    reserved: Option<Extension<Reserved>>,
    allowance: Option<Extension<Allowance>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return Rejected(Problem::new(ProblemCode::Malformed).at("upgrade")).into_response();
    };
    if !origin::is_own(&app.settings, peer, &headers) {
        return Rejected(Problem::new(ProblemCode::Malformed).at("origin")).into_response();
    }
    let allowance = allowance.map_or_else(Allowance::unlimited, |Extension(allowance)| allowance);
    let reserved = reserved.map(|Extension(reserved)| reserved);
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME)
        .on_upgrade(move |socket| serve(app, socket, (reserved, allowance)))
}

async fn serve(app: App, mut socket: WebSocket, (reserved, allowance): (Option<Reserved>, Allowance)) {
    allowance.limit(SMALLEST_FRAME);
    let _connection = app.stopping.connection();
    let mut cut = app.hub.cut();
    let greeted = tokio::select! {
        greeted = Box::pin(greeting::greet(&app, &mut socket, reserved)) => greeted,
        _ = cut.wait_for(|cut| *cut) => return,
    };
    let (party, inbox, world) = match greeted {
        Ok(greeted) => greeted,
        Err(why) => {
            // A client that does not read this has gone already.
            let _ = send(&mut socket, &ServerFrame::Bye { why }).await;
            let _ = socket.close().await;
            return;
        }
    };
    let sender = inbox.sender.clone();
    allowance.limit(most_of(&party));
    tokio::select! {
        () = converse(&app, &party, (inbox, world), (&mut socket, &allowance)) => {}
        _ = cut.wait_for(|cut| *cut) => return,
    }
    drop(socket);
    Box::pin(left(&app, &party, &sender)).await;
}

/// The connection is gone: a party without another one is marked so.
async fn left(app: &App, party: &Party, sender: &crate::hub::ConnectionSender) {
    if !app.hub.leave(party.recipient(), sender) {
        return;
    }
    let _turn = app.db_permit().await;
    let written = match party {
        Party::Seeker { chat } => processes::seeker_is_gone(app, *chat, app.runtime.now()).await,
        Party::Counsellor(session) => {
            processes::person_is_gone(app, session.person.id, app.runtime.now()).await
        }
        Party::Visitor { .. } => Ok(()),
    };
    if let Err(denied) = written {
        tracing::warn!(%denied, "a lost connection was not written down; the next round of jobs does it");
        app.here.is_unsure();
    }
}

/// A frame that is being answered.
type Pending<'a> = BoxFuture<'a, (u32, Answer)>;

struct Conversation<'a> {
    app: &'a App,
    party: &'a Party,
    inbox: Inbox,
    /// The number of the last event.
    n: u64,
    pace: Pace,
}

async fn converse(
    app: &App,
    party: &Party,
    (inbox, world): (Inbox, World),
    (socket, allowance): (&mut WebSocket, &Allowance),
) {
    let pace = Pace::new(party, app.runtime.now());
    let mut conversation = Conversation { app, party, inbox, n: 0, pace };
    let first = ServerFrame::Snapshot { now: app.runtime.now(), world };
    if send(socket, &first).await.is_err() {
        return;
    }
    drop(first);
    let mut pending: Option<Pending<'_>> = None;
    let mut resync = false;
    loop {
        let go_on = tokio::select! {
            biased;
            Some((r, answer)) = async { Some(pending.as_mut()?.await) } => {
                pending = None;
                let answered = in_time(app, send(socket, &ServerFrame::Answer { r, answer })).await;
                match answered {
                    Ok(()) if std::mem::take(&mut resync) => conversation.snapshot(socket).await,
                    other => other,
                }
            }
            Some(out) = conversation.inbox.out.recv() => in_time(app, conversation.write(socket, out, &mut pending)).await,
            frame = socket.next(), if pending.is_none() => match conversation.receives(read(frame, allowance)) {
                Read::Frame(frame) => match conversation.pace.of(&frame.frame, app.runtime.now()) {
                    Ok(Pacing::Take) => {
                        resync = matches!(frame.frame, beistand_protocol::live::ClientFrame::Resync);
                        let from = Hub::number(&conversation.inbox.sender);
                        pending = Some(Box::pin(frames::answer(app, party, from, frame)));
                        Ok(())
                    }
                    Ok(Pacing::Ignore) => answer(socket, frame.r, Answer::Done).await,
                    Ok(Pacing::Refuse) => answer(socket, frame.r, too_fast()).await,
                    Err(closed) => Err(closed),
                },
                Read::Malformed { r } => {
                    let problem = Problem::new(ProblemCode::Malformed);
                    answer(socket, r, Answer::Refused { problem }).await
                }
                Read::Nothing => Ok(()),
                Read::Gone => return,
            },
        };
        if go_on.is_err() {
            return;
        }
    }
}

fn too_fast() -> Answer {
    Answer::Refused { problem: Problem::new(ProblemCode::TooManyTries).retry_after(1) }
}

async fn answer(socket: &mut WebSocket, r: u32, answer: Answer) -> Result<(), Closed> {
    send(socket, &ServerFrame::Answer { r, answer }).await
}

/// Gives up on an end that takes nothing any more.
async fn in_time(app: &App, writing: impl Future<Output = Result<(), Closed>>) -> Result<(), Closed> {
    tokio::select! {
        biased;
        written = writing => written,
        () = async { app.runtime.sleep(SILENCE).await } => Err(Closed),
    }
}

impl Conversation<'_> {
    fn receives(&self, read: Read) -> Read {
        self.inbox.sender.touch(self.app.runtime.now());
        read
    }

    /// Writes what is on the sender, as much as there is, and flushes once.
    async fn write(
        &mut self,
        socket: &mut WebSocket,
        first: Out,
        pending: &mut Option<Pending<'_>>,
    ) -> Result<(), Closed> {
        let mut next = Some(first);
        while let Some(out) = next {
            match out {
                Out::Event(event) => {
                    self.n += 1;
                    let frame = format!("{{\"type\":\"event\",\"n\":{},\"event\":{event}}}", self.n);
                    socket.feed(Message::Text(Utf8Bytes::from(frame))).await.map_err(|_| Closed)?;
                }
                Out::Nudge => {}
                Out::AreYouThere => {
                    socket.feed(Message::Ping(Bytes::new())).await.map_err(|_| Closed)?;
                }
                Out::Dead => return Err(Closed),
                Out::Bye(why) => {
                    // What has begun is answered first, so that it need not be repeated elsewhere.
                    if let Some(begun) = pending.take() {
                        let (r, answer) = begun.await;
                        send(socket, &ServerFrame::Answer { r, answer }).await?;
                    }
                    send(socket, &ServerFrame::Bye { why }).await?;
                    let _ = socket.close().await;
                    return Err(Closed);
                }
            }
            next = self.inbox.out.try_recv().ok();
        }
        socket.flush().await.map_err(|_| Closed)?;
        if self.inbox.lagged() { self.snapshot(socket).await } else { Ok(()) }
    }

    async fn snapshot(&mut self, socket: &mut WebSocket) -> Result<(), Closed> {
        if let Some(why) = self.inbox.sender.closing() {
            send(socket, &ServerFrame::Bye { why }).await?;
            return Err(Closed);
        }
        let permit = self.app.db_permit().await;
        self.inbox.sender.forget_last();
        let now = self.app.runtime.now();
        let world = Box::pin(self.party.world(self.app, now)).await;
        drop(permit);
        match world {
            Ok(world) => {
                self.n = 0;
                send(socket, &ServerFrame::Snapshot { now, world }).await
            }
            Err(beistand_store::StoreError::NotFound) => {
                send(socket, &ServerFrame::Bye { why: Bye::SignedOut }).await?;
                Err(Closed)
            }
            Err(denied) => {
                tracing::warn!(%denied, "no snapshot; the client will come back");
                send(socket, &ServerFrame::Bye { why: Bye::Moving }).await?;
                Err(Closed)
            }
        }
    }
}

enum Read {
    Frame(FromClient),
    Malformed { r: u32 },
    Nothing,
    Gone,
}

fn read(frame: Option<Result<Message, axum::Error>>, allowance: &Allowance) -> Read {
    match &frame {
        // Between the parts of a message that does not end.
        Some(Ok(Message::Ping(payload) | Message::Pong(payload))) => {
            allowance.give_back(payload.len() + FRAME_HEADER);
        }
        Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Close(_)) | Err(_)) | None => {
            allowance.whole();
        }
    }
    match frame {
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(frame) => Read::Frame(frame),
            Err(_) => Read::Malformed { r: number_of(&text) },
        },
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Read::Nothing,
        Some(Ok(Message::Binary(_))) => Read::Malformed { r: 0 },
        Some(Ok(Message::Close(_)) | Err(_)) | None => Read::Gone,
    }
}

/// The number of a frame that is otherwise not understood, so that its answer finds it.
fn number_of(text: &str) -> u32 {
    #[derive(serde::Deserialize)]
    struct Numbered {
        r: u32,
    }
    serde_json::from_str::<Numbered>(text).map_or(0, |numbered| numbered.r)
}
