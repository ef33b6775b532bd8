//! People, their devices and sessions, and their availability.

use beistand_domain::availability::{Act, Lease, Off, Pause};
use beistand_domain::{Availability, Chat, CommandId, DeviceId, Moment, PersonId};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::{DeviceKey, Role};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::command::once;
use super::{Store, chat_row};
use crate::store::Denied;
use crate::store::model::{Duty, Person, Session};

const PERSON: &str = "person.no, person.id, person.centre_no, person.sign_in_name, person.name, person.roles, \
     person.parallel_chats";

/// A session to be opened.
pub struct NewSession {
    pub person_no: i64,
    pub device: DeviceId,
    pub device_name: String,
    pub public_key: Vec<u8>,
    pub token_hash: [u8; 32],
}

impl Store {
    /// Whoever signs in with this name, and the hash of the password.
    pub async fn person_by_name(&self, name: String) -> Result<Option<(Person, String)>, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(&format!(
                    "SELECT {PERSON}, person.password_hash FROM person WHERE sign_in_name = ?1"
                ))?;
                Ok(query.query_row(params![name], |row| Ok((read(row)?, row.get(7)?))).optional()?)
            })
            .await
    }

    /// The person with this number.
    pub async fn person(&self, no: i64) -> Result<Person, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(&format!("SELECT {PERSON} FROM person WHERE no = ?1"))?;
                query.query_row(params![no], read).optional()?.ok_or(Denied::NotFound)
            })
            .await
    }

    /// The number of the person with this id.
    pub async fn person_no(&self, person: PersonId) -> Result<i64, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached("SELECT no FROM person WHERE id = ?1")?;
                let no = query.query_row(params![person.to_bytes()], |row| row.get(0)).optional()?;
                no.ok_or(Denied::NotFound)
            })
            .await
    }

    /// The name that others see.
    pub async fn name_of(&self, person: PersonId) -> Result<String, Denied> {
        self.readers.run(move |sql| name_of(sql, person)?.ok_or(Denied::NotFound)).await
    }

    /// Signs a device in; its former session ends. A device that belongs to somebody else is denied.
    pub async fn open_session(&self, new: NewSession, now: Moment) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                tx.sql
                    .prepare_cached(
                        "INSERT INTO device (id, person_no, name, public_key) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) \
                         DO UPDATE SET name = excluded.name, public_key = excluded.public_key \
                         WHERE person_no = excluded.person_no",
                    )?
                    .execute(params![new.device.to_bytes(), new.person_no, new.device_name, new.public_key])?;
                let owned = tx
                    .sql
                    .prepare_cached("SELECT no FROM device WHERE id = ?1 AND person_no = ?2")?
                    .query_row(params![new.device.to_bytes(), new.person_no], |row| row.get::<_, i64>(0))
                    .optional()?;
                let device_no = owned.ok_or(Denied::NotFound)?;
                tx.sql
                    .prepare_cached(
                        "INSERT OR REPLACE INTO session (device_no, token_hash, person_no, created) \
                         VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![device_no, new.token_hash, new.person_no, now.millis()])?;
                Ok(())
            })
            .await
    }

    /// The session a token opens.
    pub async fn session(&self, token_hash: [u8; 32]) -> Result<Option<Session>, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(&format!(
                    "SELECT {PERSON}, device.id FROM session JOIN person ON person.no = session.person_no \
                     JOIN device ON device.no = device_no WHERE token_hash = ?1"
                ))?;
                let session = query.query_row(params![token_hash], |row| {
                    Ok(Session { person: read(row)?, device: DeviceId::from_bytes(row.get(7)?) })
                });
                Ok(session.optional()?)
            })
            .await
    }

    /// Signs a device out. Its lease ends in the same transaction.
    pub async fn close_session(&self, session: Session, now: Moment) -> Result<Duty, Denied> {
        self.writer
            .run(move |tx| {
                tx.sql
                    .prepare_cached(
                        "DELETE FROM session WHERE device_no = (SELECT no FROM device WHERE id = ?1)",
                    )?
                    .execute(params![session.device.to_bytes()])?;
                act(tx.sql, session.person.no, Act::SignOut { device: session.device }, now)
            })
            .await
    }

    /// Somebody's availability as it was last written; a lease that has run out still reads as on, so callers ask
    /// with the time.
    pub async fn duty(&self, person_no: i64) -> Result<Availability, Denied> {
        self.readers.run(move |sql| duty(sql, person_no)).await
    }

    /// The act of a person, as a command.
    pub async fn set_duty(
        &self,
        session: Session,
        command: CommandId,
        wanted: AvailabilityAct,
        now: Moment,
    ) -> Result<Duty, Denied> {
        self.writer
            .run(move |tx| {
                let who = (session.person.id.to_bytes(), command, now);
                let no = session.person.no;
                let (what, happens) = act_of(wanted, session.device);
                once(tx, who, (what, None), |tx| act(tx.sql, no, happens, now).map(|_| ()))?;
                Ok(Duty { person_no: no, availability: duty(tx.sql, no)? })
            })
            .await
    }

    /// What happens to somebody's availability without a command: a renewal, a pause.
    pub async fn act(&self, person_no: i64, happened: Act, now: Moment) -> Result<Duty, Denied> {
        self.writer.run(move |tx| act(tx.sql, person_no, happened, now)).await
    }

    /// Ends the leases that have run out and gives those who held them.
    pub async fn expire_leases(&self, now: Moment) -> Result<Vec<Duty>, Denied> {
        self.writer
            .run(move |tx| {
                let oldest = now - beistand_domain::limits::LEASE_LENGTH;
                let mut query = tx.sql.prepare_cached(
                    "SELECT person_no FROM availability WHERE state <> 'off' AND renewed <= ?1",
                )?;
                let late: Vec<i64> =
                    query.query_map(params![oldest.millis()], |row| row.get(0))?.collect::<Result<_, _>>()?;
                late.into_iter().map(|person_no| act(tx.sql, person_no, Act::Tick, now)).collect()
            })
            .await
    }
}

