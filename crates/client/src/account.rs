//! Commands and questions over REST. Each command carries an id, so repeating it is safe and is done once here.

mod administration;
mod second_factor;

use std::fmt;
use std::time::Duration;

use beistand_domain::{ChatId, CommandId, FileId, MessageId};
use beistand_protocol::rest::availability::{AvailabilityAct, SetAvailability};
use beistand_protocol::rest::chat::{ChatRevision, Command};
use beistand_protocol::rest::demo::Demo;
use beistand_protocol::rest::file::FileStored;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::rest::self_test::BeginSelfTest;
use beistand_protocol::rest::session::{RotateSession, RotatedToken, SignIn, SignedIn};
use beistand_protocol::view::{Audience, AvailabilityView, DayKey};
use beistand_protocol::{Problem, ProblemCode};
use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize as _, Zeroizing};

use crate::way::{self, Obstacle};
use crate::{ServerAddress, tls};

mod transfer;

use transfer::{LIMITS, Limits};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Why something did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The server says no, and why.
    #[error("refused: {}", .0.title)]
    Refused(Problem),
    /// The network or the server is away; whether the command arrived is unknown.
    #[error("the server cannot be reached")]
    Unreachable,
    /// A file does not get on, though the server was reached.
    #[error("the server takes no more of the file")]
    Stalled,
    /// The server sends everybody to another address.
    #[error("the server has moved")]
    Moved(ServerAddress),
    /// It is known what stands in the way; only signing in looks for that.
    #[error("something stands in the way to the server: {0:?}")]
    Blocked(Obstacle),
    /// Something answers there, but not as a Beistand server does: a proxy, a sign-in page of the network, another program.
    #[error("this is no Beistand server, or one of another version (HTTP {status})")]
    NotBeistand {
        /// The status of HTTP.
        status: u16,
    },
}

impl From<Obstacle> for AccountError {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Unreachable => Self::Unreachable,
            Obstacle::ProxyAway
            | Obstacle::ProxyUnsupported
            | Obstacle::ProxyRefused { .. }
            | Obstacle::Certificate(_) => Self::Blocked(obstacle),
        }
    }
}

impl AccountError {
    /// The code of a refusal.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Unreachable
            | Self::Stalled
            | Self::Moved(_)
            | Self::Blocked(_)
            | Self::NotBeistand { .. } => None,
        }
    }
}

/// A server, and after signing in the token for it. Cheap to clone.
#[derive(Clone)]
pub struct Account {
    http: Client,
    server: ServerAddress,
    token: Option<String>,
    limits: Limits,
}

/// Shows neither the server nor the token.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("signed_in", &self.token.is_some()).finish_non_exhaustive()
    }
}

impl Account {
    /// Prepares for a server; nothing is sent yet.
    pub fn new(server: ServerAddress) -> Result<Self, AccountError> {
        Self::limited(server, LIMITS)
    }

    fn limited(server: ServerAddress, limits: Limits) -> Result<Self, AccountError> {
        let tls = tls::config(&server).map_err(|_| AccountError::Unreachable)?;
        let http = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .build()
            .map_err(|_| AccountError::Unreachable)?;
        Ok(Self { http, server, token: None, limits })
    }

