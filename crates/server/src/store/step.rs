//! The steps of a chat's life. The rules are in `domain`; here they meet their rows, in one transaction each.

use beistand_domain::{Chat, ChatId, CommandId, Moment, PersonId, Refusal, Rules, Step, limits};
use beistand_protocol::rest::chat::{ChatRevision, DeviceEnvelope};

use super::command::Command;
use super::message::Author;
use super::model::{ChatRecord, Stepped};
use super::sql::{Lock, Tx, values};
use super::{Store, StoreError, chat_row, people, topic};

impl Store {
    /// Accepts a request for a counsellor who is available, has room and belongs to its topic.
    pub async fn accept(
        &self,
        chat: ChatId,
        (person_no, person): (i64, PersonId),
        command: CommandId,
        now: Moment,
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let actor = person.to_bytes();
        let locks = [Lock::Command(actor, command), Lock::Person(person_no), Lock::Chat(chat)];
        self.write(&locks, move |tx| {
            Box::pin(async move {
                let what = &format!("accept {chat}");
                let command = Command { actor, id: command, what, about: Some(chat) };
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let stepped = accept(tx, chat, (person_no, person), now).await?;
                answered(tx, &command, stepped, now).await
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
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let actor = chat.to_bytes();
        self.write(&[Lock::Command(actor, command), Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let command = Command { actor, id: command, what: "begin", about: Some(chat) };
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let record = settled(tx, chat, now).await?.record;
                let stepped = apply(tx, record, Step::Begin, now).await?;
                store_envelopes(tx, &stepped.record, &envelopes).await?;
                answered(tx, &command, stepped, now).await
            })
        })
        .await
    }

    /// Any step that needs nothing but itself, as a command of its actor.
    pub async fn transition_as(
        &self,
        chat: ChatId,
        (author, command): (Author, CommandId),
        step: Step,
        now: Moment,
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let actor = match author {
            Author::Seeker => chat.to_bytes(),
            Author::Person { id, .. } => id.to_bytes(),
        };
        self.write(&[Lock::Command(actor, command), Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let what = &format!("{step:?} {chat}");
                let command = Command { actor, id: command, what, about: Some(chat) };
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let record = settled(tx, chat, now).await?.record;
                if let Author::Person { id, .. } = author
                    && record.chat.counsellor() != Some(id)
                {
                    return Err(StoreError::NotFound);
                }
                let stepped = apply(tx, record, step, now).await?;
                answered(tx, &command, stepped, now).await
            })
        })
        .await
    }

    /// A step that happened rather than was asked for: a connection came or went, time went by.
    pub async fn step(&self, chat: ChatId, step: Step, now: Moment) -> Result<Stepped, StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let before = settled(tx, chat, now).await?;
                let mut stepped = apply(tx, before.record, step, now).await?;
                stepped.changed |= before.changed;
                stepped.left_queue |= before.left_queue;
                Ok(stepped)
            })
        })
        .await
    }
}

async fn accept(
    tx: &mut Tx,
    chat: ChatId,
    (person_no, person): (i64, PersonId),
    now: Moment,
) -> Result<Stepped, StoreError> {
    let record = settled(tx, chat, now).await?.record;
    topic::is_member(tx, record.topic_no, person_no).await?;
    // The refusals are asked first: who lost wants to know who has it, not that they are full.
    let waiting = matches!(record.chat, Chat::Waiting(_));
    if waiting && !people::duty(tx, person_no).await?.is_available(now) {
        return Err(StoreError::NotAvailable);
    }
    if waiting {
        people::has_room(tx, person_no).await?;
    }
    apply(tx, record, Step::Accept { by: person }, now).await
}

/// What a repeated command did before, with the chat as it is now.
async fn repeated(
    tx: &Tx,
    command: &Command<'_>,
    chat: ChatId,
) -> Result<Option<(ChatRevision, Stepped)>, StoreError> {
    let Some(step) = command.answered(tx).await? else { return Ok(None) };
    let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
    Ok(Some((step, Stepped { record, changed: false, left_queue: false })))
}

