//! A live connection that a test reads frame by frame.

use std::collections::VecDeque;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use beistand_protocol::LIVE_VERSION;
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, FromClient, ServerFrame, Who, World};
use futures_util::{SinkExt as _, StreamExt as _};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use crate::PATIENCE;

/// One end of a live connection.
pub struct Wire {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    r: u32,
    n: u64,
    kept: VecDeque<ServerFrame>,
}

impl Wire {
    /// Connects and says hello; gives the world of the first snapshot.
    pub async fn hello(url: &str, who: Who) -> anyhow::Result<(Self, World)> {
        let mut wire = Self::open(url).await?;
        let world = wire.greet(who).await?;
        Ok((wire, world))
    }

    /// Says hello; gives the world of the first snapshot.
    pub async fn greet(&mut self, who: Who) -> anyhow::Result<World> {
        self.write(ClientFrame::Hello { version: LIVE_VERSION, who }).await?;
        match self.frame().await? {
            ServerFrame::Snapshot { world, .. } => Ok(world),
            other => bail!("no snapshot but {other:?}"),
        }
    }

    /// Connects without saying anything.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let url = format!("{}/api/v1/live", url.replacen("http", "ws", 1));
        let (socket, _) = tokio_tungstenite::connect_async(url).await.context("no connection")?;
        Ok(Self { socket, r: 0, n: 0, kept: VecDeque::new() })
    }

    /// Connects over TLS, trusting what `trusted` trusts, without saying anything.
    pub async fn open_trusting(url: &str, trusted: Arc<ClientConfig>) -> anyhow::Result<Self> {
        let url = format!("{}/api/v1/live", url.replacen("https", "wss", 1));
        let connector = Some(Connector::Rustls(trusted));
        let (socket, _) = connect_async_tls_with_config(url, None, false, connector).await?;
        Ok(Self { socket, r: 0, n: 0, kept: VecDeque::new() })
    }

    /// Writes a frame and gives its number.
    pub async fn write(&mut self, frame: ClientFrame) -> anyhow::Result<u32> {
        self.r += 1;
        self.write_text(&serde_json::to_string(&FromClient { r: self.r, frame })?).await?;
        Ok(self.r)
    }

    /// Writes anything.
    pub async fn write_text(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// Writes a frame and waits for its answer; events that come first are kept.
    pub async fn ask(&mut self, frame: ClientFrame) -> anyhow::Result<Answer> {
        let r = self.write(frame).await?;
        self.answer(r).await
    }

    /// Waits for the answer with this number.
    pub async fn answer(&mut self, wanted: u32) -> anyhow::Result<Answer> {
        let mut passed = VecDeque::new();
        loop {
            match self.frame().await? {
                ServerFrame::Answer { r, answer } if r == wanted => {
                    passed.append(&mut self.kept);
                    self.kept = passed;
                    return Ok(answer);
                }
                other => passed.push_back(other),
            }
        }
    }

    /// Waits for the first event that `pick` takes; drops those before it. A missing number fails.
    pub async fn event<T>(&mut self, mut pick: impl FnMut(Event) -> Option<T>) -> anyhow::Result<T> {
        loop {
            match self.frame().await? {
                ServerFrame::Event { n, event } => {
                    anyhow::ensure!(n == self.n + 1, "event {n} after {}", self.n);
                    self.n = n;
                    if let Some(found) = pick(event) {
                        return Ok(found);
                    }
                }
                ServerFrame::Snapshot { .. } => self.n = 0,
                ServerFrame::Answer { .. } => {}
                ServerFrame::Bye { why } => bail!("goodbye: {why:?}"),
            }
        }
    }

    /// Waits for the next snapshot; drops what comes before it.
    pub async fn snapshot(&mut self) -> anyhow::Result<World> {
        loop {
            match self.frame().await? {
                ServerFrame::Snapshot { world, .. } => {
                    self.n = 0;
                    return Ok(world);
                }
                ServerFrame::Event { .. } | ServerFrame::Answer { .. } => {}
                ServerFrame::Bye { why } => bail!("goodbye: {why:?}"),
            }
        }
    }

    /// Waits for the goodbye.
    pub async fn bye(&mut self) -> anyhow::Result<Bye> {
        loop {
            if let ServerFrame::Bye { why } = self.frame().await? {
                return Ok(why);
            }
        }
    }

    /// Stays, hears everything and says nothing but that it is there, until the connection ends.
    pub async fn stay(mut self) {
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    /// The next frame, whatever it is. Giving up on it loses nothing.
    pub async fn frame(&mut self) -> anyhow::Result<ServerFrame> {
        if let Some(kept) = self.kept.pop_front() {
            return Ok(kept);
        }
        loop {
            let next = timeout(PATIENCE, self.socket.next()).await.context("the server said nothing more")?;
            match next.context("the connection was closed")?? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("the connection was closed"),
                _ => {}
            }
        }
    }
}
