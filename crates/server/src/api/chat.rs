//! Requests and the steps of a chat.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use beistand_domain::{ChatId, CommandId, Transition, limits as numbers};
use beistand_protocol::rest::chat::{BeginChat, ChatRequested, ChatRevision, Command, HeldHalf, RequestChat};
use beistand_protocol::{Blob, Problem, ProblemCode};

use super::who::{Address, BearerToken, Body, Caller, ChatPath};
use crate::notice::{Notice, QueueChange};
use crate::problem::Rejected;
use crate::state::App;
use crate::uncancellable::uncancellable;
use crate::{limits, token};
use beistand_store::StoreError;
use beistand_store::model::Stepped;
use beistand_store::{Actor, NewChat};

/// Longest envelope: version, encapsulated key, sealed chat key.
const ENVELOPE: usize = 256;

/// Asks for a live chat.
#[utoipa::path(post, path = "/chats", request_body = RequestChat, responses(
    (status = 201, body = ChatRequested), (status = 400, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn request(
    State(app): State<App>,
    Address(address): Address,
    Body(body): Body<RequestChat>,
) -> Result<(StatusCode, Json<ChatRequested>), Rejected> {
    if !body.consent {
        return Err(Rejected(Problem::new(ProblemCode::Malformed).at("consent")));
    }
    let token_hash = token::hash(&body.token.to_text())
        .ok_or_else(|| Rejected(Problem::new(ProblemCode::Malformed).at("token")))?;
    let malformed = |field| move || Rejected(Problem::new(ProblemCode::Malformed).at(field));
    let tab_hash = token::hash(&body.tab.id.to_text()).ok_or_else(malformed("tab.id"))?;
    let tab_half = body.tab.half.0.try_into().map_err(|_| malformed("tab.half")())?;
    let now = app.runtime.now();
    let counted = |denied: &StoreError| app.metrics.turned_away(denied);
    let new = NewChat {
        command: body.command,
        id: app.runtime.id(ChatId::from_parts),
        centre: body.centre,
        topic: body.topic,
        entry: body.entry,
        token_hash,
        tab_hash,
        tab_half,
    };
    // A repeat asks for nothing new, so no bound is in its way.
    if let Some(requested) = app.store.requested_before(&new).await? {
        app.publish(Notice::Chat { chat: requested.chat, queue: QueueChange::Grew });
        return Ok((StatusCode::CREATED, Json(requested)));
    }
    app.has_space().inspect_err(|_| app.metrics.turned_away_for_space())?;
    let counted_as = limits::request(&app, address, now).await.inspect_err(counted)?;
    let (doer, id) = (app.clone(), new.id);
    let requested = uncancellable(async move {
        let requested = doer.store.request_chat(new, now).await;
        match (&requested, counted_as) {
            (Ok((requested, true)), Some(counted)) => counted.made(requested.chat),
            // Sent twice at the same moment, or refused.
            (Ok((_, false)) | Err(_), Some(counted)) => counted.refused(&doer).await,
            (Ok(_) | Err(_), None) => {}
        }
        match &requested {
            // A repeated request may be the sign that nobody was told of the first.
            Ok((requested, _)) => {
                doer.publish(Notice::Chat { chat: requested.chat, queue: QueueChange::Grew });
            }
            Err(StoreError::Unavailable) => doer.publish(Notice::Chat { chat: id, queue: QueueChange::Grew }),
            Err(_) => {}
        }
        requested
    });
    let (requested, _) = requested.await?.inspect_err(counted)?;
    Ok((StatusCode::CREATED, Json(requested)))
}

/// The half of a key that is held for a seeker's tab; its id is the token.
#[utoipa::path(get, path = "/tab-halves/current", responses(
    (status = 200, body = HeldHalf), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn tab_half(
    State(app): State<App>,
    BearerToken(tab_hash): BearerToken,
) -> Result<Json<HeldHalf>, Rejected> {
    Ok(Json(HeldHalf { half: Blob(app.store.tab_half(tab_hash).await?) }))
}

/// Takes a request; exactly one wins.
#[utoipa::path(post, path = "/chats/{chat}/accept", request_body = Command, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn accept(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<Command>,
) -> Result<Json<ChatRevision>, Rejected> {
    let who = (caller.actor(), body.command);
    let doing = async move {
        let done = app.store.accept(chat, who, app.runtime.now()).await;
        if let Ok((_, stepped)) = &done {
            app.metrics.accepted(stepped);
        }
        published(&app, chat, done)
    };
    Ok(uncancellable(doing).await??)
}

