//! What an operator does by hand, beside a server that may be running on the same file.

use beistand_domain::availability::Act;
use beistand_domain::{CentreId, DeviceId, Moment, PersonId};
use beistand_runtime::Runtime;

use super::seed::insert_topic;
use super::sql::{Lock, Tx, values};
use super::{Store, StoreError, people};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminOutcome {
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
    pub async fn add_centre(
        &self,
        runtime: &Runtime,
        slug: String,
        name: String,
    ) -> Result<AdminOutcome, StoreError> {
        let id = runtime.id(CentreId::from_parts).to_bytes();
        self.write(&[], move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO centre (id, slug, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                let added = tx.execute(sql, values![id, slug, name]).await?;
                Ok(if added == 1 { AdminOutcome::Done } else { AdminOutcome::AlreadyThere })
            })
        })
        .await
    }

    /// Adds a topic with the defaults of the product.
    pub async fn add_topic(
        &self,
        runtime: &Runtime,
        centre: String,
        (slug, name): (String, String),
    ) -> Result<AdminOutcome, StoreError> {
        let (runtime, lock) = (runtime.clone(), centre.clone());
        self.write(&[Lock::Centre(&lock)], move |tx| {
            Box::pin(async move {
                let Some(centre_no) = centre_no(tx, &centre).await? else {
                    return Ok(AdminOutcome::NoSuch("centre"));
                };
                if topic_no(tx, centre_no, &slug).await?.is_some() {
                    return Ok(AdminOutcome::AlreadyThere);
                }
                insert_topic(tx, &runtime, centre_no, (&slug, &name)).await?;
                Ok(AdminOutcome::Done)
            })
        })
        .await
    }

    /// Adds a person; all or nothing.
    pub async fn add_person(&self, runtime: &Runtime, new: NewPerson) -> Result<AdminOutcome, StoreError> {
        let (id, centre) = (runtime.id(PersonId::from_parts), new.centre.clone());
        self.write(&[Lock::Centre(&centre)], move |tx| {
            Box::pin(async move { insert_person(tx, id, &new).await })
        })
        .await
    }

    /// Sets another password and ends all sessions: whoever knew the old one is out.
    pub async fn set_password(
        &self,
        name: String,
        hash: String,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let Some(no) = self.number_of(name).await? else { return Ok(AdminOutcome::NoSuch("person")) };
        self.write(&[Lock::Person(no)], move |tx| {
            Box::pin(async move {
                tx.execute("UPDATE person SET password_hash = $1 WHERE no = $2", values![hash, no]).await?;
                end_sessions(tx, no, now).await?;
                Ok(AdminOutcome::Done)
            })
        })
        .await
    }

    /// Ends all sessions of a person, and the availability with them.
    pub async fn end_sessions(&self, name: String, now: Moment) -> Result<AdminOutcome, StoreError> {
        let Some(no) = self.number_of(name).await? else { return Ok(AdminOutcome::NoSuch("person")) };
        self.write(&[Lock::Person(no)], move |tx| {
            Box::pin(async move {
                end_sessions(tx, no, now).await?;
                Ok(AdminOutcome::Done)
            })
        })
        .await
    }

    async fn number_of(&self, sign_in_name: String) -> Result<Option<i64>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT no FROM person WHERE sign_in_name = $1";
                tx.first(sql, values![sign_in_name]).await?.map(|row| row.int(0)).transpose()
            })
        })
        .await
    }

    /// Which of these devices are signed in no more.
    pub async fn signed_out(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, StoreError> {
        let sql = "SELECT 1 FROM session JOIN device ON device.no = device_no WHERE device.id = $1";
        self.read(move |tx| {
            Box::pin(async move {
                let mut gone = Vec::new();
                for device in devices {
                    if tx.first(sql, values![device.to_bytes()]).await?.is_none() {
                        gone.push(device);
                    }
                }
                Ok(gone)
            })
        })
        .await
    }

    /// Everything there is but the chats.
    pub async fn overview(&self) -> Result<Vec<Overview>, StoreError> {
        self.read(|tx| {
            Box::pin(async move {
                let mut all = Vec::new();
                for row in tx.query("SELECT no, slug, name FROM centre ORDER BY slug", values![]).await? {
                    all.push(Overview {
                        centre: row.text(1)?.to_owned(),
                        name: row.text(2)?.to_owned(),
                        topics: topics(tx, row.int(0)?).await?,
                        people: staff(tx, row.int(0)?).await?,
                    });
                }
                Ok(all)
            })
        })
        .await
    }
}

