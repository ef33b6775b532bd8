//! Sessions of devices: opened by signing in, kept by use, ended by time, by signing out or by a token that was copied.

use beistand_domain::availability::Act;
use beistand_domain::sign_in::{self, Presented, SessionEnd};
use beistand_domain::{DeviceId, Moment, PersonId, SessionId};
use beistand_protocol::view::DayKey;

use crate::database::Store;
use crate::error::StoreError;
use crate::model::{PersonAvailability, PersonNo, Session};
use crate::people::{self, FROM, PERSON};
use crate::second_factor::{self, Proof};
use crate::sql::{Lock, Row, Tx, values};

/// A session to be opened.
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The person's row.
    pub person_no: PersonNo,
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// What the device is called.
    pub device_name: String,
    /// What its day keys are signed with.
    pub signing_key: Vec<u8>,
    /// What chat keys are sealed to.
    pub day_key: DayKey,
    /// Of the first token.
    pub token_hash: [u8; 32],
    /// What was presented beside the password; it is used up with this session, or not at all.
    pub proof: Proof,
}

/// What a token opens.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A session that lasts.
    Session(Box<Session>),
    /// A session that is over, and has just been ended with its lease.
    Over {
        /// Whose it was.
        availability: PersonAvailability,
        /// Which one it was.
        session: SessionId,
        /// Why it is over.
        why: SessionEnd,
    },
    /// Nothing.
    Nothing,
}

impl Store {
    /// Signs a device in; its former session ends, and is given. A device that belongs to another person is denied. Errors:
    /// [`StoreError::CodeUsed`] where another sign-in with the same proof was faster.
    pub async fn open_session(&self, new: NewSession, now: Moment) -> Result<Option<SessionId>, StoreError> {
        self.write(&[Lock::Settings, Lock::Person(new.person)], move |tx| {
            Box::pin(async move {
                second_factor::use_up(tx, new.person, new.proof, now).await?;
                let active = "SELECT 1 AS found FROM person WHERE no = $1 AND state = 'active'";
                tx.first(active, values![new.person_no]).await?.ok_or(StoreError::NotFound)?;
                let device = "INSERT INTO device (id, person_no, name, signing_key, day, day_key, day_signature) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7) \
                     ON CONFLICT (id) DO UPDATE SET name = excluded.name, signing_key = excluded.signing_key, \
                     day = excluded.day, day_key = excluded.day_key, day_signature = excluded.day_signature \
                     WHERE device.person_no = excluded.person_no RETURNING no";
                let DayKey { day, public_key, signature } = new.day_key;
                let (id, day) = (new.device.to_bytes(), i64::from(day));
                let row = values![
                    id,
                    new.person_no,
                    new.device_name,
                    new.signing_key,
                    day,
                    public_key.0,
                    signature.0
                ];
                let device_no = tx.first(device, row).await?.ok_or(StoreError::NotFound)?.int("no")?;
                let former = "DELETE FROM session WHERE device_no = $1 RETURNING id";
                let former = tx.first(former, values![device_no]).await?;
                let session = "INSERT INTO session (id, device_no, person_no, token_hash, token_since, opened, used) \
                     VALUES ($1, $2, $3, $4, $5, $5, $5)";
                let row = values![new.id.to_bytes(), device_no, new.person_no, new.token_hash, now];
                tx.execute(session, row).await?;
                former.map(|row| row.id("id", SessionId::from_bytes)).transpose()
            })
        })
        .await
    }

    /// Replaces the day key of a device by one of a later day, or one of a day that has not come: the device's clock was ahead
    /// when it made that. The signing key stays, so a page takes it only from that device.
    pub async fn keep_day_key(&self, device: DeviceId, key: DayKey, now: Moment) -> Result<(), StoreError> {
        let sql = "UPDATE device SET day = $2, day_key = $3, day_signature = $4 \
             WHERE id = $1 AND (day <= $2 OR day > $5)";
        self.write(&[], move |tx| {
            Box::pin(async move {
                // Tomorrow has begun where a device's clock is a little ahead.
                let tomorrow = now.epoch_day() + 1;
                let day = i64::from(key.day);
                let row = values![device.to_bytes(), day, key.public_key.0, key.signature.0, tomorrow];
                tx.execute(sql, row).await.map(|_| ())
            })
        })
        .await
    }

    /// Whether the device is this person's.
    pub async fn knows_device(&self, person: PersonId, device: DeviceId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS found FROM device JOIN person ON person.no = device.person_no \
             WHERE device.id = $1 AND person.id = $2";
        self.read(move |tx| {
            Box::pin(async move {
                Ok(tx.first(sql, values![device.to_bytes(), person.to_bytes()]).await?.is_some())
            })
        })
        .await
    }

