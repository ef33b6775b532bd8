//! Centres, topics and what admission asks about them.

use beistand_domain::admission::TopicSettings;
use beistand_domain::opening::OpeningHours;
use beistand_domain::{CentreId, PersonId, TopicId};

use super::model::{Centre, Topic, TopicFacts, TopicMember};
use super::sql::{Row, Tx, Value, damaged, values};
use super::{Store, StoreError, chat, chat_row, people};

const TOPIC: &str = "topic.no, topic.id, topic.centre_no, topic.slug, topic.name, topic.start_page_live_chat, \
     topic.bubble_live_chat, topic.hours, topic.chat_length, topic.away_keeps_place, topic.answer_within, \
     topic.seeker_gone_after, topic.offer_written_after";

impl Store {
    /// The centre at this part of the address.
    pub async fn centre_by_slug(&self, slug: String) -> Result<Centre, StoreError> {
        self.read(move |tx| Box::pin(async move { centre(tx, "slug = $1", values![slug]).await })).await
    }

    /// The centre with this number.
    pub async fn centre_by_no(&self, no: i64) -> Result<Centre, StoreError> {
        self.read(move |tx| Box::pin(async move { centre(tx, "no = $1", values![no]).await })).await
    }

    /// All topics of a centre, by name, with what admission asks about them.
    pub async fn facts_of_centre(&self, centre_no: i64) -> Result<Vec<TopicFacts>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = format!("SELECT {TOPIC} FROM topic WHERE centre_no = $1 ORDER BY name");
                let mut all = Vec::new();
                for row in tx.query(&sql, values![centre_no]).await? {
                    all.push(with_facts(tx, read(&row)?).await?);
                }
                Ok(all)
            })
        })
        .await
    }

    /// One topic with what admission asks about it.
    pub async fn facts_of_topic(&self, topic_no: i64) -> Result<TopicFacts, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let topic = topic(tx, topic_no).await?;
                with_facts(tx, topic).await
            })
        })
        .await
    }

    /// The topics a person belongs to, by name.
    pub async fn topics_of(&self, person_no: i64) -> Result<Vec<Topic>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {TOPIC} FROM topic JOIN member ON topic_no = topic.no WHERE person_no = $1 ORDER BY name"
                );
                tx.query(&sql, values![person_no]).await?.iter().map(read).collect()
            })
        })
        .await
    }
}

/// Denies what is not of the person's topics.
pub async fn is_member(tx: &Tx, topic_no: i64, person_no: i64) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM member WHERE topic_no = $1 AND person_no = $2";
    tx.first(sql, values![topic_no, person_no]).await?.map(|_| ()).ok_or(StoreError::NotFound)
}

/// The topic with this number.
pub async fn topic(tx: &Tx, no: i64) -> Result<Topic, StoreError> {
    let row = tx.first(&format!("SELECT {TOPIC} FROM topic WHERE no = $1"), values![no]).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// What admission asks about the topic at this address.
pub async fn facts(tx: &Tx, centre: &str, topic: &str) -> Result<TopicFacts, StoreError> {
    let sql = format!(
        "SELECT {TOPIC} FROM topic JOIN centre ON centre.no = centre_no WHERE centre.slug = $1 AND topic.slug = $2"
    );
    let row = tx.first(&sql, values![centre, topic]).await?.ok_or(StoreError::NotFound)?;
    with_facts(tx, read(&row)?).await
}

async fn with_facts(tx: &Tx, topic: Topic) -> Result<TopicFacts, StoreError> {
    let sql = "SELECT person.id, person.reachable, availability.state, availability.why, availability.device_id, \
         availability.since, availability.renewed FROM member JOIN person ON person.no = member.person_no \
         LEFT JOIN availability ON availability.person_no = person.no WHERE topic_no = $1 ORDER BY person.no";
    let member = |row: &Row| -> Result<TopicMember, StoreError> {
        Ok(TopicMember {
            person: PersonId::from_bytes(row.id(0)?),
            reachable: row.flag(1)?,
            availability: people::availability(row, 2)?,
        })
    };
    let members = tx.query(sql, values![topic.no]).await?.iter().map(member).collect::<Result<_, _>>()?;
    let queue = chat::queue(tx, topic.no).await?;
    Ok(TopicFacts { topic, members, queue })
}

async fn centre(tx: &Tx, condition: &str, values: &[Value]) -> Result<Centre, StoreError> {
    let sql = format!("SELECT no, id, slug, name FROM centre WHERE {condition}");
    let row = tx.first(&sql, values).await?.ok_or(StoreError::NotFound)?;
    Ok(Centre {
        no: row.int(0)?,
        id: CentreId::from_bytes(row.id(1)?),
        slug: row.text(2)?.to_owned(),
        name: row.text(3)?.to_owned(),
    })
}

fn read(row: &Row) -> Result<Topic, StoreError> {
    let hours: OpeningHours = serde_json::from_str(row.text(7)?).map_err(|_| damaged(7))?;
    Ok(Topic {
        no: row.int(0)?,
        id: TopicId::from_bytes(row.id(1)?),
        centre_no: row.int(2)?,
        slug: row.text(3)?.to_owned(),
        name: row.text(4)?.to_owned(),
        settings: TopicSettings { start_page_live_chat: row.flag(5)?, bubble_live_chat: row.flag(6)?, hours },
        rules: chat_row::rules(row, 8)?,
        offer_written_after: row.span(12)?,
    })
}
