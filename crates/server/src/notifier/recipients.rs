//! What is published to whom: each function reads what is true for one kind of recipient and puts it on their senders.

use beistand_domain::chat::Ended;
use beistand_domain::{Chat, ChatId, CommandId, DeviceId, Entry, Moment, PersonId, TopicId};
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::{GoneView, PersonView};

use crate::hub::{ConnectionSender, text};
use crate::recipient::Recipient;
use crate::state::App;
use crate::{processes, snapshot, views};
use beistand_store::StoreError;
use beistand_store::model::{Centre, ChatDetail};

pub async fn seeker(app: &App, detail: &ChatDetail) -> Result<(), StoreError> {
    let senders = app.hub.senders(Recipient::Seeker(detail.record.id));
    if senders.is_empty() {
        return Ok(());
    }
    let chat = snapshot::seeker_chat(app, detail, app.runtime.now()).await?;
    let event = Event::SeekerChatChanged { chat };
    for sender in senders {
        sender.send_if_new(&event);
    }
    Ok(())
}

/// Each device of a counsellor gets the key that was sealed to it.
async fn counsellor(app: &App, person: PersonId, chat: ChatId) -> Result<(), StoreError> {
    for sender in app.hub.senders(Recipient::Person(person)) {
        let detail = app.store.chat(chat, sender.device()).await?;
        if let Some(text) = text(&Event::ChatChanged { chat: views::chat(&detail) }) {
            sender.send(text);
        }
    }
    Ok(())
}

pub fn gone(app: &App, person: PersonId, chat: ChatId, gone: GoneView) {
    to_person(app, person, &Event::ChatGone { chat, gone });
}

/// A request, to those it reaches; the counsellor it stood before until now no longer sees it.
pub async fn request(app: &App, detail: &ChatDetail) -> Result<(), StoreError> {
    let (chat, topic) = (detail.record.id, detail.record.topic);
    let reached = reached(app, topic, chat).await?;
    for person in &reached {
        let event = Event::ChatChanged { chat: views::request(detail, *person) };
        to_person(app, *person, &event);
    }
    let passed = match &detail.record.chat {
        Chat::Waiting(waiting) => waiting.offers.iter().map(|offer| offer.to).collect(),
        Chat::Accepted(_) | Chat::Active(_) | Chat::Ended(_) => Vec::new(),
    };
    for person in passed.into_iter().filter(|person| !reached.contains(person)) {
        to_person(app, person, &Event::ChatGone { chat, gone: GoneView::OfferedElsewhere });
    }
    Ok(())
}

/// A chat that counsellors have: they see it, and the others of the topic see who took it.
pub async fn taken(app: &App, detail: &ChatDetail, queue_moved: bool) -> Result<(), StoreError> {
    let (chat, holders) = (detail.record.id, detail.record.chat.holders());
    for person in &holders {
        counsellor(app, *person, chat).await?;
    }
    if queue_moved && let Some(person) = detail.record.chat.counsellor() {
        let by = PersonView { id: person, name: views::name_of_counsellor(detail) };
        let event = Event::ChatGone { chat, gone: GoneView::Taken { by } };
        to_available(app, detail.record.topic, &event, &holders).await?;
    }
    Ok(())
}

/// A chat that is over: the seeker is out, participants read on, the others of the topic do not see it any more.
pub async fn over(app: &App, detail: &ChatDetail, ended: &Ended) -> Result<(), StoreError> {
    let chat = detail.record.id;
    for sender in app.hub.senders(Recipient::Seeker(chat)) {
        sender.bye(Bye::SignedOut);
    }
    let facts = detail.record.facts(app.runtime.now());
    let concerned = detail.record.chat.concerned();
    let gone_for = GoneView::Ended { how: views::ending(ended.how) };
    for person in &concerned {
        if facts.takes_part(*person) {
            counsellor(app, *person, chat).await?;
        } else {
            gone(app, *person, chat, gone_for.clone());
        }
    }
    if ended.conversation().is_some() {
        return Ok(());
    }
    // It may have been accepted and cancelled before either was published.
    to_available(app, detail.record.topic, &Event::ChatGone { chat, gone: gone_for }, &concerned).await
}

/// The start page, to the visitors who came by this entry.
pub async fn visitors(
    app: &App,
    senders: &[ConnectionSender],
    (centre, entry): (&Centre, Entry),
    now: Moment,
) -> Result<(), StoreError> {
    let theirs: Vec<_> = senders.iter().filter(|sender| sender.entry() == Some(entry)).collect();
    if theirs.is_empty() {
        return Ok(());
    }
    let event = Event::PageChanged { page: snapshot::page(app, centre, entry, now).await? };
    theirs.into_iter().for_each(|sender| sender.send_if_new(&event));
    Ok(())
}

/// The members whom a request reaches, as routing says.
pub async fn reached(app: &App, topic: TopicId, chat: ChatId) -> Result<Vec<PersonId>, StoreError> {
    let now = app.runtime.now();
    let known = app.admission.of_topic(&app.store, topic, now).await?;
    Ok(known.reached(chat, now))
}

/// An event for every available member of a topic but these.
pub async fn to_available(
    app: &App,
    topic: TopicId,
    event: &Event,
    but: &[PersonId],
) -> Result<(), StoreError> {
    let now = app.runtime.now();
    let known = app.admission.of_topic(&app.store, topic, now).await?;
    let available = known.facts.members.iter().filter(|member| member.availability.is_available(now));
    for member in available.filter(|member| !but.contains(&member.person)) {
        to_person(app, member.person, event);
    }
    Ok(())
}

fn to_person(app: &App, person: PersonId, event: &Event) {
    if let Some(text) = text(event) {
        for sender in app.hub.senders(Recipient::Person(person)) {
            sender.send(text.clone());
        }
    }
}

pub fn self_test(app: &App, (person, device): (PersonId, DeviceId), id: CommandId) {
    if let Some(text) = text(&Event::SelfTest { id }) {
        let senders = app.hub.senders(Recipient::Person(person));
        senders
            .iter()
            .filter(|sender| sender.device() == Some(device))
            .for_each(|sender| sender.send(text.clone()));
    }
}

pub async fn presence(app: &App, person: PersonId) -> Result<(), StoreError> {
    if app.hub.is_connected(Recipient::Person(person)) {
        processes::person_is_here(app, person, app.runtime.now()).await?;
    }
    for chat in app.hub.chats_of(person) {
        if !app.hub.senders(Recipient::Seeker(chat)).is_empty() {
            match app.store.chat(chat, None).await {
                Ok(detail) => seeker(app, &detail).await?,
                Err(StoreError::NotFound) => {}
                Err(denied) => return Err(denied),
            }
        }
    }
    Ok(())
}
