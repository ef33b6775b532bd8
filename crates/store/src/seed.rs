//! The first rows: the server's secret, and the demo.

use beistand_domain::access::Role;
use beistand_domain::admission::Entries;
use beistand_domain::centre::{Name, ParallelChats, Slug};
use beistand_domain::statistics::{Counted, Day};
use beistand_domain::{PersonId, TopicId};
use beistand_runtime::Runtime;

use crate::actor::Actor;
use crate::admin::{NewPerson, insert_person};
use crate::database::Store;
use crate::error::StoreError;
use crate::insert::{insert_centre, insert_offering, insert_organisation, insert_topic, topic_no};
use crate::model::OrganisationNo;
use crate::names::Named as _;
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

/// A count of the demo that nothing has happened for.
pub struct DemoCount {
    /// On which day, and in which hour.
    pub at: (Day, u8),
    /// The topic's address.
    pub topic: &'static str,
    /// The sign-in name of the counsellor, for kinds that somebody does.
    pub person: Option<&'static str>,
    /// What.
    pub what: Counted,
    /// How often.
    pub n: u32,
}

impl Store {
    /// Adds counts to a centre of the demo.
    pub async fn seed_counts(&self, centre: &'static str, counts: Vec<DemoCount>) -> Result<(), StoreError> {
        let sql = "INSERT INTO statistic (day, hour, centre_no, topic_no, person_no, what, n) \
             SELECT $1, $2, centre.no, topic.no, (SELECT min(no) FROM person WHERE sign_in_key = $5), $6, $7 \
             FROM centre JOIN topic ON topic.organisation_no = centre.organisation_no \
             WHERE centre.slug = $3 AND topic.slug = $4 ON CONFLICT DO NOTHING";
        self.write(&[], move |tx| {
            Box::pin(async move {
                for DemoCount { at: (day, hour), topic, person, what, n } in counts {
                    let row = values![day.number(), i64::from(hour), centre, topic, person, what.name(), n];
                    tx.execute(sql, row).await?;
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
                let id = runtime.id(TopicId::from_parts);
                insert_topic(tx, id, organisation, (&self::parsed(slug)?, &self::parsed(name)?)).await?
            }
        };
        insert_offering(tx, no, topic, Entries::ALL).await?;
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
        password_hash: Some(person.password_hash),
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
