//! The transitions of a chat. The rules are in `domain`; here they meet their rows, in one transaction each.

use beistand_domain::access::Action;
use beistand_domain::availability::{Act, Pause};
use beistand_domain::chat::{ChatEvent, Context, Outcome};
use beistand_domain::routing::{self, Route};
use beistand_domain::{
    Availability, Chat, ChatId, CommandId, Moment, PersonId, Refusal, TopicId, Transition, limits,
};
use beistand_protocol::rest::chat::{ChatRevision, DeviceEnvelope};

use crate::actor::Actor;
use crate::command::{Command, Name};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{ChatRecord, Stepped, TopicFacts};
use crate::sql::{Lock, Tx, values};
use crate::{chat_row, people, statistic, topic};

impl Store {
    /// Accepts a request for a counsellor whom it reaches and who has room.
    pub async fn accept(
        &self,
        chat: ChatId,
        (actor, command): (Actor, CommandId),
        now: Moment,
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let person = actor.person().ok_or(StoreError::NotFound)?;
        let key = actor.key()?;
        let locks = [Lock::Command(key, command), Lock::Person(person), Lock::Chat(chat)];
        self.write(&locks, move |tx| {
            Box::pin(async move {
                let command = Command::new(key, command, Name::Accept, Some(chat));
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let stepped = accept(tx, chat, (&actor, person), now).await?;
                answered(tx, &command, stepped, now).await
            })
        })
        .await
    }

