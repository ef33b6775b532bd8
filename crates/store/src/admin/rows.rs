//! What administrative acts look up, and how they end.

use beistand_domain::access::{About, Action};
use beistand_domain::centre::{Name, Slug};
use beistand_domain::{CentreId, Moment, OrganisationId};
use beistand_runtime::Runtime;

use crate::actor::Actor;
use crate::audit::{self, Audited};
use crate::error::StoreError;
use crate::insert::{insert_organisation, topic_no};
use crate::model::{CentreNo, OrganisationNo, TopicNo};
use crate::sql::{Tx, values};

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

/// Writes down what was done.
pub async fn done(
    tx: &Tx,
    actor: &Actor,
    what: (OrganisationNo, Audited),
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    audit::record(tx, actor, what, now).await?;
    Ok(AdminOutcome::Done)
}

/// The organisation, as `access` is asked about it.
pub async fn organisation_of(tx: &Tx, no: OrganisationNo) -> Result<About<'static>, StoreError> {
    let row = tx.first("SELECT id FROM organisation WHERE no = $1", values![no]).await?;
    let id = row.ok_or(StoreError::NotFound)?.id("id", OrganisationId::from_bytes)?;
    Ok(About::Organisation(id))
}

pub async fn organisation_no(tx: &Tx, slug: &Slug) -> Result<Option<OrganisationNo>, StoreError> {
    let row = tx.first("SELECT no FROM organisation WHERE slug = $1", values![slug.as_str()]).await?;
    row.map(|row| row.int("no").map(OrganisationNo)).transpose()
}

/// The only organisation there is, made when there is none; nothing when there are several.
pub async fn only_organisation(
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

/// A centre's row, and the centre as `access` is asked about it.
pub struct CentreRow {
    pub no: CentreNo,
    pub organisation: OrganisationNo,
    pub about: About<'static>,
}

pub async fn centre_row(tx: &Tx, slug: &Slug) -> Result<Option<CentreRow>, StoreError> {
    let sql = "SELECT centre.no, centre.id, organisation_no, organisation.id AS organisation_id \
         FROM centre JOIN organisation ON organisation.no = organisation_no WHERE centre.slug = $1";
    let Some(row) = tx.first(sql, values![slug.as_str()]).await? else { return Ok(None) };
    let about = About::Centre {
        organisation: row.id("organisation_id", OrganisationId::from_bytes)?,
        centre: row.id("id", CentreId::from_bytes)?,
    };
    let organisation = OrganisationNo(row.int("organisation_no")?);
    Ok(Some(CentreRow { no: CentreNo(row.int("no")?), organisation, about }))
}

/// The topic that a centre offers, if the actor may change it; or what is missing.
pub async fn topic_of(
    tx: &Tx,
    actor: &Actor,
    (centre, topic): (&Slug, &Slug),
) -> Result<Result<(OrganisationNo, TopicNo), AdminOutcome>, StoreError> {
    let Some(CentreRow { organisation, about, .. }) = centre_row(tx, centre).await? else {
        return Ok(Err(AdminOutcome::NoSuch("centre")));
    };
    actor.may(Action::ChangeCentre, &about)?;
    let topic = topic_no(tx, organisation, topic.as_str()).await?;
    Ok(topic.map(|topic| (organisation, topic)).ok_or(AdminOutcome::NoSuch("topic")))
}
