//! People and their availability.

use std::sync::Arc;

use beistand_domain::access::{Membership, Role, Scope, Staff};
use beistand_domain::availability::{Act, Lease, Off, Pause};
use beistand_domain::centre::ParallelChats;
use beistand_domain::{
    Availability, CentreId, CommandId, DeviceId, Moment, OrganisationId, PersonId, TopicId, limits,
};
use beistand_protocol::Blob;
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::{DayKey, DeviceKey};

use crate::command::{Command, Name};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Colleague, Person, PersonAvailability, PersonNo, Session};
use crate::names::Named;
use crate::own;
use crate::sql::{Lock, Row, Tx, corrupt, values};

pub(crate) const PERSON: &str = "person.no, person.id AS person_id, organisation.id AS organisation_id, person.sign_in_name, \
     person.name, person.parallel_chats, person.reachable";
pub(crate) const FROM: &str = "person JOIN organisation ON organisation.no = person.organisation_no";

impl Store {
    /// The person who signs in with this name, and the hash of the password. Where several organisations have people of
    /// the same name, `name@organisation` says which one is meant.
    pub async fn person_by_name(&self, name: String) -> Result<Option<(Person, String)>, StoreError> {
        let (name, organisation) = match name.rsplit_once('@') {
            Some((name, organisation)) => (name.to_lowercase(), Some(organisation.to_owned())),
            None => (name.to_lowercase(), None),
        };
        let sql = format!(
            "SELECT {PERSON}, person.password_hash FROM {FROM} \
             WHERE person.sign_in_key = $1 AND person.state = 'active' AND person.password_hash IS NOT NULL \
             AND organisation.slug = coalesce($2, organisation.slug) LIMIT 2"
        );
        self.read(move |tx| {
            Box::pin(async move {
                let rows = tx.query(&sql, values![name, organisation]).await?;
                let [row] = rows.as_slice() else { return Ok(None) };
                Ok(Some((read(tx, row).await?, row.text("password_hash")?.to_owned())))
            })
        })
        .await
    }

    /// The person with this id.
    pub async fn person(&self, id: PersonId) -> Result<Person, StoreError> {
        self.read(move |tx| Box::pin(by_id(tx, id))).await
    }

    /// The name that others see.
    pub async fn name_of(&self, person: PersonId) -> Result<String, StoreError> {
        self.read(move |tx| Box::pin(async move { name_of(tx, person).await?.ok_or(StoreError::NotFound) }))
            .await
    }

    /// A person's availability as it was last written; a lease that has run out still reads as on, so callers ask
    /// with the time.
    pub async fn availability(&self, person: PersonId) -> Result<Availability, StoreError> {
        self.read(move |tx| Box::pin(availability(tx, person))).await
    }

    /// The act of a person, as a command.
    pub async fn set_availability(
        &self,
        session: Session,
        command: CommandId,
        wanted: AvailabilityAct,
        now: Moment,
    ) -> Result<PersonAvailability, StoreError> {
        let person = session.person.id;
        let actor = person.to_bytes();
        self.write(&[Lock::Command(actor, command), Lock::Person(person)], move |tx| {
            Box::pin(async move {
                let (name, happens) = act_of(wanted, session.device);
                let command = Command::new(actor, command, name, None);
                if command.answered::<()>(tx).await?.is_none() {
                    act(tx, person, happens, now).await?;
                    if happens.makes_reachable() {
                        own::set_reachable(tx, &session.person, true, now).await?;
                    }
                    command.answer(tx, &(), now).await?;
                }
                Ok(PersonAvailability { person, availability: availability(tx, person).await? })
            })
        })
        .await
    }

    /// What happens to a person's availability without a command: a renewal, a pause.
    pub async fn act(
        &self,
        person: PersonId,
        happened: Act,
        now: Moment,
    ) -> Result<PersonAvailability, StoreError> {
        self.write(&[Lock::Person(person)], move |tx| Box::pin(act(tx, person, happened, now))).await
    }

