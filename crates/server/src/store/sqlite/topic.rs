//! Centres, topics and what admission asks about them.

use std::time::Duration;

use beistand_domain::admission::TopicSettings;
use beistand_domain::opening::OpeningHours;
use beistand_domain::{CentreId, PersonId, Rules, TopicId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, chat, people};
use crate::store::Denied;
use crate::store::model::{Centre, Topic, TopicFacts, TopicMember};

const TOPIC: &str = "topic.no, topic.id, topic.centre_no, topic.slug, topic.name, topic.start_page_live_chat, \
     topic.bubble_live_chat, topic.hours, topic.chat_length, topic.away_keeps_place, topic.answer_within, \
     topic.seeker_gone_after, topic.offer_written_after";

impl Store {
    /// The centre at this part of the address.
    pub async fn centre_by_slug(&self, slug: String) -> Result<Centre, Denied> {
        self.readers.run(move |sql| centre(sql, "slug = ?1", params![slug])).await
    }

    /// The centre with this number.
    pub async fn centre_by_no(&self, no: i64) -> Result<Centre, Denied> {
        self.readers.run(move |sql| centre(sql, "no = ?1", params![no])).await
    }

    /// All topics of a centre, by name, with what admission asks about them.
    pub async fn facts_of_centre(&self, centre_no: i64) -> Result<Vec<TopicFacts>, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(&format!(
                    "SELECT {TOPIC} FROM topic WHERE centre_no = ?1 ORDER BY name"
                ))?;
                let topics: Vec<Topic> =
                    query.query_map(params![centre_no], read)?.collect::<Result<_, _>>()?;
                topics.into_iter().map(|topic| with_facts(sql, topic)).collect()
            })
            .await
    }

    /// One topic with what admission asks about it.
    pub async fn facts_of_topic(&self, topic_no: i64) -> Result<TopicFacts, Denied> {
        self.readers
            .run(move |sql| {
                let topic = topic(sql, topic_no)?;
                with_facts(sql, topic)
            })
            .await
    }

    /// The topics a person belongs to, by name.
    pub async fn topics_of(&self, person_no: i64) -> Result<Vec<Topic>, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(&format!(
                    "SELECT {TOPIC} FROM topic JOIN member ON topic_no = topic.no WHERE person_no = ?1 ORDER BY name"
                ))?;
                let topics = query.query_map(params![person_no], read)?;
                Ok(topics.collect::<Result<_, _>>()?)
            })
            .await
    }
}

/// Denies what is not of the person's topics.
pub fn is_member(sql: &Connection, topic_no: i64, person_no: i64) -> Result<(), Denied> {
    let mut query = sql.prepare_cached("SELECT 1 FROM member WHERE topic_no = ?1 AND person_no = ?2")?;
    let found: Option<i64> = query.query_row(params![topic_no, person_no], |row| row.get(0)).optional()?;
    found.map(|_| ()).ok_or(Denied::NotFound)
}

/// The topic with this number.
pub fn topic(sql: &Connection, no: i64) -> Result<Topic, Denied> {
    let mut query = sql.prepare_cached(&format!("SELECT {TOPIC} FROM topic WHERE no = ?1"))?;
    Ok(query.query_row(params![no], read)?)
}

/// What admission asks about the topic at this address.
pub fn facts(sql: &Connection, centre: &str, topic: &str) -> Result<TopicFacts, Denied> {
    let mut query = sql.prepare_cached(&format!(
        "SELECT {TOPIC} FROM topic JOIN centre ON centre.no = centre_no WHERE centre.slug = ?1 AND topic.slug = ?2"
    ))?;
    let topic = query.query_row(params![centre, topic], read).optional()?.ok_or(Denied::NotFound)?;
    with_facts(sql, topic)
}

fn with_facts(sql: &Connection, topic: Topic) -> Result<TopicFacts, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT person.no, person.id, person.reachable FROM member JOIN person ON person.no = person_no \
         WHERE topic_no = ?1",
    )?;
    let mut rows = query.query(params![topic.no])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        let availability = people::duty(sql, row.get(0)?)?;
        let person = PersonId::from_bytes(row.get(1)?);
        members.push(TopicMember { person, reachable: row.get(2)?, availability });
    }
    let line = chat::line(sql, topic.no)?;
    Ok(TopicFacts { topic, members, line })
}

fn centre(sql: &Connection, condition: &str, arguments: impl rusqlite::Params) -> Result<Centre, Denied> {
    let mut query =
        sql.prepare_cached(&format!("SELECT no, id, slug, name FROM centre WHERE {condition}"))?;
    let found = query.query_row(arguments, |row| {
        let id = CentreId::from_bytes(row.get(1)?);
        Ok(Centre { no: row.get(0)?, id, slug: row.get(2)?, name: row.get(3)? })
    });
    found.optional()?.ok_or(Denied::NotFound)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Topic> {
    let span = |column| -> rusqlite::Result<Duration> {
        Ok(Duration::from_millis(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0)))
    };
    let hours: String = row.get(7)?;
    let hours: OpeningHours = serde_json::from_str(&hours).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Topic {
        no: row.get(0)?,
        id: TopicId::from_bytes(row.get(1)?),
        centre_no: row.get(2)?,
        slug: row.get(3)?,
        name: row.get(4)?,
        settings: TopicSettings { start_page_live_chat: row.get(5)?, bubble_live_chat: row.get(6)?, hours },
        rules: Rules {
            chat_length: span(8)?,
            away_keeps_place: span(9)?,
            answer_within: span(10)?,
            seeker_gone_after: span(11)?,
        },
        offer_written_after: span(12)?,
    })
}
