//! Tells everybody who is connected to this process what concerns them. A [`Notice`] says that something has changed
//! here or at another process; what is true now is read when it is told.

use std::collections::BTreeSet;
use std::time::Duration;

use beistand_domain::chat::Presence;
use beistand_domain::{Chat, ChatId, CommandId, DeviceId, Entry, PersonId};
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::{GoneView, PersonView};
use tokio::sync::mpsc;

use crate::App;
use crate::hub::{ConnectionSender, Recipient, Talking, text};
use crate::notice::{Notice, Purged, QueueChange};
use crate::processes;
use crate::store::StoreError;
use crate::store::model::ChatDetail;
use crate::views;

/// Tells until it is aborted. Notices that have queued up are told together.
pub async fn run(app: App, mut inbox: mpsc::UnboundedReceiver<Notice>) {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 1024).await > 0 {
        let mut batch_of = Batch::default();
        let mut undelivered = 0;
        for notice in batch.drain(..) {
            undelivered += usize::from(batch_of.apply(&app, notice).await.is_err());
        }
        undelivered += usize::from(batch_of.finish(&app).await.is_err());
        if undelivered > 0 {
            tracing::warn!(
                undelivered,
                "the database was away; fresh snapshots tell what these would have told"
            );
            app.hub.mark_all_stale();
        }
    }
}

/// A gap that could not be filled, as the database was away, is tried again after this.
const AGAIN: Duration = Duration::from_secs(2);

/// Pages and senders that several notices touch are told once.
#[derive(Default)]
struct Batch {
    gap: bool,
    centres: BTreeSet<i64>,
    topics: BTreeSet<i64>,
}

impl Batch {
    async fn apply(&mut self, app: &App, notice: Notice) -> Result<(), StoreError> {
        match notice {
            Notice::Chat { chat, queue } => self.chat(app, chat, queue == QueueChange::Moved).await,
            Notice::Arrived { chat, topic_no } => {
                if listeners(app, topic_no, None).await?.is_empty() {
                    Ok(())
                } else {
                    self.chat(app, chat, false).await
                }
            }
            Notice::Purged(purged) => self.purged(app, purged).await,
            Notice::Duty { person_no } => self.duty(app, person_no).await,
            Notice::SelfTest { person, device, id } => {
                self_test(app, (person, device), id);
                Ok(())
            }
            Notice::Presence { person } => presence(app, person).await,
            Notice::Gap => {
                self.gap = true;
                app.here.is_unsure();
                Ok(())
            }
            Notice::Minute => {
                self.centres.extend(app.hub.visited());
                Ok(())
            }
        }
    }

