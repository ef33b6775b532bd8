//! The sets of a chat: who takes part, whom it was offered to, who is invited.

use std::collections::HashMap;

use beistand_domain::PersonId;
use beistand_domain::chat::{
    Chat, Departure, Invitation, InvitationState, Left, Offer, Outcome, Participant,
};
use beistand_protocol::view::Marks;

use crate::chat_row::FROM;
use crate::error::StoreError;
use crate::model::{ChatRecord, PersonNo, Stay};
use crate::names::Named;
use crate::sql::{Row, Tx, Value, values};

/// The sets of some chats, by the numbers of their rows.
#[derive(Default)]
pub struct Sets {
    stays: HashMap<i64, Vec<(Participant, Stay)>>,
    offers: HashMap<i64, Vec<Offer>>,
    invitations: HashMap<i64, Vec<Invitation>>,
}

const STAY: &str = "participant.no AS stay_no, participant.chat_no, participant.person_no, \
     person.id AS person_id, participant.since, participant.reads_from, participant.left_at, participant.left_how, \
     participant.left_seq, participant.delivered_seq, participant.read_seq, participant.delivered, participant.read";

/// How participants are read in one trip for several chats by their ids (PostgreSQL).
pub const STAYS_OF_CHATS: &str = "SELECT participant.no AS stay_no, participant.chat_no, participant.person_no, \
     person.id AS person_id, participant.since, participant.reads_from, participant.left_at, participant.left_how, \
     participant.left_seq, participant.delivered_seq, participant.read_seq, participant.delivered, participant.read \
     FROM participant JOIN person ON person.no = participant.person_no JOIN chat ON chat.no = participant.chat_no \
     WHERE chat.id = ANY($1) ORDER BY participant.no";

impl Sets {
    /// The sets of the chats in `rows`, which `condition` found. What the chats' states do not have is not asked for.
    pub async fn of(tx: &Tx, rows: &[Row], condition: &str, values: &[Value]) -> Result<Self, StoreError> {
        let mut sets = Self::default();
        let has = |state: &str| rows.iter().any(|row| row.text("state").is_ok_and(|found| found == state));
        let chats = format!("IN (SELECT chat.no FROM {FROM} WHERE {condition})");
        if has("active") || has("ended") {
            let sql = format!(
                "SELECT {STAY} FROM participant JOIN person ON person.no = participant.person_no \
                 WHERE participant.chat_no {chats} ORDER BY participant.no"
            );
            sets.add_stays(&tx.query(&sql, values).await?)?;
        }
        if has("active") {
            let sql = format!(
                "SELECT invitation.chat_no, by_person.id AS by_id, to_person.id AS to_id, invitation.history, \
                 invitation.until FROM invitation JOIN person AS by_person ON by_person.no = invitation.by_no \
                 JOIN person AS to_person ON to_person.no = invitation.to_no WHERE invitation.chat_no {chats}"
            );
            for row in tx.query(&sql, values).await? {
                sets.invitations.entry(row.int("chat_no")?).or_default().push(invitation(&row)?);
            }
        }
        if rows.iter().any(|row| row.int("offers").is_ok_and(|offers| offers > 0)) {
            let sql = format!(
                "SELECT offer.chat_no, person.id AS person_id, offer.until, offer.outcome FROM offer \
                 JOIN person ON person.no = offer.person_no WHERE offer.chat_no {chats} ORDER BY offer.no"
            );
            for row in tx.query(&sql, values).await? {
                sets.offers.entry(row.int("chat_no")?).or_default().push(offer(&row)?);
            }
        }
        Ok(sets)
    }

    /// Adds participants from rows of [`STAYS_OF_CHATS`].
    pub fn add_stays(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        for row in rows {
            self.stays.entry(row.int("chat_no")?).or_default().push(stay(row)?);
        }
        Ok(())
    }

    pub(crate) fn stays(&mut self, chat: i64) -> Vec<(Participant, Stay)> {
        self.stays.remove(&chat).unwrap_or_default()
    }

    pub(crate) fn offers(&mut self, chat: i64) -> Vec<Offer> {
        self.offers.remove(&chat).unwrap_or_default()
    }

    pub(crate) fn invitations(&mut self, chat: i64) -> Vec<Invitation> {
        self.invitations.remove(&chat).unwrap_or_default()
    }
}

