//! The chats of [`crate::seed`] in PostgreSQL.

use beistand_domain::{ChatId, DeviceId, Moment, PersonId, limits};
use beistand_runtime::Runtime;
use tokio_postgres::{Client, Transaction};

use crate::seed::{Chat, token};

/// Where the demo's Anna listens.
const TOPIC: &str = "sucht";

/// Active chats, each with a counsellor of its own.
pub async fn active(client: &mut Client, count: usize) -> anyhow::Result<Vec<Chat>> {
    let (runtime, sql) = (Runtime::real(), client.transaction().await?);
    let now = runtime.now();
    let people: Vec<Vec<u8>> =
        (0..count).map(|_| runtime.id(PersonId::from_parts).to_bytes().to_vec()).collect();
    let devices: Vec<Vec<u8>> =
        (0..count).map(|_| runtime.id(DeviceId::from_parts).to_bytes().to_vec()).collect();
    let tokens: Vec<([u8; 32], String)> = (0..count).map(|_| token(&runtime)).collect();
    sql.execute(
        "INSERT INTO person (id, centre_no, sign_in_name, name, password_hash, roles, reachable, parallel_chats) \
         SELECT id, 1, 'bench-' || n, 'Bench', '', 'counsellor', 1, 3 FROM unnest($1::bytea[]) WITH ORDINALITY AS new (id, n)",
        &[&people],
    )
    .await?;
    sql.execute(
        "INSERT INTO device (id, person_no, name, signing_key, day, day_key, day_signature) \
         SELECT new.id, person.no, 'Bench', '\\x04', 0, '\\x04', '\\x04' \
         FROM unnest($1::bytea[], $2::bytea[]) AS new (id, person) JOIN person ON person.id = new.person",
        &[&devices, &people],
    )
    .await?;
    let hashes: Vec<&[u8]> = tokens.iter().map(|(hash, _)| hash.as_slice()).collect();
    sql.execute(
        "INSERT INTO session (device_no, token_hash, person_no, created) SELECT device.no, hash, person_no, $3 \
         FROM unnest($1::bytea[], $2::bytea[]) AS new (id, hash) JOIN device ON device.id = new.id",
        &[&devices, &hashes, &now.millis()],
    )
    .await?;
    let seekers = chats(&sql, &runtime, ("active", now), &people).await?;
    sql.commit().await?;
    analyse(client).await?;
    let tokens = tokens.into_iter().map(|(_, shown)| shown);
    Ok(seekers
        .into_iter()
        .zip(tokens)
        .map(|((id, seeker), counsellor)| Chat { id, seeker, counsellor })
        .collect())
}

/// Requests in line, which nobody may accept yet. Gives the seekers' tokens.
pub async fn waiting(client: &mut Client, count: usize) -> anyhow::Result<Vec<String>> {
    let (runtime, sql) = (Runtime::real(), client.transaction().await?);
    let nobody = vec![Vec::new(); count];
    let seekers = chats(&sql, &runtime, ("waiting", runtime.now()), &nobody).await?;
    sql.commit().await?;
    analyse(client).await?;
    Ok(seekers.into_iter().map(|(_, token)| token).collect())
}

/// What PostgreSQL does by itself within a minute.
async fn analyse(client: &Client) -> anyhow::Result<()> {
    Ok(client.batch_execute("ANALYZE").await?)
}

/// A chat in `state` for each of these counsellors, with its seeker's token.
async fn chats(
    sql: &Transaction<'_>,
    runtime: &Runtime,
    (state, now): (&str, Moment),
    counsellors: &[Vec<u8>],
) -> anyhow::Result<Vec<(ChatId, String)>> {
    let made: Vec<_> = counsellors.iter().map(|_| (runtime.id(ChatId::from_parts), token(runtime))).collect();
    let ids: Vec<Vec<u8>> = made.iter().map(|(id, _)| id.to_bytes().to_vec()).collect();
    let hashes: Vec<&[u8]> = made.iter().map(|(_, (hash, _))| hash.as_slice()).collect();
    let deadline = (now + limits::CHAT_LENGTH).millis();
    sql.execute(
        "INSERT INTO chat (id, centre_no, topic_no, number, revision, requested, state, counsellor_no, accepted, \
         started, ended, ending, away_since, deadline, seeker_delivered, seeker_read, counsellor_delivered, \
         counsellor_read) SELECT new.id, 1, (SELECT no FROM topic WHERE slug = $6), n, 1, $3, $4, coalesce(person.no, 0), \
         0, $3, 0, '', $3, $5, 0, 0, 0, 0 FROM unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS new (id, person, n) \
         LEFT JOIN person ON person.id = new.person ORDER BY n",
        &[&ids, &counsellors, &now.millis(), &state, &deadline, &TOPIC],
    )
    .await?;
    sql.execute(
        "INSERT INTO seeker_token (token_hash, chat_no) SELECT hash, chat.no \
         FROM unnest($1::bytea[], $2::bytea[]) AS new (id, hash) JOIN chat ON chat.id = new.id",
        &[&ids, &hashes],
    )
    .await?;
    Ok(made.into_iter().map(|(id, (_, shown))| (id, shown)).collect())
}
