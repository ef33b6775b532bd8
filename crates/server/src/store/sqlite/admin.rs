//! What an operator does by hand, beside a server that may be running on the same file.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use beistand_ambient::Ambient;
use beistand_domain::availability::Act;
use beistand_domain::{CentreId, DeviceId, Moment, PersonId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use super::seed::insert_topic;
use super::{Store, people};
use crate::store::Denied;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    Done,
    /// There is one of this name.
    AlreadyThere,
    /// What it belongs to is not there.
    NoSuch(&'static str),
}

/// Somebody to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub centre: String,
    pub sign_in_name: String,
    pub name: String,
    /// Separated by spaces.
    pub roles: String,
    /// Empty: all topics of the centre.
    pub topics: Vec<String>,
    pub password_hash: String,
    pub parallel_chats: u32,
}

/// A line of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub centre: String,
    pub name: String,
    pub topics: Vec<(String, String)>,
    /// Name to sign in with, name that others see, roles.
    pub people: Vec<(String, String, String)>,
}

impl Store {
    pub async fn add_centre(&self, ambient: &Ambient, slug: String, name: String) -> Result<Made, Denied> {
        let id = ambient.id(CentreId::from_parts);
        self.writer
            .run(move |tx| {
                let added = tx.sql.execute(
                    "INSERT OR IGNORE INTO centre (id, slug, name) VALUES (?1, ?2, ?3)",
                    params![id.to_bytes(), slug, name],
                )?;
                Ok(if added == 1 { Made::Done } else { Made::AlreadyThere })
            })
            .await
    }

    /// Adds a topic with the defaults of the product.
    pub async fn add_topic(
        &self,
        ambient: &Ambient,
        centre: String,
        (slug, name): (String, String),
    ) -> Result<Made, Denied> {
        let ambient = ambient.clone();
        self.writer
            .run(move |tx| {
                let Some(centre_no) = centre_no(tx.sql, &centre)? else {
                    return Ok(Made::NoSuch("centre"));
                };
                if topic_no(tx.sql, centre_no, &slug)?.is_some() {
                    return Ok(Made::AlreadyThere);
                }
                insert_topic(tx.sql, &ambient, centre_no, (&slug, &name))?;
                Ok(Made::Done)
            })
            .await
    }

