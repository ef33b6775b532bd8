//! What time does by itself: deadlines of chats, purging, and forgetting tries and commands.

use beistand_domain::{Chat, ChatId, Moment, Transition, limits, retention};

use crate::database::Store;
use crate::error::StoreError;
use crate::file;
use crate::model::{ChatRecord, Stepped};
use crate::sql::{Lock, values};

/// Messages deleted in one transaction at most.
const PORTION: u32 = 1_000;

/// What the clock did to one chat.
pub enum Settled {
    /// A deadline had passed.
    Stepped(Box<Stepped>),
    /// Its time is over; nothing is left of it.
    Purged(Box<ChatRecord>),
    /// Another process was faster.
    Nothing,
}

impl Store {
    /// Chats whose deadline has passed, oldest first; at most `most`.
    pub async fn due(&self, now: Moment, most: u32) -> Result<Vec<ChatId>, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT id FROM chat WHERE deadline <= $1 ORDER BY deadline LIMIT $2";
                let rows = tx.query(sql, values![now, most]).await?;
                rows.iter().map(|row| row.id("id", ChatId::from_bytes)).collect()
            })
        })
        .await
    }

    /// Does what is due to one chat. Repeating it is harmless.
    pub async fn settle(&self, chat: ChatId, now: Moment) -> Result<Settled, StoreError> {
        let stepped = match self.step(chat, Transition::Tick, now).await {
            Ok(stepped) => stepped,
            Err(StoreError::NotFound) => return Ok(Settled::Nothing),
            Err(denied) => return Err(denied),
        };
        if stepped.changed {
            // Those concerned are told what became of it before nothing is left; the next round purges.
            return Ok(Settled::Stepped(Box::new(stepped)));
        }
        match &stepped.record.chat {
            Chat::Ended(ended) if !retention::readable(ended, now) => {
                self.purge(stepped.record.clone(), retention::purge_at(ended)).await?;
                Ok(Settled::Purged(Box::new(stepped.record)))
            }
            Chat::Ended(_) | Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => Ok(Settled::Nothing),
        }
    }

    /// Removes a chat with everything that belongs to it; its messages first, in portions, so that no chat is too large. Of
    /// its files only that their bytes must go, and since when (`due`, the end of their time), is known from then on.
    async fn purge(&self, record: ChatRecord, due: Moment) -> Result<(), StoreError> {
        let (no, id) = (record.no, record.id);
        let portion = "DELETE FROM message WHERE no IN (SELECT no FROM message WHERE chat_no = $1 LIMIT $2)";
        loop {
            let locks = [Lock::Chat(id)];
            let deleted = self.write(&locks, move |tx| {
                Box::pin(async move {
                    tx.stepped(id);
                    tx.execute(portion, values![no, PORTION]).await
                })
            });
            if deleted.await? < u64::from(PORTION) {
                break;
            }
        }
        self.write(&[Lock::Chat(id)], move |tx| {
            Box::pin(async move {
                tx.stepped(id);
                for sql in [
                    "DELETE FROM envelope WHERE chat_no = $1",
                    "DELETE FROM seeker_token WHERE chat_no = $1",
                    "DELETE FROM chat WHERE no = $1",
                ] {
                    tx.execute(sql, values![no]).await?;
                }
                tx.execute(file::GOING, values![no, due]).await?;
                tx.execute("DELETE FROM command WHERE about = $1", values![id.to_bytes()]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Forgets commands nobody will repeat any more and tries whose window is over.
    pub async fn forget_old(&self, now: Moment) -> Result<(), StoreError> {
        let oldest = now - limits::READABLE_AFTER_END;
        self.write(&[], move |tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM command WHERE at <= $1", values![oldest]).await?;
                tx.execute("DELETE FROM attempt WHERE until <= $1", values![now]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Counts a try of `what` and denies it when there were more than `most` within `window`.
    pub async fn count_try(
        &self,
        what: [u8; 32],
        (most, window): (u32, std::time::Duration),
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO attempt (what, count, until) VALUES ($1, 1, $2) ON CONFLICT (what) DO UPDATE SET \
             count = CASE WHEN attempt.until <= $3 THEN 1 ELSE attempt.count + 1 END, \
             until = CASE WHEN attempt.until <= $3 THEN excluded.until ELSE attempt.until END \
             RETURNING count, until";
        self.write(&[], move |tx| {
            Box::pin(async move {
                let row =
                    tx.first(sql, values![what, now + window, now]).await?.ok_or(StoreError::Unavailable)?;
                let wait = row.moment("until")?.since(now).as_secs() + 1;
                let over = row.count("count")? > most;
                Ok(over.then(|| u32::try_from(wait).unwrap_or(u32::MAX)))
            })
        })
        .await?
        .map_or(Ok(()), |retry_after| Err(StoreError::TooMany { retry_after }))
    }

    /// The last try of `what` does not count.
    pub async fn uncount_try(&self, what: [u8; 32]) -> Result<(), StoreError> {
        let sql = "UPDATE attempt SET count = count - 1 WHERE what = $1 AND count > 0";
        self.write(&[], move |tx| Box::pin(async move { tx.execute(sql, values![what]).await.map(|_| ()) }))
            .await
    }

    /// The tries of `what` are forgiven: the right password came.
    pub async fn forgive_tries(&self, what: [u8; 32]) -> Result<(), StoreError> {
        self.write(&[], move |tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM attempt WHERE what = $1", values![what]).await.map(|_| ())
            })
        })
        .await
    }
}
