//! Load over pairs of connections: one end sends, the other receives. Order within a pair is kept by every server
//! measured here, so a queue of due times for each pair gives the latency of each message.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::report::Latencies;

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One end of a connection, whatever its protocol. Both fail when the connection is closed.
pub trait End: Send + 'static {
    type Frame: Send;

    /// Sends a frame.
    fn say(&mut self, frame: Self::Frame) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Waits for the next frame.
    fn receive(&mut self) -> impl Future<Output = anyhow::Result<Self::Frame>> + Send;
}

impl End for Socket {
    type Frame = Message;

    async fn say(&mut self, frame: Message) -> anyhow::Result<()> {
        Ok(self.send(frame).await?)
    }

    async fn receive(&mut self) -> anyhow::Result<Message> {
        Ok(self.next().await.context("closed")??)
    }
}

type FrameOf<S> = <<S as Speech>::End as End>::Frame;

/// How one kind of server is spoken to.
pub trait Speech: Send + Sync + 'static {
    type End: End;

    /// Whether the server tells the sender of each message that it has it.
    const ACKNOWLEDGED: bool = true;

    /// Frame number `n` of pair `pair`.
    fn frame(&self, pair: usize, n: u64) -> FrameOf<Self>;

    /// Whether a frame acknowledges a message of mine.
    fn is_answer(&self, frame: &FrameOf<Self>) -> bool;

    /// Whether a frame refuses a message of mine.
    fn is_refusal(&self, _frame: &FrameOf<Self>) -> bool {
        false
    }

    /// Whether a frame delivers a message.
    fn is_delivery(&self, frame: &FrameOf<Self>) -> bool;
}

/// When to send.
#[derive(Clone, Copy)]
pub enum Pace {
    /// The next message of a pair when the last one was acknowledged; when it has arrived, of servers that do not
    /// acknowledge.
    Closed,
    /// So many messages a second over all pairs, due at even distances whatever the server does.
    Open { per_second: u32 },
}

/// What came of it.
pub struct Outcome {
    pub delivered: u64,
    pub span: Duration,
    pub latencies: Latencies,
}

impl Outcome {
    /// Deliveries a second.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub fn rate(&self) -> f64 {
        self.delivered as f64 / self.span.as_secs_f64()
    }
}

/// Opens a connection with small buffers, as many of them are needed.
pub async fn connect(url: &str) -> anyhow::Result<Socket> {
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
    let (socket, _) = tokio_tungstenite::connect_async_with_config(url, Some(config), true).await?;
    Ok(socket)
}

#[derive(Default)]
struct Pair {
    due: Mutex<VecDeque<Instant>>,
    /// For a sender that waits for it.
    arrived: Notify,
}

struct Run {
    begin: Instant,
    end: Instant,
    sent: AtomicU64,
    delivered: AtomicU64,
    latencies: Mutex<Vec<Duration>>,
    finished: Notify,
}

/// Sends over all pairs for `span`, then waits until everything that was sent has arrived.
pub async fn run<S: Speech>(
    pairs: Vec<(S::End, S::End)>,
    speech: Arc<S>,
    pace: Pace,
    span: Duration,
) -> anyhow::Result<Outcome> {
    let begin = Instant::now();
    let run = Arc::new(Run {
        begin,
        end: begin + span,
        sent: AtomicU64::new(0),
        delivered: AtomicU64::new(0),
        latencies: Mutex::default(),
        finished: Notify::new(),
    });
    let count = pairs.len();
    let mut tasks = Vec::new();
    for (index, (sender, receiver)) in pairs.into_iter().enumerate() {
        let pair = Arc::new(Pair::default());
        tasks.push(tokio::spawn(send(
            run.clone(),
            pair.clone(),
            speech.clone(),
            sender,
            (index, count, pace),
        )));
        tasks.push(tokio::spawn(receive(run.clone(), pair, speech.clone(), receiver)));
    }
    tokio::time::sleep_until(run.end.into()).await;
    let waited = tokio::time::timeout(Duration::from_secs(30), run.all_arrived()).await;
    let elapsed = run.begin.elapsed();
    for task in tasks {
        task.abort();
    }
    let delivered = run.delivered.load(Ordering::SeqCst);
    let sent = run.sent.load(Ordering::SeqCst);
    waited.with_context(|| format!("{sent} messages were sent and only {delivered} arrived"))?;
    let latencies = std::mem::take(&mut *run.latencies.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Outcome { delivered, span: elapsed, latencies: Latencies::new(latencies) })
}