    /// "Jetzt chatten": the chat becomes active and its key lies ready for the counsellor's devices.
    pub async fn begin(
        &self,
        chat: ChatId,
        (actor, command): (Actor, CommandId),
        envelopes: Vec<DeviceEnvelope>,
        now: Moment,
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let key = actor.key()?;
        self.write(&[Lock::Command(key, command), Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let command = Command::new(key, command, Name::Begin, Some(chat));
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let record = allowed(tx, chat, (&actor, Action::AnswerAccept), now).await?;
                let stepped = apply(tx, record, Transition::Begin, now).await?;
                store_envelopes(tx, &stepped.record, &envelopes).await?;
                answered(tx, &command, stepped, now).await
            })
        })
        .await
    }

    /// Any transition that needs nothing but itself, as a command of its actor.
    pub async fn transition_as(
        &self,
        chat: ChatId,
        (actor, command): (Actor, CommandId),
        transition: Transition,
        now: Moment,
    ) -> Result<(ChatRevision, Stepped), StoreError> {
        let key = actor.key()?;
        self.write(&[Lock::Command(key, command), Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let (name, action) = Name::of(transition);
                let command = Command::new(key, command, name, Some(chat));
                if let Some(done) = repeated(tx, &command, chat).await? {
                    return Ok(done);
                }
                let record = allowed(tx, chat, (&actor, action), now).await?;
                let stepped = apply(tx, record, transition, now).await?;
                answered(tx, &command, stepped, now).await
            })
        })
        .await
    }

    /// A transition that happened rather than was asked for: a connection came or went, time went by.
    pub async fn step(
        &self,
        chat: ChatId,
        transition: Transition,
        now: Moment,
    ) -> Result<Stepped, StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let before = settled(tx, chat, now).await?;
                Ok(apply(tx, before.record.clone(), transition, now).await?.after(before))
            })
        })
        .await
    }

    /// Makes and takes back the offers that routing asks for in a topic. Repeating it is harmless.
    pub async fn route(&self, topic: TopicId, now: Moment) -> Result<Vec<Stepped>, StoreError> {
        let mut done = Vec::new();
        let facts = self.facts_of_topic(topic).await?;
        for (chat, route) in facts.routes(now) {
            let wanted = match route {
                Route::OfferTo { person } => Transition::Offer { to: person },
                Route::Withdraw => Transition::WithdrawOffer,
                Route::Shown { .. } | Route::Offered { .. } | Route::Nobody => continue,
            };
            match self.step(chat, wanted, now).await {
                Ok(stepped) => done.push(stepped),
                // The chat has gone another way meanwhile.
                Err(StoreError::Chat { .. } | StoreError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// The topics that hand requests from one counsellor to the next.
    pub async fn routed_topics(&self) -> Result<Vec<TopicId>, StoreError> {
        let sql = "SELECT id FROM topic WHERE mode <> 'pool'";
        self.read(move |tx| {
            Box::pin(async move {
                let rows = tx.query(sql, values![]).await?;
                rows.iter().map(|row| row.id("id", TopicId::from_bytes)).collect()
            })
        })
        .await
    }
}

async fn accept(
    tx: &mut Tx,
    chat: ChatId,
    (actor, person): (&Actor, PersonId),
    now: Moment,
) -> Result<Stepped, StoreError> {
    let record = allowed(tx, chat, (actor, Action::TakeChat), now).await?;
    let person = people::by_id(tx, person).await?;
    // The refusals are asked first: who lost wants to know who has it, not that they are full.
    if matches!(record.chat, Chat::Waiting(_)) {
        if !people::availability(tx, person.id).await?.is_available(now) {
            return Err(StoreError::NotAvailable);
        }
        people::has_room(tx, &person).await?;
        let facts = topic::facts_by_id(tx, record.topic).await?;
        is_reached(&facts, chat, person.id, now)?;
    }
    let stepped = apply(tx, record, Transition::Accept { by: person.id }, now).await?;
    let sql = "UPDATE person SET free_since = $2, missed_offers = 0 WHERE no = $1";
    tx.execute(sql, values![person.no, now]).await?;
    Ok(stepped)
}

fn is_reached(facts: &TopicFacts, chat: ChatId, person: PersonId, now: Moment) -> Result<(), StoreError> {
    if facts.reached(chat, now).contains(&person) {
        Ok(())
    } else {
        Err(StoreError::Chat { refusal: Refusal::OfferedElsewhere, held_by: None })
    }
}

/// What a repeated command did before, with the chat as it is now.
async fn repeated(
    tx: &Tx,
    command: &Command,
    chat: ChatId,
) -> Result<Option<(ChatRevision, Stepped)>, StoreError> {
    let Some(revision) = command.answered(tx).await? else { return Ok(None) };
    let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
    Ok(Some((revision, Stepped::unchanged(record))))
}

/// Keeps what a transition did as the answer of its command.
async fn answered(
    tx: &Tx,
    command: &Command,
    stepped: Stepped,
    now: Moment,
) -> Result<(ChatRevision, Stepped), StoreError> {
    let revision = ChatRevision { chat: stepped.record.id, revision: stepped.record.revision };
    command.answer(tx, &revision, now).await?;
    Ok((revision, stepped))
}

/// The chat as [`settled`] gives it, if the actor may do this in it as it stood before: who comes too late reads why.
async fn allowed(
    tx: &mut Tx,
    id: ChatId,
    (actor, action): (&Actor, Action),
    now: Moment,
) -> Result<ChatRecord, StoreError> {
    let before = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
    actor.may_in(&before, action, now)?;
    Ok(settle(tx, before, now).await?.record)
}

/// The chat after all deadlines that have passed; an ended one whose time is over is not there.
pub async fn settled(tx: &mut Tx, id: ChatId, now: Moment) -> Result<Stepped, StoreError> {
    let record = chat_row::find(tx, id).await?.ok_or(StoreError::NotFound)?;
    settle(tx, record, now).await
}

/// The chat after its own deadline, if that has passed.
pub async fn settle(tx: &mut Tx, record: ChatRecord, now: Moment) -> Result<Stepped, StoreError> {
    match record.chat.deadline(&record.rules) {
        Some(deadline) if now >= deadline => apply(tx, record, Transition::Tick, now).await,
        Some(_) | None => Ok(Stepped::unchanged(record)),
    }
}

/// Applies one transition to one chat.
pub async fn apply(
    tx: &mut Tx,
    mut record: ChatRecord,
    transition: Transition,
    now: Moment,
) -> Result<Stepped, StoreError> {
    let was_waiting = matches!(record.chat, Chat::Waiting(_));
    let context = Context { now, rules: &record.rules, last_seq: record.last_seq };
    let (next, events) = match record.chat.clone().apply(transition, &context) {
        Ok(next) => next,
        Err(refusal) => return Err(explain(tx, refusal).await),
    };
    if events.is_empty() {
        return Ok(Stepped::unchanged(record));
    }
    record.chat = next;
    chat_row::save(tx, &mut record).await?;
    if matches!(record.chat, Chat::Ended(_)) {
        // The seeker is out at once.
        tx.execute("DELETE FROM seeker_token WHERE chat_no = $1", values![record.no]).await?;
    }
    statistic::count_events(tx, &record, &events, now).await?;
    tx.stepped(record.id);
    let mut paused = Vec::new();
    for event in events {
        paused.extend(offer_ended(tx, event, now).await?);
    }
    let left_queue = was_waiting && !matches!(record.chat, Chat::Waiting(_));
    Ok(Stepped { record, changed: true, left_queue, paused })
}

/// A counsellor who lets offers pass is paused; gives who was.
async fn offer_ended(tx: &Tx, event: ChatEvent, now: Moment) -> Result<Option<PersonId>, StoreError> {
    let ChatEvent::OfferEnded { to, how } = event else { return Ok(None) };
    let sql = match how {
        Outcome::Missed => {
            "UPDATE person SET missed_offers = missed_offers + 1 WHERE id = $1 RETURNING missed_offers"
        }
        Outcome::Rejected => "UPDATE person SET missed_offers = 0 WHERE id = $1 RETURNING missed_offers",
        Outcome::Withdrawn => return Ok(None),
    };
    let row = tx.first(sql, values![to.to_bytes()]).await?.ok_or(StoreError::NotFound)?;
    if !routing::pauses(row.count("missed_offers")?) {
        return Ok(None);
    }
    match people::availability(tx, to).await? {
        Availability::On { lease } => {
            let pause = Act::Pause { device: lease.device, why: Pause::MissedOffers };
            people::act(tx, to, pause, now).await?;
            tx.execute("UPDATE person SET missed_offers = 0 WHERE id = $1", values![to.to_bytes()]).await?;
            Ok(Some(to))
        }
        Availability::Off { .. } | Availability::Paused { .. } => Ok(None),
    }
}

/// Adds the name of the counsellor who holds it.
async fn explain(tx: &Tx, refusal: Refusal) -> StoreError {
    let held_by = match refusal {
        Refusal::AlreadyAccepted { by } => people::name_of(tx, by).await.unwrap_or(None),
        Refusal::OfferedElsewhere
        | Refusal::NotOffered
        | Refusal::NotAccepted
        | Refusal::NotActive
        | Refusal::AlreadyActive
        | Refusal::AlreadyTakesPart
        | Refusal::Attended
        | Refusal::Ended { .. }
        | Refusal::NotYours
        | Refusal::TooManyParticipants => None,
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
    if fitted { Ok(()) } else { Err(StoreError::NoDeviceFits) }
}
