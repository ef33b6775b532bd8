//! The first rows: the server's secret, and the demo centre.

use beistand_ambient::Ambient;
use beistand_domain::opening::OpeningHours;
use beistand_domain::{CentreId, PersonId, TopicId, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::Store;
use crate::store::Denied;

/// Somebody of the demo centre.
pub struct DemoPerson {
    pub sign_in_name: &'static str,
    pub name: &'static str,
    pub roles: &'static str,
    pub password_hash: String,
}

impl Store {
    /// A secret of this server that outlives restarts; made from `fresh` at the first call.
    pub async fn secret(&self, name: &'static str, fresh: [u8; 32]) -> Result<Vec<u8>, Denied> {
        self.writer
            .run(move |tx| {
                tx.sql.execute(
                    "INSERT OR IGNORE INTO server_secret (name, value) VALUES (?1, ?2)",
                    params![name, fresh],
                )?;
                Ok(tx.sql.query_row(
                    "SELECT value FROM server_secret WHERE name = ?1",
                    params![name],
                    |row| row.get(0),
                )?)
            })
            .await
    }

    /// Whether there is a centre at this address.
    pub async fn has_centre(&self, slug: &'static str) -> Result<bool, Denied> {
        self.readers
            .run(move |sql| {
                let found: Option<i64> = sql
                    .query_row("SELECT 1 FROM centre WHERE slug = ?1", params![slug], |row| row.get(0))
                    .optional()?;
                Ok(found.is_some())
            })
            .await
    }

    /// Makes a centre with topics, in all of which all of `people` are members.
    pub async fn seed_centre(
        &self,
        ambient: &Ambient,
        (slug, name): (&'static str, &'static str),
        topics: &'static [(&'static str, &'static str)],
        people: Vec<DemoPerson>,
    ) -> Result<(), Denied> {
        let ambient = ambient.clone();
        self.writer
            .run(move |tx| {
                tx.sql.execute(
                    "INSERT INTO centre (id, slug, name) VALUES (?1, ?2, ?3)",
                    params![ambient.id(CentreId::from_parts).to_bytes(), slug, name],
                )?;
                let centre_no = tx.sql.last_insert_rowid();
                for (topic, title) in topics {
                    insert_topic(tx.sql, &ambient, centre_no, (topic, title))?;
                }
                for person in people {
                    let counsels = person.roles.split(' ').any(|role| role == "counsellor");
                    tx.sql.execute(
                        "INSERT INTO person (id, centre_no, sign_in_name, name, password_hash, roles, reachable, \
                         parallel_chats) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                        params![
                            ambient.id(PersonId::from_parts).to_bytes(),
                            centre_no,
                            person.sign_in_name,
                            person.name,
                            person.password_hash,
                            person.roles,
                            counsels,
                            limits::PARALLEL_CHATS
                        ],
                    )?;
                    let person_no = tx.sql.last_insert_rowid();
                    if counsels {
                        tx.sql.execute(
                            "INSERT INTO member (topic_no, person_no) SELECT no, ?1 FROM topic WHERE centre_no = ?2",
                            params![person_no, centre_no],
                        )?;
                    }
                }
                Ok(())
            })
            .await
    }
}

/// Adds a topic with the defaults of the product: open around the clock, on both entries.
pub fn insert_topic(
    sql: &Connection,
    ambient: &Ambient,
    centre_no: i64,
    (slug, name): (&str, &str),
) -> Result<(), Denied> {
    let hours = serde_json::to_string(&OpeningHours::always()).map_err(|_| Denied::Away)?;
    let millis = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    sql.execute(
        "INSERT INTO topic (id, centre_no, slug, name, start_page_live_chat, bubble_live_chat, hours, \
         chat_length, away_keeps_place, answer_within, seeker_gone_after, offer_written_after) \
         VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            ambient.id(TopicId::from_parts).to_bytes(),
            centre_no,
            slug,
            name,
            hours,
            millis(limits::CHAT_LENGTH),
            millis(limits::AWAY_KEEPS_PLACE),
            millis(limits::ANSWER_WITHIN),
            millis(limits::SEEKER_GONE_AFTER),
            millis(limits::OFFER_WRITTEN_AFTER)
        ],
    )?;
    Ok(())
}
