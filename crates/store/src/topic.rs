//! Organisations' centres and topics, and what admission and routing ask about them.

use beistand_domain::admission::Entries;
use beistand_domain::centre::OpeningHours;
use beistand_domain::chat::Chat;
use beistand_domain::routing::{Mode, Queued};
use beistand_domain::{CentreId, PersonId, TopicId};

use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Centre, CentreNo, Offered, PersonNo, Topic, TopicFacts, TopicMember, TopicNo};
use crate::names::Named;
use crate::sql::{Row, Tx, Value, corrupt, values};
use crate::{chat_row, people};

const TOPIC: &str = "topic.no, topic.id, topic.slug, topic.name, topic.revision, \
     topic.mode, topic.hours, topic.chat_length, topic.first_warning, topic.second_warning, topic.away_keeps_place, \
     topic.answer_within, topic.seeker_gone_after, topic.readable_after_end, topic.offer_written_after";

impl Store {
    /// The centre at this part of the address.
    pub async fn centre_by_slug(&self, slug: String) -> Result<Centre, StoreError> {
        self.read(move |tx| Box::pin(async move { centre(tx, "centre.slug = $1", values![slug]).await }))
            .await
    }

    /// The centre with this id.
    pub async fn centre(&self, id: CentreId) -> Result<Centre, StoreError> {
        self.read(move |tx| {
            Box::pin(async move { centre(tx, "centre.id = $1", values![id.to_bytes()]).await })
        })
        .await
    }

    /// The centre a person is shown with: the first one their topics are offered by, else one of their organisation.
    pub async fn home_of(&self, person: PersonNo) -> Result<Centre, StoreError> {
        let of_topics = "centre.no = (SELECT min(offering.centre_no) FROM membership \
             JOIN offering ON offering.topic_no = membership.topic_no WHERE membership.person_no = $1)";
        let of_organisation = "centre.no = (SELECT min(other.no) FROM centre AS other \
             JOIN person ON person.organisation_no = other.organisation_no WHERE person.no = $1)";
        self.read(move |tx| {
            Box::pin(async move {
                match centre(tx, of_topics, values![person]).await {
                    Err(StoreError::NotFound) => centre(tx, of_organisation, values![person]).await,
                    found => found,
                }
            })
        })
        .await
    }

    /// All topics that a centre offers, by name, with what admission asks about them.
    pub async fn facts_of_centre(&self, centre: CentreNo) -> Result<Vec<TopicFacts>, StoreError> {
        self.read(move |tx| Box::pin(facts_of(tx, centre))).await
    }

    /// One topic with what admission and routing ask about it.
    pub async fn facts_of_topic(&self, topic: TopicId) -> Result<TopicFacts, StoreError> {
        self.read(move |tx| Box::pin(async move { facts_by_id(tx, topic).await })).await
    }

    /// The centres whose start pages offer a topic.
    pub async fn centres_of(&self, topic: TopicId) -> Result<Vec<CentreId>, StoreError> {
        let sql = "SELECT centre.id FROM offering JOIN centre ON centre.no = offering.centre_no \
             JOIN topic ON topic.no = offering.topic_no WHERE topic.id = $1";
        self.read(move |tx| {
            Box::pin(async move {
                let rows = tx.query(sql, values![topic.to_bytes()]).await?;
                rows.iter().map(|row| row.id("id", CentreId::from_bytes)).collect()
            })
        })
        .await
    }

    /// The topics a person counsels in, by name.
    pub async fn topics_of(&self, person: PersonNo) -> Result<Vec<Topic>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {TOPIC} FROM topic JOIN membership ON membership.topic_no = topic.no \
                     WHERE membership.person_no = $1 AND membership.role = 'counsellor' ORDER BY topic.name"
                );
                tx.query(&sql, values![person]).await?.iter().map(read).collect()
            })
        })
        .await
    }
}

/// All topics that a centre offers, by name, with what admission asks about them.
pub async fn facts_of(tx: &Tx, centre: CentreNo) -> Result<Vec<TopicFacts>, StoreError> {
    let sql = format!(
        "SELECT {TOPIC} FROM topic JOIN offering ON offering.topic_no = topic.no \
         WHERE offering.centre_no = $1 ORDER BY topic.name"
    );
    let mut all = Vec::new();
    for row in tx.query(&sql, values![centre]).await? {
        all.push(with_facts(tx, read(&row)?).await?);
    }
    Ok(all)
}

/// The centre with this number.
pub async fn centre_by_no(tx: &Tx, no: CentreNo) -> Result<Centre, StoreError> {
    centre(tx, "centre.no = $1", values![no]).await
}

