//! Requests and the steps of a chat's life. The rules are in `domain`; here they meet their rows, in one
//! transaction each.

use beistand_domain::{
    Admission, Chat, ChatId, CommandId, DeviceId, Entry, Moment, PersonId, Refusal, Rules, Step,
};
use beistand_domain::{admission, limits, numbering};
use beistand_protocol::rest::chat::{ChatRequested, ChatStep, DeviceEnvelope};
use beistand_protocol::view::DeviceKey;
use rusqlite::{Connection, OptionalExtension, params};

use super::command::once;
use super::message::Author;
use super::writer::Tx;
use super::{Store, chat_row, id16, people, topic};
use crate::store::Denied;
use crate::store::model::{ChatDetail, ChatRecord, Stepped, Topic};

/// A request to be created.
pub struct NewChat {
    pub command: CommandId,
    pub id: ChatId,
    pub centre: String,
    pub topic: String,
    pub entry: Entry,
    pub token_hash: [u8; 32],
}

impl Store {
    /// Creates a request if admission is open. A repeated command gets the first answer; `true` says that the
    /// request is new.
    pub async fn request_chat(&self, new: NewChat, now: Moment) -> Result<(ChatRequested, bool), Denied> {
        self.writer
            .run(move |tx| {
                let mut actor = [0; 16];
                actor.copy_from_slice(&new.token_hash[..16]);
                let what = format!("request {}/{}", new.centre, new.topic);
                once(tx, (actor, new.command, now), (&what, Some(new.id)), |tx| create(tx, &new, now))
            })
            .await
    }

    /// The chat a seeker's token opens, while it lives.
    pub async fn chat_of_token(&self, token_hash: [u8; 32]) -> Result<ChatId, Denied> {
        self.readers.run(move |sql| of_token(sql, token_hash)).await
    }

    /// One chat, with the key for `device`.
    pub async fn chat(&self, id: ChatId, device: Option<DeviceId>) -> Result<ChatDetail, Denied> {
        self.readers
            .run(move |sql| {
                let record = chat_row::find(sql, id)?.ok_or(Denied::NotFound)?;
                detail_of(sql, record, device)
            })
            .await
    }

    /// A counsellor's accepted, active and still readable chats, newest request last.
    pub async fn chats_of(
        &self,
        person_no: i64,
        device: DeviceId,
        now: Moment,
    ) -> Result<Vec<ChatDetail>, Denied> {
        self.readers
            .run(move |sql| {
                let condition =
                    "counsellor_no = ?1 AND (state <> 'ended' OR deadline > ?2) ORDER BY requested, no";
                let records = chat_row::list(sql, condition, params![person_no, now.millis()])?;
                records.into_iter().map(|record| detail_of(sql, record, Some(device))).collect()
            })
            .await
    }

    /// What waits in the topics of a counsellor, longest waiting first; at most `most`.
    pub async fn requests_for(&self, person_no: i64, most: u32) -> Result<Vec<ChatDetail>, Denied> {
        self.readers
            .run(move |sql| {
                let condition = "state = 'waiting' AND topic_no IN (SELECT topic_no FROM member WHERE person_no = ?1) \
                     ORDER BY requested, no LIMIT ?2";
                let records = chat_row::list(sql, condition, params![person_no, most])?;
                records.into_iter().map(|record| detail_of(sql, record, None)).collect()
            })
            .await
    }

    /// Every chat that is accepted or active.
    pub async fn taken_chats(&self) -> Result<Vec<ChatRecord>, Denied> {
        self.readers.run(|sql| chat_row::list(sql, "state IN ('accepted', 'active')", [])).await
    }

