//! What an operator does by hand, beside a server that may be running on the same database. Each act has its line in the
//! audit log, in the same transaction.

mod person;
mod rows;

use std::time::Duration;

use beistand_domain::access::{About, Action, Role};
use beistand_domain::centre::{Name, OpeningHours, Slug};
use beistand_domain::routing::Mode;
use beistand_domain::{Moment, Rules};
use beistand_runtime::Runtime;

use self::person::insert_membership;
pub use self::person::{NewPerson, insert_person};
pub use self::rows::AdminOutcome;
use self::rows::{
    CentreRow, centre_row, done, only_organisation, organisation_no, organisation_of, topic_of,
};
use crate::actor::Actor;
use crate::audit::Audited;
use crate::database::Store;
use crate::error::StoreError;
use crate::insert::{insert_centre, insert_offering, insert_organisation, insert_topic, topic_no};
use crate::model::PersonNo;
use crate::names::Named as _;
use crate::sql::{Lock, Value, corrupt, values};

impl Store {
    /// Adds an organisation.
    pub async fn add_organisation(
        &self,
        actor: Actor,
        runtime: &Runtime,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let runtime = runtime.clone();
        self.write(&[], move |tx| {
            Box::pin(async move {
                actor.may(Action::Operate, &About::Nothing)?;
                let added = insert_organisation(tx, &runtime, (&slug, &name)).await?;
                let Some(organisation) = added else { return Ok(AdminOutcome::AlreadyThere) };
                done(tx, &actor, (organisation, Audited::OrganisationAdded), runtime.now()).await
            })
        })
        .await
    }

    /// Adds a centre to an organisation. Without one it goes to the only one there is, which is made from the centre's own
    /// name when there is none.
    pub async fn add_centre(
        &self,
        actor: Actor,
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
                actor.may(Action::ChangeOrganisation, &organisation_of(tx, organisation).await?)?;
                match insert_centre(tx, &runtime, organisation, (&slug, &name)).await? {
                    Some(_) => done(tx, &actor, (organisation, Audited::CentreAdded), runtime.now()).await,
                    None => Ok(AdminOutcome::AlreadyThere),
                }
            })
        })
        .await
    }

    /// Adds a topic with the defaults of the product, or lets a centre offer one that its organisation has.
    pub async fn add_topic(
        &self,
        actor: Actor,
        runtime: &Runtime,
        centre: Slug,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let (runtime, lock) = (runtime.clone(), centre.as_str().to_owned());
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let Some(CentreRow { no: centre, organisation, about }) = centre_row(tx, &centre).await?
                else {
                    return Ok(AdminOutcome::NoSuch("centre"));
                };
                actor.may(Action::ChangeCentre, &about)?;
                let topic = match topic_no(tx, organisation, slug.as_str()).await? {
                    Some(topic) => topic,
                    None => insert_topic(tx, &runtime, organisation, (&slug, &name)).await?,
                };
                if !insert_offering(tx, centre, topic).await? {
                    return Ok(AdminOutcome::AlreadyThere);
                }
                done(tx, &actor, (organisation, Audited::TopicOffered), runtime.now()).await
            })
        })
        .await
    }

    /// Sets when a topic of a centre is open, for every centre that offers it.
    pub async fn set_hours(
        &self,
        actor: Actor,
        (centre, topic): (Slug, Slug),
        hours: OpeningHours,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let hours = serde_json::to_string(&hours).map_err(|_| corrupt("hours"))?;
        self.change_topic(
            actor,
            (centre, topic),
            ("UPDATE topic SET hours = $2 WHERE no = $1", vec![hours.into()]),
            now,
        )
        .await
    }

    /// Sets how requests of a topic reach its members.
    pub async fn set_mode(
        &self,
        actor: Actor,
        (centre, topic): (Slug, Slug),
        mode: Mode,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.change_topic(
            actor,
            (centre, topic),
            ("UPDATE topic SET mode = $2 WHERE no = $1", vec![mode.name().into()]),
            now,
        )
        .await
    }

    /// Sets the times of a topic. They apply from the next chat on: what a running one was promised stands with it.
    ///
    /// `offer_written_after` is how long a seeker waits before the written way is offered.
    pub async fn set_times(
        &self,
        actor: Actor,
        (centre, topic): (Slug, Slug),
        (rules, offer_written_after): (Rules, Duration),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let sql = "UPDATE topic SET chat_length = $2, first_warning = $3, second_warning = $4, \
             away_keeps_place = $5, answer_within = $6, seeker_gone_after = $7, readable_after_end = $8, \
             offer_written_after = $9 WHERE no = $1";
        let times = [
            rules.chat_length,
            rules.warnings[0],
            rules.warnings[1],
            rules.away_keeps_place,
            rules.answer_within,
            rules.seeker_gone_after,
            rules.readable_after_end,
            offer_written_after,
        ];
        self.change_topic(actor, (centre, topic), (sql, times.map(Value::from).to_vec()), now).await
    }

    /// Runs an update of a topic; its row number is `$1`, `values` are what follows.
    async fn change_topic(
        &self,
        actor: Actor,
        (centre, topic): (Slug, Slug),
        (sql, values): (&'static str, Vec<Value>),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let lock = centre.as_str().to_owned();
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let (organisation, topic) = match topic_of(tx, &actor, (&centre, &topic)).await? {
                    Ok(found) => found,
                    Err(missing) => return Ok(missing),
                };
                let row: Vec<Value> = std::iter::once(topic.into()).chain(values).collect();
                tx.execute(sql, &row).await?;
                done(tx, &actor, (organisation, Audited::TopicChanged), now).await
            })
        })
        .await
    }

    /// Makes a person a member of a topic, or takes the person out of it.
    pub async fn set_member(
        &self,
        actor: Actor,
        (centre, topic): (Slug, Slug),
        (name, member): (Name, bool),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let lock = centre.as_str().to_owned();
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let (organisation, topic) = match topic_of(tx, &actor, (&centre, &topic)).await? {
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
                let act = if member { Audited::MemberAdded } else { Audited::MemberRemoved };
                done(tx, &actor, (organisation, act), now).await
            })
        })
        .await
    }
}
