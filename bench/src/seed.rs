//! Chats to measure with, written straight into the server's database before it starts: people, sessions, tokens
//! and active chats. Only set-up goes this way; everything measured goes through the server's own doors.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_domain::{ChatId, DeviceId, MessageId, Moment, PersonId, Rules, SessionId, limits};
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
    in_transaction(data, |sql, runtime| (0..count).map(|n| Ok(chat(sql, runtime, (n, None))?.1)).collect())
}

/// Messages in one active chat.
pub fn messages(data: &Path, count: usize) -> anyhow::Result<()> {
    in_transaction(data, |sql, runtime| {
        let (_, _, chat_no) = chat(sql, runtime, (0, Some(1)))?;
        for seq in 1..=count as i64 {
            sql.prepare_cached(
                "INSERT INTO message (chat_no, seq, shared_seq, id, at, sender, audience, bytes, shared_bytes, body) \
                 VALUES (?1, ?2, ?2, ?3, 1, 1, 'everyone', ?2 * 149, ?2 * 149, ?4)",
            )?
            .execute(params![chat_no, seq, runtime.id(MessageId::from_parts).to_bytes(), [7_u8; 149]])?;
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
        "INSERT INTO person (id, organisation_no, sign_in_name, sign_in_key, name, password_hash, state, revision, \
         reachable, parallel_chats, free_since, missed_offers) VALUES (?1, 1, ?2, ?2, 'Bench', '', 'active', 0, 1, 3, 0, 0)",
    )?
    .execute(params![runtime.id(PersonId::from_parts).to_bytes(), format!("bench-{n}")])?;
    let person_no = sql.last_insert_rowid();
    sql.prepare_cached("INSERT INTO membership (person_no, role, topic_no) VALUES (?1, 'counsellor', 1)")?
        .execute(params![person_no])?;
    sql.prepare_cached(
        "INSERT INTO device (id, person_no, name, signing_key, day, day_key, day_signature) \
         VALUES (?1, ?2, 'Bench', x'04', 0, x'04', x'04')",
    )?
    .execute(params![runtime.id(DeviceId::from_parts).to_bytes(), person_no])?;
    let device_no = sql.last_insert_rowid();
    let (hash, counsellor) = token(runtime);
    sql.prepare_cached(
        "INSERT INTO session (id, device_no, person_no, token_hash, token_since, opened, used) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5)",
    )?
    .execute(params![
        runtime.id(SessionId::from_parts).to_bytes(),
        device_no,
        person_no,
        hash,
        now.millis()
    ])?;
    let (id, seeker, _) = chat(sql, runtime, (n, Some(person_no)))?;
    Ok(Chat { id, seeker, counsellor })
}

fn chat(
    sql: &Transaction<'_>,
    runtime: &Runtime,
    (n, counsellor): (usize, Option<i64>),
) -> anyhow::Result<(ChatId, String, i64)> {
    let (id, now): (ChatId, Moment) = (runtime.id(ChatId::from_parts), runtime.now());
    let rules = Rules::default().in_force_from(now);
    let span = |span: std::time::Duration| span.as_millis() as i64;
    let active = counsellor.map(|_| &rules);
    sql.prepare_cached(
        "INSERT INTO chat (id, centre_no, topic_no, entry, number, revision, requested, state, offers, accepted_by, \
         accepted, started, ends, first_warning, second_warning, seeker_gone_after, readable_after_end, away_since, \
         deadline, seeker_delivered, seeker_read, seeker_delivered_seq, seeker_read_seq) \
         VALUES (?1, 1, 1, 'start_page', ?2, 1, ?3, ?4, 0, ?5, ?6, ?6, ?7, ?8, ?9, ?10, ?11, ?3, ?12, 0, 0, 0, 0)",
    )?
    .execute(params![
        id.to_bytes(),
        n as i64 + 1,
        now.millis(),
        if active.is_some() { "active" } else { "waiting" },
        counsellor,
        active.map(|_| now.millis()),
        active.map(|rules| rules.ends.millis()),
        active.map(|rules| span(rules.warnings[0])),
        active.map(|rules| span(rules.warnings[1])),
        active.map(|rules| span(rules.seeker_gone_after)),
        active.map(|rules| span(rules.readable_after_end)),
        (now + limits::SEEKER_GONE_AFTER).millis()
    ])?;
    let chat_no = sql.last_insert_rowid();
    if let Some(person_no) = counsellor {
        sql.prepare_cached(
            "INSERT INTO participant (chat_no, person_no, since, reads_from, delivered_seq, read_seq, delivered, read) \
             VALUES (?1, ?2, ?3, 1, 0, 0, 0, 0)",
        )?
        .execute(params![chat_no, person_no, now.millis()])?;
    }
    let (hash, seeker) = token(runtime);
    sql.prepare_cached(
        "INSERT INTO seeker_token (token_hash, chat_no, tab_hash, tab_half) VALUES (?1, ?2, ?3, x'04')",
    )?
    .execute(params![hash, chat_no, runtime.bytes::<32>()])?;
    Ok((id, seeker, chat_no))
}

#[cfg(test)]
mod tests {
    use beistand_store::{DatabaseLocation, Store};

    use super::*;

    /// Nothing else would notice that tables have changed until the next benchmark.
    #[tokio::test]
    async fn the_rows_fit_the_present_tables() {
        let folder = tempfile::tempdir().unwrap();
        let place = DatabaseLocation::File(folder.path().join("beistand.sqlite"));
        let store = Store::open(&place).await.unwrap();
        beistand_server::demo::seed(&store, &Runtime::real()).await.unwrap();
        let chats = active(folder.path(), 2).unwrap();
        for chat in &chats {
            let chat = store.chat(chat.id, None).await.unwrap();
            assert!(matches!(chat.record.chat, beistand_domain::Chat::Active(_)));
        }
    }

    #[tokio::test]
    async fn so_do_those_of_requests_and_messages() {
        for what in ["requests", "messages"] {
            let folder = tempfile::tempdir().unwrap();
            let place = DatabaseLocation::File(folder.path().join("beistand.sqlite"));
            let store = Store::open(&place).await.unwrap();
            beistand_server::demo::seed(&store, &Runtime::real()).await.unwrap();
            match what {
                "requests" => assert_eq!(waiting(folder.path(), 2).unwrap().len(), 2),
                _ => messages(folder.path(), 3).unwrap(),
            }
        }
    }
}
