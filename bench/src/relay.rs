//! The limit for what the server does: a bare relay that knows no chats, no people and no rules, but commits the
//! same rows to an append-only table, in groups and with `synchronous=FULL`, before it acknowledges and delivers.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use futures_util::{SinkExt as _, StreamExt as _};
use rusqlite::{Connection, params};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::load::{self, Outcome, Pace, Speech};
use crate::process::Measured;
use crate::report::Report;

/// Bytes of a sealed message.
pub const BODY: usize = 149;

/// What is to be committed and then passed on.
pub struct Row {
    pub pair: u32,
    pub id: [u8; 16],
    pub body: Vec<u8>,
    answer: mpsc::Sender<Frame>,
}

/// Receivers, by the number of their pair.
#[derive(Clone, Default)]
pub struct Ends(Arc<Mutex<HashMap<u32, mpsc::Sender<Frame>>>>);

impl Ends {
    /// Acknowledges and delivers what is on disk.
    pub fn pass_on(&self, group: Vec<Row>) {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for row in group {
            let _ = row.answer.try_send(Frame::text("stored"));
            if let Some(end) = ends.get(&row.pair) {
                let _ = end.try_send(Frame::binary(row.body));
            }
        }
    }
}

/// Plays the relay on a SQLite database in `data`.
pub async fn serve(port: u16, data: &Path) -> anyhow::Result<()> {
    let connection = open(data)?;
    let (rows, queue) = channel();
    let ends = Ends::default();
    let receivers = ends.clone();
    std::thread::spawn(move || write(connection, &queue, &receivers));
    listen(port, ends, move |row| rows.send(row).ok()).await
}

/// Gives rows to the task that stores them. A first frame `s N` or `r N` says which end of which pair a connection is.
pub async fn listen(
    port: u16,
    ends: Ends,
    store: impl Fn(Row) -> Option<()> + Clone + Send + Sync + 'static,
) -> anyhow::Result<()> {
    let answer = move |upgrade: WebSocketUpgrade| {
        let (store, ends) = (store.clone(), ends.clone());
        async move {
            upgrade.read_buffer_size(4096).write_buffer_size(0).on_upgrade(move |socket| async move {
                converse(socket, store, ends).await.unwrap_or_default()
            })
        }
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, Router::new().route("/", any(answer))).await?)
}

fn open(data: &Path) -> anyhow::Result<Connection> {
    let sql = Connection::open(data.join("relay.sqlite"))?;
    sql.pragma_update(None, "journal_mode", "WAL")?;
    sql.pragma_update(None, "synchronous", "FULL")?;
    sql.pragma_update(None, "cache_size", "-65536")?;
    sql.execute_batch(
        "CREATE TABLE message (no INTEGER PRIMARY KEY, chat_no INTEGER NOT NULL, seq INTEGER NOT NULL, \
         id BLOB NOT NULL, at INTEGER NOT NULL, sender INTEGER NOT NULL, audience INTEGER NOT NULL, \
         body BLOB NOT NULL) STRICT; CREATE UNIQUE INDEX message_place ON message (chat_no, seq);",
    )?;
    Ok(sql)
}

async fn converse(mut socket: WebSocket, store: impl Fn(Row) -> Option<()>, ends: Ends) -> Option<()> {
    let hello = socket.recv().await?.ok()?;
    let hello = hello.to_text().ok()?.to_owned();
    let (role, pair) = hello.split_once(' ')?;
    let pair: u32 = pair.parse().ok()?;
    let (out, mut inbox) = mpsc::channel(64);
    if role == "r" {
        ends.0.lock().unwrap_or_else(PoisonError::into_inner).insert(pair, out.clone());
    }
    socket.send(Frame::text("hello")).await.ok()?;
    loop {
        tokio::select! {
            Some(frame) = inbox.recv() => {
                socket.feed(frame).await.ok()?;
                while let Ok(frame) = inbox.try_recv() {
                    socket.feed(frame).await.ok()?;
                }
                socket.flush().await.ok()?;
            }
            frame = socket.next() => match frame?.ok()? {
                Frame::Binary(bytes) => {
                    let (id, body) = bytes.split_first_chunk::<16>()?;
                    let row = Row { pair, id: *id, body: body.to_vec(), answer: out.clone() };
                    store(row)?;
                }
                Frame::Close(_) => return Some(()),
                _ => {}
            }
        }
    }
}

