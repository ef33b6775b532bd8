//! New rows for organisations, centres and topics, as the command line and the demo make them.

use beistand_domain::admission::Entries;
use beistand_domain::centre::{Name, OpeningHours, Slug};
use beistand_domain::routing::Mode;
use beistand_domain::{CentreId, OrganisationId, Rules, TopicId, limits};
use beistand_runtime::Runtime;

use crate::error::StoreError;
use crate::model::{CentreNo, OrganisationNo, TopicNo};
use crate::names::Named as _;
use crate::sql::{Tx, corrupt, values};

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
    let sql = "INSERT INTO centre (id, organisation_no, slug, name, start_page, bubble, revision) VALUES ($1, $2, $3, $4, 1, 1, 0) \
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
pub async fn insert_offering(
    tx: &Tx,
    centre: CentreNo,
    topic: TopicNo,
    live_chat: Entries,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO offering (centre_no, topic_no, start_page, bubble) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING";
    let row = values![centre, topic, live_chat.start_page, live_chat.bubble];
    Ok(tx.execute(sql, row).await? == 1)
}

/// Adds a topic with the defaults of the product: a pool, open around the clock.
pub async fn insert_topic(
    tx: &Tx,
    id: TopicId,
    organisation: OrganisationNo,
    (slug, name): (&Slug, &Name),
) -> Result<TopicNo, StoreError> {
    let hours = serde_json::to_string(&OpeningHours::always()).map_err(|_| corrupt("hours"))?;
    let rules = Rules::default();
    let sql = "INSERT INTO topic (id, organisation_no, slug, name, revision, mode, hours, \
         chat_length, first_warning, second_warning, away_keeps_place, answer_within, seeker_gone_after, \
         readable_after_end, offer_written_after) \
         VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING no";
    let row = values![
        id.to_bytes(),
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
