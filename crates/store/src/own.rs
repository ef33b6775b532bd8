//! What a person does with their own account.

use beistand_domain::availability::Act;
use beistand_domain::{DeviceId, Moment, SessionId};

use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{OrganisationNo, Person, Session};
use crate::people;
use crate::sql::{Lock, Row, Tx, values};

/// A device that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Its session.
    pub id: SessionId,
    /// As the device called itself.
    pub device_name: String,
    /// When it signed in.
    pub opened: Moment,
    /// When it was used last, to the hour.
    pub used: Moment,
}

impl Store {
    /// The devices that are signed in as the person, the one used last first.
    pub async fn own_sessions(&self, session: &Session) -> Result<Vec<OwnSession>, StoreError> {
        let sql = "SELECT session.id, device.name, session.opened, session.used FROM session \
             JOIN device ON device.no = device_no WHERE session.person_no = $1 \
             ORDER BY session.used DESC, session.no DESC";
        let person = session.person.no;
        self.read(move |tx| {
            Box::pin(async move { tx.query(sql, values![person]).await?.iter().map(own_session).collect() })
        })
        .await
    }

    /// Signs one of the person's devices out, with its lease. Errors: [`StoreError::NotFound`] for somebody else's.
    pub async fn end_own_session(
        &self,
        session: Session,
        other: SessionId,
        now: Moment,
    ) -> Result<(), StoreError> {
        let person = session.person;
        self.write(&[Lock::Settings, Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                let sql = "SELECT device.id, device.name FROM session JOIN device ON device.no = device_no \
                     WHERE session.id = $1 AND session.person_no = $2";
                let row = tx.first(sql, values![other.to_bytes(), person.no]).await?;
                let row = row.ok_or(StoreError::NotFound)?;
                tx.execute("DELETE FROM session WHERE id = $1", values![other.to_bytes()]).await?;
                let device = row.id("id", DeviceId::from_bytes)?;
                people::act(tx, person.id, Act::SignOut { device }, now).await?;
                record(tx, &person, Audited::SessionsEnded, now).await
            })
        })
        .await
    }

    /// The hash of the person's password, to compare with.
    pub async fn password_hash(&self, session: &Session) -> Result<Option<String>, StoreError> {
        let person = session.person.no;
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first("SELECT password_hash FROM person WHERE no = $1", values![person]).await?;
                Ok(row.ok_or(StoreError::NotFound)?.text_if_any("password_hash")?.map(str::to_owned))
            })
        })
        .await
    }

    /// Sets the person's own password. All other sessions end, and are given.
    pub async fn change_own_password(
        &self,
        session: Session,
        hash: String,
        now: Moment,
    ) -> Result<Vec<SessionId>, StoreError> {
        let (own, person) = (session.id, session.person);
        self.write(&[Lock::Settings, Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                let sql = "UPDATE person SET password_hash = $2, revision = revision + 1 WHERE no = $1";
                tx.execute(sql, values![person.no, hash]).await?;
                tx.execute("DELETE FROM password_link WHERE person_no = $1", values![person.no]).await?;
                let sql = "SELECT session.id AS session_id, device.id FROM session \
                     JOIN device ON device.no = device_no WHERE session.person_no = $1 AND session.id <> $2";
                let others = tx.query(sql, values![person.no, own.to_bytes()]).await?;
                let mut ended = Vec::new();
                for row in others {
                    let other = row.id("session_id", SessionId::from_bytes)?;
                    tx.execute("DELETE FROM session WHERE id = $1", values![other.to_bytes()]).await?;
                    let device = row.id("id", DeviceId::from_bytes)?;
                    people::act(tx, person.id, Act::SignOut { device }, now).await?;
                    ended.push(other);
                }
                record(tx, &person, Audited::PasswordSet, now).await?;
                Ok(ended)
            })
        })
        .await
    }

    /// Says whether a person may be suggested at all. Whoever may not does not take live chats either.
    pub async fn set_reachable(
        &self,
        session: Session,
        reachable: bool,
        now: Moment,
    ) -> Result<(), StoreError> {
        let person = session.person;
        self.write(&[Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                if set_reachable(tx, &person, reachable, now).await? && !reachable {
                    people::act(tx, person.id, Act::SwitchOff, now).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Sets whether a person may be suggested; whether that changed something. The caller holds the person's lock.
pub async fn set_reachable(
    tx: &Tx,
    person: &Person,
    reachable: bool,
    now: Moment,
) -> Result<bool, StoreError> {
    let sql = "UPDATE person SET reachable = $2, revision = revision + 1 WHERE no = $1 AND reachable <> $2";
    let changed = tx.execute(sql, values![person.no, reachable]).await? == 1;
    if changed {
        record(tx, person, Audited::ReachableSet, now).await?;
    }
    Ok(changed)
}

fn own_session(row: &Row) -> Result<OwnSession, StoreError> {
    Ok(OwnSession {
        id: row.id("id", SessionId::from_bytes)?,
        device_name: row.text("name")?.to_owned(),
        opened: row.moment("opened")?,
        used: row.moment("used")?,
    })
}

/// Writes down what a person did with their own account.
pub async fn record(tx: &Tx, person: &Person, act: Audited, now: Moment) -> Result<(), StoreError> {
    let row = tx.first("SELECT organisation_no FROM person WHERE no = $1", values![person.no]).await?;
    let organisation = row.ok_or(StoreError::NotFound)?.int("organisation_no").map(OrganisationNo)?;
    let actor = Actor::Person { no: person.no, staff: person.staff.clone() };
    let entry = Entry::new(organisation, act).about(person.id.to_bytes(), &person.name);
    audit::record(tx, &actor, entry, now).await
}