    /// Recipient lease has run out.
    pub async fn late(&self, now: Moment) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT person.id FROM availability JOIN person ON person.no = availability.person_no \
             WHERE availability.state <> 'off' AND availability.renewed <= $1";
        self.read(move |tx| {
            Box::pin(async move {
                let rows = tx.query(sql, values![now - limits::LEASE_LENGTH]).await?;
                rows.iter().map(|row| row.id("id", PersonId::from_bytes)).collect()
            })
        })
        .await
    }
}

/// The act of a device, with its name among the commands.
fn act_of(wanted: AvailabilityAct, device: DeviceId) -> (Name, Act) {
    match wanted {
        AvailabilityAct::On => (Name::SwitchOn, Act::SwitchOn { device }),
        AvailabilityAct::Off => (Name::SwitchOff, Act::SwitchOff),
        AvailabilityAct::Pause { why } => (Name::Pause, Act::Pause { device, why: why.into() }),
        AvailabilityAct::Resume => (Name::Resume, Act::Resume { device }),
    }
}

/// What happens to a person's availability. The caller holds the person's lock.
pub async fn act(
    tx: &Tx,
    person: PersonId,
    happened: Act,
    now: Moment,
) -> Result<PersonAvailability, StoreError> {
    let availability = availability(tx, person).await?.apply(happened, now).map_err(StoreError::Lease)?;
    let (state, why, lease) = match availability {
        Availability::Off { why } => ("off", Some(why.name()), None),
        Availability::On { lease } => ("on", None, Some(lease)),
        Availability::Paused { lease, why } => ("paused", Some(why.name()), Some(lease)),
    };
    let sql = "INSERT INTO availability (person_no, state, why, device_id, since, renewed) \
         SELECT no, $2, $3, $4, $5, $6 FROM person WHERE id = $1 \
         ON CONFLICT (person_no) DO UPDATE SET state = excluded.state, why = excluded.why, \
         device_id = excluded.device_id, since = excluded.since, renewed = excluded.renewed";
    let row = values![
        person.to_bytes(),
        state,
        why,
        lease.map(|lease| lease.device.to_bytes()),
        lease.map(|lease| lease.since),
        lease.map(|lease| lease.renewed)
    ];
    tx.execute(sql, row).await?;
    Ok(PersonAvailability { person, availability })
}

/// A person's availability as it was last written.
pub async fn availability(tx: &Tx, person: PersonId) -> Result<Availability, StoreError> {
    let sql = "SELECT availability.state, availability.why, availability.device_id, availability.since, \
         availability.renewed FROM availability JOIN person ON person.no = availability.person_no \
         WHERE person.id = $1";
    let row = tx.first(sql, values![person.to_bytes()]).await?;
    row.map_or(Ok(Availability::off()), |row| read_availability(&row))
}

/// An availability from its columns; all are null for a person who never switched on.
pub fn read_availability(row: &Row) -> Result<Availability, StoreError> {
    let lease = || {
        Ok::<_, StoreError>(Lease {
            device: row.id("device_id", DeviceId::from_bytes)?,
            since: row.moment("since")?,
            renewed: row.moment("renewed")?,
        })
    };
    Ok(match row.text_if_any("state")? {
        None => Availability::off(),
        Some("on") => Availability::On { lease: lease()? },
        Some("paused") => Availability::Paused { lease: lease()?, why: row.parsed("why", Pause::named)? },
        Some("off") => Availability::Off { why: row.parsed("why", Off::named)? },
        Some(_) => return Err(corrupt("state")),
    })
}

/// Denies a person who holds as many chats as they may.
pub async fn has_room(tx: &Tx, person: &Person) -> Result<(), StoreError> {
    let most = person.parallel_chats.get();
    if held(tx, person.no).await? < most { Ok(()) } else { Err(StoreError::NoRoom(most)) }
}

/// How many chats a person holds: accepted, or active and present.
pub async fn held(tx: &Tx, person: PersonNo) -> Result<u32, StoreError> {
    let sql = "SELECT (SELECT count(*) FROM chat WHERE accepted_by = $1 AND state = 'accepted') + \
         (SELECT count(*) FROM participant JOIN chat ON chat.no = participant.chat_no \
         WHERE participant.person_no = $1 AND participant.left_at IS NULL AND chat.state = 'active') AS held";
    tx.first(sql, values![person]).await?.ok_or(StoreError::Unavailable)?.count("held")
}

