//! The chats of [`crate::seed`] in PostgreSQL.

use beistand_domain::{ChatId, DeviceId, Moment, PersonId, Rules, SessionId, limits};
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
        "INSERT INTO person (id, organisation_no, sign_in_name, sign_in_key, name, password_hash, state, revision, \
         reachable, parallel_chats, free_since, missed_offers) \
         SELECT id, 1, 'bench-' || n, 'bench-' || n, 'Bench', '', 'active', 0, 1, 3, 0, 0 \
         FROM unnest($1::bytea[]) WITH ORDINALITY AS new (id, n)",
        &[&people],
    )
    .await?;
    sql.execute(
        "INSERT INTO membership (person_no, role, topic_no) SELECT person.no, 'counsellor', topic.no \
         FROM person JOIN topic ON topic.slug = $2 WHERE person.id = ANY ($1::bytea[])",
        &[&people, &TOPIC],
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
    let sessions: Vec<Vec<u8>> =
        (0..count).map(|_| runtime.id(SessionId::from_parts).to_bytes().to_vec()).collect();
    sql.execute(
        "INSERT INTO session (id, device_no, token_hash, person_no, token_since, opened, used) \
         SELECT new.session, device.no, hash, person_no, $4, $4, $4 \
         FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS new (session, id, hash) \
         JOIN device ON device.id = new.id",
        &[&sessions, &devices, &hashes, &now.millis()],
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
    let rules = Rules::default().in_force_from(now);
    let span = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let deadline = (now + limits::SEEKER_GONE_AFTER).millis();
    sql.execute(
        "INSERT INTO chat (id, centre_no, topic_no, entry, number, revision, requested, state, offers, accepted_by, accepted, \
         started, ends, first_warning, second_warning, seeker_gone_after, readable_after_end, away_since, deadline, \
         seeker_delivered, seeker_read, seeker_delivered_seq, seeker_read_seq) \
         SELECT new.id, 1, (SELECT no FROM topic WHERE slug = $6), 'start_page', n, 1, $3::bigint, $4, 0, person.no, \
         CASE WHEN person.no IS NULL THEN NULL ELSE $3::bigint END, CASE WHEN person.no IS NULL THEN NULL ELSE $3::bigint END, \
         CASE WHEN person.no IS NULL THEN NULL ELSE $7::bigint END, CASE WHEN person.no IS NULL THEN NULL ELSE $8::bigint END, \
         CASE WHEN person.no IS NULL THEN NULL ELSE $9::bigint END, CASE WHEN person.no IS NULL THEN NULL ELSE $10::bigint END, \
         CASE WHEN person.no IS NULL THEN NULL ELSE $11::bigint END, $3::bigint, $5::bigint, 0, 0, 0, 0 \
         FROM unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS new (id, person, n) \
         LEFT JOIN person ON person.id = new.person ORDER BY n",
        &[
            &ids,
            &counsellors,
            &now.millis(),
            &state,
            &deadline,
            &TOPIC,
            &rules.ends.millis(),
            &span(rules.warnings[0]),
            &span(rules.warnings[1]),
            &span(rules.seeker_gone_after),
            &span(rules.readable_after_end),
        ],
    )
    .await?;
    sql.execute(
        "INSERT INTO participant (chat_no, person_no, since, reads_from, delivered_seq, read_seq, delivered, read) \
         SELECT chat.no, accepted_by, $2, 1, 0, 0, 0, 0 FROM chat \
         WHERE id = ANY ($1::bytea[]) AND accepted_by IS NOT NULL",
        &[&ids, &now.millis()],
    )
    .await?;
    let tabs: Vec<Vec<u8>> = made.iter().map(|_| runtime.bytes::<32>().to_vec()).collect();
    sql.execute(
        "INSERT INTO seeker_token (token_hash, chat_no, tab_hash, tab_half) SELECT hash, chat.no, tab, '\\x04' \
         FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS new (id, hash, tab) JOIN chat ON chat.id = new.id",
        &[&ids, &hashes, &tabs],
    )
    .await?;
    Ok(made.into_iter().map(|(id, (_, shown))| (id, shown)).collect())
}

#[cfg(test)]
mod tests {
    use beistand_store::{DatabaseLocation, Store};
    use beistand_testkit::postgres::Cluster;

    use super::*;

    /// Nothing else would notice that tables have changed until the next benchmark.
    #[tokio::test]
    async fn the_rows_fit_the_present_tables() {
        let address = Cluster::shared().await.unwrap().database().await.unwrap();
        let store = Store::open(&DatabaseLocation::Postgres(address.parse().unwrap())).await.unwrap();
        beistand_server::demo::seed(&store, &Runtime::real()).await.unwrap();
        let (mut client, connection) =
            tokio_postgres::connect(&address.to_string(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let chats = active(&mut client, 2).await.unwrap();
        for chat in &chats {
            let chat = store.chat(chat.id, None).await.unwrap();
            assert!(matches!(chat.record.chat, beistand_domain::Chat::Active(_)));
        }
        client.execute("DELETE FROM chat", &[]).await.unwrap();
        assert_eq!(waiting(&mut client, 2).await.unwrap().len(), 2);
    }
}
