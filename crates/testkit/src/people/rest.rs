//! REST calls whose problems a test can look at.

use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::Problem;
use beistand_protocol::rest::file::FileStored;
use beistand_protocol::view::Audience;
use reqwest::{Client, Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Calls of one person to one server.
#[derive(Clone)]
pub struct Rest {
    http: Client,
    pub url: String,
    pub token: Option<String>,
}

impl Rest {
    /// Calls without a token.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        crate::use_ring();
        Ok(Self { http: Client::builder().build()?, url: url.to_owned(), token: None })
    }

    /// Sends a JSON body and reads the answer, or the problem.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
    ) -> anyhow::Result<Result<T, Problem>> {
        let text = body.map(serde_json::to_string).transpose()?;
        let response = self.raw(method, path, text).await?;
        let status = response.status();
        let text = response.text().await?;
        if status.is_success() {
            let text = if text.is_empty() { "null" } else { &text };
            return Ok(Ok(serde_json::from_str(text)?));
        }
        Ok(Err(serde_json::from_str(&text)?))
    }

    /// Sends the sealed bytes of a file of a message to come; the length is said as it is.
    pub async fn send_file(
        &self,
        (chat, file): (ChatId, FileId),
        (message, audience): (MessageId, Audience),
        sealed: &[u8],
    ) -> anyhow::Result<Result<FileStored, Problem>> {
        let length = sealed.len();
        self.send_file_as((chat, file), (message, audience), length, sealed).await
    }

    /// The same with another length said.
    pub async fn send_file_as(
        &self,
        (chat, file): (ChatId, FileId),
        (message, audience): (MessageId, Audience),
        length: usize,
        sealed: &[u8],
    ) -> anyhow::Result<Result<FileStored, Problem>> {
        let audience = serde_json::to_value(audience)?;
        let audience = audience.as_str().unwrap_or_default();
        let query = format!("message={message}&audience={audience}&size={length}");
        let path = format!("/api/v1/chats/{chat}/files/{file}?{query}");
        let mut request = self.http.put(format!("{}{path}", self.url)).body(sealed.to_vec());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let good = response.status().is_success();
        let text = response.text().await?;
        Ok(if good { Ok(serde_json::from_str(&text)?) } else { Err(serde_json::from_str(&text)?) })
    }

    /// The sealed bytes of a file.
    pub async fn file(&self, chat: ChatId, file: FileId) -> anyhow::Result<Result<Vec<u8>, Problem>> {
        let response = self.raw(Method::GET, &format!("/api/v1/chats/{chat}/files/{file}"), None).await?;
        if response.status().is_success() {
            return Ok(Ok(response.bytes().await?.to_vec()));
        }
        Ok(Err(serde_json::from_str(&response.text().await?)?))
    }

    /// Sends any body.
    pub async fn raw(&self, method: Method, path: &str, body: Option<String>) -> anyhow::Result<Response> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        Ok(request.send().await?)
    }
}
