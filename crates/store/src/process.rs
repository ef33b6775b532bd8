//! The processes of an installation, and who is connected to which. What a dead process held is given up by the living
//! ones; what a living one holds it may say again at any time.

use beistand_domain::{ChatId, Moment, PersonId, Transition};

use crate::database::{Engine, Store};
use crate::error::StoreError;
use crate::model::{ChatDetail, ChatNo, PersonNo, ProcessNo, Stepped};
use crate::sql::{Lock, Row, Tx, values};
use crate::{chat, chat_row, step, topic};

/// Who is away as far as the database knows, and who is said to be at a process.
#[derive(Debug, Default)]
pub struct Announced {
    /// Seekers who are marked as away.
    pub seekers_away: Vec<ChatId>,
    /// Counsellors who are marked as away.
    pub people_away: Vec<PersonId>,
    /// Seekers who are marked as connected to the process.
    pub seekers_here: Vec<ChatId>,
    /// Counsellors who are marked as connected to the process.
    pub people_here: Vec<PersonId>,
}

impl Store {
    /// A process begins. The file of an embedded server has one process, so all others are dead.
    pub async fn join(&self, now: Moment) -> Result<ProcessNo, StoreError> {
        let alone = !self.is_shared();
        self.write(&[], move |tx| {
            Box::pin(async move {
                if alone {
                    tx.execute("DELETE FROM process", values![]).await?;
                }
                let row =
                    tx.first("INSERT INTO process (renewed) VALUES ($1) RETURNING no", values![now]).await?;
                Ok(ProcessNo(row.ok_or(StoreError::Unavailable)?.int("no")?))
            })
        })
        .await
    }

