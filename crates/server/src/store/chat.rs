//! Requests, and chats with what their views need.

use beistand_domain::{Admission, Chat, ChatId, CommandId, DeviceId, Entry, Moment, PersonId};
use beistand_domain::{admission, numbering};
use beistand_protocol::rest::chat::ChatRequested;
use beistand_protocol::view::DeviceKey;

use super::command::Command;
use super::model::{ChatDetail, ChatRecord, Topic};
use super::sql::{Lock, Tx, values};
use super::{Store, StoreError, chat_row, people, topic};

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
    pub async fn request_chat(&self, new: NewChat, now: Moment) -> Result<(ChatRequested, bool), StoreError> {
        let mut actor = [0; 16];
        actor.copy_from_slice(&new.token_hash[..16]);
        let centre = new.centre.clone();
        self.write(&[Lock::Command(actor, new.command), Lock::Centre(&centre)], move |tx| {
            Box::pin(async move {
                let what = &format!("request {}/{}", new.centre, new.topic);
                let command = Command { actor, id: new.command, what, about: Some(new.id) };
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
                Ok(ChatId::from_bytes(row.id(0)?))
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
        person_no: i64,
        device: DeviceId,
        now: Moment,
    ) -> Result<Vec<ChatDetail>, StoreError> {
        let condition = "counsellor_no = $1 AND (state <> 'ended' OR deadline > $2) ORDER BY requested, no";
        self.read(move |tx| {
            Box::pin(async move {
                let records = chat_row::list(tx, condition, values![person_no, now]).await?;
                details_of(tx, records, Some(device)).await
            })
        })
        .await
    }

    /// What waits in the topics of a counsellor, longest waiting first; at most `most`.
    pub async fn requests_for(&self, person_no: i64, most: u32) -> Result<Vec<ChatDetail>, StoreError> {
        let condition = "state = 'waiting' AND topic_no IN (SELECT topic_no FROM member WHERE person_no = $1) \
             ORDER BY no LIMIT $2";
        self.read(move |tx| {
            Box::pin(async move {
                let records = chat_row::list(tx, condition, values![person_no, most]).await?;
                details_of(tx, records, None).await
            })
        })
        .await
    }

    /// Everybody who waits for a topic, longest waiting first.
    pub async fn waiting_for(&self, topic_no: i64) -> Result<Vec<ChatDetail>, StoreError> {
        let condition = "topic_no = $1 AND state = 'waiting' ORDER BY no";
        self.read(move |tx| {
            Box::pin(async move {
                let topic = topic::topic(tx, topic_no).await?;
                let records = chat_row::list(tx, condition, values![topic_no]).await?;
                let detail =
                    |record| ChatDetail { record, topic: topic.clone(), counsellor: None, envelope: None };
                Ok(records.into_iter().map(detail).collect())
            })
        })
        .await
    }

    /// Every chat that is accepted or active.
    pub async fn taken_chats(&self) -> Result<Vec<ChatRecord>, StoreError> {
        self.read(|tx| {
            Box::pin(async move { chat_row::list(tx, "state IN ('accepted', 'active')", values![]).await })
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
            row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()?
        }
        None => None,
    };
    Ok(ChatDetail { record, topic, counsellor, envelope })
}

async fn create(tx: &mut Tx, new: &NewChat, now: Moment) -> Result<ChatRequested, StoreError> {
    let facts = topic::facts(tx, &new.centre, &new.topic).await?;
    let before = u32::try_from(facts.queue.len()).unwrap_or(u32::MAX);
    let members: Vec<_> = facts.members.iter().map(|member| member.at(now)).collect();
    let answer = admission::admission(&facts.topic.settings, new.entry, now, &members, before);
    match answer {
        Admission::Open { .. } => {}
        Admission::Hidden
        | Admission::NotPossible
        | Admission::Closed { .. }
        | Admission::NobodyAvailable => {
            return Err(StoreError::NotAdmitted(answer));
        }
    }
    let used = "SELECT number FROM chat WHERE centre_no = $1 ORDER BY number";
    let used = tx.query(used, values![facts.topic.centre_no]).await?;
    let used: Vec<u32> = used.iter().map(|row| row.count(0)).collect::<Result<_, _>>()?;
    let number = numbering::smallest_free(used);
    let deadline = Chat::request(now).deadline(&facts.topic.rules).map_or(i64::MAX, Moment::millis);
    let sql = "INSERT INTO chat (id, centre_no, topic_no, number, revision, requested, state, counsellor_no, \
         accepted, started, ended, ending, away_since, deadline, seeker_delivered, seeker_read, \
         counsellor_delivered, counsellor_read) \
         VALUES ($1, $2, $3, $4, 1, $5, 'waiting', 0, 0, 0, 0, '', $5, $6, 0, 0, 0, 0) RETURNING no";
    let row = values![new.id.to_bytes(), facts.topic.centre_no, facts.topic.no, number, now, deadline];
    let chat_no = tx.first(sql, row).await?.ok_or(StoreError::Unavailable)?.int(0)?;
    let sql = "INSERT INTO seeker_token (token_hash, chat_no) VALUES ($1, $2)";
    tx.execute(sql, values![new.token_hash, chat_no]).await?;
    Ok(ChatRequested { chat: new.id, number })
}

/// The ids of what waits in a topic, longest waiting first.
pub async fn queue(tx: &Tx, topic_no: i64) -> Result<Vec<ChatId>, StoreError> {
    let sql = "SELECT id FROM chat WHERE topic_no = $1 AND state = 'waiting' ORDER BY no";
    let rows = tx.query(sql, values![topic_no]).await?;
    rows.iter().map(|row| Ok(ChatId::from_bytes(row.id(0)?))).collect()
}
