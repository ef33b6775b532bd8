//! What an operator does by hand, beside a server that may be running on the same database. Each act has its line in the
//! audit log, in the same transaction.

use beistand_domain::access::Role;
use beistand_domain::availability::Act;
use beistand_domain::centre::{Name, OpeningHours, ParallelChats, Slug};
use beistand_domain::routing::Mode;
use beistand_domain::{DeviceId, Moment, PersonId};
use beistand_runtime::Runtime;

use crate::database::Store;
use crate::error::StoreError;
use crate::model::{CentreNo, OrganisationNo, PersonNo, TopicNo};
use crate::names::Named;
use crate::people;
use crate::seed::{insert_centre, insert_offering, insert_organisation, insert_topic, topic_no};
use crate::sql::{Lock, Row, Tx, corrupt, values};

/// How an act of an operator went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminOutcome {
    /// It was done.
    Done,
    /// There is one of this name.
    AlreadyThere,
    /// What it belongs to is not there.
    NoSuch(&'static str),
}

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The centre the roles are for; a counsellor counsels in its topics.
    pub centre: Slug,
    /// To sign in with.
    pub sign_in_name: Name,
    /// That others see.
    pub name: Name,
    /// What the person may do there.
    pub roles: Vec<Role>,
    /// The topics a counsellor counsels in; empty: all of the centre.
    pub topics: Vec<Slug>,
    /// The password's hash.
    pub password_hash: String,
    /// Chats held at once.
    pub parallel_chats: ParallelChats,
}

impl Store {
    /// Adds an organisation.
    pub async fn add_organisation(
        &self,
        runtime: &Runtime,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let runtime = runtime.clone();
        self.write(&[], move |tx| {
            Box::pin(async move {
                let added = insert_organisation(tx, &runtime, (&slug, &name)).await?;
                let Some(organisation) = added else { return Ok(AdminOutcome::AlreadyThere) };
                audit(tx, Some(organisation), "organisation_added", runtime.now()).await
            })
        })
        .await
    }

    /// Adds a centre to an organisation. Without one it goes to the only one there is, which is made from the centre's own
    /// name when there is none.
    pub async fn add_centre(
        &self,
        runtime: &Runtime,
        organisation: Option<Slug>,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let runtime = runtime.clone();
        self.write(&[], move |tx| {
            Box::pin(async move {
                let of = match organisation {
                    Some(organisation) => organisation_no(tx, &organisation).await?,
                    None => only_organisation(tx, &runtime, (&slug, &name)).await?,
                };
                let Some(organisation) = of else { return Ok(AdminOutcome::NoSuch("organisation")) };
                match insert_centre(tx, &runtime, organisation, (&slug, &name)).await? {
                    Some(_) => audit(tx, Some(organisation), "centre_added", runtime.now()).await,
                    None => Ok(AdminOutcome::AlreadyThere),
                }
            })
        })
        .await
    }

