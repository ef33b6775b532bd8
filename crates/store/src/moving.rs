//! The move from an embedded database to a PostgreSQL: everything is copied in one transaction, read back, compared, and
//! only then kept.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use beistand_domain::FileId;
use futures_util::future::try_join_all;
use rusqlite::{Connection, OpenFlags, Rows};
use sha2::{Digest as _, Sha256};

use crate::contents::DatabaseContents;
use crate::postgres::{Address, Postgres};
use crate::sql::{Tx, Value};
use crate::sqlite::connection;

/// Rows on their way at the same time.
const AT_ONCE: usize = 256;

/// A table with what tells its rows apart, in an order in which nothing points at what is not there yet.
struct Table {
    name: &'static str,
    columns: &'static str,
    key: &'static str,
    /// Its numbers are made by the database.
    numbered: bool,
}

const fn table(name: &'static str, columns: &'static str, key: &'static str) -> Table {
    Table { name, columns, key, numbered: false }
}

const fn numbered(name: &'static str, columns: &'static str) -> Table {
    Table { name, columns, key: "no", numbered: true }
}

/// Everything that lasts; who is connected to which process does not.
const TABLES: [Table; 26] = [
    table("server_secret", "name, value", "name"),
    numbered("organisation", "no, id, slug, name"),
    numbered("centre", "no, id, organisation_no, slug, name, start_page, bubble, revision"),
    numbered(
        "topic",
        "no, id, organisation_no, slug, name, revision, mode, hours, \
         chat_length, first_warning, second_warning, away_keeps_place, answer_within, seeker_gone_after, \
         readable_after_end, offer_written_after",
    ),
    table("offering", "centre_no, topic_no, start_page, bubble", "centre_no, topic_no"),
    numbered(
        "person",
        "no, id, organisation_no, sign_in_name, sign_in_key, name, password_hash, state, revision, reachable, \
         parallel_chats, free_since, missed_offers",
    ),
    table("password_link", "person_no, token_hash, until", "person_no"),
    table("second_factor", "person_no, secret, used, pending, pending_until", "person_no"),
    table("recovery_code", "person_no, code_hash", "person_no, code_hash"),
    numbered("membership", "no, person_no, role, centre_no, topic_no"),
    numbered("device", "no, id, person_no, name, signing_key, day, day_key, day_signature"),
    numbered(
        "session",
        "no, id, device_no, person_no, token_hash, previous_hash, next_hash, token_since, opened, used",
    ),
    table("availability", "person_no, state, why, device_id, since, renewed", "person_no"),
    numbered(
        "chat",
        "no, id, centre_no, topic_no, entry, number, revision, requested, wanted_no, state, offers, \
         accepted_by, accepted, started, ends, first_warning, second_warning, seeker_gone_after, \
         readable_after_end, ended, ending, away_since, seeker_process, deadline, seeker_delivered, \
         seeker_read, seeker_delivered_seq, seeker_read_seq",
    ),
    numbered("offer", "no, chat_no, person_no, until, outcome"),
    numbered(
        "participant",
        "no, chat_no, person_no, since, reads_from, left_at, left_how, left_seq, delivered_seq, read_seq, \
         delivered, read",
    ),
    table("invitation", "chat_no, to_no, by_no, history, until", "chat_no, to_no"),
    table("seeker_token", "token_hash, chat_no, tab_hash, tab_half", "token_hash"),
    table("envelope", "chat_no, device_id, sealed", "chat_no, device_id"),
    numbered("message", "no, chat_no, seq, shared_seq, id, at, sender, audience, bytes, shared_bytes, body"),
    numbered("file", "no, id, content, chat_no, message_id, sender, audience, size, state, due"),
    table("command", "actor, id, about, what, answer, at", "actor, id"),
    numbered(
        "audit",
        "no, at, organisation_no, actor_kind, actor_no, act, centre_no, subject_id, subject, before, after",
    ),
    table(
        "statistic",
        "day, hour, centre_no, topic_no, person_no, what, n",
        "centre_no, day, topic_no, hour, what, coalesce(person_no, 0)",
    ),
    table("clock", "no, newest, accepted, in_doubt", "no"),
    table("attempt", "what, count, until", "what"),
];

/// The secret that names the installation in its file store, and each stored file's name there with its length.
pub type StoredFiles = (Vec<u8>, Vec<(String, u64)>);

/// The sealed files that the database file of a server knows.
pub fn stored_files(from: &Path) -> anyhow::Result<StoredFiles> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("{} cannot be opened", from.display()))?;
    let older = "the database file is older than this program; start and stop its server once";
    let mut all =
        source.prepare("SELECT content, size FROM file WHERE state = 'stored' ORDER BY no").context(older)?;
    let files = all.query_map([], |row| {
        let (content, size): ([u8; 16], i64) = (row.get(0)?, row.get(1)?);
        Ok((FileId::from_bytes(content).to_string(), size.unsigned_abs()))
    })?;
    let files = files.collect::<Result<_, _>>()?;
    let secret = "SELECT value FROM server_secret WHERE name = 'files'";
    let secret: Vec<u8> = source.query_row(secret, [], |row| row.get(0)).context(older)?;
    Ok((secret, files))
}

