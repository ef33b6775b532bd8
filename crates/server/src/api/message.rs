//! Messages that a reader missed.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use beistand_domain::ChatId;
use beistand_protocol::rest::message::{MessagePage, MessagesAfter};
use beistand_protocol::{Problem, ProblemCode};

use super::who::{Caller, ChatPath};
use crate::problem::Rejected;
use crate::state::App;

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
) -> Result<Json<MessagePage>, Rejected> {
    let malformed = || Rejected(Problem::new(ProblemCode::Malformed).at("after"));
    let Query(MessagesAfter { after, limit }) = query.map_err(|_| malformed())?;
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let (messages, more) =
        app.store.messages(chat, caller.actor(), (after, limit), app.runtime.now()).await?;
    Ok(Json(MessagePage { messages, more }))
}
