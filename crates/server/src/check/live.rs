//! Asks a server whether it is ready. Plain HTTP only: it is for the machine or the container the server runs in.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longest answer that is looked at; a status line is short.
const HEAD: u64 = 4096;
/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// Succeeds when `url` answers 200 or 204.
pub async fn ask(url: &str) -> anyhow::Result<()> {
    let answered = tokio::time::timeout(PATIENCE, get(url)).await;
    let status = answered.context("no answer in time")??;
    ensure!(matches!(status, 200 | 204), "it answers {status}");
    Ok(())
}

async fn get(url: &str) -> anyhow::Result<u16> {
    let Some(rest) = url.strip_prefix("http://") else { bail!("an address begins with http://") };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let address = if host.rsplit(']').next().is_some_and(|end| end.contains(':')) {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let mut stream = TcpStream::connect(&address).await.context("nobody is there")?;
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(HEAD).read_to_end(&mut answer).await?;
    let head = String::from_utf8_lossy(&answer);
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    status.context("it does not speak HTTP")
}
