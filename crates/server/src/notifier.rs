//! Tells everybody who is connected to this process what concerns them. A [`Notice`] says that something has changed
//! here or at another process; what is true now is read when it is told.

use std::collections::BTreeSet;
use std::time::Duration;

use beistand_domain::chat::{Ended, Presence};
use beistand_domain::{CentreId, Chat, ChatId, CommandId, DeviceId, Entry, Moment, PersonId, TopicId};
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::{GoneView, PersonView};
use beistand_store::StoreError;
use beistand_store::model::{Centre, ChatDetail};
use tokio::sync::mpsc;

use crate::hub::{ConnectionSender, Talking, text};
use crate::notice::{Notice, Purged, QueueChange};
use crate::processes;
use crate::recipient::Recipient;
use crate::state::App;
use crate::{snapshot, views};

/// Tells until it is aborted. Notices that have queued up are told together.
pub async fn run(app: App, mut inbox: mpsc::UnboundedReceiver<Notice>) {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 1024).await > 0 {
        let mut current = Batch::default();
        let mut undelivered = 0;
        for notice in batch.drain(..) {
            undelivered += usize::from(current.apply(&app, notice).await.is_err());
        }
        undelivered += usize::from(current.finish(&app).await.is_err());
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
    centres: BTreeSet<CentreId>,
    topics: BTreeSet<TopicId>,
}

impl Batch {
    async fn apply(&mut self, app: &App, notice: Notice) -> Result<(), StoreError> {
        match notice {
            Notice::Chat { chat, queue } => self.chat(app, chat, queue == QueueChange::Moved).await,
            Notice::Arrived { chat, topic } => {
                if reached(app, topic, chat).await?.is_empty() {
                    Ok(())
                } else {
                    self.chat(app, chat, false).await
                }
            }
            Notice::Purged(purged) => self.purged(app, purged).await,
            Notice::Duty { person } => self.duty(app, person).await,
            Notice::Settings => {
                self.settings(app);
                Ok(())
            }
            Notice::SessionEnded { person, session } => {
                app.hub.end_session(person, session);
                Ok(())
            }
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
        self.centres.extend(app.store.centres_of(detail.record.topic).await?);
        if queue_moved {
            self.topics.insert(detail.record.topic);
        }
        if !matches!(detail.record.chat, Chat::Waiting(_)) {
            app.waiting.left(id);
        }
        // A waiting page shows its place only, and that is published with the queue of its topic.
        if !matches!(detail.record.chat, Chat::Waiting(_)) {
            seeker(app, &detail).await?;
        }
        match &detail.record.chat {
            Chat::Waiting(_) => request(app, &detail).await,
            Chat::Accepted(_) | Chat::Active(_) => taken(app, &detail, queue_moved).await,
            Chat::Ended(ended) => over(app, &detail, ended).await,
        }
    }

    /// Nothing that was read before holds: every page and desk gets a fresh snapshot.
    fn settings(&mut self, app: &App) {
        self.centres.extend(app.hub.visited());
        app.hub.mark_all_stale();
    }

    async fn purged(&mut self, app: &App, purged: Purged) -> Result<(), StoreError> {
        let Purged { chat, centre, topic, counsellors, undelivered } = purged;
        app.hub.talking(chat, None);
        app.waiting.left(chat);
        self.centres.insert(centre);
        self.topics.insert(topic);
        for sender in app.hub.senders(Recipient::Seeker(chat)) {
            sender.bye(Bye::SignedOut);
        }
        for person in &counsellors {
            gone(app, *person, chat, GoneView::Purged);
        }
        match undelivered {
            Some(how) => {
                let event = Event::ChatGone { chat, gone: GoneView::Ended { how } };
                to_available(app, topic, &event, &counsellors).await
            }
            None => Ok(()),
        }
    }

    async fn duty(&mut self, app: &App, id: PersonId) -> Result<(), StoreError> {
        let now = app.runtime.now();
        let person = app.store.person(id).await?;
        let availability = app.store.duty(id).await?;
        let event = Event::AvailabilityChanged {
            availability: views::duty(availability, now),
            requests: snapshot::requests(app, &person, availability, now).await?,
        };
        if let Some(text) = text(&event) {
            for sender in app.hub.senders(Recipient::Person(id)) {
                sender.send(text.clone());
            }
        }
        for topic in app.store.topics_of(person.no).await? {
            self.centres.extend(app.store.centres_of(topic.id).await?);
            self.topics.insert(topic.id);
        }
        Ok(())
    }

    async fn finish(self, app: &App) -> Result<(), StoreError> {
        let now = app.runtime.now();
        if self.gap {
            read_anew(app).await?;
        }
        for centre in self.centres {
            let senders = app.hub.senders(Recipient::Visitor(centre));
            if senders.is_empty() {
                continue;
            }
            let centre = app.store.centre(centre).await?;
            for entry in [Entry::StartPage, Entry::Bubble] {
                visitors(app, &senders, (&centre, entry), now).await?;
            }
        }
        for topic in self.topics {
            waiting_room(app, topic).await?;
        }
        Ok(())
    }
}

/// Pages that are told before others on this thread get their turn: the first ones write while the last are reckoned.
const AT_ONCE: usize = 64;

/// Tells everybody who waits for a topic their place and whether somebody is there. They are read together, as there
/// may be thousands.
async fn waiting_room(app: &App, topic: TopicId) -> Result<(), StoreError> {
    let known = app.admission.of_topic(&app.store, topic, app.runtime.now()).await?;
    if !known.facts.queue.iter().any(|queued| app.hub.is_connected(Recipient::Seeker(queued.chat))) {
        return Ok(());
    }
    for some in app.store.waiting_for(topic).await?.chunks(AT_ONCE) {
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
    let chat = snapshot::seeker_chat(app, detail, app.runtime.now()).await?;
    let event = Event::SeekerChatChanged { chat };
    for sender in senders {
        sender.send_if_new(&event);
    }
    Ok(())
}

/// Who has a chat, and whether the two may write already.
pub fn talking(chat: &Chat) -> Option<Talking> {
    match chat {
        Chat::Accepted(_) => Some(Talking { counsellors: chat.holders(), active: false }),
        Chat::Active(_) => Some(Talking { counsellors: chat.holders(), active: true }),
        Chat::Waiting(_) | Chat::Ended(_) => None,
    }
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

fn gone(app: &App, person: PersonId, chat: ChatId, gone: GoneView) {
    to_person(app, person, &Event::ChatGone { chat, gone });
}

/// A request, to whom it reaches; whoever it stood before until now no longer sees it.
async fn request(app: &App, detail: &ChatDetail) -> Result<(), StoreError> {
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
async fn taken(app: &App, detail: &ChatDetail, queue_moved: bool) -> Result<(), StoreError> {
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
async fn over(app: &App, detail: &ChatDetail, ended: &Ended) -> Result<(), StoreError> {
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
async fn visitors(
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
async fn reached(app: &App, topic: TopicId, chat: ChatId) -> Result<Vec<PersonId>, StoreError> {
    let now = app.runtime.now();
    let known = app.admission.of_topic(&app.store, topic, now).await?;
    Ok(known.facts.reached(chat, now))
}

/// An event for every available member of a topic but these.
async fn to_available(app: &App, topic: TopicId, event: &Event, but: &[PersonId]) -> Result<(), StoreError> {
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

fn self_test(app: &App, (person, device): (PersonId, DeviceId), id: CommandId) {
    if let Some(text) = text(&Event::SelfTest { id }) {
        let senders = app.hub.senders(Recipient::Person(person));
        senders
            .iter()
            .filter(|sender| sender.device() == Some(device))
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
