//! What administrative acts look up, and how they end.

use beistand_domain::access::{About, Action};
use beistand_domain::centre::{Name, Slug};
use beistand_domain::{CentreId, Moment, OrganisationId};
use beistand_runtime::Runtime;

use crate::actor::Actor;
use crate::audit::{self, Entry};
use crate::error::StoreError;
use crate::insert::insert_organisation;
use crate::model::{CentreNo, OrganisationNo};
use crate::sql::{Tx, values};

/// How an administrative act went. Everything but [`AdminOutcome::Done`] changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminOutcome {
    /// It was done, or had been.
    Done,
    /// There is one of this name.
    AlreadyThere,
    /// What it belongs to is not there.
    NoSuch(&'static str),
    /// Somebody else has changed it since.
    ChangedMeanwhile {
        /// Their name; none where it was the operator.
        by: Option<String>,
    },
    /// Nobody would be left who can set up the organisation.
    LastAdmin,
}

/// A centre, by its address or by its id.
#[derive(Clone, Debug)]
pub enum CentreAt {
    /// As in `/{slug}`.
    Slug(Slug),
    /// By its id.
    Id(CentreId),
}

/// Writes down what was done.
pub async fn done(tx: &Tx, actor: &Actor, entry: Entry, now: Moment) -> Result<AdminOutcome, StoreError> {
    audit::record(tx, actor, entry, now).await?;
    Ok(AdminOutcome::Done)
}

/// The organisation, as `access` is asked about it.
pub async fn organisation_of(tx: &Tx, no: OrganisationNo) -> Result<About<'static>, StoreError> {
    let row = tx.first("SELECT id FROM organisation WHERE no = $1", values![no]).await?;
    let id = row.ok_or(StoreError::NotFound)?.id("id", OrganisationId::from_bytes)?;
    Ok(About::Organisation(id))
}

/// The number of an organisation.
pub async fn organisation_no(tx: &Tx, slug: &Slug) -> Result<Option<OrganisationNo>, StoreError> {
    let row = tx.first("SELECT no FROM organisation WHERE slug = $1", values![slug.as_str()]).await?;
    row.map(|row| row.int("no").map(OrganisationNo)).transpose()
}

/// The number of the organisation with this id, if the actor may change it.
pub async fn own_organisation(
    tx: &Tx,
    actor: &Actor,
    id: OrganisationId,
) -> Result<OrganisationNo, StoreError> {
    actor.may(Action::ChangeOrganisation, &About::Organisation(id))?;
    let row = tx.first("SELECT no FROM organisation WHERE id = $1", values![id.to_bytes()]).await?;
    row.ok_or(StoreError::NotFound)?.int("no").map(OrganisationNo)
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
    pub id: CentreId,
    pub name: String,
    pub revision: i64,
    pub start_page: bool,
    pub organisation: OrganisationNo,
    pub organisation_id: OrganisationId,
    pub about: About<'static>,
}

/// The centre, if it is there.
pub async fn centre_row(tx: &Tx, at: &CentreAt) -> Result<Option<CentreRow>, StoreError> {
    let (condition, value) = match at {
        CentreAt::Slug(slug) => ("centre.slug = $1", slug.as_str().into()),
        CentreAt::Id(id) => ("centre.id = $1", id.to_bytes().into()),
    };
    let sql = format!(
        "SELECT centre.no, centre.id, centre.name, centre.revision, centre.start_page, organisation_no, \
         organisation.id AS organisation_id FROM centre JOIN organisation ON organisation.no = organisation_no \
         WHERE {condition}"
    );
    let Some(row) = tx.first(&sql, &[value]).await? else { return Ok(None) };
    let (id, organisation_id) =
        (row.id("id", CentreId::from_bytes)?, row.id("organisation_id", OrganisationId::from_bytes)?);
    Ok(Some(CentreRow {
        no: CentreNo(row.int("no")?),
        id,
        name: row.text("name")?.to_owned(),
        revision: row.int("revision")?,
        start_page: row.flag("start_page")?,
        organisation: OrganisationNo(row.int("organisation_no")?),
        organisation_id,
        about: About::Centre { organisation: organisation_id, centre: id },
    }))
}