    /// Accepts a request for a counsellor who is available, has room and belongs to its topic.
    pub async fn accept(
        &self,
        chat: ChatId,
        (person_no, person): (i64, PersonId),
        command: CommandId,
        now: Moment,
    ) -> Result<(ChatStep, Stepped), Denied> {
        self.writer
            .run(move |tx| {
                let what = format!("accept {chat}");
                repeatable(tx, (person.to_bytes(), command, now), &what, chat, |tx| {
                    let record = settled(tx, chat, now)?.record;
                    topic::is_member(tx.sql, record.topic_no, person_no)?;
                    // The refusals are asked first: who lost wants to know who has it, not that they are full.
                    let waiting = matches!(record.chat, Chat::Waiting(_));
                    if waiting && !people::duty(tx.sql, person_no)?.is_available(now) {
                        return Err(Denied::NotAvailable);
                    }
                    if waiting {
                        people::has_room(tx.sql, person_no)?;
                    }
                    apply(tx, record, Step::Accept { by: person }, now)
                })
            })
            .await
    }

    /// "Jetzt chatten": the chat becomes active and its key lies ready for the counsellor's devices.
    pub async fn begin(
        &self,
        chat: ChatId,
        envelopes: Vec<DeviceEnvelope>,
        command: CommandId,
        now: Moment,
    ) -> Result<(ChatStep, Stepped), Denied> {
        self.writer
            .run(move |tx| {
                repeatable(tx, (chat.to_bytes(), command, now), "begin", chat, |tx| {
                    let record = settled(tx, chat, now)?.record;
                    let stepped = apply(tx, record, Step::Begin, now)?;
                    store_envelopes(tx.sql, &stepped.record, &envelopes)?;
                    Ok(stepped)
                })
            })
            .await
    }

    /// Any step that needs nothing but itself, as a command of its actor.
    pub async fn step_as(
        &self,
        chat: ChatId,
        (actor, command): (Author, CommandId),
        step: Step,
        now: Moment,
    ) -> Result<(ChatStep, Stepped), Denied> {
        self.writer
            .run(move |tx| {
                let who = match actor {
                    Author::Seeker => chat.to_bytes(),
                    Author::Person { id, .. } => id.to_bytes(),
                };
                let what = format!("{step:?} {chat}");
                repeatable(tx, (who, command, now), &what, chat, |tx| {
                    let record = settled(tx, chat, now)?.record;
                    if let Author::Person { id, .. } = actor
                        && record.chat.counsellor() != Some(id)
                    {
                        return Err(Denied::NotFound);
                    }
                    apply(tx, record, step, now)
                })
            })
            .await
    }

    /// A step that happened rather than was asked for: a connection came or went, time went by.
    pub async fn step(&self, chat: ChatId, step: Step, now: Moment) -> Result<Stepped, Denied> {
        self.writer
            .run(move |tx| {
                let before = settled(tx, chat, now)?;
                let mut stepped = apply(tx, before.record, step, now)?;
                stepped.changed |= before.changed;
                stepped.left_line |= before.left_line;
                Ok(stepped)
            })
            .await
    }

    /// A seeker's page has connected: the chat with what its view needs, and whether it changed.
    pub async fn seeker_arrives(&self, chat: ChatId, now: Moment) -> Result<(ChatDetail, bool), Denied> {
        self.writer
            .run(move |tx| {
                let record = chat_row::find(tx.sql, chat)?.ok_or(Denied::NotFound)?;
                let topic = topic::topic(tx.sql, record.topic_no)?;
                let before = settle(tx, record, now, &topic.rules)?;
                let stepped = step(tx, before.record, Step::SeekerConnected, now, &topic.rules)?;
                let detail = detail(tx.sql, stepped.record, topic, None)?;
                Ok((detail, stepped.changed || before.changed))
            })
            .await
    }

    /// The devices of a chat's counsellor, to seal the chat key to.
    pub async fn devices_of(&self, person: PersonId) -> Result<Vec<DeviceKey>, Denied> {
        self.readers.run(move |sql| people::device_keys(sql, person)).await
    }
}

fn detail_of(sql: &Connection, record: ChatRecord, device: Option<DeviceId>) -> Result<ChatDetail, Denied> {
    let topic = topic::topic(sql, record.topic_no)?;
    detail(sql, record, topic, device)
}