/// The keys of a person's signed-in devices.
pub async fn device_keys(tx: &Tx, person: PersonId) -> Result<Vec<DeviceKey>, StoreError> {
    let sql = "SELECT device.id, signing_key, day, day_key, day_signature FROM session JOIN device ON device.no = device_no \
         JOIN person ON person.no = session.person_no WHERE person.id = $1 \
         ORDER BY session.opened DESC, device.no DESC LIMIT $2";
    let most = i64::try_from(limits::DEVICES_PER_PERSON).unwrap_or(i64::MAX);
    let rows = tx.query(sql, values![person.to_bytes(), most]).await?;
    let key = |row: &Row| {
        let id = row.id("id", DeviceId::from_bytes)?;
        let blob = |name| row.bytes(name).map(|bytes| Blob(bytes.to_vec()));
        let (public_key, signature) = (blob("day_key")?, blob("day_signature")?);
        let day_key = DayKey { day: row.count("day")?, public_key, signature };
        Ok(DeviceKey { id, signing_key: blob("signing_key")?, day_key })
    };
    rows.iter().map(key).collect()
}

/// The name that others see.
pub async fn name_of(tx: &Tx, person: PersonId) -> Result<Option<String>, StoreError> {
    let row = tx.first("SELECT name FROM person WHERE id = $1", values![person.to_bytes()]).await?;
    row.map(|row| Ok(row.text("name")?.to_owned())).transpose()
}

/// A counsellor as others see them; away since `never` if their program was never connected.
pub async fn colleague(tx: &Tx, person: PersonId, never: Moment) -> Result<Option<Colleague>, StoreError> {
    let sql = "SELECT person.name, presence.process_no, coalesce(presence.since, $2) AS since \
         FROM person LEFT JOIN presence ON presence.person_no = person.no WHERE person.id = $1";
    let row = tx.first(sql, values![person.to_bytes(), never]).await?;
    let colleague = |row: Row| {
        let away = match row.int_if_any("process_no")? {
            Some(_) => None,
            None => Some(row.moment("since")?),
        };
        Ok(Colleague { name: row.text("name")?.to_owned(), away })
    };
    row.map(colleague).transpose()
}

/// The person with this id.
pub async fn by_id(tx: &Tx, id: PersonId) -> Result<Person, StoreError> {
    let sql = format!("SELECT {PERSON} FROM {FROM} WHERE person.id = $1");
    read(tx, &tx.first(&sql, values![id.to_bytes()]).await?.ok_or(StoreError::NotFound)?).await
}

/// A person from the columns of [`PERSON`], with all roles.
pub async fn read(tx: &Tx, row: &Row) -> Result<Person, StoreError> {
    let no = PersonNo(row.int("no")?);
    let id = row.id("person_id", PersonId::from_bytes)?;
    let sql = "SELECT membership.role, centre.id AS centre_id, topic.id AS topic_id FROM membership \
         LEFT JOIN centre ON centre.no = membership.centre_no LEFT JOIN topic ON topic.no = membership.topic_no \
         WHERE membership.person_no = $1 ORDER BY membership.no";
    let memberships = tx.query(sql, values![no]).await?.iter().map(membership).collect::<Result<_, _>>()?;
    let organisation = row.id("organisation_id", OrganisationId::from_bytes)?;
    let parallel =
        ParallelChats::try_from(row.count("parallel_chats")?).map_err(|_| corrupt("parallel_chats"))?;
    Ok(Person {
        no,
        id,
        staff: Arc::new(Staff { person: id, organisation, memberships }),
        sign_in_name: row.text("sign_in_name")?.to_owned(),
        name: row.text("name")?.to_owned(),
        parallel_chats: parallel,
        reachable: row.flag("reachable")?,
    })
}

fn membership(row: &Row) -> Result<Membership, StoreError> {
    let centre = row.id_if_any("centre_id", CentreId::from_bytes)?.map(Scope::Centre);
    let topic = row.id_if_any("topic_id", TopicId::from_bytes)?.map(Scope::Topic);
    let scope = topic.or(centre).unwrap_or(Scope::Organisation);
    Ok(Membership { role: row.parsed("role", Role::named)?, scope })
}
