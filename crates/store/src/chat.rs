//! Requests, and chats with what their views need.

use beistand_domain::numbering;
use beistand_domain::{Admission, Chat, ChatId, CommandId, DeviceId, Entry, Moment, PersonId, TopicId};
use beistand_protocol::rest::chat::ChatRequested;
use beistand_protocol::view::DeviceKey;

use crate::command::{Command, Name};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{CentreNo, ChatDetail, ChatRecord, PersonNo, Topic, TopicFacts};
use crate::names::Named;
use crate::sql::{Lock, Tx, values};
use crate::{chat_row, people, topic};

/// A request to be created.
pub struct NewChat {
    /// Makes a repeat recognisable.
    pub command: CommandId,
    /// The chat's id.
    pub id: ChatId,
    /// Slug of the centre by whose page the seeker came.
    pub centre: String,
    /// Slug of the topic.
    pub topic: String,
    /// The way the seeker came.
    pub entry: Entry,
    /// SHA-256 of the token that is the seeker's only proof.
    pub token_hash: [u8; 32],
    /// SHA-256 of what the seeker's tab asks for its half of a key with.
    pub tab_hash: [u8; 32],
    /// Half the key that locks the storage of that tab.
    pub tab_half: [u8; 32],
}

impl NewChat {
    /// The request as a command of the page that has its token.
    fn command(&self) -> Command {
        let mut actor = [0; 16];
        actor.copy_from_slice(&self.token_hash[..16]);
        let detail = format!("{}/{}", self.centre, self.topic);
        Command { detail, ..Command::new(actor, self.command, Name::Request, Some(self.id)) }
    }
}

impl Store {
    /// The answer that a request got before, if it is a repeated one.
    pub async fn requested_before(&self, new: &NewChat) -> Result<Option<ChatRequested>, StoreError> {
        let command = new.command();
        self.read(move |tx| Box::pin(async move { command.answered(tx).await })).await
    }

    /// Creates a request if admission is open. A repeated command gets the first answer; `true` says that the
    /// request is new.
    pub async fn request_chat(&self, new: NewChat, now: Moment) -> Result<(ChatRequested, bool), StoreError> {
        let (command, centre) = (new.command(), new.centre.clone());
        self.write(&[Lock::Command(command.actor, command.id), Lock::Centre(&centre)], move |tx| {
            Box::pin(async move {
                if let Some(requested) = command.answered(tx).await? {
                    return Ok((requested, false));
                }
                let requested = create(tx, &new, now).await?;
                command.answer(tx, &requested, now).await?;
                Ok((requested, true))
            })
        })
        .await
    }

    /// The chat a seeker's token opens, while it lives.
    pub async fn chat_of_token(&self, token_hash: [u8; 32]) -> Result<ChatId, StoreError> {
        let sql = "SELECT chat.id FROM seeker_token JOIN chat ON chat.no = chat_no WHERE token_hash = $1";
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(sql, values![token_hash]).await?.ok_or(StoreError::NotFound)?;
                row.id("id", ChatId::from_bytes)
            })
        })
        .await
    }

    /// The half of a key that is held for a seeker's tab, while the chat lives for its seeker.
    pub async fn tab_half(&self, tab_hash: [u8; 32]) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT tab_half FROM seeker_token WHERE tab_hash = $1";
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(sql, values![tab_hash]).await?.ok_or(StoreError::NotFound)?;
                Ok(row.bytes("tab_half")?.to_vec())
            })
        })
        .await
    }

    /// One chat, with the key for `device`.
    pub async fn chat(&self, id: ChatId, device: Option<DeviceId>) -> Result<ChatDetail, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
                detail_of(tx, record, device).await
            })
        })
        .await
    }

    /// A counsellor's accepted, active and still readable chats, newest request last.
    pub async fn chats_of(
        &self,
        person: PersonNo,
        device: DeviceId,
        now: Moment,
    ) -> Result<Vec<ChatDetail>, StoreError> {
        let condition = "chat.no IN (SELECT no FROM chat WHERE accepted_by = $1 AND state = 'accepted' \
             UNION SELECT participant.chat_no FROM participant JOIN chat AS theirs ON theirs.no = participant.chat_no \
             WHERE participant.person_no = $1 AND ((theirs.state = 'active' AND participant.left_at IS NULL) \
             OR (theirs.state = 'ended' AND theirs.deadline > $2))) ORDER BY chat.requested, chat.no";
        self.read(move |tx| {
            Box::pin(async move {
                let records = chat_row::list(tx, condition, values![person, now]).await?;
                details_of(tx, records, Some(device)).await
            })
        })
        .await
    }

    /// What waits in the topics of a counsellor and reaches the counsellor by routing, longest waiting first; at most
    /// `most`.
    pub async fn requests_for(
        &self,
        (no, person): (PersonNo, PersonId),
        most: usize,
        now: Moment,
    ) -> Result<Vec<ChatDetail>, StoreError> {
        let of_person = "SELECT topic.id FROM topic JOIN membership ON membership.topic_no = topic.no \
             WHERE membership.person_no = $1 AND membership.role = 'counsellor'";
        self.read(move |tx| {
            Box::pin(async move {
                let mut all = Vec::new();
                for row in tx.query(of_person, values![no]).await? {
                    let facts = topic::facts_by_id(tx, row.id("id", TopicId::from_bytes)?).await?;
                    all.extend(reaching(tx, facts, (person, most), now).await?);
                }
                all.sort_by_key(|detail| (detail.record.requested, detail.record.id));
                all.truncate(most);
                Ok(all)
            })
        })
        .await
    }

    /// Every seeker who waits for a topic, longest waiting first.
    pub async fn waiting_for(&self, topic: TopicId) -> Result<Vec<ChatDetail>, StoreError> {
        let condition = "topic.id = $1 AND chat.state = 'waiting' ORDER BY chat.no";
        self.read(move |tx| {
            Box::pin(async move {
                let records = chat_row::list(tx, condition, values![topic.to_bytes()]).await?;
                let Some(first) = records.first() else { return Ok(Vec::new()) };
                let topic = topic::topic(tx, first.topic_no).await?;
                Ok(records.into_iter().map(|record| waiting(record, &topic)).collect())
            })
        })
        .await
    }

    /// Every chat that is accepted or active.
    pub async fn taken_chats(&self) -> Result<Vec<ChatRecord>, StoreError> {
        self.read(|tx| {
            Box::pin(
                async move { chat_row::list(tx, "chat.state IN ('accepted', 'active')", values![]).await },
            )
        })
        .await
    }

    /// The devices of a chat's counsellor, to seal the chat key to.
    pub async fn devices_of(&self, person: PersonId) -> Result<Vec<DeviceKey>, StoreError> {
        self.read(move |tx| Box::pin(people::device_keys(tx, person))).await
    }
}

