//! The audit log: administrative and security acts, each written in the transaction that does it. No content stands in it.

use beistand_domain::Moment;

use crate::actor::Actor;
use crate::database::Store;
use crate::error::StoreError;
use crate::model::OrganisationNo;
use crate::sql::{Tx, values};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audited {
    OrganisationAdded,
    CentreAdded,
    TopicOffered,
    TopicChanged,
    MemberAdded,
    MemberRemoved,
    PersonAdded,
    PasswordSet,
    SessionsEnded,
    ClockAccepted,
}

impl Audited {
    /// The name in a row, which stays as it is.
    fn name(self) -> &'static str {
        match self {
            Self::OrganisationAdded => "organisation_added",
            Self::CentreAdded => "centre_added",
            Self::TopicOffered => "topic_offered",
            Self::TopicChanged => "topic_changed",
            Self::MemberAdded => "member_added",
            Self::MemberRemoved => "member_removed",
            Self::PersonAdded => "person_added",
            Self::PasswordSet => "password_set",
            Self::SessionsEnded => "sessions_ended",
            Self::ClockAccepted => "clock_accepted",
        }
    }
}

impl Store {
    /// Grows with every administrative act, of this process or of any other program on the same database: what was read of
    /// settings, people and memberships before may be different now.
    pub async fn settings_revision(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(no), 0) AS newest FROM audit";
        self.read(move |tx| {
            Box::pin(
                async move { tx.first(sql, values![]).await?.ok_or(StoreError::NotFound)?.int("newest") },
            )
        })
        .await
    }
}

/// Writes down what the actor did in an organisation.
pub async fn record(
    tx: &Tx,
    actor: &Actor,
    (organisation, act): (OrganisationNo, Audited),
    now: Moment,
) -> Result<(), StoreError> {
    insert(tx, actor, (Some(organisation), act), now).await
}

/// Writes down what the actor did to the whole installation.
pub async fn record_for_all(tx: &Tx, actor: &Actor, act: Audited, now: Moment) -> Result<(), StoreError> {
    insert(tx, actor, (None, act), now).await
}

async fn insert(
    tx: &Tx,
    actor: &Actor,
    (organisation, act): (Option<OrganisationNo>, Audited),
    now: Moment,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO audit (at, organisation_no, actor_kind, actor_no, act) VALUES ($1, $2, $3, $4, $5)";
    let row = values![now, organisation, actor.kind(), actor.number(), act.name()];
    tx.execute(sql, row).await.map(|_| ())
}