    /// Adds a person; all or nothing.
    pub async fn add_person(&self, ambient: &Ambient, new: NewPerson) -> Result<Made, Denied> {
        let id = ambient.id(PersonId::from_parts);
        let added = self.writer.run(move |tx| {
            let Some(centre_no) = centre_no(tx.sql, &new.centre)? else {
                return Ok(Made::NoSuch("centre"));
            };
            let topics: Option<Vec<i64>> = new
                .topics
                .iter()
                .map(|slug| topic_no(tx.sql, centre_no, slug).transpose())
                .collect::<Option<Result<_, _>>>()
                .transpose()?;
            let Some(topics) = topics else { return Ok(Made::NoSuch("topic")) };
            let counsels = new.roles.split(' ').any(|role| role == "counsellor");
            let inserted = tx.sql.execute(
                "INSERT OR IGNORE INTO person (id, centre_no, sign_in_name, name, password_hash, roles, reachable, \
                 parallel_chats) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    id.to_bytes(),
                    centre_no,
                    new.sign_in_name,
                    new.name,
                    new.password_hash,
                    new.roles,
                    counsels,
                    new.parallel_chats
                ],
            )?;
            if inserted == 0 {
                return Ok(Made::AlreadyThere);
            }
            let person_no = tx.sql.last_insert_rowid();
            if counsels && new.topics.is_empty() {
                tx.sql.execute(
                    "INSERT INTO member (topic_no, person_no) SELECT no, ?1 FROM topic WHERE centre_no = ?2",
                    params![person_no, centre_no],
                )?;
            }
            for topic_no in topics {
                tx.sql.execute(
                    "INSERT OR IGNORE INTO member (topic_no, person_no) VALUES (?1, ?2)",
                    params![topic_no, person_no],
                )?;
            }
            Ok(Made::Done)
        });
        added.await
    }

    /// Sets another password and ends all sessions: whoever knew the old one is out.
    pub async fn set_password(&self, name: String, hash: String, now: Moment) -> Result<Made, Denied> {
        self.writer
            .run(move |tx| {
                let Some(person_no) = person_no(tx.sql, &name)? else { return Ok(Made::NoSuch("person")) };
                tx.sql.execute(
                    "UPDATE person SET password_hash = ?1 WHERE no = ?2",
                    params![hash, person_no],
                )?;
                end_sessions(tx.sql, person_no, now)?;
                Ok(Made::Done)
            })
            .await
    }

    /// Ends all sessions of a person, and the availability with them.
    pub async fn end_sessions(&self, name: String, now: Moment) -> Result<Made, Denied> {
        self.writer
            .run(move |tx| {
                let Some(person_no) = person_no(tx.sql, &name)? else { return Ok(Made::NoSuch("person")) };
                end_sessions(tx.sql, person_no, now)?;
                Ok(Made::Done)
            })
            .await
    }

    /// Which of these devices are signed in no more.
    pub async fn signed_out(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(
                    "SELECT 1 FROM session JOIN device ON device.no = device_no WHERE device.id = ?1",
                )?;
                let mut gone = Vec::new();
                for device in devices {
                    if !query.exists(params![device.to_bytes()])? {
                        gone.push(device);
                    }
                }
                Ok(gone)
            })
            .await
    }

    /// Everything there is but the chats.
    pub async fn overview(&self) -> Result<Vec<Overview>, Denied> {
        self.readers
            .run(|sql| {
                let mut centres = sql.prepare("SELECT no, slug, name FROM centre ORDER BY slug")?;
                let centres: Vec<(i64, String, String)> = centres
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect::<Result<_, _>>()?;
                let mut topics =
                    sql.prepare("SELECT slug, name FROM topic WHERE centre_no = ?1 ORDER BY name")?;
                let mut people = sql.prepare(
                    "SELECT sign_in_name, name, roles FROM person WHERE centre_no = ?1 ORDER BY sign_in_name",
                )?;
                let mut all = Vec::new();
                for (no, centre, name) in centres {
                    let topics = topics
                        .query_map(params![no], |row| Ok((row.get(0)?, row.get(1)?)))?
                        .collect::<Result<_, _>>()?;
                    let people = people
                        .query_map(params![no], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                        .collect::<Result<_, _>>()?;
                    all.push(Overview { centre, name, topics, people });
                }
                Ok(all)
            })
            .await
    }
}

/// Copies the whole database of a data folder into a new file; the server may go on meanwhile.
pub fn back_up(from: &Path, into: &Path) -> anyhow::Result<()> {
    let database = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    database.busy_timeout(Duration::from_secs(30))?;
    let into = into.to_str().context("the name of the file is not readable as text")?;
    database.execute("VACUUM INTO ?1", params![into]).context("the database could not be copied")?;
    Ok(())
}

fn end_sessions(sql: &Connection, person_no: i64, now: Moment) -> Result<(), Denied> {
    let mut devices = sql.prepare(
        "SELECT device.id FROM session JOIN device ON device.no = device_no WHERE session.person_no = ?1",
    )?;
    let devices: Vec<[u8; 16]> =
        devices.query_map(params![person_no], |row| row.get(0))?.collect::<Result<_, _>>()?;
    sql.execute("DELETE FROM session WHERE person_no = ?1", params![person_no])?;
    for device in devices {
        people::act(sql, person_no, Act::SignOut { device: DeviceId::from_bytes(device) }, now)?;
    }
    Ok(())
}

fn centre_no(sql: &Connection, slug: &str) -> Result<Option<i64>, Denied> {
    let mut query = sql.prepare_cached("SELECT no FROM centre WHERE slug = ?1")?;
    Ok(query.query_row(params![slug], |row| row.get(0)).optional()?)
}

fn topic_no(sql: &Connection, centre_no: i64, slug: &str) -> Result<Option<i64>, Denied> {
    let mut query = sql.prepare_cached("SELECT no FROM topic WHERE centre_no = ?1 AND slug = ?2")?;
    Ok(query.query_row(params![centre_no, slug], |row| row.get(0)).optional()?)
}

fn person_no(sql: &Connection, sign_in_name: &str) -> Result<Option<i64>, Denied> {
    let mut query = sql.prepare_cached("SELECT no FROM person WHERE sign_in_name = ?1")?;
    Ok(query.query_row(params![sign_in_name], |row| row.get(0)).optional()?)
}