fn stay(row: &Row) -> Result<(Participant, Stay), StoreError> {
    let left = match row.moment_if_any("left_at")? {
        None => None,
        Some(at) => Some(Left {
            at,
            how: row.parsed("left_how", Departure::named)?,
            last_seq: row.count("left_seq")?,
        }),
    };
    let participant = Participant {
        person: row.id("person_id", PersonId::from_bytes)?,
        since: row.moment("since")?,
        reads_from: row.count("reads_from")?,
        left,
    };
    let stay = Stay {
        no: row.int("stay_no")?,
        person_no: PersonNo(row.int("person_no")?),
        marks: Marks { delivered: row.count("delivered_seq")?, read: row.count("read_seq")? },
        shared_marks: Marks { delivered: row.count("delivered")?, read: row.count("read")? },
    };
    Ok((participant, stay))
}

fn invitation(row: &Row) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        by: row.id("by_id", PersonId::from_bytes)?,
        to: row.id("to_id", PersonId::from_bytes)?,
        history: row.flag("history")?,
        state: match row.moment_if_any("until")? {
            Some(until) => InvitationState::AskingCounsellor { until },
            None => InvitationState::AskingSeeker,
        },
    })
}

fn offer(row: &Row) -> Result<Offer, StoreError> {
    Ok(Offer {
        to: row.id("person_id", PersonId::from_bytes)?,
        until: row.moment("until")?,
        outcome: row.text_if_any("outcome")?.and_then(Outcome::named),
    })
}

/// Writes the last two offers: the one that ended and the one that began. Earlier ones never change.
pub async fn save_offers(tx: &Tx, record: &ChatRecord) -> Result<(), StoreError> {
    let offers = match &record.chat {
        Chat::Waiting(waiting) => &waiting.offers,
        Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_) => {
            let sql = "DELETE FROM offer WHERE chat_no = $1";
            return tx.execute(sql, values![record.no]).await.map(|_| ());
        }
    };
    let Some(last) = offers.last() else { return Ok(()) };
    let sql = "UPDATE offer SET outcome = $2 WHERE chat_no = $1 AND outcome IS NULL";
    let ended = last.outcome.or_else(|| offers.iter().rev().nth(1).and_then(|offer| offer.outcome));
    tx.execute(sql, values![record.no, ended.map(Named::name)]).await?;
    if last.outcome.is_none() {
        let sql = "INSERT INTO offer (chat_no, person_no, until) SELECT $1, no, $3 FROM person WHERE id = $2";
        tx.execute(sql, values![record.no, last.to.to_bytes(), last.until]).await?;
    }
    Ok(())
}

/// Writes who has left or come back, and adds who has joined.
pub async fn save_stays(tx: &Tx, record: &mut ChatRecord) -> Result<(), StoreError> {
    let participants = record.chat.participants().to_vec();
    for (participant, stay) in participants.iter().zip(&record.stays) {
        let sql = "UPDATE participant SET left_at = $2, left_how = $3, left_seq = $4 WHERE no = $1";
        let left = participant.left;
        let values = values![
            stay.no,
            left.map(|left| left.at),
            left.map(|left| left.how.name()),
            left.map(|left| left.last_seq)
        ];
        tx.execute(sql, values).await?;
    }
    for joined in participants.iter().skip(record.stays.len()) {
        let sql = "INSERT INTO participant (chat_no, person_no, since, reads_from, delivered_seq, read_seq, \
             delivered, read) SELECT $1, no, $3, $4, 0, 0, 0, 0 FROM person WHERE id = $2 RETURNING no, person_no";
        let values = values![record.no, joined.person.to_bytes(), joined.since, joined.reads_from];
        let row = tx.first(sql, values).await?.ok_or(StoreError::NotFound)?;
        record.stays.push(Stay {
            no: row.int("no")?,
            person_no: PersonNo(row.int("person_no")?),
            marks: Marks::default(),
            shared_marks: Marks::default(),
        });
    }
    Ok(())
}

/// Replaces the invitations; there are few, and none once the chat is over.
pub async fn save_invitations(tx: &Tx, record: &ChatRecord) -> Result<(), StoreError> {
    let none = Vec::new();
    let invitations = match &record.chat {
        Chat::Active(active) => &active.invitations,
        Chat::Ended(_) => &none,
        Chat::Waiting(_) | Chat::Accepted(_) => return Ok(()),
    };
    tx.execute("DELETE FROM invitation WHERE chat_no = $1", values![record.no]).await?;
    for invitation in invitations {
        let until = match invitation.state {
            InvitationState::AskingCounsellor { until } => Some(until),
            InvitationState::AskingSeeker => None,
        };
        let sql = "INSERT INTO invitation (chat_no, by_no, to_no, history, until) \
             SELECT $1, by_person.no, to_person.no, $4, $5 FROM person AS by_person, person AS to_person \
             WHERE by_person.id = $2 AND to_person.id = $3";
        let (by, to) = (invitation.by.to_bytes(), invitation.to.to_bytes());
        tx.execute(sql, values![record.no, by, to, invitation.history, until]).await?;
    }
    Ok(())
}
