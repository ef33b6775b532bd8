//! Publishes to everyone who is connected to this process what concerns them. A [`Notice`] says that something has changed
//! here or at another process; what is true now is read when it is published.

mod recipients;

use std::collections::BTreeSet;
use std::time::Duration;

use beistand_domain::chat::Presence;
use beistand_domain::{CentreId, Chat, ChatId, Entry, PersonId, TopicId};
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::GoneView;
use beistand_store::StoreError;
use beistand_store::model::ChatDetail;
use tokio::sync::mpsc;

use crate::hub::{Talking, text};
use crate::notice::{Notice, Purged, QueueChange};
use crate::processes;
use crate::recipient::Recipient;
use crate::state::App;
use crate::{snapshot, views};

/// Publishes until it is aborted. Notices that have queued up are published together.
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
                if recipients::reached(app, topic, chat).await?.is_empty() {
                    Ok(())
                } else {
                    self.chat(app, chat, false).await
                }
            }
            Notice::Purged(purged) => self.purged(app, purged).await,
            Notice::Availability { person } => self.availability(app, person).await,
            Notice::Settings => {
                self.settings(app);
                Ok(())
            }
            Notice::SessionEnded { person, session } => {
                app.hub.end_session(person, session);
                Ok(())
            }
            Notice::SelfTest { person, device, id } => {
                recipients::self_test(app, (person, device), id);
                Ok(())
            }
            Notice::Presence { person } => recipients::presence(app, person).await,
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
            recipients::seeker(app, &detail).await?;
        }
        match &detail.record.chat {
            Chat::Waiting(_) => recipients::request(app, &detail).await,
            Chat::Accepted(_) | Chat::Active(_) => recipients::taken(app, &detail, queue_moved).await,
            Chat::Ended(ended) => recipients::over(app, &detail, ended).await,
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
            recipients::gone(app, *person, chat, GoneView::Purged);
        }
        match undelivered {
            Some(how) => {
                let event = Event::ChatGone { chat, gone: GoneView::Ended { how } };
                recipients::to_available(app, topic, &event, &counsellors).await
            }
            None => Ok(()),
        }
    }

    async fn availability(&mut self, app: &App, id: PersonId) -> Result<(), StoreError> {
        let now = app.runtime.now();
        let person = app.store.person(id).await?;
        let availability = app.store.availability(id).await?;
        let event = Event::AvailabilityChanged {
            availability: views::availability(availability, now),
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
                recipients::visitors(app, &senders, (&centre, entry), now).await?;
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

/// Publishes to everybody who waits for a topic their place and whether a counsellor is there. They are read together, as there
/// may be thousands.
async fn waiting_room(app: &App, topic: TopicId) -> Result<(), StoreError> {
    let known = app.admission.of_topic(&app.store, topic, app.runtime.now()).await?;
    if !known.facts.queue.iter().any(|queued| app.hub.is_connected(Recipient::Seeker(queued.chat))) {
        return Ok(());
    }
    for some in app.store.waiting_for(topic).await?.chunks(AT_ONCE) {
        for detail in some {
            recipients::seeker(app, detail).await?;
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Nobody knows what was missed: who talks with whom is read again, and everybody gets a fresh snapshot.
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

/// Who has a chat, and whether the two may write already.
pub fn talking(chat: &Chat) -> Option<Talking> {
    match chat {
        Chat::Accepted(_) => Some(Talking { counsellors: chat.holders(), active: false }),
        Chat::Active(_) => Some(Talking { counsellors: chat.holders(), active: true }),
        Chat::Waiting(_) | Chat::Ended(_) => None,
    }
}

fn is_taken_for_away(detail: &ChatDetail) -> bool {
    matches!(detail.record.chat.presence(), Some(Presence::Away { .. }))
}