    async fn chat(&mut self, app: &App, id: ChatId, queue_moved: bool) -> Result<(), StoreError> {
        let now = app.runtime.now();
        let mut detail = match app.store.chat(id, None).await {
            Ok(detail) if is_taken_for_away(&detail) && app.hub.is_connected(Recipient::Seeker(id)) => {
                // Another process has written off an old connection of a page that is here by now.
                processes::seeker_is_here(app, id, now).await?;
                app.store.chat(id, None).await?
            }
            Ok(detail) => detail,
            Err(StoreError::NotFound) => return Ok(()),
            Err(denied) => return Err(denied),
        };
        if app.hub.talking(id, talking(&detail.record.chat)) {
            app.bus.settled().await;
            // Whatever was said to this seeker before that is in what is read now.
            detail = match app.store.chat(id, None).await {
                Ok(detail) => detail,
                Err(StoreError::NotFound) => return Ok(()),
                Err(denied) => return Err(denied),
            };
            app.hub.talking(id, talking(&detail.record.chat));
        }
        self.centres.insert(detail.record.centre_no);
        if queue_moved {
            self.topics.insert(detail.record.topic_no);
        }
        // A waiting page shows its place only, and that is told with the sender of its topic.
        if !matches!(detail.record.chat, Chat::Waiting(_)) {
            seeker(app, &detail).await?;
        }
        match &detail.record.chat {
            Chat::Waiting(_) => {
                let event = Event::ChatChanged { chat: views::chat(&detail) };
                to_members(app, detail.record.topic_no, &event, None).await
            }
            Chat::Accepted(_) | Chat::Active(_) => {
                let person = detail.record.chat.counsellor();
                if let Some(person) = person {
                    counsellor(app, person, id).await?;
                    let name = views::name_of_counsellor(&detail);
                    let taken = GoneView::Taken { by: PersonView { id: person, name } };
                    if queue_moved {
                        to_members(
                            app,
                            detail.record.topic_no,
                            &Event::ChatGone { chat: id, gone: taken },
                            Some(person),
                        )
                        .await?;
                    }
                }
                Ok(())
            }
            Chat::Ended(ended) => {
                for sender in app.hub.senders(Recipient::Seeker(id)) {
                    sender.bye(Bye::SignedOut);
                }
                let over = GoneView::Ended { how: views::ending(ended.how) };
                match ended.counsellor {
                    Some(person) if beistand_domain::retention::readable(ended, now) => {
                        counsellor(app, person, id).await
                    }
                    // It may have been accepted and cancelled before anybody was told of either.
                    Some(person) => {
                        gone(app, person, id, over.clone());
                        let event = Event::ChatGone { chat: id, gone: over };
                        to_members(app, detail.record.topic_no, &event, Some(person)).await
                    }
                    None => {
                        to_members(
                            app,
                            detail.record.topic_no,
                            &Event::ChatGone { chat: id, gone: over },
                            None,
                        )
                        .await
                    }
                }
            }
        }
    }

    async fn purged(&mut self, app: &App, purged: Purged) -> Result<(), StoreError> {
        let Purged { chat, centre_no, topic_no, counsellor, undelivered } = purged;
        app.hub.talking(chat, None);
        self.centres.insert(centre_no);
        self.topics.insert(topic_no);
        for sender in app.hub.senders(Recipient::Seeker(chat)) {
            sender.bye(Bye::SignedOut);
        }
        if let Some(person) = counsellor {
            gone(app, person, chat, GoneView::Purged);
        }
        match undelivered {
            Some(how) => {
                let gone = GoneView::Ended { how };
                to_members(app, topic_no, &Event::ChatGone { chat, gone }, counsellor).await
            }
            None => Ok(()),
        }
    }

    async fn duty(&mut self, app: &App, person_no: i64) -> Result<(), StoreError> {
        let now = app.runtime.now();
        let person = app.store.person(person_no).await?;
        let availability = app.store.duty(person_no).await?;
        let event = Event::AvailabilityChanged {
            availability: views::duty(availability, now),
            requests: views::requests(app, person_no, availability, now).await?,
        };
        if let Some(text) = text(&event) {
            for sender in app.hub.senders(Recipient::Person(person.id)) {
                sender.send(text.clone());
            }
        }
        self.centres.insert(person.centre_no);
        self.topics.extend(app.store.topics_of(person_no).await?.iter().map(|topic| topic.no));
        Ok(())
    }

    async fn finish(self, app: &App) -> Result<(), StoreError> {
        let now = app.runtime.now();
        if self.gap {
            read_anew(app).await?;
        }
        for no in self.centres {
            let senders = app.hub.senders(Recipient::Visitor(no));
            if senders.is_empty() {
                continue;
            }
            let centre = app.store.centre_by_no(no).await?;
            let event = Event::PageChanged { page: views::page(app, &centre, Entry::StartPage, now).await? };
            for sender in senders {
                sender.send_if_new(&event);
            }
        }
        for no in self.topics {
            waiting_room(app, no).await?;
        }
        Ok(())
    }
}

/// Pages that are told before others on this thread get their turn: the first ones write while the last are reckoned.
const AT_ONCE: usize = 64;