fn detail(
    sql: &Connection,
    record: ChatRecord,
    topic: Topic,
    device: Option<DeviceId>,
) -> Result<ChatDetail, Denied> {
    let counsellor_name = match record.chat.counsellor() {
        Some(person) => people::name_of(sql, person)?,
        None => None,
    };
    let envelope = match device {
        Some(device) => sql
            .prepare_cached("SELECT sealed FROM envelope WHERE chat_no = ?1 AND device_id = ?2")?
            .query_row(params![record.no, device.to_bytes()], |row| row.get(0))
            .optional()?,
        None => None,
    };
    Ok(ChatDetail { record, topic, counsellor_name, envelope })
}

fn of_token(sql: &Connection, token_hash: [u8; 32]) -> Result<ChatId, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT chat.id FROM seeker_token JOIN chat ON chat.no = chat_no WHERE token_hash = ?1",
    )?;
    let id: Option<[u8; 16]> = query.query_row(params![token_hash], |row| row.get(0)).optional()?;
    id.map(ChatId::from_bytes).ok_or(Denied::NotFound)
}

fn create(tx: &mut Tx<'_>, new: &NewChat, now: Moment) -> Result<ChatRequested, Denied> {
    let facts = topic::facts(tx.sql, &new.centre, &new.topic)?;
    let before = u32::try_from(facts.line.len()).unwrap_or(u32::MAX);
    let members: Vec<_> = facts.members.iter().map(|member| member.at(now)).collect();
    let answer = admission::admission(&facts.topic.settings, new.entry, now, &members, before);
    match answer {
        Admission::Open { .. } => {}
        Admission::Hidden
        | Admission::NotPossible
        | Admission::Closed { .. }
        | Admission::NobodyAvailable => {
            return Err(Denied::NotAdmitted(answer));
        }
    }
    let mut used = tx.sql.prepare_cached("SELECT number FROM chat WHERE centre_no = ?1 ORDER BY number")?;
    let used: Vec<u32> =
        used.query_map(params![facts.topic.centre_no], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let number = numbering::smallest_free(used);
    let away = now.millis();
    let deadline = Chat::request(now).deadline(&facts.topic.rules).map_or(i64::MAX, Moment::millis);
    tx.sql
        .prepare_cached(
            "INSERT INTO chat (id, centre_no, topic_no, number, revision, requested, state, counsellor_no, accepted, \
             started, ended, ending, away_since, deadline, seeker_delivered, seeker_read, counsellor_delivered, \
             counsellor_read) VALUES (?1, ?2, ?3, ?4, 1, ?5, 'waiting', 0, 0, 0, 0, '', ?6, ?7, 0, 0, 0, 0)",
        )?
        .execute(params![
            new.id.to_bytes(),
            facts.topic.centre_no,
            facts.topic.no,
            number,
            now.millis(),
            away,
            deadline
        ])?;
    let chat_no = tx.sql.last_insert_rowid();
    tx.sql
        .prepare_cached("INSERT INTO seeker_token (token_hash, chat_no) VALUES (?1, ?2)")?
        .execute(params![new.token_hash, chat_no])?;
    Ok(ChatRequested { chat: new.id, number })
}

fn repeatable(
    tx: &mut Tx<'_>,
    who: (super::command::Actor, CommandId, Moment),
    what: &str,
    chat: ChatId,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Stepped, Denied>,
) -> Result<(ChatStep, Stepped), Denied> {
    let mut stepped = None;
    let (answer, _) = once(tx, who, (what, Some(chat)), |tx| {
        let done = work(tx)?;
        let answer = ChatStep { chat, revision: done.record.revision };
        stepped = Some(done);
        Ok(answer)
    })?;
    let stepped = match stepped {
        Some(stepped) => stepped,
        None => {
            let record = chat_row::find(tx.sql, chat)?.ok_or(Denied::NotFound)?;
            Stepped { record, changed: false, left_line: false }
        }
    };
    Ok((answer, stepped))
}

/// The chat after all deadlines that have passed; an ended one whose time is over is not there.
fn settled(tx: &mut Tx<'_>, id: ChatId, now: Moment) -> Result<Stepped, Denied> {
    let record = chat_row::find(tx.sql, id)?.ok_or(Denied::NotFound)?;
    let rules = chat_row::rules_of(tx.sql, record.topic_no)?;
    settle(tx, record, now, &rules)
}

fn settle(tx: &mut Tx<'_>, record: ChatRecord, now: Moment, rules: &Rules) -> Result<Stepped, Denied> {
    match record.chat.deadline(rules) {
        Some(deadline) if now >= deadline => step(tx, record, Step::Tick, now, rules),
        Some(_) | None => Ok(Stepped { record, changed: false, left_line: false }),
    }
}

/// Takes one step of one chat.
pub fn apply(tx: &mut Tx<'_>, record: ChatRecord, wanted: Step, now: Moment) -> Result<Stepped, Denied> {
    let rules = chat_row::rules_of(tx.sql, record.topic_no)?;
    step(tx, record, wanted, now, &rules)
}

fn step(
    tx: &mut Tx<'_>,
    mut record: ChatRecord,
    wanted: Step,
    now: Moment,
    rules: &Rules,
) -> Result<Stepped, Denied> {
    let was_waiting = matches!(record.chat, Chat::Waiting(_));
    let (next, events) = match record.chat.apply(wanted, now, rules) {
        Ok(next) => next,
        Err(refusal) => return Err(explain(tx.sql, refusal)),
    };
    if events.is_empty() {
        return Ok(Stepped { record, changed: false, left_line: false });
    }
    record.chat = next;
    chat_row::save(tx.sql, &mut record, rules)?;
    if matches!(next, Chat::Ended(_)) {
        // The seeker is out at once.
        tx.sql.prepare_cached("DELETE FROM seeker_token WHERE chat_no = ?1")?.execute(params![record.no])?;
    }
    tx.tails.forget(record.id);
    let left_line = was_waiting && !matches!(next, Chat::Waiting(_));
    Ok(Stepped { record, changed: true, left_line })
}

/// Adds the name of whoever holds it.
fn explain(sql: &Connection, refusal: Refusal) -> Denied {
    let held_by = match refusal {
        Refusal::AlreadyAccepted { by } => people::name_of(sql, by).unwrap_or(None),
        Refusal::NotAccepted
        | Refusal::NotActive
        | Refusal::AlreadyActive
        | Refusal::Ended { .. }
        | Refusal::NotYours => None,
    };
    Denied::Chat { refusal, held_by }
}

fn store_envelopes(
    sql: &Connection,
    record: &ChatRecord,
    envelopes: &[DeviceEnvelope],
) -> Result<(), Denied> {
    let Some(counsellor) = record.chat.counsellor() else {
        return Err(Denied::NotFound);
    };
    let devices = people::device_keys(sql, counsellor)?;
    let mut fitted = false;
    for sealed in envelopes.iter().take(limits::DEVICES_PER_PERSON) {
        if devices.iter().any(|device| device.id == sealed.device) {
            fitted = true;
            sql.prepare_cached(
                "INSERT OR REPLACE INTO envelope (chat_no, device_id, sealed) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![record.no, sealed.device.to_bytes(), sealed.envelope.0])?;
        }
    }
    // The counsellor's devices have changed meanwhile: a chat whose key nobody has must not begin.
    if fitted { Ok(()) } else { Err(Denied::NoDeviceFits) }
}

/// The ids of what waits in a topic, longest waiting first.
pub fn line(sql: &Connection, topic_no: i64) -> Result<Vec<ChatId>, Denied> {
    let mut query = sql.prepare_cached(
        "SELECT id FROM chat WHERE topic_no = ?1 AND state = 'waiting' ORDER BY requested, no",
    )?;
    let mut rows = query.query(params![topic_no])?;
    let mut line = Vec::new();
    while let Some(row) = rows.next()? {
        line.push(ChatId::from_bytes(id16(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?));
    }
    Ok(line)
}
