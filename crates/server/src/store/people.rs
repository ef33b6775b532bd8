//! People, their devices and sessions, and their availability.

use beistand_domain::availability::{Act, Lease, Off, Pause};
use beistand_domain::{Availability, Chat, CommandId, DeviceId, Moment, PersonId, limits};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::{DeviceKey, Role};

use super::command::Command;
use super::model::{Colleague, Duty, Person, Session};
use super::sql::{Lock, Row, Tx, values};
use super::{Store, StoreError, chat_row};

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
    pub async fn person_by_name(&self, name: String) -> Result<Option<(Person, String)>, StoreError> {
        let sql = format!("SELECT {PERSON}, person.password_hash FROM person WHERE sign_in_name = $1");
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(&sql, values![name]).await?;
                row.map(|row| Ok((read(&row)?, row.text(7)?.to_owned()))).transpose()
            })
        })
        .await
    }

    /// The person with this number.
    pub async fn person(&self, no: i64) -> Result<Person, StoreError> {
        let sql = format!("SELECT {PERSON} FROM person WHERE no = $1");
        self.read(move |tx| {
            Box::pin(async move { read(&tx.first(&sql, values![no]).await?.ok_or(StoreError::NotFound)?) })
        })
        .await
    }

    /// The number of the person with this id.
    pub async fn person_no(&self, person: PersonId) -> Result<i64, StoreError> {
        let sql = "SELECT no FROM person WHERE id = $1";
        self.read(move |tx| {
            Box::pin(async move {
                tx.first(sql, values![person.to_bytes()]).await?.ok_or(StoreError::NotFound)?.int(0)
            })
        })
        .await
    }

    /// The name that others see.
    pub async fn name_of(&self, person: PersonId) -> Result<String, StoreError> {
        self.read(move |tx| Box::pin(async move { name_of(tx, person).await?.ok_or(StoreError::NotFound) }))
            .await
    }

    /// Signs a device in; its former session ends. A device that belongs to somebody else is denied.
    pub async fn open_session(&self, new: NewSession, now: Moment) -> Result<(), StoreError> {
        self.write(&[Lock::Person(new.person_no)], move |tx| {
            Box::pin(async move {
                let device = "INSERT INTO device (id, person_no, name, public_key) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (id) DO UPDATE SET name = excluded.name, public_key = excluded.public_key \
                     WHERE device.person_no = excluded.person_no RETURNING no";
                let id = new.device.to_bytes();
                let row = values![id, new.person_no, new.device_name, new.public_key];
                let device_no = tx.first(device, row).await?.ok_or(StoreError::NotFound)?.int(0)?;
                let session = "INSERT INTO session (device_no, token_hash, person_no, created) \
                     VALUES ($1, $2, $3, $4) ON CONFLICT (device_no) DO UPDATE SET \
                     token_hash = excluded.token_hash, person_no = excluded.person_no, created = excluded.created";
                tx.execute(session, values![device_no, new.token_hash, new.person_no, now]).await?;
                Ok(())
            })
        })
        .await
    }

    /// The session a token opens.
    pub async fn session(&self, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
        let sql = format!(
            "SELECT {PERSON}, device.id FROM session JOIN person ON person.no = session.person_no \
             JOIN device ON device.no = device_no WHERE token_hash = $1"
        );
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(&sql, values![token_hash]).await?;
                let session =
                    |row: Row| Ok(Session { person: read(&row)?, device: DeviceId::from_bytes(row.id(7)?) });
                row.map(session).transpose()
            })
        })
        .await
    }

    /// Signs a device out. Its lease ends in the same transaction.
    pub async fn close_session(&self, session: Session, now: Moment) -> Result<Duty, StoreError> {
        self.write(&[Lock::Person(session.person.no)], move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM session WHERE device_no = (SELECT no FROM device WHERE id = $1)";
                tx.execute(sql, values![session.device.to_bytes()]).await?;
                act(tx, session.person.no, Act::SignOut { device: session.device }, now).await
            })
        })
        .await
    }

    /// Somebody's availability as it was last written; a lease that has run out still reads as on, so callers ask
    /// with the time.
    pub async fn duty(&self, person_no: i64) -> Result<Availability, StoreError> {
        self.read(move |tx| Box::pin(duty(tx, person_no))).await
    }

    /// The act of a person, as a command.
    pub async fn set_duty(
        &self,
        session: Session,
        command: CommandId,
        wanted: AvailabilityAct,
        now: Moment,
    ) -> Result<Duty, StoreError> {
        let (actor, no) = (session.person.id.to_bytes(), session.person.no);
        self.write(&[Lock::Command(actor, command), Lock::Person(no)], move |tx| {
            Box::pin(async move {
                let (what, happens) = act_of(wanted, session.device);
                let command = Command { actor, id: command, what, about: None };
                if command.answered::<()>(tx).await?.is_none() {
                    act(tx, no, happens, now).await?;
                    command.answer(tx, &(), now).await?;
                }
                Ok(Duty { person_no: no, availability: duty(tx, no).await? })
            })
        })
        .await
    }

    /// What happens to somebody's availability without a command: a renewal, a pause.
    pub async fn act(&self, person_no: i64, happened: Act, now: Moment) -> Result<Duty, StoreError> {
        self.write(&[Lock::Person(person_no)], move |tx| Box::pin(act(tx, person_no, happened, now))).await
    }

    /// Recipient lease has run out.
    pub async fn late(&self, now: Moment) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT person_no FROM availability WHERE state <> 'off' AND renewed <= $1";
        self.read(move |tx| {
            Box::pin(async move {
                let rows = tx.query(sql, values![now - limits::LEASE_LENGTH]).await?;
                rows.iter().map(|row| row.int(0)).collect()
            })
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

/// What happens to somebody's availability. The caller holds the person's lock.
pub async fn act(tx: &Tx, person_no: i64, happened: Act, now: Moment) -> Result<Duty, StoreError> {
    let availability = duty(tx, person_no).await?.apply(happened, now).map_err(StoreError::Lease)?;
    let (state, why, lease) = match availability {
        Availability::Off { why } => ("off", off_text(why), None),
        Availability::On { lease } => ("on", "", Some(lease)),
        Availability::Paused { lease, why } => ("paused", pause_text(why), Some(lease)),
    };
    let nothing = Lease { device: DeviceId::from_bytes([0; 16]), since: now, renewed: now };
    let lease = lease.unwrap_or(nothing);
    let sql = "INSERT INTO availability (person_no, state, why, device_id, since, renewed) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_no) DO UPDATE SET state = excluded.state, \
         why = excluded.why, device_id = excluded.device_id, since = excluded.since, renewed = excluded.renewed";
    let row = values![person_no, state, why, lease.device.to_bytes(), lease.since, lease.renewed];
    tx.execute(sql, row).await?;
    Ok(Duty { person_no, availability })
}

/// Somebody's availability as it was last written.
pub async fn duty(tx: &Tx, person_no: i64) -> Result<Availability, StoreError> {
    let sql = "SELECT state, why, device_id, since, renewed FROM availability WHERE person_no = $1";
    let row = tx.first(sql, values![person_no]).await?;
    row.map_or(Ok(Availability::off()), |row| availability(&row, 0))
}

/// An availability from five columns that begin at `first`; all null for somebody who never switched on.
pub fn availability(row: &Row, first: usize) -> Result<Availability, StoreError> {
    let Some(device) = row.id_if_any(first + 2)? else {
        return Ok(Availability::off());
    };
    let lease = Lease {
        device: DeviceId::from_bytes(device),
        since: row.moment(first + 3)?,
        renewed: row.moment(first + 4)?,
    };
    let why = row.text(first + 1)?;
    Ok(match row.text(first)? {
        "on" => Availability::On { lease },
        "paused" => Availability::Paused { lease, why: pause_of(why) },
        _ => Availability::Off { why: off_of(why) },
    })
}

/// Denies somebody who holds as many chats as they may.
pub async fn has_room(tx: &Tx, person_no: i64) -> Result<(), StoreError> {
    let most = tx.first("SELECT parallel_chats FROM person WHERE no = $1", values![person_no]).await?;
    let most = most.ok_or(StoreError::NotFound)?.count(0)?;
    let held = "counsellor_no = $1 AND state IN ('accepted', 'active')";
    let held = chat_row::list(tx, held, values![person_no]).await?;
    let held = held.iter().filter(|record| !matches!(record.chat, Chat::Ended(_))).count();
    if held < most as usize { Ok(()) } else { Err(StoreError::NoRoom(most)) }
}

/// The keys of a person's signed-in devices.
pub async fn device_keys(tx: &Tx, person: PersonId) -> Result<Vec<DeviceKey>, StoreError> {
    let sql = "SELECT device.id, device.public_key FROM session JOIN device ON device.no = device_no \
         JOIN person ON person.no = session.person_no WHERE person.id = $1 \
         ORDER BY session.created DESC, device.no DESC LIMIT $2";
    let most = i64::try_from(limits::DEVICES_PER_PERSON).unwrap_or(i64::MAX);
    let rows = tx.query(sql, values![person.to_bytes(), most]).await?;
    let key = |row: &Row| {
        Ok(DeviceKey { id: DeviceId::from_bytes(row.id(0)?), public_key: row.bytes(1)?.to_vec().into() })
    };
    rows.iter().map(key).collect()
}

/// The name that others see.
pub async fn name_of(tx: &Tx, person: PersonId) -> Result<Option<String>, StoreError> {
    let row = tx.first("SELECT name FROM person WHERE id = $1", values![person.to_bytes()]).await?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

/// A counsellor as others see them; away since `never` if their program was never connected.
pub async fn colleague(tx: &Tx, person: PersonId, never: Moment) -> Result<Option<Colleague>, StoreError> {
    let sql = "SELECT person.name, coalesce(presence.process_no, 0), coalesce(presence.since, $2) \
         FROM person LEFT JOIN presence ON presence.person_no = person.no WHERE person.id = $1";
    let row = tx.first(sql, values![person.to_bytes(), never]).await?;
    let colleague = |row: Row| {
        let away = if row.flag(1)? { None } else { Some(row.moment(2)?) };
        Ok(Colleague { name: row.text(0)?.to_owned(), away })
    };
    row.map(colleague).transpose()
}

fn read(row: &Row) -> Result<Person, StoreError> {
    let known = [("counsellor", Role::Counsellor), ("supervisor", Role::Supervisor), ("admin", Role::Admin)];
    let role = |name: &str| known.iter().find(|(text, _)| *text == name).map(|(_, role)| *role);
    Ok(Person {
        no: row.int(0)?,
        id: PersonId::from_bytes(row.id(1)?),
        centre_no: row.int(2)?,
        sign_in_name: row.text(3)?.to_owned(),
        name: row.text(4)?.to_owned(),
        roles: row.text(5)?.split(' ').filter_map(role).collect(),
        parallel_chats: row.count(6)?,
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
