//! The limit for what several servers do: the bare relay on the same PostgreSQL. It knows nothing and looks nothing up;
//! one trip to the database inserts a group and commits it.

use anyhow::Context as _;
use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use crate::relay::{self, Ends, Row};

const TABLE: &str = "CREATE TABLE message (no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chat_no BIGINT NOT NULL, \
     seq BIGINT NOT NULL, id BYTEA NOT NULL, at BIGINT NOT NULL, sender BIGINT NOT NULL, audience BIGINT NOT NULL, \
     body BYTEA NOT NULL); CREATE UNIQUE INDEX message_place ON message (chat_no, seq)";
const INSERT: &str = "INSERT INTO message (chat_no, seq, id, at, sender, audience, body) SELECT chat_no, seq, id, \
     1795194000000, 0, 0, body FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) \
     AS new (chat_no, seq, id, body)";
/// As many as the server puts into a group.
const GROUP: usize = 1024;

/// Plays the relay on an empty database.
pub async fn serve(port: u16, database: &str) -> anyhow::Result<()> {
    let (client, connection) = tokio_postgres::connect(database, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(TABLE).await?;
    let insert = client.prepare(INSERT).await?;
    let (rows, queue) = mpsc::unbounded_channel();
    let ends = Ends::default();
    let writing = tokio::spawn(write((client, insert), queue, ends.clone()));
    tokio::select! {
        served = relay::listen(port, ends, move |row| rows.send(row).ok()) => served,
        written = writing => written?.context("the relay has lost its database"),
    }
}

async fn write(
    (client, insert): (Client, Statement),
    mut queue: mpsc::UnboundedReceiver<Row>,
    ends: Ends,
) -> anyhow::Result<()> {
    let mut next = std::collections::HashMap::<u32, i64>::new();
    let mut group = Vec::new();
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let (mut pairs, mut places, mut ids, mut bodies) = (vec![], vec![], vec![], vec![]);
        for row in &group {
            let seq = next.entry(row.pair).or_insert(0);
            *seq += 1;
            pairs.push(i64::from(row.pair));
            places.push(*seq);
            ids.push(row.id.as_slice());
            bodies.push(row.body.as_slice());
        }
        // Outside of a transaction a statement is one by itself, on disk when it is answered.
        let columns: [&(dyn ToSql + Sync); 4] = [&pairs, &places, &ids, &bodies];
        client.execute(&insert, &columns).await?;
        ends.pass_on(std::mem::take(&mut group));
    }
    Ok(())
}
