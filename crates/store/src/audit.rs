//! The audit log: administrative and security acts, each written in the transaction that does it. No content stands in it.

use beistand_domain::access::Action;
use beistand_domain::{CentreId, Moment};
use beistand_protocol::rest::administration::{AuditActor, AuditChange, AuditEntry, AuditPage};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::actor::Actor;
use crate::admin::{CentreAt, centre_row, own_organisation};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{CentreNo, OrganisationNo};
use crate::sql::{Row, Tx, corrupt, values};

/// Entries of one page.
const PAGE: usize = 100;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audited {
    OrganisationAdded,
    CentreAdded,
    TopicOffered,
    TopicChanged,
    LiveChatChanged,
    MemberAdded,
    MemberRemoved,
    PersonAdded,
    PersonChanged,
    /// A person said whether they may be suggested. It tells other processes and stands in nobody's log: when somebody works
    /// is not an administrative act.
    ReachableSet,
    PasswordLinkMade,
    PasswordSet,
    SecondFactorSet,
    SecondFactorRemoved,
    /// By an admin.
    SecondFactorReset,
    RecoveryCodesMade,
    RecoveryCodeUsed,
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
            Self::LiveChatChanged => "live_chat_changed",
            Self::MemberAdded => "member_added",
            Self::MemberRemoved => "member_removed",
            Self::PersonAdded => "person_added",
            Self::PersonChanged => "person_changed",
            Self::ReachableSet => "reachable_set",
            Self::PasswordLinkMade => "password_link_made",
            Self::PasswordSet => "password_set",
            Self::SecondFactorSet => "second_factor_set",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::SecondFactorReset => "second_factor_reset",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::SessionsEnded => "sessions_ended",
            Self::ClockAccepted => "clock_accepted",
        }
    }
}

/// What is to be written down.
pub struct Entry {
    organisation: Option<OrganisationNo>,
    centre: Option<CentreNo>,
    act: Audited,
    subject: Option<([u8; 16], String)>,
    before: Map<String, Json>,
    after: Map<String, Json>,
}

impl Entry {
    /// An act in an organisation.
    pub fn new(organisation: OrganisationNo, act: Audited) -> Self {
        Self { organisation: Some(organisation), ..Self::for_all(act) }
    }

    /// An act for the whole installation.
    pub fn for_all(act: Audited) -> Self {
        Self { organisation: None, centre: None, act, subject: None, before: Map::new(), after: Map::new() }
    }

    /// In one centre.
    pub fn in_centre(mut self, centre: CentreNo) -> Self {
        self.centre = Some(centre);
        self
    }

    /// Whom or what it is about: the id and the name.
    pub fn about(mut self, id: [u8; 16], name: &str) -> Self {
        self.subject = Some((id, name.to_owned()));
        self
    }

    /// A field that becomes `after`; one that stays as it is does not stand in the log.
    pub fn change<T: Serialize + PartialEq>(
        &mut self,
        field: &str,
        before: T,
        after: T,
    ) -> Result<(), StoreError> {
        if before == after {
            return Ok(());
        }
        let json = |value| serde_json::to_value(value).map_err(|_| corrupt("audit"));
        self.before.insert(field.to_owned(), json(before)?);
        self.after.insert(field.to_owned(), json(after)?);
        Ok(())
    }

    /// Whether a field changes.
    pub fn changes(&self) -> bool {
        !self.after.is_empty()
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

    /// A page of the log of the actor's organisation, before the entry of this number.
    pub async fn audit_of_organisation(
        &self,
        actor: Actor,
        before: Option<u64>,
    ) -> Result<AuditPage, StoreError> {
        let organisation = actor.organisation().ok_or(StoreError::NotFound)?;
        self.read(move |tx| {
            Box::pin(async move {
                let no = own_organisation(tx, &actor, organisation).await?;
                page(tx, (no, None), before).await
            })
        })
        .await
    }

    /// A page of the log of one centre, before the entry of this number.
    pub async fn audit_of_centre(
        &self,
        actor: Actor,
        centre: CentreId,
        before: Option<u64>,
    ) -> Result<AuditPage, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let row = centre_row(tx, &CentreAt::Id(centre)).await?.ok_or(StoreError::NotFound)?;
                actor.may(Action::ChangeCentre, &row.about)?;
                page(tx, (row.organisation, Some(row.no)), before).await
            })
        })
        .await
    }
}

