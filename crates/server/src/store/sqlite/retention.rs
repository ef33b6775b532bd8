//! What time does by itself: deadlines of chats, purging, and forgetting tries and commands.

use beistand_domain::{Chat, ChatId, Moment, Step, limits};
use rusqlite::params;

use super::{Store, chat_row};
use crate::store::Denied;
use crate::store::model::{ChatRecord, Stepped};

/// What the clock did to one chat.
pub enum Settled {
    /// A deadline had passed.
    Stepped(Box<Stepped>),
    /// Its time is over; nothing is left of it.
    Purged(Box<ChatRecord>),
    /// Somebody else was faster.
    Nothing,
}

impl Store {
    /// Chats whose deadline has passed, oldest first; at most `most`.
    pub async fn due(&self, now: Moment, most: u32) -> Result<Vec<ChatId>, Denied> {
        self.readers
            .run(move |sql| {
                let condition = "deadline <= ?1 ORDER BY deadline LIMIT ?2";
                let records = chat_row::list(sql, condition, params![now.millis(), most])?;
                Ok(records.iter().map(|record| record.id).collect())
            })
            .await
    }

    /// Does what is due to one chat. Repeating it is harmless.
    pub async fn settle(&self, chat: ChatId, now: Moment) -> Result<Settled, Denied> {
        let stepped = match self.step(chat, Step::Tick, now).await {
            Ok(stepped) => stepped,
            Err(Denied::NotFound) => return Ok(Settled::Nothing),
            Err(denied) => return Err(denied),
        };
        if stepped.changed {
            // Those concerned are told what became of it before nothing is left; the next round purges.
            return Ok(Settled::Stepped(Box::new(stepped)));
        }
        match &stepped.record.chat {
            Chat::Ended(ended) if !beistand_domain::retention::readable(ended, now) => {
                self.purge(stepped.record.clone()).await?;
                Ok(Settled::Purged(Box::new(stepped.record)))
            }
            Chat::Ended(_) | Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => Ok(Settled::Nothing),
        }
    }

    /// Removes a chat with everything that belongs to it.
    async fn purge(&self, record: ChatRecord) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                tx.tails.forget(record.id);
                for sql in [
                    "DELETE FROM message WHERE chat_no = ?1",
                    "DELETE FROM envelope WHERE chat_no = ?1",
                    "DELETE FROM seeker_token WHERE chat_no = ?1",
                    "DELETE FROM chat WHERE no = ?1",
                ] {
                    tx.sql.prepare_cached(sql)?.execute(params![record.no])?;
                }
                tx.sql
                    .prepare_cached("DELETE FROM command WHERE about = ?1")?
                    .execute(params![record.id.to_bytes()])?;
                Ok(())
            })
            .await
    }

    /// Moves the write-ahead log into the file and empties it, so that nothing purged is left in it. False while
    /// somebody reads.
    pub async fn wipe_log(&self) -> Result<bool, Denied> {
        self.readers.checkpoint().await
    }

    /// Forgets commands nobody will repeat any more and tries whose window is over.
    pub async fn forget_old(&self, now: Moment) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                let oldest = now - limits::READABLE_AFTER_END;
                tx.sql
                    .prepare_cached("DELETE FROM command WHERE at <= ?1")?
                    .execute(params![oldest.millis()])?;
                tx.sql
                    .prepare_cached("DELETE FROM attempt WHERE until <= ?1")?
                    .execute(params![now.millis()])?;
                Ok(())
            })
            .await
    }

    /// Counts a try of `what` and denies it when there were more than `most` within `window`.
    pub async fn count_try(
        &self,
        what: [u8; 32],
        (most, window): (u32, std::time::Duration),
        now: Moment,
    ) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                tx.sql
                    .prepare_cached("DELETE FROM attempt WHERE what = ?1 AND until <= ?2")?
                    .execute(params![what, now.millis()])?;
                let (count, until): (u32, i64) = tx
                    .sql
                    .prepare_cached(
                        "INSERT INTO attempt (what, count, until) VALUES (?1, 1, ?2) \
                         ON CONFLICT (what) DO UPDATE SET count = count + 1 RETURNING count, until",
                    )?
                    .query_row(params![what, (now + window).millis()], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?;
                let wait = Moment::from_millis(until).since(now).as_secs() + 1;
                Ok((count <= most).then_some(()).ok_or(u32::try_from(wait).unwrap_or(u32::MAX)))
            })
            .await?
            .map_err(|retry_after| Denied::TooMany { retry_after })
    }

    /// The tries of `what` are forgiven: the right password came.
    pub async fn forgive_tries(&self, what: [u8; 32]) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                tx.sql.prepare_cached("DELETE FROM attempt WHERE what = ?1")?.execute(params![what])?;
                Ok(())
            })
            .await
    }

    /// No connection of a seeker survives a start of the server: whoever lives is away until the page is back.
    pub async fn everybody_is_away(&self, now: Moment) -> Result<(), Denied> {
        self.writer
            .run(move |tx| {
                for record in chat_row::list(tx.sql, "state <> 'ended' AND away_since = 0", [])? {
                    super::chat::apply(tx, record, Step::SeekerLost, now)?;
                }
                Ok(())
            })
            .await
    }
}
