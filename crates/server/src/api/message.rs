//! Messages that a reader missed.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use beistand_domain::ChatId;
use beistand_protocol::rest::message::{MessagePage, MessagesAfter};
use beistand_protocol::{Problem, ProblemCode};

use super::who::{Caller, ChatPath};
use crate::problem::Rejected;
use crate::state::App;
use crate::transfers;
use beistand_store::StoreError;

const USUAL: u32 = 200;
const MOST: u32 = 500;

/// The sealed messages behind `after`, oldest first.
#[utoipa::path(get, path = "/chats/{chat}/messages", params(("chat" = ChatId, Path), MessagesAfter),
    responses((status = 200, body = MessagePage), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    ChatPath(chat): ChatPath,
    query: Result<Query<MessagesAfter>, QueryRejection>,
) -> Result<Response, Rejected> {
    let malformed = || Rejected(Problem::new(ProblemCode::Malformed).at("after"));
    let Query(MessagesAfter { after, limit }) = query.map_err(|_| malformed())?;
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let actor = caller.actor();
    let later = || Rejected(Problem::new(ProblemCode::Unavailable).at("messages").retry_after(1));
    // A seeker has the places of their own chat, whatever chat the address names.
    let own = caller.chat().unwrap_or(chat);
    let place = app.lists.begin((own, actor.person())).ok_or_else(later)?;
    let (messages, more) = app.store.messages(chat, actor, (after, limit), app.runtime.now()).await?;
    let page = serde_json::to_string(&MessagePage { messages, more }).map_err(|_| StoreError::Corrupt)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_LENGTH, page.len().to_string()),
    ];
    Ok((headers, transfers::in_pieces(page, place)).into_response())
}
