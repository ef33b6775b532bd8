//! REST calls whose problems a test can look at.

use beistand_protocol::Problem;
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