/// Keeps what a step did as the answer of its command.
async fn answered(
    tx: &Tx,
    command: &Command<'_>,
    stepped: Stepped,
    now: Moment,
) -> Result<(ChatRevision, Stepped), StoreError> {
    let step = ChatRevision { chat: stepped.record.id, revision: stepped.record.revision };
    command.answer(tx, &step, now).await?;
    Ok((step, stepped))
}

/// The chat after all deadlines that have passed; an ended one whose time is over is not there.
pub async fn settled(tx: &mut Tx, id: ChatId, now: Moment) -> Result<Stepped, StoreError> {
    let record = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
    let rules = chat_row::rules_of(tx, record.topic_no).await?;
    settle(tx, record, now, &rules).await
}

/// The chat after its own deadline, if that has passed.
pub async fn settle(
    tx: &mut Tx,
    record: ChatRecord,
    now: Moment,
    rules: &Rules,
) -> Result<Stepped, StoreError> {
    match record.chat.deadline(rules) {
        Some(deadline) if now >= deadline => take(tx, record, Step::Tick, now, rules).await,
        Some(_) | None => Ok(Stepped { record, changed: false, left_queue: false }),
    }
}

/// Takes one step of one chat.
pub async fn apply(
    tx: &mut Tx,
    record: ChatRecord,
    wanted: Step,
    now: Moment,
) -> Result<Stepped, StoreError> {
    let rules = chat_row::rules_of(tx, record.topic_no).await?;
    take(tx, record, wanted, now, &rules).await
}

/// Takes one step of one chat, with the times of its topic.
pub async fn take(
    tx: &mut Tx,
    mut record: ChatRecord,
    wanted: Step,
    now: Moment,
    rules: &Rules,
) -> Result<Stepped, StoreError> {
    let was_waiting = matches!(record.chat, Chat::Waiting(_));
    let (next, events) = match record.chat.apply(wanted, now, rules) {
        Ok(next) => next,
        Err(refusal) => return Err(explain(tx, refusal).await),
    };
    if events.is_empty() {
        return Ok(Stepped { record, changed: false, left_queue: false });
    }
    record.chat = next;
    chat_row::save(tx, &mut record, rules).await?;
    if matches!(next, Chat::Ended(_)) {
        // The seeker is out at once.
        tx.execute("DELETE FROM seeker_token WHERE chat_no = $1", values![record.no]).await?;
    }
    tx.stepped(record.id);
    let left_queue = was_waiting && !matches!(next, Chat::Waiting(_));
    Ok(Stepped { record, changed: true, left_queue })
}

/// Adds the name of whoever holds it.
async fn explain(tx: &Tx, refusal: Refusal) -> StoreError {
    let held_by = match refusal {
        Refusal::AlreadyAccepted { by } => people::name_of(tx, by).await.unwrap_or(None),
        Refusal::NotAccepted
        | Refusal::NotActive
        | Refusal::AlreadyActive
        | Refusal::Ended { .. }
        | Refusal::NotYours => None,
    };
    StoreError::Chat { refusal, held_by }
}

async fn store_envelopes(
    tx: &Tx,
    record: &ChatRecord,
    envelopes: &[DeviceEnvelope],
) -> Result<(), StoreError> {
    let Some(counsellor) = record.chat.counsellor() else {
        return Err(StoreError::NotFound);
    };
    let devices = people::device_keys(tx, counsellor).await?;
    let sql = "INSERT INTO envelope (chat_no, device_id, sealed) VALUES ($1, $2, $3) \
         ON CONFLICT (chat_no, device_id) DO UPDATE SET sealed = excluded.sealed";
    let mut fitted = false;
    for sealed in envelopes.iter().take(limits::DEVICES_PER_PERSON) {
        if devices.iter().any(|device| device.id == sealed.device) {
            fitted = true;
            let row = values![record.no, sealed.device.to_bytes(), sealed.envelope.0.clone()];
            tx.execute(sql, row).await?;
        }
    }
    // The counsellor's devices have changed meanwhile: a chat whose key nobody has must not begin.
    if fitted { Ok(()) } else { Err(StoreError::NoDeviceFits) }
}
