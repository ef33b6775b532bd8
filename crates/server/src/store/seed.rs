//! The first rows: the server's secret, and the demo centre.

use beistand_domain::opening::OpeningHours;
use beistand_domain::{CentreId, PersonId, TopicId, limits};
use beistand_runtime::Runtime;

use super::admin::{NewPerson, insert_person};
use super::sql::{Lock, Tx, values};
use super::{Store, StoreError};

/// Somebody of the demo centre.
pub struct DemoPerson {
    pub sign_in_name: &'static str,
    pub name: &'static str,
    pub roles: &'static str,
    pub password_hash: String,
}

impl Store {
    /// A secret of this server that outlives restarts; made from `fresh` at the first call.
    pub async fn secret(&self, name: &'static str, fresh: [u8; 32]) -> Result<Vec<u8>, StoreError> {
        self.write(&[], move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                tx.execute(sql, values![name, fresh]).await?;
                let row = tx.first("SELECT value FROM server_secret WHERE name = $1", values![name]).await?;
                Ok(row.ok_or(StoreError::Unavailable)?.bytes(0)?.to_vec())
            })
        })
        .await
    }

    /// Whether there is a centre at this address.
    pub async fn has_centre(&self, slug: &'static str) -> Result<bool, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                Ok(tx.first("SELECT 1 FROM centre WHERE slug = $1", values![slug]).await?.is_some())
            })
        })
        .await
    }

    /// Makes a centre with topics, in all of which all of `people` are members; nothing when it is there.
    pub async fn seed_centre(
        &self,
        runtime: &Runtime,
        (slug, name): (&'static str, &'static str),
        topics: &'static [(&'static str, &'static str)],
        people: Vec<DemoPerson>,
    ) -> Result<(), StoreError> {
        let runtime = runtime.clone();
        self.write(&[Lock::Centre(slug)], move |tx| {
            Box::pin(async move {
                let centre = "INSERT INTO centre (id, slug, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING \
                     RETURNING no";
                let id = runtime.id(CentreId::from_parts).to_bytes();
                let Some(row) = tx.first(centre, values![id, slug, name]).await? else { return Ok(()) };
                let centre_no = row.int(0)?;
                for (topic, title) in topics {
                    insert_topic(tx, &runtime, centre_no, (topic, title)).await?;
                }
                for person in people {
                    let new = NewPerson {
                        centre: slug.to_owned(),
                        sign_in_name: person.sign_in_name.to_owned(),
                        name: person.name.to_owned(),
                        roles: person.roles.to_owned(),
                        topics: Vec::new(),
                        password_hash: person.password_hash,
                        parallel_chats: limits::PARALLEL_CHATS,
                    };
                    insert_person(tx, runtime.id(PersonId::from_parts), &new).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Adds a topic with the defaults of the product: open around the clock, on both entries.
pub async fn insert_topic(
    tx: &Tx,
    runtime: &Runtime,
    centre_no: i64,
    (slug, name): (&str, &str),
) -> Result<(), StoreError> {
    let hours = serde_json::to_string(&OpeningHours::always()).map_err(|_| StoreError::Unavailable)?;
    let millis = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let sql = "INSERT INTO topic (id, centre_no, slug, name, start_page_live_chat, bubble_live_chat, hours, \
         chat_length, away_keeps_place, answer_within, seeker_gone_after, offer_written_after) \
         VALUES ($1, $2, $3, $4, 1, 1, $5, $6, $7, $8, $9, $10)";
    let row = values![
        runtime.id(TopicId::from_parts).to_bytes(),
        centre_no,
        slug,
        name,
        hours,
        millis(limits::CHAT_LENGTH),
        millis(limits::AWAY_KEEPS_PLACE),
        millis(limits::ANSWER_WITHIN),
        millis(limits::SEEKER_GONE_AFTER),
        millis(limits::OFFER_WRITTEN_AFTER)
    ];
    tx.execute(sql, row).await.map(|_| ())
}