    /// Adds a topic with the defaults of the product, or lets a centre offer one that its organisation has.
    pub async fn add_topic(
        &self,
        runtime: &Runtime,
        centre: Slug,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let (runtime, lock) = (runtime.clone(), centre.as_str().to_owned());
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let Some((centre, organisation)) = centre_no(tx, &centre).await? else {
                    return Ok(AdminOutcome::NoSuch("centre"));
                };
                let topic = match topic_no(tx, organisation, slug.as_str()).await? {
                    Some(topic) => topic,
                    None => insert_topic(tx, &runtime, organisation, (&slug, &name)).await?,
                };
                if !insert_offering(tx, centre, topic).await? {
                    return Ok(AdminOutcome::AlreadyThere);
                }
                audit(tx, Some(organisation), "topic_offered", runtime.now()).await
            })
        })
        .await
    }

    /// Sets when a topic of a centre is open, for every centre that offers it.
    pub async fn set_hours(
        &self,
        (centre, topic): (Slug, Slug),
        hours: OpeningHours,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let hours = serde_json::to_string(&hours).map_err(|_| corrupt("hours"))?;
        self.change_topic((centre, topic), ("hours", hours), now).await
    }

    /// Sets how requests of a topic reach its members.
    pub async fn set_mode(
        &self,
        (centre, topic): (Slug, Slug),
        mode: Mode,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.change_topic((centre, topic), ("mode", mode.name().to_owned()), now).await
    }

    async fn change_topic(
        &self,
        (centre, topic): (Slug, Slug),
        (column, value): (&'static str, String),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let lock = centre.as_str().to_owned();
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let (organisation, topic) = match topic_of(tx, (&centre, &topic)).await? {
                    Ok(found) => found,
                    Err(missing) => return Ok(missing),
                };
                let sql = format!("UPDATE topic SET {column} = $2 WHERE no = $1");
                tx.execute(&sql, values![topic, value]).await?;
                audit(tx, Some(organisation), "topic_changed", now).await
            })
        })
        .await
    }

    /// Makes a person a member of a topic, or takes the person out of it.
    pub async fn set_member(
        &self,
        (centre, topic): (Slug, Slug),
        (name, member): (Name, bool),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let lock = centre.as_str().to_owned();
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let (organisation, topic) = match topic_of(tx, (&centre, &topic)).await? {
                    Ok(found) => found,
                    Err(missing) => return Ok(missing),
                };
                let sql = "SELECT no FROM person WHERE organisation_no = $1 AND sign_in_key = $2";
                let Some(row) = tx.first(sql, values![organisation, name.key()]).await? else {
                    return Ok(AdminOutcome::NoSuch("person"));
                };
                let person = PersonNo(row.int("no")?);
                let changed = if member {
                    insert_membership(tx, (person, Role::Counsellor), Some(topic), None).await?
                } else {
                    let sql = "DELETE FROM membership WHERE person_no = $1 AND role = 'counsellor' AND topic_no = $2";
                    tx.execute(sql, values![person, topic]).await? == 1
                };
                if !changed {
                    return Ok(AdminOutcome::AlreadyThere);
                }
                audit(tx, Some(organisation), if member { "member_added" } else { "member_removed" }, now).await
            })
        })
        .await
    }

    /// Adds a person; all or nothing.
    pub async fn add_person(&self, runtime: &Runtime, new: NewPerson) -> Result<AdminOutcome, StoreError> {
        let (id, centre) = (runtime.id(PersonId::from_parts), new.centre.as_str().to_owned());
        let now = runtime.now();
        self.write(&[Lock::Centre(&centre)], move |tx| {
            Box::pin(async move { insert_person(tx, id, &new, now).await })
        })
        .await
    }

    /// Sets another password and ends all sessions: whoever knew the old one is out.
    pub async fn set_password(
        &self,
        name: String,
        hash: String,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.change_person(name, "password_set", Some(hash), now).await
    }

    /// Ends all sessions of a person, and the availability with them.
    pub async fn end_sessions(&self, name: String, now: Moment) -> Result<AdminOutcome, StoreError> {
        self.change_person(name, "sessions_ended", None, now).await
    }

    async fn change_person(
        &self,
        name: String,
        act: &'static str,
        hash: Option<String>,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let Some((person, _)) = self.person_by_name(name).await? else {
            return Ok(AdminOutcome::NoSuch("person"));
        };
        self.write(&[Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                if let Some(hash) = hash {
                    let sql = "UPDATE person SET password_hash = $1 WHERE no = $2";
                    tx.execute(sql, values![hash, person.no]).await?;
                }
                end_sessions(tx, (person.no, person.id), now).await?;
                let sql = "SELECT no FROM organisation WHERE id = $1";
                let row = tx.first(sql, values![person.staff.organisation.to_bytes()]).await?;
                let organisation = row.map(|row| row.int("no").map(OrganisationNo)).transpose()?;
                audit(tx, organisation, act, now).await
            })
        })
        .await
    }
}