/// What was moved: each table with its number of rows.
pub type Moved = Vec<(&'static str, u64)>;

/// Copies the database file of a stopped server into an empty PostgreSQL. When anything goes wrong, or differs when it is
/// read back, nothing has changed.
pub async fn migrate_to_postgres(from: &Path, into: &Address) -> anyhow::Result<Moved> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .with_context(|| format!("{} cannot be opened", from.display()))?;
    // Nobody may write while it is copied.
    source.execute_batch("BEGIN IMMEDIATE").context("somebody is writing into the database file")?;
    let stopped: bool =
        source
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM process)", [], |row| row.get(0))
            .context("the database file is older than this program; start and stop its server once")?;
    ensure!(stopped, "a server runs on this file, or did not stop in order; start and stop it once");
    match crate::sqlite::inspect(from)? {
        DatabaseContents::Schema { is, newest } => {
            ensure!(
                is == newest,
                "the database file is of another version; start and stop its server with this program"
            );
        }
        DatabaseContents::Demo => {}
        DatabaseContents::Nothing => bail!("{} is not there", from.display()),
    }
    let postgres = Postgres::open(into).await?;
    let (tx, session) = postgres.begin().await?;
    let mut moved = Vec::new();
    for table in &TABLES {
        let there = tx.query(&format!("SELECT 1 AS found FROM {} LIMIT 1", table.name), &[]).await?;
        ensure!(there.is_empty(), "the PostgreSQL is not empty: there are rows in {}", table.name);
        let (rows, written) = copy(&source, &tx, table).await.with_context(|| table.name)?;
        let read = digest(&tx, table).await?;
        ensure!(written == read, "{} came back different; nothing was kept", table.name);
        moved.push((table.name, rows));
    }
    // Processes are counted from the start there, and nobody is connected to any yet.
    tx.execute("UPDATE chat SET seeker_process = NULL", &[]).await?;
    drop(tx);
    session.commit().await.context("PostgreSQL did not keep it")?;
    Ok(moved)
}

/// Copies a table; gives its number of rows and their digest.
async fn copy(source: &Connection, tx: &Tx, table: &Table) -> anyhow::Result<(u64, Vec<u8>)> {
    let Table { name, columns, key, .. } = table;
    let places: Vec<String> = (1..=columns.split(',').count()).map(|place| format!("${place}")).collect();
    let insert =
        format!("INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({})", places.join(", "));
    let mut query = source.prepare(&format!("SELECT {columns} FROM {name} ORDER BY {key}"))?;
    let width = query.column_count();
    let mut rows = query.query([])?;
    let (mut count, mut digest) = (0, Sha256::new());
    loop {
        let chunk = next(&mut rows, width)?;
        if chunk.is_empty() {
            break;
        }
        chunk.iter().for_each(|row| add(&mut digest, row));
        count += chunk.len() as u64;
        try_join_all(chunk.iter().map(|row| tx.execute(&insert, row))).await?;
    }
    drop(rows);
    if table.numbered {
        // Numbers of rows that are gone are not given again.
        let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?1";
        let given: i64 = source.query_row(last, [name], |row| row.get(0))?;
        let most = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'no'), \
             greatest($1, (SELECT coalesce(max(no), 0) FROM {name})) + 1, false)"
        );
        tx.query(&most, &[Value::Int(given)]).await?;
    }
    Ok((count, digest.finalize().to_vec()))
}

fn next(rows: &mut Rows<'_>, width: usize) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut chunk = Vec::with_capacity(AT_ONCE);
    while chunk.len() < AT_ONCE
        && let Some(row) = rows.next()?
    {
        let values = (0..width).map(|column| row.get_ref(column).map(connection::value));
        chunk.push(values.collect::<rusqlite::Result<_>>()?);
    }
    Ok(chunk)
}

/// The digest of a table as PostgreSQL gives it back.
async fn digest(tx: &Tx, table: &Table) -> anyhow::Result<Vec<u8>> {
    let Table { name, columns, key, .. } = table;
    let cursor = format!("DECLARE moved_{name} CURSOR FOR SELECT {columns} FROM {name} ORDER BY {key}");
    tx.execute(&cursor, &[]).await?;
    let fetch = format!("FETCH {AT_ONCE} FROM moved_{name}");
    let mut digest = Sha256::new();
    loop {
        let rows = tx.query(&fetch, &[]).await?;
        if rows.is_empty() {
            return Ok(digest.finalize().to_vec());
        }
        rows.iter().for_each(|row| add(&mut digest, row.values()));
    }
}

/// Every value with its kind and length, so that no two rows look the same.
fn add(digest: &mut Sha256, row: &[Value]) {
    for value in row {
        let (kind, bytes) = match value {
            Value::Null => (0_u8, Vec::new()),
            Value::Int(number) => (1, number.to_le_bytes().to_vec()),
            Value::Text(text) => (2, text.as_bytes().to_vec()),
            Value::Bytes(bytes) => (3, bytes.clone()),
        };
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column or table that a later migration adds must be moved as well.
    #[test]
    fn every_column_of_every_lasting_table_is_moved() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("beistand.sqlite");
        crate::sqlite::Sqlite::open(&file).unwrap();
        let source = Connection::open(&file).unwrap();
        let mut tables = source
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                 AND name NOT IN ('refinery_schema_history', 'process', 'presence', 'job') ORDER BY name",
            )
            .unwrap();
        let tables: Vec<String> =
            tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let mut moved: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        moved.sort_unstable();
        assert_eq!(tables, moved);
        for table in &TABLES {
            let mut columns = source.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid").unwrap();
            let columns: Vec<String> =
                columns.query_map([table.name], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(columns.join(", "), table.columns, "{}", table.name);
        }
    }
}