/// The topic with this number.
pub async fn topic(tx: &Tx, no: TopicNo) -> Result<Topic, StoreError> {
    let row = tx.first(&format!("SELECT {TOPIC} FROM topic WHERE no = $1"), values![no]).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The topic with this id, with what admission and routing ask about it.
pub async fn facts_by_id(tx: &Tx, id: TopicId) -> Result<TopicFacts, StoreError> {
    let row = tx.first(&format!("SELECT {TOPIC} FROM topic WHERE id = $1"), values![id.to_bytes()]).await?;
    with_facts(tx, read(&row.ok_or(StoreError::NotFound)?)?).await
}

/// The centre and what admission asks about the topic at this address.
pub async fn facts(
    tx: &Tx,
    centre: &str,
    topic: &str,
) -> Result<(CentreNo, CentreId, TopicFacts), StoreError> {
    let sql = format!(
        "SELECT {TOPIC}, centre.no AS centre_no, centre.id AS centre_id FROM topic JOIN offering ON offering.topic_no = topic.no \
         JOIN centre ON centre.no = offering.centre_no WHERE centre.slug = $1 AND topic.slug = $2"
    );
    let row = tx.first(&sql, values![centre, topic]).await?.ok_or(StoreError::NotFound)?;
    let id = row.id("centre_id", CentreId::from_bytes)?;
    Ok((CentreNo(row.int("centre_no")?), id, with_facts(tx, read(&row)?).await?))
}

async fn with_facts(tx: &Tx, topic: Topic) -> Result<TopicFacts, StoreError> {
    let sql = "SELECT person.no, person.id, person.reachable, person.parallel_chats, person.free_since, \
         availability.state, availability.why, availability.device_id, availability.since, availability.renewed \
         FROM membership JOIN person ON person.no = membership.person_no \
         LEFT JOIN availability ON availability.person_no = person.no \
         WHERE membership.topic_no = $1 AND membership.role = 'counsellor' AND person.state = 'active' \
         AND person.password_hash IS NOT NULL ORDER BY person.no";
    let queue = queue(tx, &topic).await?;
    let offered = offered(tx, &topic).await?;
    let mut members = Vec::new();
    for row in tx.query(sql, values![topic.no]).await? {
        members.push(member(tx, &row, &topic).await?);
    }
    Ok(TopicFacts { topic, members, queue, offered })
}

/// The centres that offer a topic, and where each offers its live chat.
async fn offered(tx: &Tx, topic: &Topic) -> Result<Vec<Offered>, StoreError> {
    let sql = "SELECT centre.id, centre.start_page AS centre_start_page, centre.bubble AS centre_bubble, \
         offering.start_page, offering.bubble FROM offering JOIN centre ON centre.no = offering.centre_no \
         WHERE offering.topic_no = $1 ORDER BY centre.no";
    let read = |row: &Row| {
        let entries = |start_page, bubble| {
            Ok::<_, StoreError>(Entries { start_page: row.flag(start_page)?, bubble: row.flag(bubble)? })
        };
        let of_centre = entries("centre_start_page", "centre_bubble")?;
        let own = entries("start_page", "bubble")?;
        Ok(Offered { centre: row.id("id", CentreId::from_bytes)?, own, entries: own.and(of_centre) })
    };
    tx.query(sql, values![topic.no]).await?.iter().map(read).collect()
}

/// A member. Room and offers of other topics are asked for only where routing uses them.
async fn member(tx: &Tx, row: &Row, topic: &Topic) -> Result<TopicMember, StoreError> {
    let no = PersonNo(row.int("no")?);
    let (room, asked_elsewhere) = match topic.mode {
        Mode::Pool => (0, false),
        Mode::Offer | Mode::Suggest => {
            let held = people::held(tx, no).await?;
            let sql = "SELECT 1 AS found FROM offer JOIN chat ON chat.no = offer.chat_no \
                 WHERE offer.person_no = $1 AND offer.outcome IS NULL AND chat.topic_no <> $2";
            let asked = tx.first(sql, values![no, topic.no]).await?.is_some();
            (row.count("parallel_chats")?.saturating_sub(held), asked)
        }
    };
    Ok(TopicMember {
        person: row.id("id", PersonId::from_bytes)?,
        reachable: row.flag("reachable")?,
        availability: people::read_availability(row)?,
        room,
        free_since: row.moment("free_since")?,
        asked_elsewhere,
    })
}

/// What waits in a topic, longest waiting first.
async fn queue(tx: &Tx, topic: &Topic) -> Result<Vec<Queued>, StoreError> {
    match topic.mode {
        // Nothing of a chat but its place matters; thousands may wait.
        Mode::Pool => {
            let sql = "SELECT id, requested FROM chat WHERE topic_no = $1 AND state = 'waiting' ORDER BY no";
            let rows = tx.query(sql, values![topic.no]).await?;
            let queued = |row: &Row| {
                let waiting = Chat::request(row.moment("requested")?);
                let id = row.id("id", beistand_domain::ChatId::from_bytes)?;
                Queued::of(id, &waiting, None).ok_or_else(|| corrupt("state"))
            };
            rows.iter().map(queued).collect()
        }
        Mode::Offer | Mode::Suggest => {
            let condition = "chat.topic_no = $1 AND chat.state = 'waiting' ORDER BY chat.no";
            let waiting = chat_row::list(tx, condition, values![topic.no]).await?;
            Ok(waiting.iter().filter_map(|one| Queued::of(one.id, &one.chat, one.wanted)).collect())
        }
    }
}

async fn centre(tx: &Tx, condition: &str, values: &[Value]) -> Result<Centre, StoreError> {
    let sql = format!("SELECT centre.no, centre.id, centre.slug, centre.name FROM centre WHERE {condition}");
    let row = tx.first(&sql, values).await?.ok_or(StoreError::NotFound)?;
    Ok(Centre {
        no: CentreNo(row.int("no")?),
        id: row.id("id", CentreId::from_bytes)?,
        slug: row.text("slug")?.to_owned(),
        name: row.text("name")?.to_owned(),
    })
}

fn read(row: &Row) -> Result<Topic, StoreError> {
    let hours: OpeningHours = serde_json::from_str(row.text("hours")?).map_err(|_| corrupt("hours"))?;
    Ok(Topic {
        no: TopicNo(row.int("no")?),
        id: row.id("id", TopicId::from_bytes)?,
        slug: row.text("slug")?.to_owned(),
        name: row.text("name")?.to_owned(),
        mode: row.parsed("mode", Mode::named)?,
        hours,
        revision: row.int("revision")?,
        rules: chat_row::rules(row)?,
        offer_written_after: row.span("offer_written_after")?,
    })
}
