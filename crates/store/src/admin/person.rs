//! People: made, given another password, signed out.

use beistand_domain::access::{About, Action, Role};
use beistand_domain::availability::Act;
use beistand_domain::centre::{Name, ParallelChats, Slug};
use beistand_domain::{DeviceId, Moment, PersonId, SessionId};
use beistand_runtime::Runtime;

use super::rows::{AdminOutcome, CentreAt, CentreRow, centre_row, done, organisation_of};
use crate::actor::Actor;
use crate::audit::{Audited, Entry};
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
    /// The password's hash; none for somebody who has yet to choose one.
    pub password_hash: Option<String>,
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
        let id = runtime.id(PersonId::from_parts);
        let now = runtime.now();
        self.write(&[Lock::Settings], move |tx| {
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
                let entry = Entry::new(OrganisationNo(row.int("no")?), act);
                done(tx, &actor, entry.about(person.id.to_bytes(), &person.name), now).await
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
    let at = CentreAt::Slug(new.centre.clone());
    let Some(CentreRow { no: centre, organisation, .. }) = centre_row(tx, &at).await? else {
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
    let names = (&new.sign_in_name, &new.name);
    let account = (names, new.password_hash.as_deref(), new.parallel_chats);
    let Some(person) = insert_account(tx, organisation, (id, account), now).await? else {
        return Ok(AdminOutcome::AlreadyThere);
    };
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
    let entry = Entry::new(organisation, Audited::PersonAdded).about(id.to_bytes(), new.name.as_str());
    done(tx, actor, entry, now).await
}

/// Names, the password's hash if there is one, and chats held at once.
pub type Account<'a> = ((&'a Name, &'a Name), Option<&'a str>, ParallelChats);

/// A new person's row; none where the sign-in name is taken.
pub async fn insert_account(
    tx: &Tx,
    organisation: OrganisationNo,
    (id, ((sign_in_name, name), password_hash, parallel_chats)): (PersonId, Account<'_>),
    now: Moment,
) -> Result<Option<PersonNo>, StoreError> {
    let sql = "INSERT INTO person (id, organisation_no, sign_in_name, sign_in_key, name, password_hash, state, revision, \
         reachable, parallel_chats, free_since, missed_offers) VALUES ($1, $2, $3, $4, $5, $6, 'active', 0, 1, $7, $8, 0) \
         ON CONFLICT DO NOTHING RETURNING no";
    let row = values![
        id.to_bytes(),
        organisation,
        sign_in_name.as_str(),
        sign_in_name.key(),
        name.as_str(),
        password_hash,
        parallel_chats.get(),
        now
    ];
    tx.first(sql, row).await?.map(|row| row.int("no").map(PersonNo)).transpose()
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

/// Ends all sessions of a person, and the availability with them; gives which they were.
pub async fn end_sessions(
    tx: &Tx,
    (no, person): (PersonNo, PersonId),
    now: Moment,
) -> Result<Vec<SessionId>, StoreError> {
    let sql = "SELECT device.id, session.id AS session_id FROM session \
         JOIN device ON device.no = device_no WHERE session.person_no = $1";
    let devices = tx.query(sql, values![no]).await?;
    tx.execute("DELETE FROM session WHERE person_no = $1", values![no]).await?;
    let mut ended = Vec::new();
    for row in devices {
        let device = row.id("id", DeviceId::from_bytes)?;
        people::act(tx, person, Act::SignOut { device }, now).await?;
        ended.push(row.id("session_id", SessionId::from_bytes)?);
    }
    Ok(ended)
}
