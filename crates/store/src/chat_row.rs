//! A chat as rows, and back.

use beistand_domain::chat::{
    Accepted, Active, Chat, Conversation, Ended, Ending, Past, Presence, Rules, RulesInForce, Waiting,
};
use beistand_domain::{CentreId, ChatId, Entry, Moment, OrganisationId, PersonId, TopicId, retention};
use beistand_protocol::view::Marks;

use crate::chat_sets::{Sets, save_invitations, save_offers, save_stays};
use crate::error::StoreError;
use crate::model::{ChatNo, ChatRecord, ProcessNo, TopicNo};
use crate::names::Named;
use crate::sql::{Row, Tx, Value, corrupt, values};

/// Where [`read`]'s columns come from.
pub const FROM: &str = "chat JOIN topic ON topic.no = chat.topic_no JOIN centre ON centre.no = chat.centre_no \
     JOIN organisation ON organisation.no = centre.organisation_no";

/// What [`read`] reads.
pub const COLUMNS: &str = "chat.no, chat.id, organisation.id AS organisation_id, centre.id AS centre_id, \
     topic.id AS topic_id, chat.topic_no, chat.entry, chat.number, chat.revision, chat.requested, \
     (SELECT id FROM person WHERE person.no = chat.wanted_no) AS wanted_id, chat.state, chat.offers, \
     (SELECT id FROM person WHERE person.no = chat.accepted_by) AS accepted_by_id, chat.accepted, chat.started, \
     chat.ends, chat.first_warning AS kept_first_warning, chat.second_warning AS kept_second_warning, \
     chat.seeker_gone_after AS kept_seeker_gone_after, chat.readable_after_end AS kept_readable_after_end, \
     chat.ended, chat.ending, chat.away_since, chat.seeker_process, chat.seeker_delivered, chat.seeker_read, \
     chat.seeker_delivered_seq, chat.seeker_read_seq, \
     (SELECT coalesce(max(seq), 0) FROM message WHERE message.chat_no = chat.no) AS last_seq, \
     (SELECT coalesce(max(shared_seq), 0) FROM (SELECT shared_seq FROM message WHERE message.chat_no = chat.no \
     ORDER BY seq DESC LIMIT 1) AS newest) AS last_shared, \
     topic.chat_length, topic.first_warning, topic.second_warning, topic.away_keeps_place, topic.answer_within, \
     topic.seeker_gone_after, topic.readable_after_end";

/// The chat with this id.
pub async fn find(tx: &Tx, id: ChatId) -> Result<Option<ChatRecord>, StoreError> {
    Ok(list(tx, "chat.id = $1", values![id.to_bytes()]).await?.into_iter().next())
}

/// Chats that fit a condition on `chat`, in its order. Columns of the condition are named with their table.
pub async fn list(tx: &Tx, condition: &str, values: &[Value]) -> Result<Vec<ChatRecord>, StoreError> {
    let rows = tx.query(&format!("SELECT {COLUMNS} FROM {FROM} WHERE {condition}"), values).await?;
    let mut sets = Sets::of(tx, &rows, condition, values).await?;
    rows.iter().map(|row| read(row, &mut sets)).collect()
}

/// The times a topic sets.
pub fn rules(row: &Row) -> Result<Rules, StoreError> {
    Ok(Rules {
        chat_length: row.span("chat_length")?,
        warnings: [row.span("first_warning")?, row.span("second_warning")?],
        away_keeps_place: row.span("away_keeps_place")?,
        answer_within: row.span("answer_within")?,
        seeker_gone_after: row.span("seeker_gone_after")?,
        readable_after_end: row.span("readable_after_end")?,
    })
}

/// Writes the state back. The revision grows by one.
pub async fn save(tx: &Tx, record: &mut ChatRecord) -> Result<(), StoreError> {
    record.revision += 1;
    let row = StateRow::of(&record.chat);
    let deadline = match &record.chat {
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => record.chat.deadline(&record.rules),
        Chat::Ended(ended) => Some(retention::purge_at(ended)),
    };
    let offers = match &record.chat {
        Chat::Waiting(waiting) => u32::try_from(waiting.offers.len()).unwrap_or(u32::MAX),
        Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_) => 0,
    };
    let sql = "UPDATE chat SET revision = $2, state = $3, offers = $4, accepted = $5, started = $6, ends = $7, \
         first_warning = $8, second_warning = $9, seeker_gone_after = $10, readable_after_end = $11, ended = $12, \
         ending = $13, away_since = $14, deadline = $15, \
         accepted_by = coalesce((SELECT no FROM person WHERE id = $16), accepted_by) WHERE no = $1";
    let rules = row.rules;
    let values = values![
        record.no,
        i64::try_from(record.revision).unwrap_or(i64::MAX),
        row.state,
        offers,
        row.accepted,
        row.started,
        rules.map(|rules| rules.ends),
        rules.map(|rules| rules.warnings[0]),
        rules.map(|rules| rules.warnings[1]),
        rules.map(|rules| rules.seeker_gone_after),
        rules.map(|rules| rules.readable_after_end),
        row.ended,
        row.ending.map(Named::name),
        row.away_since,
        deadline,
        row.accepted_by.map(PersonId::to_bytes),
    ];
    tx.execute(sql, values).await?;
    save_offers(tx, record).await?;
    save_stays(tx, record).await?;
    save_invitations(tx, record).await
}