/// The act of a device, with its name among the commands.
fn act_of(wanted: AvailabilityAct, device: DeviceId) -> (&'static str, Act) {
    match wanted {
        AvailabilityAct::On => ("switch on", Act::SwitchOn { device }),
        AvailabilityAct::Off => ("switch off", Act::SwitchOff),
        AvailabilityAct::Pause { why } => ("pause", Act::Pause { device, why: why.into() }),
        AvailabilityAct::Resume => ("resume", Act::Resume { device }),
    }
}

/// What happens to somebody's availability.
pub fn act(sql: &Connection, person_no: i64, happened: Act, now: Moment) -> Result<Duty, Denied> {
    let availability = duty(sql, person_no)?.apply(happened, now).map_err(Denied::Lease)?;
    let (state, why, lease) = match availability {
        Availability::Off { why } => ("off", off_text(why), None),
        Availability::On { lease } => ("on", "", Some(lease)),
        Availability::Paused { lease, why } => ("paused", pause_text(why), Some(lease)),
    };
    let nothing = Lease { device: DeviceId::from_bytes([0; 16]), since: now, renewed: now };
    let lease = lease.unwrap_or(nothing);
    sql.prepare_cached(
        "INSERT OR REPLACE INTO availability (person_no, state, why, device_id, since, renewed) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        person_no,
        state,
        why,
        lease.device.to_bytes(),
        lease.since.millis(),
        lease.renewed.millis()
    ])?;
    Ok(Duty { person_no, availability })
}