fn write(mut sql: Connection, queue: &Receiver<Row>, ends: &Ends) -> Option<()> {
    let mut next = HashMap::<u32, u32>::new();
    while let Ok(first) = queue.recv() {
        let transaction = sql.transaction().ok()?;
        let mut group = vec![first];
        while group.len() < 1024
            && let Ok(row) = queue.try_recv()
        {
            group.push(row);
        }
        for row in &group {
            let seq = next.entry(row.pair).or_insert(0);
            *seq += 1;
            insert(&transaction, (row.pair, *seq), row.id, &row.body).ok()?;
        }
        transaction.commit().ok()?;
        ends.pass_on(group);
    }
    Some(())
}

fn insert(sql: &Connection, (chat, seq): (u32, u32), id: [u8; 16], body: &[u8]) -> rusqlite::Result<usize> {
    sql.prepare_cached(
        "INSERT INTO message (chat_no, seq, id, at, sender, audience, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![chat, seq, id, 1_795_194_000_000_i64, 0, 0, body])
}

struct Bare;

impl Speech for Bare {
    type End = load::Socket;

    fn frame(&self, pair: usize, n: u64) -> Message {
        let mut bytes = vec![7; 16 + BODY];
        bytes[..8].copy_from_slice(&n.to_le_bytes());
        bytes[8..16].copy_from_slice(&(pair as u64).to_le_bytes());
        Message::binary(bytes)
    }

    fn is_answer(&self, frame: &Message) -> bool {
        matches!(frame, Message::Text(_))
    }

    fn is_delivery(&self, frame: &Message) -> bool {
        matches!(frame, Message::Binary(_))
    }
}

/// Batched commits without any network: the machine's limit for the table.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn commits(report: &mut Report, span: Duration) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut sql = open(folder.path())?;
    let begin = Instant::now();
    let mut rows = 0u32;
    while begin.elapsed() < span / 3 {
        let transaction = sql.transaction()?;
        for _ in 0..512 {
            rows += 1;
            insert(&transaction, (rows % 1000, rows / 1000), u128::from(rows).to_le_bytes(), &[7; BODY])?;
        }
        transaction.commit()?;
    }
    let rate = f64::from(rows) / begin.elapsed().as_secs_f64();
    report.line("limit: SQLite, groups of 512, synchronous=FULL", format!("{rate:.0} rows/s"));
    Ok(())
}

/// Saturates the relay and gives its messages a second.
pub async fn saturate(report: &mut Report, count: usize, span: Duration) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let relay = Measured::limit("relay", Some(folder.path().as_os_str()))?;
    Ok(saturated(report, "limit: bare relay with the same rows", relay, count, span).await?.rate())
}

/// Saturates a relay that has been started, and stops it.
pub async fn saturated(
    report: &mut Report,
    what: &str,
    mut relay: Measured,
    count: usize,
    span: Duration,
) -> anyhow::Result<Outcome> {
    relay.ready().await?;
    let url = format!("ws://127.0.0.1:{}/", relay.port);
    let mut pairs = Vec::new();
    for pair in 0..count {
        pairs.push((end(&url, "s", pair).await?, end(&url, "r", pair).await?));
    }
    let outcome = load::run(pairs, Arc::new(Bare), Pace::Closed, span).await?;
    report.line(what, format!("{:.0} messages/s over {count} pairs", outcome.rate()));
    relay.stop()?;
    Ok(outcome)
}

async fn end(url: &str, role: &str, pair: usize) -> anyhow::Result<load::Socket> {
    let mut socket = load::connect(url).await?;
    socket.send(Message::text(format!("{role} {pair}"))).await?;
    socket.next().await.context("no hello")??;
    Ok(socket)
}