    /// The process is alive; false when it has been given up meanwhile and must join again. An embedded server needs
    /// no such word.
    pub async fn renew(&self, process: ProcessNo, now: Moment) -> Result<bool, StoreError> {
        let Engine::Postgres(postgres) = &self.engine else { return Ok(true) };
        let renewed = postgres.write_at_once(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE process SET renewed = $2 WHERE no = $1";
                Ok(tx.execute(sql, values![process, now]).await? == 1)
            })
        });
        renewed.await
    }

    /// Gives up all processes but this one that were not renewed since `before`, or whose clock is so wrong that they
    /// were renewed after `ahead`.
    pub async fn give_up_others(
        &self,
        process: ProcessNo,
        (before, ahead): (Moment, Moment),
    ) -> Result<u64, StoreError> {
        self.write(&[], move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM process WHERE no <> $1 AND (renewed <= $2 OR renewed > $3)";
                tx.execute(sql, values![process, before, ahead]).await
            })
        })
        .await
    }

    /// The process ends in order.
    pub async fn leave(&self, process: ProcessNo) -> Result<(), StoreError> {
        self.write(&[], move |tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM process WHERE no = $1", values![process]).await.map(|_| ())
            })
        })
        .await
    }

    /// Whether this process does the work of this name until `until`: no other does, or the other's time is over.
    /// An embedded server does all of it.
    pub async fn claim(
        &self,
        (job, process): (&'static str, ProcessNo),
        until: Moment,
        now: Moment,
    ) -> Result<bool, StoreError> {
        if !self.is_shared() {
            return Ok(true);
        }
        let sql = "INSERT INTO job (name, process_no, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET \
             process_no = excluded.process_no, until = excluded.until \
             WHERE job.process_no = excluded.process_no OR job.until <= $4 \
             OR job.process_no NOT IN (SELECT no FROM process) RETURNING name";
        self.write(&[], move |tx| {
            Box::pin(async move { Ok(tx.first(sql, values![job, process, until, now]).await?.is_some()) })
        })
        .await
    }

    /// Seekers who are said to be connected to a process that is no more; at most `most`.
    pub async fn orphans(&self, most: u32) -> Result<Vec<ChatId>, StoreError> {
        let sql = "SELECT id FROM chat WHERE state <> 'ended' AND away_since IS NULL \
             AND (seeker_process IS NULL OR seeker_process NOT IN (SELECT no FROM process)) LIMIT $1";
        let found =
            self.read(move |tx| Box::pin(async move { ids(tx.query(sql, values![most]).await?) })).await?;
        Ok(found.into_iter().map(ChatId::from_bytes).collect())
    }

    /// Marks as away the people who are said to be connected to a process that is no more, and gives them.
    pub async fn release_people(&self, now: Moment) -> Result<Vec<PersonId>, StoreError> {
        let sql = "UPDATE presence SET process_no = NULL, since = $1 WHERE process_no IS NOT NULL \
             AND process_no NOT IN (SELECT no FROM process) \
             RETURNING (SELECT id FROM person WHERE person.no = presence.person_no) AS id";
        let people = self
            .write(&[], move |tx| Box::pin(async move { ids(tx.query(sql, values![now]).await?) }))
            .await?;
        Ok(people.into_iter().map(PersonId::from_bytes).collect())
    }

    /// A seeker's page has connected to this process: the chat with what its view needs, and whether it changed.
    pub async fn seeker_arrives(
        &self,
        chat: ChatId,
        process: ProcessNo,
        now: Moment,
    ) -> Result<(ChatDetail, bool), StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                let topic = topic::topic(tx, record.topic_no).await?;
                let before = step::settle(tx, record, now).await?;
                let held_by = before.record.seeker_process;
                let record = before.record.clone();
                let stepped = step::apply(tx, record, Transition::SeekerConnected, now).await?.after(before);
                if held_by != Some(process) {
                    hold(tx, stepped.record.no, Some(process)).await?;
                }
                let changed = stepped.changed;
                Ok((chat::detail(tx, stepped.record, topic, None).await?, changed))
            })
        })
        .await
    }

    /// The last connection of a seeker to `process` is gone; without one, the process that held it is. Nothing when
    /// the page is connected somewhere else by now.
    pub async fn seeker_leaves(
        &self,
        chat: ChatId,
        process: Option<ProcessNo>,
        now: Moment,
    ) -> Result<Option<Stepped>, StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let Some(record) = chat_row::find(tx, chat).await? else { return Ok(None) };
                let elsewhere = match process {
                    Some(process) => record.seeker_process != Some(process),
                    None => match record.seeker_process {
                        Some(process) => alive(tx, process).await?,
                        None => false,
                    },
                };
                if elsewhere {
                    return Ok(None);
                }
                hold(tx, record.no, None).await?;
                let before = step::settled(tx, chat, now).await?;
                let record = before.record.clone();
                let stepped = step::apply(tx, record, Transition::SeekerLost, now).await?.after(before);
                Ok(stepped.changed.then_some(stepped))
            })
        })
        .await
    }

    /// A counsellor's program has connected to this process.
    pub async fn person_arrives(
        &self,
        (person_no, person): (PersonNo, PersonId),
        process: ProcessNo,
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO presence (person_no, process_no, since) VALUES ($1, $2, $3) \
             ON CONFLICT (person_no) DO UPDATE SET process_no = excluded.process_no, since = excluded.since";
        self.write(&[Lock::Person(person)], move |tx| {
            Box::pin(async move { tx.execute(sql, values![person_no, process, now]).await.map(|_| ()) })
        })
        .await
    }

    /// A counsellor has a connection to this process; false when they were not taken for away.
    pub async fn person_is_back(
        &self,
        (person_no, person): (PersonNo, PersonId),
        process: ProcessNo,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE presence SET process_no = $2, since = $3 WHERE person_no = $1 AND process_no IS NULL";
        self.write(&[Lock::Person(person)], move |tx| {
            Box::pin(async move { Ok(tx.execute(sql, values![person_no, process, now]).await? == 1) })
        })
        .await
    }

    /// The last connection of a counsellor's program to this process is gone. Nothing when it is connected to
    /// another one by now.
    pub async fn person_leaves(
        &self,
        (person_no, person): (PersonNo, PersonId),
        process: ProcessNo,
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql =
            "UPDATE presence SET process_no = NULL, since = $3 WHERE person_no = $1 AND process_no = $2";
        self.write(&[Lock::Person(person)], move |tx| {
            Box::pin(async move { tx.execute(sql, values![person_no, process, now]).await.map(|_| ()) })
        })
        .await
    }

    /// Who is said to be away, and who is said to be at this process.
    pub async fn announced(&self, process: ProcessNo) -> Result<Announced, StoreError> {
        let live = "SELECT id FROM chat WHERE state <> 'ended' AND";
        let person = "SELECT person.id FROM presence JOIN person ON person.no = presence.person_no WHERE";
        let (seekers_away, seekers_here) = (
            format!("{live} away_since IS NOT NULL"),
            format!("{live} away_since IS NULL AND seeker_process = $1"),
        );
        let (people_away, people_here) =
            (format!("{person} process_no IS NULL"), format!("{person} process_no = $1"));
        self.read(move |tx| {
            Box::pin(async move {
                let here = values![process];
                let chats =
                    |rows| Ok::<_, StoreError>(ids(rows)?.into_iter().map(ChatId::from_bytes).collect());
                let people =
                    |rows| Ok::<_, StoreError>(ids(rows)?.into_iter().map(PersonId::from_bytes).collect());
                Ok(Announced {
                    seekers_away: chats(tx.query(&seekers_away, values![]).await?)?,
                    people_away: people(tx.query(&people_away, values![]).await?)?,
                    seekers_here: chats(tx.query(&seekers_here, here).await?)?,
                    people_here: people(tx.query(&people_here, here).await?)?,
                })
            })
        })
        .await
    }
}

async fn hold(tx: &Tx, chat_no: ChatNo, process: Option<ProcessNo>) -> Result<(), StoreError> {
    let sql = "UPDATE chat SET seeker_process = $2 WHERE no = $1";
    tx.execute(sql, values![chat_no, process]).await.map(|_| ())
}

async fn alive(tx: &Tx, process: ProcessNo) -> Result<bool, StoreError> {
    Ok(tx.first("SELECT 1 AS found FROM process WHERE no = $1", values![process]).await?.is_some())
}

fn ids(rows: Vec<Row>) -> Result<Vec<[u8; 16]>, StoreError> {
    rows.iter().map(|row| row.id("id", |bytes| bytes)).collect()
}
