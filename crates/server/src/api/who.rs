//! Who calls, and what they send: bearer tokens (RFC 6750) and JSON bodies, with the errors of design.md section 9.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use beistand_domain::ChatId;
use beistand_domain::access::{About, Action};
use beistand_protocol::{Problem, ProblemCode};
use serde::de::DeserializeOwned;

use crate::problem::Rejected;
use crate::proxy::{self, Peer};
use crate::sessions::{actor_of, session_of};
use crate::state::App;
use crate::token;
use beistand_store::Actor;
use beistand_store::StoreError;
use beistand_store::model::Session;

fn bearer(parts: &Parts) -> Option<[u8; 32]> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    token::hash(header.strip_prefix("Bearer ")?)
}

fn unauthenticated() -> Rejected {
    Rejected(Problem::new(ProblemCode::Unauthenticated))
}

fn peer(parts: &Parts) -> Result<IpAddr, Rejected> {
    Ok(parts.extensions.get::<ConnectInfo<Peer>>().ok_or(StoreError::Unavailable)?.0.0)
}

/// Where a request comes from, for limits only; none where visitors cannot be told apart.
pub struct Address(pub Option<IpAddr>);

impl FromRequestParts<App> for Address {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejected> {
        let peer = peer(parts)?;
        if proxy::is_unnamed(&app.settings, peer, &parts.headers) {
            return Ok(Self(None));
        }
        Ok(Self(Some(proxy::visitor(&app.settings, peer, &parts.headers))))
    }
}

/// Whether the visitor's own connection is HTTPS: to this server, or to a proxy that is believed.
pub struct Secure(pub bool);

impl FromRequestParts<App> for Secure {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejected> {
        let says_so = parts.headers.get("x-forwarded-proto").is_some_and(|value| value == "https");
        let proxied = says_so && proxy::believed(&app.settings, peer(parts)?);
        Ok(Self(proxied || app.settings.tls_cert.is_some()))
    }
}

/// Who calls, as far as their token says: a signed-in person, or the seeker of a chat.
pub enum Caller {
    Staff(Box<Session>),
    Seeker(ChatId),
}

impl Caller {
    /// Who it is for the store and for `domain::access`.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Staff(session) => actor_of(session),
            Self::Seeker(chat) => Actor::Seeker(*chat),
        }
    }

    /// The chat whose seeker this is.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Staff(_) => None,
            Self::Seeker(chat) => Some(*chat),
        }
    }

    /// The session of a person who may do this, which is about nobody but themselves.
    pub fn session(self, action: Action) -> Result<Session, Rejected> {
        self.actor().may(action, &About::Nothing)?;
        match self {
            Self::Staff(session) => Ok(*session),
            Self::Seeker(_) => Err(StoreError::NotFound.into()),
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejected> {
        let hash = bearer(parts).ok_or_else(unauthenticated)?;
        if let Some(session) = session_of(app, hash).await? {
            return Ok(Self::Staff(Box::new(session)));
        }
        match app.store.chat_of_token(hash).await {
            Ok(chat) => Ok(Self::Seeker(chat)),
            Err(StoreError::NotFound) => Err(unauthenticated()),
            Err(denied) => Err(denied.into()),
        }
    }
}

/// The hash of a token that is neither a session's nor a seeker's.
pub struct BearerToken(pub [u8; 32]);

impl FromRequestParts<App> for BearerToken {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Rejected> {
        bearer(parts).map(Self).ok_or_else(unauthenticated)
    }
}

/// The chat in the address; one that is no id is simply not there.
pub struct ChatPath(pub ChatId);

impl FromRequestParts<App> for ChatPath {
    type Rejection = Rejected;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejected> {
        chat_of(parts, app).await.map(Self)
    }
}

async fn chat_of(parts: &mut Parts, app: &App) -> Result<ChatId, Rejected> {
    let Path(text) =
        Path::<String>::from_request_parts(parts, app).await.map_err(|_| StoreError::NotFound)?;
    text.parse().map_err(|_| StoreError::NotFound.into())
}

/// A JSON body of exactly this shape.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Rejected;

    async fn from_request(request: Request, app: &App) -> Result<Self, Rejected> {
        // A page elsewhere may send texts and forms without asking first, but no JSON (Fetch standard, CORS-safelisted
        // request headers): so it cannot act for its visitors.
        if !is_json(request.headers()) {
            return Err(Rejected(Problem::new(ProblemCode::Malformed).at("content-type")));
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
            let too_large = rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
            Rejected(Problem::new(if too_large { ProblemCode::TooLarge } else { ProblemCode::Malformed }))
        })?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let body = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| Rejected(Problem::new(ProblemCode::Malformed).at(field(&error))))?;
        reader.end().map_err(|_| Rejected(Problem::new(ProblemCode::Malformed)))?;
        Ok(Self(body))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// The field that is wrong: the path, or the name that serde quotes where the path ends above it.
fn field(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    let quoted = text.split('`').nth(1).unwrap_or_default();
    match (path.as_str(), quoted) {
        (".", name) => name.to_owned(),
        _ => path,
    }
}
