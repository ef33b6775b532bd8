//! A chat as a row, and back.

use beistand_domain::chat::{Accepted, Active, Chat, Ended, Ending, Presence, Rules, Waiting};
use beistand_domain::{ChatId, Moment, PersonId, retention};
use beistand_protocol::view::Marks;

use super::StoreError;
use super::model::ChatRecord;
use super::sql::{Row, Tx, Value, damaged, values};

/// What [`read`] reads.
pub const COLUMNS: &str = "chat.no, chat.id, chat.centre_no, chat.topic_no, chat.number, chat.revision, chat.requested, \
     chat.state, (SELECT id FROM person WHERE person.no = chat.counsellor_no), chat.accepted, chat.started, \
     chat.ended, chat.ending, chat.away_since, chat.seeker_delivered, chat.seeker_read, \
     chat.counsellor_delivered, chat.counsellor_read, \
     (SELECT coalesce(max(seq), 0) FROM message WHERE message.chat_no = chat.no), chat.seeker_process";

/// How many columns these are.
pub const WIDTH: usize = 20;

/// The chat with this id.
pub async fn find(tx: &Tx, id: ChatId) -> Result<Option<ChatRecord>, StoreError> {
    Ok(list(tx, "chat.id = $1", values![id.to_bytes()]).await?.into_iter().next())
}

/// Chats that fit a condition on `chat`, in its order.
pub async fn list(tx: &Tx, condition: &str, values: &[Value]) -> Result<Vec<ChatRecord>, StoreError> {
    let rows = tx.query(&format!("SELECT {COLUMNS} FROM chat WHERE {condition}"), values).await?;
    rows.iter().map(read).collect()
}

/// The times a topic sets.
pub async fn rules_of(tx: &Tx, topic_no: i64) -> Result<Rules, StoreError> {
    let sql =
        "SELECT chat_length, away_keeps_place, answer_within, seeker_gone_after FROM topic WHERE no = $1";
    let row = tx.first(sql, values![topic_no]).await?.ok_or(StoreError::NotFound)?;
    rules(&row, 0)
}

/// The times a topic sets, from four columns that begin at `first`.
pub fn rules(row: &Row, first: usize) -> Result<Rules, StoreError> {
    Ok(Rules {
        chat_length: row.span(first)?,
        away_keeps_place: row.span(first + 1)?,
        answer_within: row.span(first + 2)?,
        seeker_gone_after: row.span(first + 3)?,
    })
}

/// Writes the state back. The revision grows by one.
pub async fn save(tx: &Tx, record: &mut ChatRecord, rules: &Rules) -> Result<(), StoreError> {
    record.revision += 1;
    let row = to_row(&record.chat);
    let deadline = match &record.chat {
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => record.chat.deadline(rules),
        Chat::Ended(ended) => Some(retention::purge_at(ended)),
    };
    let sql = "UPDATE chat SET revision = $2, state = $3, accepted = $4, started = $5, ended = $6, ending = $7, \
         away_since = $8, deadline = $9, \
         counsellor_no = coalesce((SELECT no FROM person WHERE id = $10), 0) WHERE no = $1";
    let values = values![
        record.no,
        i64::try_from(record.revision).unwrap_or(i64::MAX),
        row.state,
        row.accepted,
        row.started,
        row.ended,
        row.ending,
        row.away_since,
        deadline.map_or(i64::MAX, Moment::millis),
        record.chat.counsellor().map(PersonId::to_bytes),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

struct StateRow {
    state: &'static str,
    accepted: i64,
    started: i64,
    ended: i64,
    ending: &'static str,
    away_since: i64,
}

fn to_row(chat: &Chat) -> StateRow {
    let none = StateRow { state: "", accepted: 0, started: 0, ended: 0, ending: "", away_since: 0 };
    let away = |presence: Presence| match presence {
        Presence::Here => 0,
        Presence::Away { since } => since.millis(),
    };
    match chat {
        Chat::Waiting(s) => StateRow { state: "waiting", away_since: away(s.presence), ..none },
        Chat::Accepted(s) => {
            StateRow { state: "accepted", accepted: s.at.millis(), away_since: away(s.presence), ..none }
        }
        Chat::Active(s) => {
            StateRow { state: "active", started: s.started.millis(), away_since: away(s.presence), ..none }
        }
        Chat::Ended(s) => StateRow {
            state: "ended",
            started: s.started.map_or(0, Moment::millis),
            ended: s.at.millis(),
            ending: ending_text(s.how),
            ..none
        },
    }
}

/// A chat from the columns of [`COLUMNS`].
pub fn read(row: &Row) -> Result<ChatRecord, StoreError> {
    let counsellor = row.id_if_any(8)?.map(PersonId::from_bytes);
    let requested = row.moment(6)?;
    let presence = match row.int(13)? {
        0 => Presence::Here,
        since => Presence::Away { since: Moment::from_millis(since) },
    };
    let chat = match (row.text(7)?, counsellor) {
        ("waiting", _) => Chat::Waiting(Waiting { since: requested, presence }),
        ("accepted", Some(counsellor)) => {
            Chat::Accepted(Accepted { since: requested, counsellor, at: row.moment(9)?, presence })
        }
        ("active", Some(counsellor)) => {
            Chat::Active(Active { counsellor, started: row.moment(10)?, presence })
        }
        ("ended", counsellor) => {
            let started = Some(row.int(10)?).filter(|at| *at != 0).map(Moment::from_millis);
            let how = ending_of(row.text(12)?).ok_or_else(|| damaged(12))?;
            Chat::Ended(Ended { at: row.moment(11)?, how, counsellor, started })
        }
        _ => return Err(damaged(7)),
    };
    Ok(ChatRecord {
        no: row.int(0)?,
        id: ChatId::from_bytes(row.id(1)?),
        centre_no: row.int(2)?,
        topic_no: row.int(3)?,
        number: row.count(4)?,
        revision: u64::try_from(row.int(5)?).unwrap_or(0),
        requested,
        chat,
        seeker_marks: Marks { delivered: row.count(14)?, read: row.count(15)? },
        counsellor_marks: Marks { delivered: row.count(16)?, read: row.count(17)? },
        last_seq: row.count(18)?,
        seeker_process: row.int(19)?,
    })
}

const ENDINGS: [(Ending, &str); 11] = [
    (Ending::Withdrawn, "withdrawn"),
    (Ending::Vanished, "vanished"),
    (Ending::MovedToMail, "moved_to_mail"),
    (Ending::ClosedByAdmin, "closed_by_admin"),
    (Ending::Declined, "declined"),
    (Ending::NoAnswer, "no_answer"),
    (Ending::ByCounsellor, "by_counsellor"),
    (Ending::BySeeker, "by_seeker"),
    (Ending::TimeLimit, "time_limit"),
    (Ending::SeekerGone, "seeker_gone"),
    (Ending::ByAdmin, "by_admin"),
];

fn ending_text(how: Ending) -> &'static str {
    ENDINGS.iter().find(|(ending, _)| *ending == how).map_or("", |(_, text)| text)
}

fn ending_of(text: &str) -> Option<Ending> {
    ENDINGS.iter().find(|(_, name)| *name == text).map(|(ending, _)| *ending)
}