#[derive(Default)]
struct StateRow {
    state: &'static str,
    accepted_by: Option<PersonId>,
    accepted: Option<Moment>,
    started: Option<Moment>,
    rules: Option<RulesInForce>,
    ended: Option<Moment>,
    ending: Option<Ending>,
    away_since: Option<Moment>,
}

impl StateRow {
    fn of(chat: &Chat) -> Self {
        let away_since = match chat.presence() {
            Some(Presence::Away { since }) => Some(since),
            Some(Presence::Here) | None => None,
        };
        let empty = Self { away_since, ..Self::default() };
        match chat {
            Chat::Waiting(_) => Self { state: "waiting", ..empty },
            Chat::Accepted(state) => Self {
                state: "accepted",
                accepted_by: Some(state.counsellor),
                accepted: Some(state.at),
                ..empty
            },
            Chat::Active(state) => Self { state: "active", ..empty.talking(&state.conversation) },
            Chat::Ended(state) => {
                let row = match &state.past {
                    Past::NeverAccepted => empty,
                    Past::Accepted { counsellor } => Self { accepted_by: Some(*counsellor), ..empty },
                    Past::Talked(conversation) => empty.talking(conversation),
                };
                Self { state: "ended", ended: Some(state.at), ending: Some(state.how), ..row }
            }
        }
    }

    fn talking(self, conversation: &Conversation) -> Self {
        Self { started: Some(conversation.started), rules: Some(conversation.rules), ..self }
    }
}

/// A chat from the columns of [`COLUMNS`] and its sets.
pub fn read(row: &Row, sets: &mut Sets) -> Result<ChatRecord, StoreError> {
    let no = row.int("no")?;
    let stays = sets.stays(no);
    let marks = |delivered, read| {
        Ok::<_, StoreError>(Marks { delivered: row.count(delivered)?, read: row.count(read)? })
    };
    let participants = stays.iter().map(|(participant, _)| *participant).collect();
    Ok(ChatRecord {
        no: ChatNo(no),
        id: row.id("id", ChatId::from_bytes)?,
        organisation: row.id("organisation_id", OrganisationId::from_bytes)?,
        centre: row.id("centre_id", CentreId::from_bytes)?,
        topic: row.id("topic_id", TopicId::from_bytes)?,
        topic_no: TopicNo(row.int("topic_no")?),
        entry: row.parsed("entry", Entry::named)?,
        number: row.count("number")?,
        revision: u64::try_from(row.int("revision")?).map_err(|_| corrupt("revision"))?,
        requested: row.moment("requested")?,
        wanted: row.id_if_any("wanted_id", PersonId::from_bytes)?,
        chat: state(row, participants, (no, sets))?,
        rules: rules(row)?,
        stays: stays.into_iter().map(|(_, stay)| stay).collect(),
        seeker_marks: marks("seeker_delivered", "seeker_read")?,
        seeker_marks_seq: marks("seeker_delivered_seq", "seeker_read_seq")?,
        last_seq: row.count("last_seq")?,
        last_shared: row.count("last_shared")?,
        seeker_process: row.int_if_any("seeker_process")?.map(ProcessNo),
    })
}

fn state(
    row: &Row,
    participants: Vec<beistand_domain::chat::Participant>,
    (no, sets): (i64, &mut Sets),
) -> Result<Chat, StoreError> {
    let since = row.moment("requested")?;
    let accepted_by = row.id_if_any("accepted_by_id", PersonId::from_bytes)?;
    let presence = match row.moment_if_any("away_since")? {
        None => Presence::Here,
        Some(since) => Presence::Away { since },
    };
    Ok(match row.text("state")? {
        "waiting" => Chat::Waiting(Waiting { since, presence, offers: sets.offers(no) }),
        "accepted" => {
            let counsellor = accepted_by.ok_or_else(|| corrupt("accepted_by"))?;
            Chat::Accepted(Accepted { since, counsellor, at: row.moment("accepted")?, presence })
        }
        "active" => {
            let conversation = conversation(row, participants)?;
            Chat::Active(Active { conversation, invitations: sets.invitations(no), presence })
        }
        "ended" => {
            let past = match (row.int_if_any("started")?, accepted_by) {
                (Some(_), _) => Past::Talked(conversation(row, participants)?),
                (None, Some(counsellor)) => Past::Accepted { counsellor },
                (None, None) => Past::NeverAccepted,
            };
            let how = row.parsed("ending", Ending::named)?;
            Chat::Ended(Ended { at: row.moment("ended")?, how, past })
        }
        _ => return Err(corrupt("state")),
    })
}

fn conversation(
    row: &Row,
    participants: Vec<beistand_domain::chat::Participant>,
) -> Result<Conversation, StoreError> {
    let rules = RulesInForce {
        ends: row.moment("ends")?,
        warnings: [row.span("kept_first_warning")?, row.span("kept_second_warning")?],
        seeker_gone_after: row.span("kept_seeker_gone_after")?,
        readable_after_end: row.span("kept_readable_after_end")?,
    };
    Ok(Conversation { started: row.moment("started")?, rules, participants })
}
