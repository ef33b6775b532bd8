//! Links to choose a password: they work once and for a set time, and only their hash is kept.

use beistand_domain::{Moment, OrganisationId, PersonId, SessionId, limits};

use super::person::end_sessions;
use super::staff::member_to_help;
use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Person, PersonNo};
use crate::own::record;
use crate::people::{self, FROM, PERSON};
use crate::sql::{Lock, Tx, values};

impl Store {
    /// Makes a link to choose a password; one made before stops working.
    pub async fn make_password_link(
        &self,
        actor: Actor,
        (organisation, person): (OrganisationId, PersonId),
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(&[Lock::Settings, Lock::Person(person)], move |tx| {
            Box::pin(async move {
                let (no, member) = member_to_help(tx, &actor, (organisation, person)).await?;
                put_link(tx, member.person.no, token_hash, now).await?;
                let entry = Entry::new(no, Audited::PasswordLinkMade);
                let entry = entry.about(person.to_bytes(), &member.person.name);
                audit::record(tx, &actor, entry, now).await
            })
        })
        .await
    }

    /// Whose link this is: the person and the name to sign in with. Errors: [`StoreError::NotFound`] where it works no more.
    pub async fn password_link(&self, token_hash: [u8; 32], now: Moment) -> Result<Person, StoreError> {
        self.read(move |tx| Box::pin(by_link(tx, token_hash, now))).await
    }

    /// Chooses a password by a link, which works once. All sessions of the person end, and are given.
    pub async fn choose_password(
        &self,
        (token_hash, person): ([u8; 32], PersonId),
        password_hash: String,
        now: Moment,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.write(&[Lock::Settings, Lock::Person(person)], move |tx| {
            Box::pin(async move {
                let person = by_link(tx, token_hash, now).await?;
                tx.execute("DELETE FROM password_link WHERE person_no = $1", values![person.no]).await?;
                let sql = "UPDATE person SET password_hash = $2, revision = revision + 1 WHERE no = $1";
                tx.execute(sql, values![person.no, password_hash]).await?;
                let ended = end_sessions(tx, (person.no, person.id), now).await?;
                record(tx, &person, Audited::PasswordSet, now).await?;
                Ok(ended)
            })
        })
        .await
    }
}

/// Makes a link for a person; one made before stops working.
pub async fn put_link(tx: &Tx, person: PersonNo, hash: [u8; 32], now: Moment) -> Result<(), StoreError> {
    let sql = "INSERT INTO password_link (person_no, token_hash, until) VALUES ($1, $2, $3) \
         ON CONFLICT (person_no) DO UPDATE SET token_hash = excluded.token_hash, until = excluded.until";
    tx.execute(sql, values![person, hash, now + limits::PASSWORD_LINK]).await.map(|_| ())
}

async fn by_link(tx: &Tx, hash: [u8; 32], now: Moment) -> Result<Person, StoreError> {
    let sql = format!(
        "SELECT {PERSON} FROM {FROM} JOIN password_link ON password_link.person_no = person.no \
         WHERE token_hash = $1 AND until > $2 AND person.state = 'active'"
    );
    people::read(tx, &tx.first(&sql, values![hash, now]).await?.ok_or(StoreError::NotFound)?).await
}
