//! People: made, given another password, signed out.

use beistand_domain::access::{About, Action, Role};
use beistand_domain::availability::Act;
use beistand_domain::centre::{Name, ParallelChats, Slug};
use beistand_domain::{DeviceId, Moment, PersonId};
use beistand_runtime::Runtime;

use super::rows::{AdminOutcome, CentreRow, centre_row, done, organisation_of};
use crate::actor::Actor;
use crate::audit::Audited;
use crate::database::Store;
use crate::error::StoreError;
use crate::insert::topic_no;
use crate::model::{CentreNo, OrganisationNo, PersonNo, TopicNo};
use crate::names::Named as _;
use crate::people;
use crate::sql::{Lock, Row, Tx, values};

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
    /// Whether what the person supervises or sets up is the whole organisation rather than the centre.
    pub whole_organisation: bool,
    /// The topics a counsellor counsels in; empty: all of the centre.
    pub topics: Vec<Slug>,
    /// The password's hash.
    pub password_hash: String,
    /// Chats held at once.
    pub parallel_chats: ParallelChats,
}

impl Store {
    /// Adds a person; all or nothing.
    pub async fn add_person(
        &self,
        actor: Actor,
        runtime: &Runtime,
        new: NewPerson,
    ) -> Result<AdminOutcome, StoreError> {
        let (id, centre) = (runtime.id(PersonId::from_parts), new.centre.as_str().to_owned());
        let now = runtime.now();
        self.write(&[Lock::Centre(&centre)], move |tx| {
            Box::pin(async move { insert_person(tx, &actor, (id, &new), now).await })
        })
        .await
    }

    /// Sets another password and ends all sessions: anyone who knew the old one is out.
    pub async fn set_password(
        &self,
        actor: Actor,
        name: String,
        hash: String,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.change_person(actor, (name, Audited::PasswordSet), Some(hash), now).await
    }

    /// Ends all sessions of a person, and the availability with them.
    pub async fn end_sessions(
        &self,
        actor: Actor,
        name: String,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.change_person(actor, (name, Audited::SessionsEnded), None, now).await
    }

    async fn change_person(
        &self,
        actor: Actor,
        (name, act): (String, Audited),
        hash: Option<String>,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let Some((person, _)) = self.person_by_name(name).await? else {
            return Ok(AdminOutcome::NoSuch("person"));
        };
        self.write(&[Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                let of = person.staff.organisation;
                actor.may(Action::ChangeOrganisation, &About::Organisation(of))?;
                if let Some(hash) = hash {
                    let sql = "UPDATE person SET password_hash = $1 WHERE no = $2";
                    tx.execute(sql, values![hash, person.no]).await?;
                }
                end_sessions(tx, (person.no, person.id), now).await?;
                let sql = "SELECT no FROM organisation WHERE id = $1";
                let row = tx.first(sql, values![of.to_bytes()]).await?.ok_or(StoreError::NotFound)?;
                done(tx, &actor, (OrganisationNo(row.int("no")?), act), now).await
            })
        })
        .await
    }
}

/// Adds a person to a centre's organisation, with roles in the centre and in the topics they counsel in.
pub async fn insert_person(
    tx: &Tx,
    actor: &Actor,
    (id, new): (PersonId, &NewPerson),
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    let Some(CentreRow { no: centre, organisation, .. }) = centre_row(tx, &new.centre).await? else {
        return Ok(AdminOutcome::NoSuch("centre"));
    };
    actor.may(Action::ChangeOrganisation, &organisation_of(tx, organisation).await?)?;
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
        let centre = (!new.whole_organisation).then_some(centre);
        insert_membership(tx, (person, *role), None, centre).await?;
    }
    done(tx, actor, (organisation, Audited::PersonAdded), now).await
}

/// Gives a person a role; false when they had it.
pub async fn insert_membership(
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
