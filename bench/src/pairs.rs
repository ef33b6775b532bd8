//! The server itself: a seeker and a counsellor for each chat, every message sealed.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_domain::{ChatId, MessageId};
use beistand_protocol::LIVE_VERSION;
use beistand_protocol::live::{ClientFrame, FromClient, Who};
use beistand_runtime::Runtime;
use beistand_seal as seal;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message;

use crate::load::{self, Pace, Socket, Speech};
use crate::process::Measured;
use crate::report::{Report, Steady};
use crate::seed;

/// Bytes of text in each message.
pub const TEXT: usize = 120;

/// Sealed messages of seekers.
pub struct Sealed {
    chats: Vec<ChatId>,
    keys: seal::ChatKeys,
    runtime: Runtime,
}

impl Sealed {
    /// Of these chats, in their order.
    pub fn of(chats: &[seed::Chat]) -> Self {
        let runtime = Runtime::real();
        let keys = seal::ChatKeys::first(seal::ChatKey::from_bytes(runtime.bytes()));
        Self { chats: chats.iter().map(|chat| chat.id).collect(), keys, runtime }
    }
}

impl Speech for Sealed {
    type End = Socket;

    fn frame(&self, pair: usize, n: u64) -> Message {
        let chat = self.chats[pair];
        let id = self.runtime.id(MessageId::from_parts);
        let context = seal::Context {
            chat: chat.to_bytes(),
            message: id.to_bytes(),
            sender: seal::Sender::Seeker,
            audience: seal::Audience::Everyone,
        };
        let nonce = self.runtime.bytes();
        let origin = seal::Origin { device: [1; 16], epoch: 0 };
        let from = (&self.keys, origin);
        let sealed = seal::seal_message(from, &context, &[b'x'; TEXT], nonce).unwrap_or_default();
        Message::text(format!(
            "{{\"r\":{},\"type\":\"send\",\"id\":\"{id}\",\"chat\":\"{chat}\",\"audience\":\"everyone\",\"body\":\"{}\"}}",
            n + 2,
            B64.encode(sealed)
        ))
    }

    fn is_answer(&self, frame: &Message) -> bool {
        frame.to_text().is_ok_and(|text| text.contains("\"is\":\"stored\""))
    }

    fn is_refusal(&self, frame: &Message) -> bool {
        frame.to_text().is_ok_and(|text| text.contains("\"is\":\"refused\""))
    }

    fn is_delivery(&self, frame: &Message) -> bool {
        frame.to_text().is_ok_and(|text| text.contains("\"is\":\"message_stored\""))
    }
}

/// A running server with connected pairs.
struct World {
    server: Measured,
    folder: tempfile::TempDir,
    pairs: Vec<(Socket, Socket)>,
    speech: Arc<Sealed>,
}

impl World {
    async fn new(count: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        seed::database(folder.path()).await?;
        let chats = seed::active(folder.path(), count)?;
        let mut server = Measured::server(folder.path())?;
        server.ready().await?;
        let url = format!("ws://127.0.0.1:{}/api/v1/live", server.port);
        let (pairs, speech) = connect(&url, &chats).await?;
        Ok(Self { server, folder, pairs, speech })
    }

    fn disk(&self) -> anyhow::Result<u64> {
        Ok(self.folder.path().join("beistand.sqlite").metadata()?.len())
    }
}

/// Both ends of each chat, and what they say.
pub async fn connect(
    url: &str,
    chats: &[seed::Chat],
) -> anyhow::Result<(Vec<(Socket, Socket)>, Arc<Sealed>)> {
    let mut pairs = Vec::new();
    for chat in chats {
        let counsellor = hello(url, Who::Counsellor { token: chat.counsellor.clone() }).await?;
        let seeker = hello(url, Who::Seeker { token: chat.seeker.clone() }).await?;
        // The desk writes: a page may say 20 frames a second, which is no measure of a server.
        pairs.push((counsellor, seeker));
    }
    Ok((pairs, Arc::new(Sealed::of(chats))))
}

/// Connects and waits for the first snapshot.
pub async fn hello(url: &str, who: Who) -> anyhow::Result<Socket> {
    let mut socket = load::connect(url).await?;
    let frame = FromClient { r: 1, frame: ClientFrame::Hello { version: LIVE_VERSION, who } };
    socket.send(Message::text(serde_json::to_string(&frame)?)).await?;
    let first = socket.next().await.context("no snapshot")??;
    anyhow::ensure!(first.to_text()?.contains("\"type\":\"snapshot\""), "no snapshot but {first}");
    Ok(socket)
}

/// As many messages as the server takes.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub async fn saturate(report: &mut Report, count: usize, span: Duration, limit: f64) -> anyhow::Result<()> {
    let mut world = World::new(count).await?;
    let (before, cpu) = (world.disk()?, world.server.cpu()?);
    let outcome =
        load::run(std::mem::take(&mut world.pairs), world.speech.clone(), Pace::Closed, span).await?;
    let cpu = world.server.cpu()?.saturating_sub(cpu);
    let what = format!("saturation, {count} chats, {TEXT}-byte messages");
    report.line(&what, format!("{:.0} messages/s", outcome.rate()));
    report.latencies("  delivery", &outcome.latencies);
    report.at_least("  share of the bare relay", outcome.rate() / limit * 100.0, "%", 40.0);
    let messages = outcome.delivered as f64;
    report.line("  CPU per message", format!("{:.1} µs", cpu.as_secs_f64() * 1e6 / messages));
    let folder = world.folder.path().to_path_buf();
    world.server.stop()?;
    // The last connection has closed, so the log is in the file.
    let after = folder.join("beistand.sqlite").metadata()?.len();
    report.at_most("  disk per message", after.saturating_sub(before) as f64 / messages, "bytes", 320.0);
    Ok(())
}

/// A steady load, latency counted from the moment each message was due.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub async fn open_loop(
    report: &mut Report,
    count: usize,
    per_second: u32,
    span: Duration,
) -> anyhow::Result<Steady> {
    let mut world = World::new(count).await?;
    let cpu = world.server.cpu()?;
    let pace = Pace::Open { per_second };
    let outcome = load::run(std::mem::take(&mut world.pairs), world.speech.clone(), pace, span).await?;
    let cpu = world.server.cpu()?.saturating_sub(cpu);
    report.line(
        &format!("{per_second} messages/s over {count} chats, open loop"),
        format!("{:.0}/s", outcome.rate()),
    );
    report.latencies("  delivery from the due time", &outcome.latencies);
    let each = cpu.as_secs_f64() * 1e3 / outcome.delivered as f64;
    report.line("  CPU per message", format!("{each:.3} ms"));
    world.server.stop()?;
    Ok(Steady { p99: outcome.latencies.at(0.99), cpu: each })
}