async fn topics(tx: &Tx, centre_no: i64) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT slug, name FROM topic WHERE centre_no = $1 ORDER BY name";
    let rows = tx.query(sql, values![centre_no]).await?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}

async fn staff(tx: &Tx, centre_no: i64) -> Result<Vec<(String, String, String)>, StoreError> {
    let sql = "SELECT sign_in_name, name, roles FROM person WHERE centre_no = $1 ORDER BY sign_in_name";
    let rows = tx.query(sql, values![centre_no]).await?;
    let texts = |row: &super::sql::Row| {
        Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned()))
    };
    rows.iter().map(texts).collect()
}

/// Adds a person to a centre and to the topics they counsel in.
pub async fn insert_person(tx: &Tx, id: PersonId, new: &NewPerson) -> Result<AdminOutcome, StoreError> {
    let Some(centre_no) = centre_no(tx, &new.centre).await? else {
        return Ok(AdminOutcome::NoSuch("centre"));
    };
    let mut topics = Vec::new();
    for slug in &new.topics {
        match topic_no(tx, centre_no, slug).await? {
            Some(no) => topics.push(no),
            None => return Ok(AdminOutcome::NoSuch("topic")),
        }
    }
    let counsels = new.roles.split(' ').any(|role| role == "counsellor");
    let sql = "INSERT INTO person (id, centre_no, sign_in_name, name, password_hash, roles, reachable, \
         parallel_chats) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING no";
    let row = values![
        id.to_bytes(),
        centre_no,
        new.sign_in_name.as_str(),
        new.name.as_str(),
        new.password_hash.as_str(),
        new.roles.as_str(),
        counsels,
        new.parallel_chats
    ];
    let Some(row) = tx.first(sql, row).await? else { return Ok(AdminOutcome::AlreadyThere) };
    let person_no = row.int(0)?;
    if counsels && new.topics.is_empty() {
        let sql = "INSERT INTO member (topic_no, person_no) SELECT no, $1 FROM topic WHERE centre_no = $2";
        tx.execute(sql, values![person_no, centre_no]).await?;
    }
    for topic_no in topics {
        let sql = "INSERT INTO member (topic_no, person_no) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        tx.execute(sql, values![topic_no, person_no]).await?;
    }
    Ok(AdminOutcome::Done)
}

async fn end_sessions(tx: &Tx, person_no: i64, now: Moment) -> Result<(), StoreError> {
    let sql =
        "SELECT device.id FROM session JOIN device ON device.no = device_no WHERE session.person_no = $1";
    let devices = tx.query(sql, values![person_no]).await?;
    tx.execute("DELETE FROM session WHERE person_no = $1", values![person_no]).await?;
    for row in devices {
        let device = DeviceId::from_bytes(row.id(0)?);
        people::act(tx, person_no, Act::SignOut { device }, now).await?;
    }
    Ok(())
}

async fn centre_no(tx: &Tx, slug: &str) -> Result<Option<i64>, StoreError> {
    let row = tx.first("SELECT no FROM centre WHERE slug = $1", values![slug]).await?;
    row.map(|row| row.int(0)).transpose()
}

async fn topic_no(tx: &Tx, centre_no: i64, slug: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT no FROM topic WHERE centre_no = $1 AND slug = $2";
    let row = tx.first(sql, values![centre_no, slug]).await?;
    row.map(|row| row.int(0)).transpose()
}