async fn page(
    tx: &Tx,
    (organisation, centre): (OrganisationNo, Option<CentreNo>),
    before: Option<u64>,
) -> Result<AuditPage, StoreError> {
    let before = before.and_then(|no| i64::try_from(no).ok()).unwrap_or(i64::MAX);
    let sql = "SELECT audit.no, audit.at, actor_kind, person.name, act, subject, before, after FROM audit \
         LEFT JOIN person ON person.no = actor_no WHERE audit.organisation_no = $1 AND audit.no < $2 \
         AND ($3 = 0 OR centre_no = $3) AND act <> 'reachable_set' ORDER BY audit.no DESC LIMIT $4";
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let centre = centre.map_or(0, |centre| centre.0);
    let rows = tx.query(sql, values![organisation, before, centre, most]).await?;
    let entries = rows.iter().take(PAGE).map(entry).collect::<Result<_, _>>()?;
    Ok(AuditPage { entries, more: rows.len() > PAGE })
}

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    let actor = match row.text("actor_kind")? {
        "person" => AuditActor::Person { name: row.text_if_any("name")?.unwrap_or_default().to_owned() },
        "operator" => AuditActor::Operator,
        _ => AuditActor::Server,
    };
    let fields = |column| match row.text_if_any(column)? {
        Some(text) => serde_json::from_str::<Map<String, Json>>(text).map_err(|_| corrupt(column)),
        None => Ok(Map::new()),
    };
    let (before, after) = (fields("before")?, fields("after")?);
    let changes = after.iter().map(|(field, value)| AuditChange {
        field: field.clone(),
        before: before.get(field).filter(|value| !value.is_null()).map(Json::to_string),
        after: Some(value).filter(|value| !value.is_null()).map(Json::to_string),
    });
    Ok(AuditEntry {
        no: row.int("no")?.unsigned_abs(),
        at: row.moment("at")?,
        actor,
        act: row.text("act")?.to_owned(),
        subject: row.text_if_any("subject")?.map(str::to_owned),
        changes: changes.collect(),
    })
}

/// Writes down what the actor did.
pub async fn record(tx: &Tx, actor: &Actor, entry: Entry, now: Moment) -> Result<(), StoreError> {
    let sql = "INSERT INTO audit (at, organisation_no, actor_kind, actor_no, act, centre_no, subject_id, subject, before, after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let text = |fields: Map<String, Json>| (!fields.is_empty()).then(|| Json::Object(fields).to_string());
    let (id, name) = entry.subject.map_or((None, None), |(id, name)| (Some(id), Some(name)));
    let row = values![
        now,
        entry.organisation,
        actor.kind(),
        actor.number(),
        entry.act.name(),
        entry.centre,
        id,
        name,
        text(entry.before),
        text(entry.after),
    ];
    tx.execute(sql, row).await.map(|_| ())
}

/// The name of the person who last changed this; none where it was the operator.
pub async fn last_changed_by(tx: &Tx, subject: [u8; 16]) -> Result<Option<String>, StoreError> {
    let sql = "SELECT person.name FROM audit LEFT JOIN person ON person.no = actor_no \
         WHERE subject_id = $1 ORDER BY audit.no DESC LIMIT 1";
    let row = tx.first(sql, values![subject]).await?;
    row.map_or(Ok(None), |row| Ok(row.text_if_any("name")?.map(str::to_owned)))
}