async fn details_of(
    tx: &Tx,
    records: Vec<ChatRecord>,
    device: Option<DeviceId>,
) -> Result<Vec<ChatDetail>, StoreError> {
    let mut details = Vec::with_capacity(records.len());
    for record in records {
        details.push(detail_of(tx, record, device).await?);
    }
    Ok(details)
}

async fn detail_of(tx: &Tx, record: ChatRecord, device: Option<DeviceId>) -> Result<ChatDetail, StoreError> {
    let topic = topic::topic(tx, record.topic_no).await?;
    detail(tx, record, topic, device).await
}

/// A chat with the names and keys that its views show.
pub async fn detail(
    tx: &Tx,
    record: ChatRecord,
    topic: Topic,
    device: Option<DeviceId>,
) -> Result<ChatDetail, StoreError> {
    let counsellor = match record.chat.counsellor() {
        Some(person) => people::colleague(tx, person, record.requested).await?,
        None => None,
    };
    let envelope = match device {
        Some(device) => {
            let sql = "SELECT sealed FROM envelope WHERE chat_no = $1 AND device_id = $2";
            let row = tx.first(sql, values![record.no, device.to_bytes()]).await?;
            row.map(|row| row.bytes("sealed").map(<[u8]>::to_vec)).transpose()?
        }
        None => None,
    };
    Ok(ChatDetail { record, topic, counsellor, envelope })
}

async fn create(tx: &mut Tx, new: &NewChat, now: Moment) -> Result<ChatRequested, StoreError> {
    let (centre_no, centre, facts) = topic::facts(tx, &new.centre, &new.topic).await?;
    let answer = facts.admission((centre, new.entry), now, facts.queue.len());
    match answer {
        Admission::Open { .. } => {}
        Admission::Hidden
        | Admission::NotPossible
        | Admission::Closed { .. }
        | Admission::NobodyAvailable
        | Admission::Full => {
            return Err(StoreError::NotAdmitted(answer));
        }
    }
    insert(tx, (centre_no, &facts), new, now).await
}

async fn insert(
    tx: &Tx,
    (centre_no, facts): (CentreNo, &TopicFacts),
    new: &NewChat,
    now: Moment,
) -> Result<ChatRequested, StoreError> {
    let used = "SELECT number FROM chat WHERE centre_no = $1 ORDER BY number";
    let used = tx.query(used, values![centre_no]).await?;
    let used: Vec<u32> = used.iter().map(|row| row.count("number")).collect::<Result<_, _>>()?;
    let number = numbering::smallest_free(used);
    let deadline = Chat::request(now).deadline(&facts.topic.rules);
    let sql = "INSERT INTO chat (id, centre_no, topic_no, entry, number, revision, requested, state, offers, \
         away_since, deadline, seeker_delivered, seeker_read, seeker_delivered_seq, seeker_read_seq) \
         VALUES ($1, $2, $3, $4, $5, 1, $6, 'waiting', 0, $6, $7, 0, 0, 0, 0) RETURNING no";
    let row = values![new.id.to_bytes(), centre_no, facts.topic.no, new.entry.name(), number, now, deadline];
    let chat_no = tx.first(sql, row).await?.ok_or(StoreError::Unavailable)?.int("no")?;
    let sql = "INSERT INTO seeker_token (token_hash, chat_no, tab_hash, tab_half) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, values![new.token_hash, chat_no, new.tab_hash, new.tab_half]).await?;
    Ok(ChatRequested { chat: new.id, number })
}

/// The chats of a queue that reach this counsellor.
async fn reaching(
    tx: &Tx,
    facts: TopicFacts,
    (person, most): (PersonId, usize),
    now: Moment,
) -> Result<Vec<ChatDetail>, StoreError> {
    let routes = facts.routes(now);
    let theirs: Vec<ChatId> =
        routes.into_iter().filter(|(_, route)| route.reaches(person)).map(|(chat, _)| chat).collect();
    if theirs.is_empty() {
        return Ok(Vec::new());
    }
    let condition = "chat.topic_no = $1 AND chat.state = 'waiting' ORDER BY chat.no";
    let records = chat_row::list(tx, condition, values![facts.topic.no]).await?;
    let reaching = records.into_iter().filter(|record| theirs.contains(&record.id)).take(most);
    Ok(reaching.map(|record| waiting(record, &facts.topic)).collect())
}

/// A waiting chat: nobody has it and no key is sealed yet.
fn waiting(record: ChatRecord, topic: &Topic) -> ChatDetail {
    ChatDetail { record, topic: topic.clone(), counsellor: None, envelope: None }
}
