//! A centre as its admin sees it, and where its live chat is offered.

use beistand_domain::access::{About, Action};
use beistand_domain::{CentreId, Moment, PersonId, TopicId};

use super::rows::{AdminOutcome, CentreAt, CentreRow, centre_row, done};
use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Centre, CentreNo, OrganisationNo, TopicFacts};
use crate::names::Named as _;
use crate::sql::{Lock, Row, Tx, values};
use crate::topic;

/// What is set for a centre.
#[derive(Clone, Debug)]
pub struct CentreState {
    /// The centre.
    pub centre: Centre,
    /// The organisation it belongs to.
    pub organisation: OrganisationNo,
    /// Rises with each change of where live chat is offered.
    pub revision: i64,
    /// Whether its start page offers live chat at all.
    pub start_page: bool,
    /// Its topics, by name.
    pub topics: Vec<TopicFacts>,
    /// Everyone of its organisation who may sign in or is invited, by name.
    pub people: Vec<(PersonId, String)>,
}

/// Where live chat is to be offered.
#[derive(Clone, Debug)]
pub struct LiveChatChange {
    /// The centre's revision it is based on.
    pub seen: u64,
    /// On the start page at all.
    pub start_page: bool,
    /// In these topics; in all others not.
    pub topics: Vec<TopicId>,
}

impl Store {
    /// The centres whose settings the actor may change, by name.
    pub async fn administered_centres(&self, actor: Actor) -> Result<Vec<Centre>, StoreError> {
        let sql = "SELECT centre.no, centre.id, centre.slug, centre.name, organisation.id AS organisation_id \
             FROM centre JOIN organisation ON organisation.no = organisation_no ORDER BY centre.name, centre.no";
        self.read(move |tx| {
            Box::pin(async move {
                let mut all = Vec::new();
                for row in tx.query(sql, values![]).await? {
                    let id = row.id("id", CentreId::from_bytes)?;
                    let organisation =
                        row.id("organisation_id", beistand_domain::OrganisationId::from_bytes)?;
                    if actor.may(Action::ChangeCentre, &About::Centre { organisation, centre: id }).is_ok() {
                        let (slug, name) = (row.text("slug")?.to_owned(), row.text("name")?.to_owned());
                        all.push(Centre { no: CentreNo(row.int("no")?), id, slug, name });
                    }
                }
                Ok(all)
            })
        })
        .await
    }

    /// What is set for a centre, for an actor who may change it.
    pub async fn centre_state(&self, actor: Actor, centre: CentreId) -> Result<CentreState, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let row = centre_row(tx, &CentreAt::Id(centre)).await?.ok_or(StoreError::NotFound)?;
                actor.may(Action::ChangeCentre, &row.about)?;
                let centre = topic::centre_by_no(tx, row.no).await?;
                let topics = topic::facts_of(tx, row.no).await?;
                let people = people(tx, row.organisation).await?;
                let (revision, start_page) = (row.revision, row.start_page);
                Ok(CentreState {
                    centre,
                    organisation: row.organisation,
                    revision,
                    start_page,
                    topics,
                    people,
                })
            })
        })
        .await
    }

    /// Sets where a centre's live chat is offered.
    pub async fn set_live_chat(
        &self,
        actor: Actor,
        centre: CentreId,
        change: LiveChatChange,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                let row = centre_row(tx, &CentreAt::Id(centre)).await?.ok_or(StoreError::NotFound)?;
                actor.may(Action::ChangeCentre, &row.about)?;
                set_live_chat(tx, &actor, &row, &change, now).await
            })
        })
        .await
    }
}

async fn set_live_chat(
    tx: &Tx,
    actor: &Actor,
    row: &CentreRow,
    change: &LiveChatChange,
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    let sql = "SELECT topic.id, topic.name, offering.start_page FROM offering \
         JOIN topic ON topic.no = topic_no WHERE centre_no = $1 ORDER BY topic.name, topic.no";
    let offered = tx.query(sql, values![row.no]).await?;
    let offered: Vec<(TopicId, String, bool)> = offered.iter().map(offering).collect::<Result<_, _>>()?;
    if !change.topics.iter().all(|id| offered.iter().any(|(known, ..)| known == id)) {
        return Ok(AdminOutcome::NoSuch("topic"));
    }
    let mut entry = Entry::new(row.organisation, Audited::LiveChatChanged).in_centre(row.no);
    entry = entry.about(row.id.to_bytes(), &row.name);
    entry.change("start_page_live_chat", row.start_page, change.start_page)?;
    for (id, name, now_on) in &offered {
        entry.change(name, *now_on, change.topics.contains(id))?;
    }
    if !entry.changes() {
        return Ok(AdminOutcome::Done);
    }
    if i64::try_from(change.seen) != Ok(row.revision) {
        let by = audit::last_changed_by(tx, row.id.to_bytes()).await?;
        return Ok(AdminOutcome::ChangedMeanwhile { by });
    }
    let sql = "UPDATE centre SET start_page = $2, revision = revision + 1 WHERE no = $1";
    tx.execute(sql, values![row.no, change.start_page]).await?;
    let sql = "UPDATE offering SET start_page = $3 WHERE centre_no = $1 \
         AND topic_no = (SELECT no FROM topic WHERE id = $2)";
    for (id, ..) in &offered {
        tx.execute(sql, values![row.no, id.to_bytes(), change.topics.contains(id)]).await?;
    }
    done(tx, actor, entry, now).await
}

fn offering(row: &Row) -> Result<(TopicId, String, bool), StoreError> {
    Ok((row.id("id", TopicId::from_bytes)?, row.text("name")?.to_owned(), row.flag("start_page")?))
}

async fn people(tx: &Tx, organisation: OrganisationNo) -> Result<Vec<(PersonId, String)>, StoreError> {
    let sql = "SELECT id, name FROM person WHERE organisation_no = $1 AND state = $2 ORDER BY name, no";
    let active = beistand_domain::sign_in::Account::Active.name();
    let rows = tx.query(sql, values![organisation, active]).await?;
    rows.iter().map(|row| Ok((row.id("id", PersonId::from_bytes)?, row.text("name")?.to_owned()))).collect()
}
