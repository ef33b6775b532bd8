//! Chats to measure with, written straight into the server's database before it starts: people, sessions, tokens
//! and active chats. Only set-up goes this way; everything measured goes through the server's own doors.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_domain::{ChatId, DeviceId, MessageId, Moment, PersonId, limits};
use beistand_runtime::Runtime;
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest as _, Sha256};

use crate::process::Measured;

/// One chat with the ways in for both.
pub struct Chat {
    pub id: ChatId,
    pub seeker: String,
    pub counsellor: String,
}

/// Lets the server make its database in `data`.
pub async fn database(data: &Path) -> anyhow::Result<()> {
    let mut server = Measured::server(data)?;
    server.ready().await?;
    server.stop()
}

/// Active chats, each with a counsellor of its own.
pub fn active(data: &Path, count: usize) -> anyhow::Result<Vec<Chat>> {
    in_transaction(data, |sql, runtime| (0..count).map(|n| active_chat(sql, runtime, n)).collect())
}

/// Requests in line, of which nobody is informed because nobody is available. Gives the seekers' tokens.
pub fn waiting(data: &Path, count: usize) -> anyhow::Result<Vec<String>> {
    in_transaction(data, |sql, runtime| {
        (0..count).map(|n| Ok(chat(sql, runtime, (n, "waiting", 0))?.1)).collect()
    })
}

/// Messages in one ended chat that is still readable.
pub fn messages(data: &Path, count: usize) -> anyhow::Result<()> {
    in_transaction(data, |sql, runtime| {
        let (_, _, chat_no) = chat(sql, runtime, (0, "active", 1))?;
        for seq in 1..=count {
            sql.prepare_cached(
                "INSERT INTO message (chat_no, seq, id, at, sender, audience, body) VALUES (?1, ?2, ?3, 1, 0, 0, ?4)",
            )?
            .execute(params![chat_no, seq as i64, runtime.id(MessageId::from_parts).to_bytes(), [7_u8; 149]])?;
        }
        Ok(())
    })
}

fn in_transaction<T>(
    data: &Path,
    work: impl FnOnce(&Transaction<'_>, &Runtime) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut connection = Connection::open(data.join("beistand.sqlite"))?;
    connection.set_prepared_statement_cache_capacity(32);
    let transaction = connection.transaction()?;
    let done = work(&transaction, &Runtime::real())?;
    transaction.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(done)
}

/// A token as the server keeps it, and as its owner shows it.
pub fn token(runtime: &Runtime) -> ([u8; 32], String) {
    let bytes: [u8; 32] = runtime.bytes();
    (Sha256::digest(bytes).into(), B64.encode(bytes))
}

fn active_chat(sql: &Transaction<'_>, runtime: &Runtime, n: usize) -> anyhow::Result<Chat> {
    let now = runtime.now();
    sql.prepare_cached(
        "INSERT INTO person (id, centre_no, sign_in_name, name, password_hash, roles, reachable, parallel_chats) \
         VALUES (?1, 1, ?2, 'Bench', '', 'counsellor', 1, 3)",
    )?
    .execute(params![runtime.id(PersonId::from_parts).to_bytes(), format!("bench-{n}")])?;
    let person_no = sql.last_insert_rowid();
    sql.prepare_cached(
        "INSERT INTO device (id, person_no, name, signing_key, day, day_key, day_signature) \
         VALUES (?1, ?2, 'Bench', x'04', 0, x'04', x'04')",
    )?
    .execute(params![runtime.id(DeviceId::from_parts).to_bytes(), person_no])?;
    let device_no = sql.last_insert_rowid();
    let (hash, counsellor) = token(runtime);
    sql.prepare_cached(
        "INSERT INTO session (device_no, token_hash, person_no, created) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![device_no, hash, person_no, now.millis()])?;
    let (id, seeker, _) = chat(sql, runtime, (n, "active", person_no))?;
    Ok(Chat { id, seeker, counsellor })
}

fn chat(
    sql: &Transaction<'_>,
    runtime: &Runtime,
    (n, state, counsellor_no): (usize, &str, i64),
) -> anyhow::Result<(ChatId, String, i64)> {
    let (id, now): (ChatId, Moment) = (runtime.id(ChatId::from_parts), runtime.now());
    let deadline = now + limits::CHAT_LENGTH;
    sql.prepare_cached(
        "INSERT INTO chat (id, centre_no, topic_no, number, revision, requested, state, counsellor_no, accepted, \
         started, ended, ending, away_since, deadline, seeker_delivered, seeker_read, counsellor_delivered, \
         counsellor_read) VALUES (?1, 1, 1, ?2, 1, ?3, ?4, ?5, 0, ?3, 0, '', ?3, ?6, 0, 0, 0, 0)",
    )?
    .execute(params![
        id.to_bytes(),
        n as i64 + 1,
        now.millis(),
        state,
        counsellor_no,
        deadline.millis()
    ])?;
    let chat_no = sql.last_insert_rowid();
    let (hash, seeker) = token(runtime);
    sql.prepare_cached("INSERT INTO seeker_token (token_hash, chat_no) VALUES (?1, ?2)")?
        .execute(params![hash, chat_no])?;
    Ok((id, seeker, chat_no))
}
