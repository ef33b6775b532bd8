//! Sealed files: bytes that come in and go out as they are. What is in them is checked by those who can open them.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use beistand_domain::{ChatId, FileId, limits};
use beistand_protocol::rest::file::{FileStored, SendFile};
use beistand_protocol::{Problem, ProblemCode};

use super::who::Caller;
use crate::files::{Away, Unwritten};
use crate::problem::Rejected;
use crate::state::App;
use crate::transfers;
use crate::uncancellable::uncancellable;
use beistand_store::{Begun, NewFile, StoreError};

const LONGEST: u64 = limits::SEALED_FILE_BYTES;
/// Seconds after which another try makes sense.
const AGAIN: u32 = 2;

/// The chat and the file in the address; what is no id is simply not there.
pub struct FilePath(ChatId, FileId);

impl FromRequestParts<App> for FilePath {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejected> {
        let path = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Path((chat, file)) = path.map_err(|_| StoreError::NotFound)?;
        let not_there = |_| StoreError::NotFound;
        Ok(Self(chat.parse().map_err(not_there)?, file.parse().map_err(not_there)?))
    }
}

/// Takes a sealed file for a message that will name it.
#[utoipa::path(put, path = "/chats/{chat}/files/{file}",
    params(("chat" = ChatId, Path), ("file" = FileId, Path), SendFile),
    request_body(content_type = "application/octet-stream"),
    responses((status = 200, body = FileStored), (status = 201, body = FileStored), (status = 400, body = Problem),
    (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 413, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    FilePath(chat, id): FilePath,
    query: Result<Query<SendFile>, QueryRejection>,
    body: Body,
) -> Result<(StatusCode, Json<FileStored>), Rejected> {
    let Query(SendFile { message, audience, size }) = query.map_err(|_| malformed("query"))?;
    if size > LONGEST {
        return Err(Rejected(Problem::new(ProblemCode::FileTooLarge)));
    }
    if size < limits::FILE_SEAL_BYTES {
        return Err(malformed("size"));
    }
    let answer = Json(FileStored { file: id, size });
    let content = app.runtime.id(FileId::from_parts);
    let author = caller.actor();
    let party = (chat, author.person());
    let new = NewFile { chat, id, content, message, author, audience, size };
    app.has_space()?;
    // Before its row, so that what is refused takes no room in the chat.
    let place = app.uploads.begin(party).ok_or_else(away)?;
    if app.store.begin_file(new, app.runtime.now()).await? == Begun::Stored {
        return Ok((StatusCode::OK, answer));
    }
    // When the sender goes away its body ends with an error, and what had come is thrown away.
    let taking = async move {
        let _place = place;
        let bytes = transfers::fast_enough(body.into_data_stream(), app.runtime.clone());
        if let Err(unwritten) = app.files.write(&content.to_string(), size, bytes).await {
            // If this fails the next try of the same file removes it.
            let _ = app.store.forget_file(chat, (id, content)).await;
            return Err(match unwritten {
                Unwritten::Away | Unwritten::Stopped => away(),
                Unwritten::WrongLength => malformed("size"),
            });
        }
        let stored = app.store.file_stored(chat, (id, content)).await;
        if matches!(stored, Err(StoreError::IdReused | StoreError::NotFound)) {
            // What stays behind when this fails is found by the comparison of store and database.
            let _ = app.files.remove(&content.to_string()).await;
        }
        Ok(stored?)
    };
    uncancellable(taking).await?.map(|()| (StatusCode::CREATED, answer))
}

/// The sealed bytes of a file.
#[utoipa::path(get, path = "/chats/{chat}/files/{file}",
    params(("chat" = ChatId, Path), ("file" = FileId, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn get(
    State(app): State<App>,
    caller: Caller,
    FilePath(chat, id): FilePath,
) -> Result<Response, Rejected> {
    let (name, size) = app.store.file((chat, id), caller.actor(), app.runtime.now()).await?;
    let content = app.files.open_file(&name.to_string()).await.map_err(|Away| away())?;
    // A process with another folder than the one that took it, or a back-up without files.
    let content = content.filter(|content| content.length == size).ok_or_else(|| {
        tracing::error!("a file that the database knows is not in the file store");
        StoreError::NotFound
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
    ];
    Ok((headers, Body::from_stream(content.pieces)).into_response())
}

fn malformed(at: &str) -> Rejected {
    Rejected(Problem::new(ProblemCode::Malformed).at(at))
}

fn away() -> Rejected {
    Rejected(Problem::new(ProblemCode::Unavailable).at("files").retry_after(AGAIN))
}