    /// The same server with a token, or with another one.
    pub fn with_token(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// The server it talks to.
    pub fn server(&self) -> &ServerAddress {
        &self.server
    }

    /// Signs this device in. Errors: as the server refuses it, or that it could not be asked. The password is wiped from
    /// memory, here and in what is handed to the network.
    pub async fn sign_in(&self, mut body: SignIn) -> Result<SignedIn, AccountError> {
        let code = body.code.as_deref().unwrap_or_default();
        let text = wiped_after_use(&body, &[&body.name, &body.password, code, &body.device_name]);
        body.password.zeroize();
        body.code.zeroize();
        let request = self.at(Method::POST, "/api/v1/sessions");
        let request = request.header(CONTENT_TYPE, "application/json").body(Bytes::from_owner(text?));
        match self.read(request).await {
            Err(AccountError::Unreachable) => Err(way::look(&self.server).await.into()),
            answer => answer,
        }
    }

    /// Who may be tried out there, and the whole addresses of its start pages; nothing unless the server shows the demo, which
    /// only one on this machine is asked.
    pub async fn demo(&self) -> Option<Demo> {
        if !self.server.is_this_machine() {
            return None;
        }
        let demo: Demo = self.read(self.at(Method::GET, "/api/v1/demo")).await.ok()?;
        let pages = demo.pages.iter().map(|path| self.server.endpoint(path)).collect();
        Some(Demo { pages, ..demo })
    }

    /// The token from now on, or none while this one is young enough. This one is taken for [`limits::TOKEN_OVERLAP`]
    /// more.
    ///
    /// [`limits::TOKEN_OVERLAP`]: beistand_domain::limits::TOKEN_OVERLAP
    pub async fn rotate_token(&self, day_key: DayKey) -> Result<Option<String>, AccountError> {
        let request =
            self.at(Method::POST, "/api/v1/sessions/current/token").json(&RotateSession { day_key });
        let answer: RotatedToken = self.read_twice(request).await?;
        Ok(answer.token)
    }

    /// Ends the session, and with it the availability.
    pub async fn sign_out(&self) -> Result<(), AccountError> {
        self.done_twice(self.at(Method::DELETE, "/api/v1/sessions/current"), StatusCode::NO_CONTENT).await
    }

    /// Switches, pauses or resumes the availability, as a command that may be repeated.
    pub async fn set_availability(
        &self,
        command: CommandId,
        act: AvailabilityAct,
    ) -> Result<AvailabilityView, AccountError> {
        let body = SetAvailability { command, act };
        self.read_twice(self.at(Method::PUT, "/api/v1/availability").json(&body)).await
    }

    /// Has the server send this device a marked request.
    pub async fn begin_self_test(&self, id: CommandId) -> Result<(), AccountError> {
        let body = BeginSelfTest { id };
        self.done_twice(self.at(Method::POST, "/api/v1/self-tests").json(&body), StatusCode::ACCEPTED).await
    }

    /// Takes a request; exactly one of many wins.
    pub async fn accept(&self, chat: ChatId, command: CommandId) -> Result<ChatRevision, AccountError> {
        self.step(chat, "accept", command).await
    }

    /// Ends a conversation.
    pub async fn end(&self, chat: ChatId, command: CommandId) -> Result<ChatRevision, AccountError> {
        self.step(chat, "end", command).await
    }

    /// What comes behind `after`, oldest first.
    pub async fn messages(&self, chat: ChatId, after: u32, limit: u32) -> Result<MessagePage, AccountError> {
        let path = format!("/api/v1/chats/{chat}/messages?after={after}&limit={limit}");
        self.read_twice(self.at(Method::GET, &path)).await
    }

    /// Sends the sealed bytes of a file; sent again it is the same file. `progress` learns how many bytes have gone out.
    pub async fn send_file(
        &self,
        (chat, file): (ChatId, FileId),
        (message, audience): (MessageId, Audience),
        sealed: Vec<u8>,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<(), AccountError> {
        let audience = match audience {
            Audience::Everyone => "everyone",
            Audience::Counsellors => "counsellors",
        };
        let query = format!("message={message}&audience={audience}&size={}", sealed.len());
        let path = format!("/api/v1/chats/{chat}/files/{file}?{query}");
        let request = self.at(Method::PUT, &path);
        let answer = transfer::upload(request, sealed.into(), progress, self.limits.silence).await?;
        let FileStored { file: stored, .. } = self.read_body(answer).await?;
        if stored == file { Ok(()) } else { Err(AccountError::NotBeistand { status: 200 }) }
    }

    /// The sealed bytes of a file.
    pub async fn file(&self, chat: ChatId, file: FileId) -> Result<Vec<u8>, AccountError> {
        let path = format!("/api/v1/chats/{chat}/files/{file}");
        let answer = transfer::head(self.at(Method::GET, &path), self.limits.silence).await?;
        let answer = self.checked(answer).await?;
        if answer.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != "application/octet-stream") {
            return Err(not_ours(answer.status()));
        }
        transfer::body(answer, self.limits.silence).await
    }

    async fn step(&self, chat: ChatId, step: &str, command: CommandId) -> Result<ChatRevision, AccountError> {
        let path = format!("/api/v1/chats/{chat}/{step}");
        let body = Command { command };
        self.read_twice(self.at(Method::POST, &path).json(&body)).await
    }

    fn at(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.server.endpoint(path));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// A kept connection may have died unnoticed, for instance with the server's restart: the second try uses a new one.
    async fn read_twice<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, AccountError> {
        let again = request.try_clone();
        match (self.read(request).await, again) {
            (Err(AccountError::Unreachable), Some(again)) => self.read(again).await,
            (answer, _) => answer,
        }
    }

    /// The same for a command whose answer is its status.
    async fn done_twice(&self, request: RequestBuilder, status: StatusCode) -> Result<(), AccountError> {
        let again = request.try_clone();
        let answer = match (self.sent(request).await, again) {
            (Err(AccountError::Unreachable), Some(again)) => self.sent(again).await,
            (answer, _) => answer,
        };
        // An answer without a body is the server's by its status alone.
        let answer = self.checked(answer?).await?;
        if answer.status() == status { Ok(()) } else { Err(not_ours(answer.status())) }
    }

    async fn sent(&self, request: RequestBuilder) -> Result<Response, AccountError> {
        transfer::head(request, self.limits.head).await
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, AccountError> {
        self.read_body(self.sent(request).await?).await
    }

    async fn read_body<T: DeserializeOwned>(&self, answer: Response) -> Result<T, AccountError> {
        let answer = self.checked(answer).await?;
        let status = answer.status();
        let body = transfer::body(answer, self.limits.silence).await?;
        serde_json::from_slice(&body).map_err(|_| not_ours(status))
    }

    async fn checked(&self, answer: Response) -> Result<Response, AccountError> {
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        if let Some(elsewhere) = elsewhere(&answer) {
            return Err(AccountError::Moved(elsewhere));
        }
        let body = transfer::body(answer, self.limits.silence).await?;
        match serde_json::from_slice(&body) {
            Ok(problem) => Err(AccountError::Refused(problem)),
            // A proxy in front of a server that restarts says so in its own words.
            Err(_) if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                Err(Obstacle::ProxyRefused { status: status.as_u16() }.into())
            }
            Err(_) if is_gateway_trouble(status) => Err(AccountError::Unreachable),
            Err(_) => Err(not_ours(status)),
        }
    }
}

/// JSON that is written once, into room that is not moved, and wiped when it goes. `texts`: what it holds beside keys and ids.
fn wiped_after_use(body: &impl Serialize, texts: &[&str]) -> Result<Zeroizing<Vec<u8>>, AccountError> {
    // A character takes six letters at most; the rest is names of fields and keys.
    let room = 6 * texts.iter().map(|text| text.len()).sum::<usize>() + 1024;
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *text, body).map_err(|_| AccountError::Unreachable)?;
    Ok(text)
}

fn not_ours(status: StatusCode) -> AccountError {
    AccountError::NotBeistand { status: status.as_u16() }
}

/// Where a redirect leads; a password does not follow it by itself.
fn elsewhere(answer: &Response) -> Option<ServerAddress> {
    let to = answer.headers().get(LOCATION).filter(|_| answer.status().is_redirection())?;
    let to = answer.url().join(to.to_str().ok()?).ok()?;
    let to = ServerAddress::parse(to.as_str()).ok()?;
    (ServerAddress::parse(answer.url().as_str()) != Ok(to.clone())).then_some(to)
}

fn is_gateway_trouble(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

#[cfg(test)]
mod tests;