/// Adds a person to a centre's organisation, with roles in the centre and in the topics they counsel in.
pub async fn insert_person(
    tx: &Tx,
    id: PersonId,
    new: &NewPerson,
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    let Some((centre, organisation)) = centre_no(tx, &new.centre).await? else {
        return Ok(AdminOutcome::NoSuch("centre"));
    };
    let mut topics = Vec::new();
    for slug in &new.topics {
        match topic_no(tx, organisation, slug.as_str()).await? {
            Some(no) => topics.push(no),
            None => return Ok(AdminOutcome::NoSuch("topic")),
        }
    }
    let counsels = new.roles.contains(&Role::Counsellor);
    let sql = "INSERT INTO person (id, organisation_no, sign_in_name, sign_in_key, name, password_hash, reachable, \
         parallel_chats, free_since, missed_offers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) \
         ON CONFLICT DO NOTHING RETURNING no";
    let row = values![
        id.to_bytes(),
        organisation,
        new.sign_in_name.as_str(),
        new.sign_in_name.key(),
        new.name.as_str(),
        new.password_hash.as_str(),
        counsels,
        new.parallel_chats.get(),
        now
    ];
    let Some(row) = tx.first(sql, row).await? else { return Ok(AdminOutcome::AlreadyThere) };
    let person = PersonNo(row.int("no")?);
    if counsels && topics.is_empty() {
        let rows = tx.query("SELECT topic_no FROM offering WHERE centre_no = $1", values![centre]).await?;
        topics = rows.iter().map(|row: &Row| row.int("topic_no").map(TopicNo)).collect::<Result<_, _>>()?;
    }
    for topic in topics.into_iter().filter(|_| counsels) {
        insert_membership(tx, (person, Role::Counsellor), Some(topic), None).await?;
    }
    for role in new.roles.iter().filter(|role| **role != Role::Counsellor) {
        insert_membership(tx, (person, *role), None, Some(centre)).await?;
    }
    audit(tx, Some(organisation), "person_added", now).await
}

async fn insert_membership(
    tx: &Tx,
    (person, role): (PersonNo, Role),
    topic: Option<TopicNo>,
    centre: Option<CentreNo>,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO membership (person_no, role, topic_no, centre_no) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, values![person, role.name(), topic, centre]).await? == 1)
}

async fn end_sessions(tx: &Tx, (no, person): (PersonNo, PersonId), now: Moment) -> Result<(), StoreError> {
    let sql =
        "SELECT device.id FROM session JOIN device ON device.no = device_no WHERE session.person_no = $1";
    let devices = tx.query(sql, values![no]).await?;
    tx.execute("DELETE FROM session WHERE person_no = $1", values![no]).await?;
    for row in devices {
        let device = row.id("id", DeviceId::from_bytes)?;
        people::act(tx, person, Act::SignOut { device }, now).await?;
    }
    Ok(())
}

/// Writes down what the operator did.
async fn audit(
    tx: &Tx,
    organisation: Option<OrganisationNo>,
    act: &'static str,
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    let sql = "INSERT INTO audit (at, organisation_no, actor_kind, act) VALUES ($1, $2, 'operator', $3)";
    tx.execute(sql, values![now, organisation, act]).await?;
    Ok(AdminOutcome::Done)
}

async fn organisation_no(tx: &Tx, slug: &Slug) -> Result<Option<OrganisationNo>, StoreError> {
    let row = tx.first("SELECT no FROM organisation WHERE slug = $1", values![slug.as_str()]).await?;
    row.map(|row| row.int("no").map(OrganisationNo)).transpose()
}

/// The only organisation there is, made when there is none; nothing when there are several.
async fn only_organisation(
    tx: &Tx,
    runtime: &Runtime,
    names: (&Slug, &Name),
) -> Result<Option<OrganisationNo>, StoreError> {
    let rows = tx.query("SELECT no FROM organisation LIMIT 2", values![]).await?;
    match rows.as_slice() {
        [] => insert_organisation(tx, runtime, names).await,
        [one] => one.int("no").map(OrganisationNo).map(Some),
        _ => Ok(None),
    }
}

async fn centre_no(tx: &Tx, slug: &Slug) -> Result<Option<(CentreNo, OrganisationNo)>, StoreError> {
    let sql = "SELECT no, organisation_no FROM centre WHERE slug = $1";
    let row = tx.first(sql, values![slug.as_str()]).await?;
    row.map(|row| Ok((CentreNo(row.int("no")?), OrganisationNo(row.int("organisation_no")?)))).transpose()
}

/// The topic that a centre offers, or what is missing.
async fn topic_of(
    tx: &Tx,
    (centre, topic): (&Slug, &Slug),
) -> Result<Result<(OrganisationNo, TopicNo), AdminOutcome>, StoreError> {
    let Some((_, organisation)) = centre_no(tx, centre).await? else {
        return Ok(Err(AdminOutcome::NoSuch("centre")));
    };
    let topic = topic_no(tx, organisation, topic.as_str()).await?;
    Ok(topic.map(|topic| (organisation, topic)).ok_or(AdminOutcome::NoSuch("topic")))
}
