//! A person's second factor (RFC 6238) and the recovery codes for the day on which it is out of reach.

use beistand_domain::{Moment, OrganisationId, PersonId, limits};

use crate::actor::Actor;
use crate::admin::{AdminOutcome, member_to_help};
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Person, PersonNo, Session};
use crate::own::record;
use crate::people;
use crate::sql::{Lock, Tx, corrupt, values};
use zeroize::Zeroizing;

/// A second factor that has been confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptFactor {
    /// What the person's app and the server share.
    pub secret: Zeroizing<Vec<u8>>,
    /// The newest time step whose code was taken.
    pub used: Option<u64>,
}

/// What a person presents beside the password, already found to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing more was asked for.
    Nothing,
    /// The code of this time step.
    Step(u64),
    /// The recovery code with this hash.
    Recovery([u8; 32]),
}

/// What a person has set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorState {
    /// Whether codes are asked for.
    pub on: bool,
    /// Recovery codes that have not been used.
    pub recovery_codes: u32,
    /// Whether a new one waits to be confirmed.
    pub pending: bool,
}

/// The secret of a person that can be confirmed at a moment.
const PENDING: &str = "SELECT pending FROM second_factor WHERE person_no = $1 AND pending_until > $2";

impl Store {
    /// The person's second factor; none where none was confirmed.
    pub async fn second_factor(&self, person: &Person) -> Result<Option<KeptFactor>, StoreError> {
        let (sql, no) =
            ("SELECT secret, used FROM second_factor WHERE person_no = $1 AND secret IS NOT NULL", person.no);
        self.read(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.first(sql, values![no]).await? else { return Ok(None) };
                let used = row.int_if_any("used")?.map(u64::try_from).transpose();
                let used = used.map_err(|_| corrupt("second_factor.used"))?;
                Ok(Some(KeptFactor { secret: Zeroizing::new(row.bytes("secret")?.to_vec()), used }))
            })
        })
        .await
    }

    /// Whether the person has one, how many recovery codes are left, and whether another one waits to be confirmed.
    pub async fn second_factor_state(
        &self,
        session: &Session,
        now: Moment,
    ) -> Result<SecondFactorState, StoreError> {
        let no = session.person.no;
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT count(secret) AS secrets FROM second_factor WHERE person_no = $1";
                let on = count(tx, sql, "secrets", no).await? == 1;
                let sql = "SELECT count(*) AS codes FROM recovery_code WHERE person_no = $1";
                let recovery_codes = count(tx, sql, "codes", no).await?;
                let pending = tx.first(PENDING, values![no, now]).await?.is_some();
                Ok(SecondFactorState { on, recovery_codes, pending })
            })
        })
        .await
    }

    /// Whether this is a recovery code of the person's that has not been used.
    pub async fn has_recovery_code(&self, person: &Person, code_hash: [u8; 32]) -> Result<bool, StoreError> {
        let no = person.no;
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT 1 AS found FROM recovery_code WHERE person_no = $1 AND code_hash = $2";
                Ok(tx.first(sql, values![no, code_hash]).await?.is_some())
            })
        })
        .await
    }

    /// Keeps a secret that the person's app has yet to confirm; one that is in use goes on until then.
    pub async fn begin_second_factor(
        &self,
        session: &Session,
        secret: Zeroizing<Vec<u8>>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO second_factor (person_no, pending, pending_until) VALUES ($1, $2, $3) \
             ON CONFLICT (person_no) DO UPDATE SET pending = excluded.pending, pending_until = excluded.pending_until";
        let (no, until) = (session.person.no, now + limits::SECOND_FACTOR_SET_UP);
        self.write(&[Lock::Person(session.person.id)], move |tx| {
            Box::pin(async move { tx.execute(sql, values![no, secret.to_vec(), until]).await.map(|_| ()) })
        })
        .await
    }

    /// The secret that waits to be confirmed.
    pub async fn pending_second_factor(
        &self,
        session: &Session,
        now: Moment,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let no = session.person.no;
        self.read(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.first(PENDING, values![no, now]).await? else { return Ok(None) };
                Ok(row.bytes_if_any("pending")?.map(|secret| Zeroizing::new(secret.to_vec())))
            })
        })
        .await
    }

    /// Takes the pending secret into use, with the time step whose code has shown that the app knows it, and new recovery
    /// codes. Errors: [`StoreError::NotFound`] where another secret waits by now.
    pub async fn confirm_second_factor(
        &self,
        session: Session,
        (secret, step): (Zeroizing<Vec<u8>>, u64),
        code_hashes: Vec<[u8; 32]>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let (person, step) = (session.person, number(step)?);
        self.write(&[Lock::Settings, Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                let sql = "UPDATE second_factor SET secret = pending, used = $3, pending = NULL, pending_until = NULL \
                     WHERE person_no = $1 AND pending = $2 AND pending_until > $4";
                let changed = tx.execute(sql, values![person.no, secret.to_vec(), step, now]).await?;
                if changed != 1 {
                    return Err(StoreError::NotFound);
                }
                replace_codes(tx, person.no, &code_hashes).await?;
                record(tx, &person, Audited::SecondFactorSet, now).await
            })
        })
        .await
    }

    /// Replaces the recovery codes. Errors: [`StoreError::NotFound`] without a second factor.
    pub async fn renew_recovery_codes(
        &self,
        session: Session,
        code_hashes: Vec<[u8; 32]>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let person = session.person;
        self.write(&[Lock::Settings, Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                let sql = "SELECT count(secret) AS secrets FROM second_factor WHERE person_no = $1";
                if count(tx, sql, "secrets", person.no).await? == 0 {
                    return Err(StoreError::NotFound);
                }
                replace_codes(tx, person.no, &code_hashes).await?;
                record(tx, &person, Audited::RecoveryCodesMade, now).await
            })
        })
        .await
    }

    /// Goes back to the password alone.
    pub async fn remove_second_factor(&self, session: Session, now: Moment) -> Result<(), StoreError> {
        let person = session.person;
        self.write(&[Lock::Settings, Lock::Person(person.id)], move |tx| {
            Box::pin(async move {
                if remove(tx, person.no).await? {
                    record(tx, &person, Audited::SecondFactorRemoved, now).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Takes a person's second factor away who has lost it, recovery codes and all.
    pub async fn reset_second_factor(
        &self,
        actor: Actor,
        (organisation, person): (OrganisationId, PersonId),
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(&[Lock::Settings, Lock::Person(person)], move |tx| {
            Box::pin(async move {
                let (no, member) = member_to_help(tx, &actor, (organisation, person)).await?;
                if remove(tx, member.person.no).await? {
                    let entry = Entry::new(no, Audited::SecondFactorReset);
                    audit::record(tx, &actor, entry.about(person.to_bytes(), &member.person.name), now)
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// The same by the operator, who knows the name to sign in with.
    pub async fn reset_second_factor_of(
        &self,
        actor: Actor,
        sign_in_name: String,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let Some((person, _)) = self.person_by_name(sign_in_name).await? else {
            return Ok(AdminOutcome::NoSuch("person"));
        };
        self.reset_second_factor(actor, (person.staff.organisation, person.id), now).await?;
        Ok(AdminOutcome::Done)
    }
}

/// Uses a proof up. Errors: [`StoreError::CodeUsed`] where that was done before.
pub async fn use_up(tx: &Tx, person: PersonId, proof: Proof, now: Moment) -> Result<(), StoreError> {
    let done = match proof {
        Proof::Nothing => return Ok(()),
        Proof::Step(step) => {
            let sql = "UPDATE second_factor SET used = $2 WHERE person_no = (SELECT no FROM person WHERE id = $1) \
                 AND secret IS NOT NULL AND (used IS NULL OR used < $2)";
            tx.execute(sql, values![person.to_bytes(), number(step)?]).await?
        }
        Proof::Recovery(code_hash) => {
            let person = people::by_id(tx, person).await?;
            let sql = "DELETE FROM recovery_code WHERE person_no = $1 AND code_hash = $2";
            record(tx, &person, Audited::RecoveryCodeUsed, now).await?;
            tx.execute(sql, values![person.no, code_hash]).await?
        }
    };
    if done == 1 { Ok(()) } else { Err(StoreError::CodeUsed) }
}

/// Whether there was one.
async fn remove(tx: &Tx, person: PersonNo) -> Result<bool, StoreError> {
    tx.execute("DELETE FROM recovery_code WHERE person_no = $1", values![person]).await?;
    let sql = "DELETE FROM second_factor WHERE person_no = $1 RETURNING secret";
    let Some(row) = tx.first(sql, values![person]).await? else { return Ok(false) };
    Ok(row.bytes_if_any("secret")?.is_some())
}

async fn replace_codes(tx: &Tx, person: PersonNo, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM recovery_code WHERE person_no = $1", values![person]).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_code (person_no, code_hash) VALUES ($1, $2)";
        tx.execute(sql, values![person, *hash]).await?;
    }
    Ok(())
}

async fn count(tx: &Tx, sql: &str, column: &'static str, person: PersonNo) -> Result<u32, StoreError> {
    let row = tx.first(sql, values![person]).await?.ok_or_else(|| corrupt(column))?;
    u32::try_from(row.int(column)?).map_err(|_| corrupt(column))
}

fn number(step: u64) -> Result<i64, StoreError> {
    i64::try_from(step).map_err(|_| StoreError::NotFound)
}