impl Run {
    async fn all_arrived(&self) {
        loop {
            let arrived = self.finished.notified();
            if self.delivered.load(Ordering::SeqCst) >= self.sent.load(Ordering::SeqCst) {
                return;
            }
            let _ = tokio::time::timeout(Duration::from_millis(100), arrived).await;
        }
    }
}

async fn send<S: Speech>(
    run: Arc<Run>,
    pair: Arc<Pair>,
    speech: Arc<S>,
    mut end: S::End,
    (index, count, pace): (usize, usize, Pace),
) -> anyhow::Result<()> {
    let mut n = 0;
    loop {
        let due = match pace {
            Pace::Closed => Instant::now(),
            Pace::Open { per_second } => {
                let turn = index as u64 + n * count as u64;
                run.begin + Duration::from_secs_f64(turn as f64 / f64::from(per_second))
            }
        };
        if due >= run.end {
            break;
        }
        if matches!(pace, Pace::Open { .. }) {
            tokio::time::sleep_until(due.into()).await;
        }
        pair.due.lock().unwrap_or_else(PoisonError::into_inner).push_back(due);
        run.sent.fetch_add(1, Ordering::SeqCst);
        end.say(speech.frame(index, n)).await?;
        n += 1;
        if S::ACKNOWLEDGED {
            answered(&*speech, &mut end).await?;
        } else if matches!(pace, Pace::Closed) {
            pair.arrived.notified().await;
        }
    }
    // The connection stays open until the run is over.
    std::future::pending().await
}

/// Waits for the answer to what was said last; a refusal is an error, not something to wait behind.
async fn answered<S: Speech>(speech: &S, end: &mut S::End) -> anyhow::Result<()> {
    loop {
        let frame = end.receive().await?;
        anyhow::ensure!(!speech.is_refusal(&frame), "the server refuses what is measured");
        if speech.is_answer(&frame) {
            return Ok(());
        }
    }
}

async fn receive<S: Speech>(
    run: Arc<Run>,
    pair: Arc<Pair>,
    speech: Arc<S>,
    mut end: S::End,
) -> anyhow::Result<()> {
    loop {
        if !speech.is_delivery(&end.receive().await?) {
            continue;
        }
        let due = pair.due.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let latency = due.context("delivered twice")?.elapsed();
        run.latencies.lock().unwrap_or_else(PoisonError::into_inner).push(latency);
        run.delivered.fetch_add(1, Ordering::SeqCst);
        pair.arrived.notify_one();
        if Instant::now() >= run.end {
            run.finished.notify_one();
        }
    }
}

/// Sends on all connections, each waiting for its answer; gives answers a second.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub async fn round_trips<S: Speech>(
    ends: Vec<S::End>,
    speech: Arc<S>,
    span: Duration,
) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let tasks: Vec<_> = ends
        .into_iter()
        .map(|mut end| {
            let speech = speech.clone();
            tokio::spawn(async move {
                let mut n = 0u64;
                while begin.elapsed() < span {
                    end.say(speech.frame(0, n)).await?;
                    answered(&*speech, &mut end).await?;
                    n += 1;
                }
                anyhow::Ok(n)
            })
        })
        .collect();
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    Ok(answers as f64 / begin.elapsed().as_secs_f64())
}
