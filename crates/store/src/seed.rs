//! The first rows: the server's secret, and the demo.

use beistand_domain::access::Role;
use beistand_domain::centre::{Name, OpeningHours, ParallelChats, Slug};
use beistand_domain::routing::Mode;
use beistand_domain::{CentreId, OrganisationId, PersonId, Rules, TopicId, limits};
use beistand_runtime::Runtime;

use crate::actor::Actor;
use crate::admin::{NewPerson, insert_person};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{CentreNo, OrganisationNo, TopicNo};
use crate::names::Named;
use crate::sql::{Tx, corrupt, values};

/// A person of the demo.
pub struct DemoPerson {
    /// To sign in with.
    pub sign_in_name: &'static str,
    /// That others see.
    pub name: &'static str,
    /// Counsellors of all topics, a supervisor of the first centre, an admin of the organisation.
    pub role: Role,
    /// The password's hash.
    pub password_hash: String,
}

/// A centre of the demo.
pub struct DemoCentre {
    /// The part of its address.
    pub slug: &'static str,
    /// As it is shown.
    pub name: &'static str,
    /// What it offers: addresses and names. A topic that another centre has already is shared.
    pub topics: &'static [(&'static str, &'static str)],
}

impl Store {
    /// A secret of this server that outlives restarts; made from `fresh` at the first call.
    pub async fn secret(&self, name: &'static str, fresh: [u8; 32]) -> Result<Vec<u8>, StoreError> {
        self.write(&[], move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                tx.execute(sql, values![name, fresh]).await?;
                let row = tx.first("SELECT value FROM server_secret WHERE name = $1", values![name]).await?;
                Ok(row.ok_or(StoreError::Unavailable)?.bytes("value")?.to_vec())
            })
        })
        .await
    }

    /// Whether there is a centre at this address.
    pub async fn has_centre(&self, slug: &'static str) -> Result<bool, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let found = tx.first("SELECT 1 AS found FROM centre WHERE slug = $1", values![slug]).await?;
                Ok(found.is_some())
            })
        })
        .await
    }

    /// Makes an organisation with centres and topics, in all of which the counsellors are members; nothing when it is
    /// there.
    pub async fn seed(
        &self,
        runtime: &Runtime,
        (slug, name): (Slug, Name),
        centres: &'static [DemoCentre],
        people: Vec<DemoPerson>,
    ) -> Result<(), StoreError> {
        let runtime = runtime.clone();
        self.write(&[], move |tx| {
            Box::pin(async move {
                let Some(organisation) = insert_organisation(tx, &runtime, (&slug, &name)).await? else {
                    return Ok(());
                };
                for centre in centres {
                    seed_centre(tx, &runtime, organisation, centre).await?;
                }
                let Some(first) = centres.first() else { return Ok(()) };
                for person in people {
                    seed_person(tx, &runtime, (organisation, first.slug), person).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn seed_centre(
    tx: &Tx,
    runtime: &Runtime,
    organisation: OrganisationNo,
    centre: &DemoCentre,
) -> Result<(), StoreError> {
    let parsed = (parsed(centre.slug)?, parsed(centre.name)?);
    let Some(no) = insert_centre(tx, runtime, organisation, (&parsed.0, &parsed.1)).await? else {
        return Ok(());
    };
    for (slug, name) in centre.topics {
        let there = topic_no(tx, organisation, slug).await?;
        let topic = match there {
            Some(topic) => topic,
            None => {
                insert_topic(tx, runtime, organisation, (&self::parsed(slug)?, &self::parsed(name)?)).await?
            }
        };
        insert_offering(tx, no, topic).await?;
    }
    Ok(())
}

async fn seed_person(
    tx: &Tx,
    runtime: &Runtime,
    (organisation, centre): (OrganisationNo, &str),
    person: DemoPerson,
) -> Result<(), StoreError> {
    let new = NewPerson {
        whole_organisation: false,
        centre: parsed(centre)?,
        sign_in_name: parsed(person.sign_in_name)?,
        name: parsed(person.name)?,
        roles: vec![person.role],
        topics: Vec::new(),
        password_hash: person.password_hash,
        parallel_chats: ParallelChats::default(),
    };
    insert_person(tx, &Actor::Operator, (runtime.id(PersonId::from_parts), &new), runtime.now()).await?;
    if person.role == Role::Admin {
        let sql = "UPDATE membership SET centre_no = NULL WHERE role = 'admin' AND person_no = \
             (SELECT no FROM person WHERE organisation_no = $1 AND sign_in_key = $2)";
        tx.execute(sql, values![organisation, new.sign_in_name.key()]).await?;
    }
    Ok(())
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| corrupt("demo"))
}

/// Adds an organisation; none when there is one of this slug.
pub async fn insert_organisation(
    tx: &Tx,
    runtime: &Runtime,
    (slug, name): (&Slug, &Name),
) -> Result<Option<OrganisationNo>, StoreError> {
    let sql =
        "INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING no";
    let id = runtime.id(OrganisationId::from_parts).to_bytes();
    let row = tx.first(sql, values![id, slug.as_str(), name.as_str()]).await?;
    row.map(|row| row.int("no").map(OrganisationNo)).transpose()
}

/// Adds a centre; none when there is one at this address.
pub async fn insert_centre(
    tx: &Tx,
    runtime: &Runtime,
    organisation: OrganisationNo,
    (slug, name): (&Slug, &Name),
) -> Result<Option<CentreNo>, StoreError> {
    let sql = "INSERT INTO centre (id, organisation_no, slug, name) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING RETURNING no";
    let id = runtime.id(CentreId::from_parts).to_bytes();
    let row = tx.first(sql, values![id, organisation, slug.as_str(), name.as_str()]).await?;
    row.map(|row| row.int("no").map(CentreNo)).transpose()
}

/// The topic of an organisation with this slug.
pub async fn topic_no(
    tx: &Tx,
    organisation: OrganisationNo,
    slug: &str,
) -> Result<Option<TopicNo>, StoreError> {
    let sql = "SELECT no FROM topic WHERE organisation_no = $1 AND slug = $2";
    let row = tx.first(sql, values![organisation, slug]).await?;
    row.map(|row| row.int("no").map(TopicNo)).transpose()
}

/// A centre's start page offers a topic.
pub async fn insert_offering(tx: &Tx, centre: CentreNo, topic: TopicNo) -> Result<bool, StoreError> {
    let sql = "INSERT INTO offering (centre_no, topic_no) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, values![centre, topic]).await? == 1)
}

/// Adds a topic with the defaults of the product: a pool, open around the clock, on both entries.
pub async fn insert_topic(
    tx: &Tx,
    runtime: &Runtime,
    organisation: OrganisationNo,
    (slug, name): (&Slug, &Name),
) -> Result<TopicNo, StoreError> {
    let hours = serde_json::to_string(&OpeningHours::always()).map_err(|_| corrupt("hours"))?;
    let rules = Rules::default();
    let sql = "INSERT INTO topic (id, organisation_no, slug, name, start_page_live_chat, bubble_live_chat, mode, hours, \
         chat_length, first_warning, second_warning, away_keeps_place, answer_within, seeker_gone_after, \
         readable_after_end, offer_written_after) \
         VALUES ($1, $2, $3, $4, 1, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING no";
    let row = values![
        runtime.id(TopicId::from_parts).to_bytes(),
        organisation,
        slug.as_str(),
        name.as_str(),
        Mode::default().name(),
        hours,
        rules.chat_length,
        rules.warnings[0],
        rules.warnings[1],
        rules.away_keeps_place,
        rules.answer_within,
        rules.seeker_gone_after,
        rules.readable_after_end,
        limits::OFFER_WRITTEN_AFTER,
    ];
    let row = tx.first(sql, row).await?.ok_or(StoreError::Unavailable)?;
    row.int("no").map(TopicNo)
}