    /// What a token opens now. A session that is over is ended here, with its lease; one that is used is written down at
    /// most once an hour.
    pub async fn session(&self, token_hash: [u8; 32], now: Moment) -> Result<Opened, StoreError> {
        let sql = format!(
            "SELECT {PERSON}, session.id AS session_id, device.id AS device_id, session.token_hash, \
             session.next_hash, session.token_since, session.opened, session.used FROM session \
             JOIN person ON person.no = session.person_no \
             JOIN organisation ON organisation.no = person.organisation_no \
             JOIN device ON device.no = session.device_no \
             WHERE session.no = (SELECT no FROM session WHERE token_hash = $1 \
             UNION SELECT no FROM session WHERE previous_hash = $1 \
             UNION SELECT no FROM session WHERE next_hash = $1)"
        );
        debug_assert!(FROM.contains("organisation"), "the same tables as a person is read from");
        let found = self.read(move |tx| {
            Box::pin(async move {
                match tx.first(&sql, values![token_hash]).await? {
                    Some(row) => Ok(Some((read(tx, &row).await?, presented(&row, token_hash)?))),
                    None => Ok(None),
                }
            })
        });
        let Some((mut session, which)) = found.await? else { return Ok(Opened::Nothing) };
        let presented = match which {
            Token::Current => Presented::Current,
            Token::Previous => Presented::Previous,
            Token::Next => {
                // The device has it, so it is the current one from now on.
                self.take_next_token(session.id, token_hash, now).await?;
                session.session.token_since = now;
                Presented::Current
            }
        };
        match session.session.check(presented, now) {
            Ok(()) => {
                if session.session.is_stale(now) {
                    self.touch_session(session.id, now).await?;
                }
                Ok(Opened::Session(Box::new(session)))
            }
            Err(why) => {
                let id = session.id;
                Ok(Opened::Over { availability: self.close_session(session, now).await?, session: id, why })
            }
        }
    }

    async fn take_next_token(
        &self,
        session: SessionId,
        token_hash: [u8; 32],
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET previous_hash = token_hash, token_hash = next_hash, next_hash = NULL, \
             token_since = $3, used = $3 WHERE id = $1 AND next_hash = $2";
        self.write(&[], move |tx| {
            // Another request with it may have been faster.
            Box::pin(async move {
                tx.execute(sql, values![session.to_bytes(), token_hash, now]).await.map(|_| ())
            })
        })
        .await
    }

    /// The session is in use.
    pub async fn touch_session(&self, session: SessionId, now: Moment) -> Result<(), StoreError> {
        let sql = "UPDATE session SET used = $2 WHERE id = $1 AND used < $2";
        self.write(&[], move |tx| {
            Box::pin(async move { tx.execute(sql, values![session.to_bytes(), now]).await.map(|_| ()) })
        })
        .await
    }

    /// Keeps a new token for a session. It replaces the one in use when it is presented for the first time: until then the
    /// answer that carries it may be lost, and the device asks again with the one it has.
    pub async fn offer_token(&self, session: SessionId, token_hash: [u8; 32]) -> Result<(), StoreError> {
        let sql = "UPDATE session SET next_hash = $2 WHERE id = $1";
        self.write(&[], move |tx| {
            Box::pin(async move {
                let changed = tx.execute(sql, values![session.to_bytes(), token_hash]).await?;
                if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
            })
        })
        .await
    }

    /// Signs a device out. Its lease ends in the same transaction.
    pub async fn close_session(
        &self,
        session: Session,
        now: Moment,
    ) -> Result<PersonAvailability, StoreError> {
        let person = session.person.id;
        self.write(&[Lock::Person(person)], move |tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM session WHERE id = $1", values![session.id.to_bytes()]).await?;
                people::act(tx, person, Act::SignOut { device: session.device }, now).await
            })
        })
        .await
    }

    /// Which of these sessions are over.
    pub async fn ended_sessions(
        &self,
        sessions: Vec<SessionId>,
        now: Moment,
    ) -> Result<Vec<SessionId>, StoreError> {
        let sql = "SELECT opened, used, token_since FROM session WHERE id = $1";
        self.read(move |tx| {
            Box::pin(async move {
                let mut over = Vec::new();
                for session in sessions {
                    let row = tx.first(sql, values![session.to_bytes()]).await?;
                    let lasts = match row {
                        // A live connection is use, so only the length counts.
                        Some(row) => now < times(&row)?.ends(),
                        None => false,
                    };
                    if !lasts {
                        over.push(session);
                    }
                }
                Ok(over)
            })
        })
        .await
    }
}

/// Which token of a row was presented.
enum Token {
    Current,
    Previous,
    Next,
}

fn presented(row: &Row, token_hash: [u8; 32]) -> Result<Token, StoreError> {
    Ok(if row.bytes("token_hash")? == token_hash {
        Token::Current
    } else if row.bytes_if_any("next_hash")? == Some(&token_hash[..]) {
        Token::Next
    } else {
        Token::Previous
    })
}

async fn read(tx: &Tx, row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id("session_id", SessionId::from_bytes)?,
        person: people::read(tx, row).await?,
        device: row.id("device_id", DeviceId::from_bytes)?,
        session: times(row)?,
    })
}

fn times(row: &Row) -> Result<sign_in::Session, StoreError> {
    Ok(sign_in::Session {
        opened: row.moment("opened")?,
        used: row.moment("used")?,
        token_since: row.moment("token_since")?,
    })
}
