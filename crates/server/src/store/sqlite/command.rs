//! Idempotent commands: the first answer is kept, and a repeated command gets it again.

use beistand_domain::{ChatId, CommandId, Moment};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::writer::Tx;
use crate::store::Denied;

/// Who gives a command: an id nobody else can act under.
pub type Actor = [u8; 16];

/// Does `work` unless this actor gave the command `id` before; then its answer is given again. `what` names the
/// command and `about` its chat, so that an id used for something else is noticed, and so that nothing of the
/// command outlives the chat.
pub fn once<T: Serialize + DeserializeOwned>(
    tx: &mut Tx<'_>,
    (actor, id, now): (Actor, CommandId, Moment),
    (what, about): (&str, Option<ChatId>),
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Denied>,
) -> Result<(T, bool), Denied> {
    let before: Option<(String, String)> = tx
        .sql
        .prepare_cached("SELECT what, answer FROM command WHERE actor = ?1 AND id = ?2")?
        .query_row(params![actor, id.to_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let about = about.map_or(Vec::new(), |chat| chat.to_bytes().to_vec());
    if let Some((done, answer)) = before {
        if done != what {
            return Err(Denied::IdReused);
        }
        let answer = serde_json::from_str(&answer).map_err(|_| Denied::Away)?;
        return Ok((answer, false));
    }
    let answer = work(tx)?;
    let text = serde_json::to_string(&answer).map_err(|_| Denied::Away)?;
    tx.sql
        .prepare_cached(
            "INSERT INTO command (actor, id, about, what, answer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![actor, id.to_bytes(), about, what, text, now.millis()])?;
    Ok((answer, true))
}