/// Tells everybody who waits for a topic their place and whether somebody is there. They are read together, as there
/// may be thousands.
async fn waiting_room(app: &App, topic_no: i64) -> Result<(), StoreError> {
    let known = app.admission.of_topic(&app.store, topic_no, app.runtime.now()).await?;
    if !known.facts.queue.iter().any(|chat| app.hub.is_connected(Recipient::Seeker(*chat))) {
        return Ok(());
    }
    for some in app.store.waiting_for(topic_no).await?.chunks(AT_ONCE) {
        for detail in some {
            seeker(app, detail).await?;
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Nobody knows what was missed: who talks with whom is read anew, and everybody gets a fresh snapshot.
async fn read_anew(app: &App) -> Result<(), StoreError> {
    match app.store.taken_chats().await {
        Ok(taken) => {
            let talking = taken.iter().filter_map(|record| Some((record.id, talking(&record.chat)?)));
            if app.hub.all_talking(talking.collect()) {
                app.bus.settled().await;
            }
            app.hub.mark_all_stale();
            Ok(())
        }
        Err(denied) => {
            let app = app.clone();
            tokio::spawn(async move {
                app.runtime.sleep(AGAIN).await;
                app.dispatch(Notice::Gap);
            });
            Err(denied)
        }
    }
}

async fn seeker(app: &App, detail: &ChatDetail) -> Result<(), StoreError> {
    let senders = app.hub.senders(Recipient::Seeker(detail.record.id));
    if senders.is_empty() {
        return Ok(());
    }
    let chat = views::seeker_chat(app, detail, app.runtime.now()).await?;
    let event = Event::SeekerChatChanged { chat };
    for sender in senders {
        sender.send_if_new(&event);
    }
    Ok(())
}

/// Who has a chat, and whether the two may write already.
pub fn talking(chat: &Chat) -> Option<Talking> {
    match chat {
        Chat::Accepted(state) => Some(Talking { counsellor: state.counsellor, active: false }),
        Chat::Active(state) => Some(Talking { counsellor: state.counsellor, active: true }),
        Chat::Waiting(_) | Chat::Ended(_) => None,
    }
}

/// Each device of a counsellor gets the key that was sealed to it.
async fn counsellor(app: &App, person: PersonId, chat: ChatId) -> Result<(), StoreError> {
    for sender in app.hub.senders(Recipient::Person(person)) {
        let detail = app.store.chat(chat, sender.device).await?;
        if let Some(text) = text(&Event::ChatChanged { chat: views::chat(&detail) }) {
            sender.send(text);
        }
    }
    Ok(())
}

fn gone(app: &App, person: PersonId, chat: ChatId, gone: GoneView) {
    if let Some(text) = text(&Event::ChatGone { chat, gone }) {
        for sender in app.hub.senders(Recipient::Person(person)) {
            sender.send(text.clone());
        }
    }
}

/// Requests are for available members only.
async fn to_members(
    app: &App,
    topic_no: i64,
    event: &Event,
    but: Option<PersonId>,
) -> Result<(), StoreError> {
    if let Some(text) = text(event) {
        for sender in listeners(app, topic_no, but).await? {
            sender.send(text.clone());
        }
    }
    Ok(())
}

/// The senders of the members of a topic who are available.
async fn listeners(
    app: &App,
    topic_no: i64,
    but: Option<PersonId>,
) -> Result<Vec<ConnectionSender>, StoreError> {
    let now = app.runtime.now();
    let known = app.admission.of_topic(&app.store, topic_no, now).await?;
    let available = known.facts.members.iter().filter(|member| member.availability.is_available(now));
    let people = available.map(|member| member.person).filter(|person| Some(*person) != but);
    Ok(people.flat_map(|person| app.hub.senders(Recipient::Person(person))).collect())
}

fn self_test(app: &App, (person, device): (PersonId, DeviceId), id: CommandId) {
    if let Some(text) = text(&Event::SelfTest { id }) {
        let senders = app.hub.senders(Recipient::Person(person));
        senders
            .iter()
            .filter(|sender| sender.device == Some(device))
            .for_each(|sender| sender.send(text.clone()));
    }
}

fn is_taken_for_away(detail: &ChatDetail) -> bool {
    matches!(detail.record.chat.presence(), Some(Presence::Away { .. }))
}

async fn presence(app: &App, person: PersonId) -> Result<(), StoreError> {
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
