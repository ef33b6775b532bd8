//! Idempotent commands: the first answer is kept, and a repeated command gets it again.

use beistand_domain::{ChatId, CommandId, Moment};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::sql::{Tx, values};

/// Who gives a command: an id nobody else can act under.
pub type Actor = [u8; 16];

/// A command. `what` names it and `about` its chat, so that an id used for something else is noticed, and so that
/// nothing of the command outlives the chat.
pub struct Command<'a> {
    pub actor: Actor,
    pub id: CommandId,
    pub what: &'a str,
    pub about: Option<ChatId>,
}

impl Command<'_> {
    /// The answer it got before, if it is a repeated one. The caller holds the command's lock.
    pub async fn answered<T: DeserializeOwned>(&self, tx: &Tx) -> Result<Option<T>, StoreError> {
        let sql = "SELECT what, answer FROM command WHERE actor = $1 AND id = $2";
        let Some(row) = tx.first(sql, values![self.actor, self.id.to_bytes()]).await? else {
            return Ok(None);
        };
        if row.text(0)? != self.what {
            return Err(StoreError::IdReused);
        }
        serde_json::from_str(row.text(1)?).map(Some).map_err(|_| StoreError::Unavailable)
    }

    /// Keeps its answer for whoever repeats it.
    pub async fn answer<T: Serialize>(&self, tx: &Tx, answer: &T, now: Moment) -> Result<(), StoreError> {
        let about = self.about.map_or(Vec::new(), |chat| chat.to_bytes().to_vec());
        let text = serde_json::to_string(answer).map_err(|_| StoreError::Unavailable)?;
        let sql = "INSERT INTO command (actor, id, about, what, answer, at) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, values![self.actor, self.id.to_bytes(), about, self.what, text, now])
            .await
            .map(|_| ())
    }
}