/// Somebody's availability as it was last written.
pub fn duty(sql: &Connection, person_no: i64) -> Result<Availability, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT state, why, device_id, since, renewed FROM availability WHERE person_no = ?1",
    )?;
    let found = query.query_row(params![person_no], |row| {
        let (state, why): (String, String) = (row.get(0)?, row.get(1)?);
        let lease = Lease {
            device: DeviceId::from_bytes(row.get(2)?),
            since: Moment::from_millis(row.get(3)?),
            renewed: Moment::from_millis(row.get(4)?),
        };
        Ok(match state.as_str() {
            "on" => Availability::On { lease },
            "paused" => Availability::Paused { lease, why: pause_of(&why) },
            _ => Availability::Off { why: off_of(&why) },
        })
    });
    Ok(found.optional()?.unwrap_or(Availability::off()))
}

/// Denies somebody who holds as many chats as they may.
pub fn has_room(sql: &Connection, person_no: i64) -> Result<(), Denied> {
    let most: u32 = sql
        .prepare_cached("SELECT parallel_chats FROM person WHERE no = ?1")?
        .query_row(params![person_no], |row| row.get(0))?;
    let held =
        chat_row::list(sql, "counsellor_no = ?1 AND state IN ('accepted', 'active')", params![person_no])?;
    let held = held.iter().filter(|record| !matches!(record.chat, Chat::Ended(_))).count();
    if held < most as usize { Ok(()) } else { Err(Denied::NoRoom(most)) }
}

/// The keys of a person's signed-in devices.
pub fn device_keys(sql: &Connection, person: PersonId) -> Result<Vec<DeviceKey>, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT device.id, device.public_key FROM session JOIN device ON device.no = device_no \
         JOIN person ON person.no = session.person_no WHERE person.id = ?1 ORDER BY session.created DESC LIMIT ?2",
    )?;
    let most = beistand_domain::limits::DEVICES_PER_PERSON;
    let keys = query.query_map(params![person.to_bytes(), most as i64], |row| {
        let public_key: Vec<u8> = row.get(1)?;
        Ok(DeviceKey { id: DeviceId::from_bytes(row.get(0)?), public_key: public_key.into() })
    })?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// The name that others see.
pub fn name_of(sql: &Connection, person: PersonId) -> Result<Option<String>, Denied> {
    let mut query = sql.prepare_cached("SELECT name FROM person WHERE id = ?1")?;
    Ok(query.query_row(params![person.to_bytes()], |row| row.get(0)).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Person> {
    let roles: String = row.get(5)?;
    let known = [("counsellor", Role::Counsellor), ("supervisor", Role::Supervisor), ("admin", Role::Admin)];
    let role = |name: &str| known.iter().find(|(text, _)| *text == name).map(|(_, role)| *role);
    Ok(Person {
        no: row.get(0)?,
        id: PersonId::from_bytes(row.get(1)?),
        centre_no: row.get(2)?,
        sign_in_name: row.get(3)?,
        name: row.get(4)?,
        roles: roles.split(' ').filter_map(role).collect(),
        parallel_chats: row.get(6)?,
    })
}

const OFF: [(Off, &str); 5] = [
    (Off::Chosen, "chosen"),
    (Off::Expired, "expired"),
    (Off::SignedOut, "signed_out"),
    (Off::Absent, "absent"),
    (Off::BySupervisor, "by_supervisor"),
];
const PAUSE: [(Pause, &str); 7] = [
    (Pause::Locked, "locked"),
    (Pause::Suspended, "suspended"),
    (Pause::Idle, "idle"),
    (Pause::MissedOffers, "missed_offers"),
    (Pause::Break, "break"),
    (Pause::Phone, "phone"),
    (Pause::Meeting, "meeting"),
];

fn off_text(why: Off) -> &'static str {
    OFF.iter().find(|(off, _)| *off == why).map_or("chosen", |(_, text)| text)
}

fn off_of(text: &str) -> Off {
    OFF.iter().find(|(_, name)| *name == text).map_or(Off::Chosen, |(why, _)| *why)
}

fn pause_text(why: Pause) -> &'static str {
    PAUSE.iter().find(|(pause, _)| *pause == why).map_or("break", |(_, text)| text)
}

fn pause_of(text: &str) -> Pause {
    PAUSE.iter().find(|(_, name)| *name == text).map_or(Pause::Break, |(why, _)| *why)
}
