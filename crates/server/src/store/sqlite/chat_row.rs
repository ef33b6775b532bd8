//! A chat as a row, and back.

use std::time::Duration;

use beistand_domain::chat::{Accepted, Active, Chat, Ended, Ending, Presence, Rules, Waiting};
use beistand_domain::{ChatId, Moment, PersonId, retention};
use beistand_protocol::view::Marks;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::id16;
use crate::store::Denied;
use crate::store::model::ChatRecord;

const COLUMNS: &str = "chat.no, chat.id, chat.centre_no, chat.topic_no, chat.number, chat.revision, chat.requested, \
     chat.state, (SELECT id FROM person WHERE person.no = chat.counsellor_no), chat.accepted, chat.started, \
     chat.ended, chat.ending, chat.away_since, chat.seeker_delivered, chat.seeker_read, \
     chat.counsellor_delivered, chat.counsellor_read, \
     (SELECT coalesce(max(seq), 0) FROM message WHERE message.chat_no = chat.no)";

/// The chat with this id.
pub fn find(sql: &Connection, id: ChatId) -> Result<Option<ChatRecord>, Denied> {
    let mut query = sql.prepare_cached(&format!("SELECT {COLUMNS} FROM chat WHERE chat.id = ?1"))?;
    Ok(query.query_row(params![id.to_bytes()], read).optional()?)
}

/// Chats that fit a condition on `chat`, in its order.
pub fn list(
    sql: &Connection,
    condition: &str,
    arguments: impl rusqlite::Params,
) -> Result<Vec<ChatRecord>, Denied> {
    let mut query = sql.prepare_cached(&format!("SELECT {COLUMNS} FROM chat WHERE {condition}"))?;
    let rows = query.query_map(arguments, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The times a topic sets.
pub fn rules_of(sql: &Connection, topic_no: i64) -> Result<Rules, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT chat_length, away_keeps_place, answer_within, seeker_gone_after FROM topic WHERE no = ?1",
    )?;
    let span = |row: &Row<'_>, column| -> rusqlite::Result<Duration> {
        Ok(Duration::from_millis(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0)))
    };
    Ok(query.query_row(params![topic_no], |row| {
        Ok(Rules {
            chat_length: span(row, 0)?,
            away_keeps_place: span(row, 1)?,
            answer_within: span(row, 2)?,
            seeker_gone_after: span(row, 3)?,
        })
    })?)
}

/// Writes the state back. The revision grows by one.
pub fn save(sql: &Connection, record: &mut ChatRecord, rules: &Rules) -> Result<(), Denied> {
    record.revision += 1;
    let row = to_row(&record.chat);
    let deadline = match &record.chat {
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => record.chat.deadline(rules),
        Chat::Ended(ended) => Some(retention::purge_at(ended)),
    };
    sql.prepare_cached(
        "UPDATE chat SET revision = ?2, state = ?3, accepted = ?4, started = ?5, ended = ?6, ending = ?7, \
         away_since = ?8, deadline = ?9, \
         counsellor_no = coalesce((SELECT no FROM person WHERE id = ?10), 0) WHERE no = ?1",
    )?
    .execute(params![
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
    ])?;
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

fn read(row: &Row<'_>) -> rusqlite::Result<ChatRecord> {
    let counsellor = match row.get_ref(8)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
        Some(bytes) => Some(PersonId::from_bytes(id16(bytes)?)),
        None => None,
    };
    let moment = |column| -> rusqlite::Result<Moment> { Ok(Moment::from_millis(row.get(column)?)) };
    let requested = moment(6)?;
    let presence = match row.get::<_, i64>(13)? {
        0 => Presence::Here,
        since => Presence::Away { since: Moment::from_millis(since) },
    };
    let state: String = row.get(7)?;
    let damaged = || rusqlite::Error::InvalidColumnName(format!("chat state {state}"));
    let chat = match (state.as_str(), counsellor) {
        ("waiting", _) => Chat::Waiting(Waiting { since: requested, presence }),
        ("accepted", Some(counsellor)) => {
            Chat::Accepted(Accepted { since: requested, counsellor, at: moment(9)?, presence })
        }
        ("active", Some(counsellor)) => Chat::Active(Active { counsellor, started: moment(10)?, presence }),
        ("ended", counsellor) => {
            let started = Some(row.get::<_, i64>(10)?).filter(|at| *at != 0).map(Moment::from_millis);
            let how =
                ending_of(row.get_ref(12)?.as_str().map_err(rusqlite::Error::from)?).ok_or_else(damaged)?;
            Chat::Ended(Ended { at: moment(11)?, how, counsellor, started })
        }
        _ => return Err(damaged()),
    };
    Ok(ChatRecord {
        no: row.get(0)?,
        id: ChatId::from_bytes(row.get(1)?),
        centre_no: row.get(2)?,
        topic_no: row.get(3)?,
        number: row.get(4)?,
        revision: u64::try_from(row.get::<_, i64>(5)?).unwrap_or(0),
        requested,
        chat,
        seeker_marks: Marks { delivered: row.get(14)?, read: row.get(15)? },
        counsellor_marks: Marks { delivered: row.get(16)?, read: row.get(17)? },
        last_seq: row.get(18)?,
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