/// Says no to a request that stands before this counsellor; the next one is asked.
#[utoipa::path(post, path = "/chats/{chat}/reject", request_body = Command, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn reject(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<Command>,
) -> Result<Json<ChatRevision>, Rejected> {
    let actor = caller.actor();
    let by = actor.person().ok_or(StoreError::NotFound)?;
    step(app, chat, (actor, body.command), Transition::RejectOffer { by }).await
}

/// "Jetzt chatten".
#[utoipa::path(post, path = "/chats/{chat}/begin", request_body = BeginChat, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<BeginChat>,
) -> Result<Json<ChatRevision>, Rejected> {
    let too_many = body.envelopes.len() > numbers::DEVICES_PER_PERSON;
    if body.envelopes.is_empty() || too_many || body.envelopes.iter().any(|e| e.envelope.0.len() > ENVELOPE) {
        return Err(Rejected(Problem::new(ProblemCode::Malformed).at("envelopes")));
    }
    let who = (caller.actor(), body.command);
    let doing = async move {
        let done = app.store.begin(chat, who, body.envelopes, app.runtime.now()).await;
        published(&app, chat, done)
    };
    Ok(uncancellable(doing).await??)
}

/// The seeker cancels after a counsellor has accepted.
#[utoipa::path(post, path = "/chats/{chat}/decline", request_body = Command, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn decline(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<Command>,
) -> Result<Json<ChatRevision>, Rejected> {
    step(app, chat, (caller.actor(), body.command), Transition::Decline).await
}

/// The seeker leaves the waiting room.
#[utoipa::path(post, path = "/chats/{chat}/withdraw", request_body = Command, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<Command>,
) -> Result<Json<ChatRevision>, Rejected> {
    step(app, chat, (caller.actor(), body.command), Transition::Withdraw).await
}

/// Either side ends the conversation.
#[utoipa::path(post, path = "/chats/{chat}/end", request_body = Command, params(("chat" = ChatId, Path)),
    responses((status = 200, body = ChatRevision), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    Body(body): Body<Command>,
) -> Result<Json<ChatRevision>, Rejected> {
    let actor = caller.actor();
    let end = match actor.person() {
        None => Transition::EndBySeeker,
        Some(by) => Transition::EndByCounsellor { by },
    };
    step(app, chat, (actor, body.command), end).await
}

async fn step(
    app: App,
    chat: ChatId,
    who: (Actor, CommandId),
    transition: Transition,
) -> Result<Json<ChatRevision>, Rejected> {
    let doing = async move {
        let done = app.store.transition_as(chat, who, transition, app.runtime.now()).await;
        published(&app, chat, done)
    };
    Ok(uncancellable(doing).await??)
}

/// Has those concerned told. A repeated command, or one whose commit nobody knows of, may be the sign that nobody was
/// told before; a notice too many does no harm.
fn published(
    app: &App,
    chat: ChatId,
    done: Result<(ChatRevision, Stepped), StoreError>,
) -> Result<Json<ChatRevision>, StoreError> {
    match &done {
        Ok((_, stepped)) if stepped.changed => app.publish_stepped(stepped),
        Ok(_) | Err(StoreError::Unavailable) => app.publish(Notice::Chat { chat, queue: QueueChange::Moved }),
        Err(_) => {}
    }
    done.map(|(answer, _)| Json(answer))
}
