//! Tells everybody what concerns them. Notices say that something has changed; what is true now is read when they
//! are told, so a notice that comes twice or late does no harm.

use std::collections::BTreeSet;

use beistand_domain::{Chat, ChatId, Entry, PersonId};
use beistand_protocol::live::{Bye, Event};
use beistand_protocol::view::{GoneView, PersonView};
use tokio::sync::mpsc;

use crate::App;
use crate::hub::{Whose, text};
use crate::store::Denied;
use crate::store::model::{ChatDetail, Stepped};
use crate::views;

/// Something has changed.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A chat; `line_moved` when it has left the line of its topic.
    Chat { chat: ChatId, line_moved: bool },
    /// Nothing is left of a chat.
    Purged {
        chat: ChatId,
        counsellor: Option<PersonId>,
    },
    /// Somebody's availability.
    Duty { person_no: i64 },
    /// A counsellor's program has come or gone.
    Presence { person: PersonId },
    /// A minute has begun.
    Minute,
}

impl Notice {
    /// What a step of a chat changed.
    pub fn stepped(stepped: &Stepped) -> Self {
        Self::Chat {
            chat: stepped.record.id,
            line_moved: stepped.left_line,
        }
    }
}

/// Tells until it is aborted. Notices that have queued up are told together.
pub async fn run(app: App, mut inbox: mpsc::UnboundedReceiver<Notice>) {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 1024).await > 0 {
        let mut round = Round::default();
        for notice in batch.drain(..) {
            if let Err(denied) = round.tell(&app, notice).await {
                tracing::warn!(%denied, "somebody was not told; the next snapshot tells them");
            }
        }
        if let Err(denied) = round.finish(&app).await {
            tracing::warn!(%denied, "a line was not told; the next change tells it");
        }
    }
}

/// Pages and lines that several notices touch are told once.
#[derive(Default)]
struct Round {
    centres: BTreeSet<i64>,
    topics: BTreeSet<i64>,
}

impl Round {
    async fn tell(&mut self, app: &App, notice: Notice) -> Result<(), Denied> {
        match notice {
            Notice::Chat { chat, line_moved } => self.chat(app, chat, line_moved).await,
            Notice::Purged { chat, counsellor } => {
                if let Some(person) = counsellor {
                    gone(app, person, chat, GoneView::Purged);
                }
                Ok(())
            }
            Notice::Duty { person_no } => self.duty(app, person_no).await,
            Notice::Presence { person } => presence(app, person).await,
            Notice::Minute => {
                self.centres.extend(app.hub.visited());
                Ok(())
            }
        }
    }

    async fn chat(&mut self, app: &App, id: ChatId, line_moved: bool) -> Result<(), Denied> {
        let now = app.ambient.now();
        let detail = match app.store.chat(id, None).await {
            Ok(detail) => detail,
            Err(Denied::NotFound) => return Ok(()),
            Err(denied) => return Err(denied),
        };
        self.centres.insert(detail.record.centre_no);
        if line_moved {
            self.topics.insert(detail.record.topic_no);
        }
        seeker(app, &detail, None).await?;
        match &detail.record.chat {
            Chat::Waiting(_) => {
                app.hub.talking(id, None);
                let event = Event::ChatChanged {
                    chat: views::chat(&detail),
                };
                to_members(app, &detail, &event, None).await
            }
            Chat::Accepted(_) | Chat::Active(_) => {
                let person = detail.record.chat.counsellor();
                app.hub.talking(id, person);
                if let Some(person) = person {
                    counsellor(app, person, id).await?;
                    let name = detail.counsellor_name.clone().unwrap_or_default();
                    let taken = GoneView::Taken {
                        by: PersonView { id: person, name },
                    };
                    if line_moved {
                        to_members(
                            app,
                            &detail,
                            &Event::ChatGone {
                                chat: id,
                                gone: taken,
                            },
                            Some(person),
                        )
                        .await?;
                    }
                }
                Ok(())
            }
            Chat::Ended(ended) => {
                app.hub.talking(id, None);
                for line in app.hub.lines(Whose::Seeker(id)) {
                    line.bye(Bye::SignedOut);
                }
                let over = GoneView::Ended {
                    how: views::ending(ended.how),
                };
                match ended.counsellor {
                    Some(person) if beistand_domain::retention::readable(ended, now) => {
                        counsellor(app, person, id).await
                    }
                    Some(person) => {
                        gone(app, person, id, over);
                        Ok(())
                    }
                    None => to_members(app, &detail, &Event::ChatGone { chat: id, gone: over }, None).await,
                }
            }
        }
    }

    async fn duty(&mut self, app: &App, person_no: i64) -> Result<(), Denied> {
        let now = app.ambient.now();
        let person = app.store.person(person_no).await?;
        let availability = app.store.duty(person_no).await?;
        let event = Event::AvailabilityChanged {
            availability: views::duty(availability, now),
            requests: views::requests(app, person_no, availability, now).await?,
        };
        if let Some(text) = text(&event) {
            for line in app.hub.lines(Whose::Person(person.id)) {
                line.send(text.clone());
            }
        }
        self.centres.insert(person.centre_no);
        self.topics
            .extend(app.store.topics_of(person_no).await?.iter().map(|topic| topic.no));
        Ok(())
    }

    async fn finish(self, app: &App) -> Result<(), Denied> {
        let now = app.ambient.now();
        for no in self.centres {
            let lines = app.hub.lines(Whose::Visitor(no));
            if lines.is_empty() {
                continue;
            }
            let centre = app.store.centre_by_no(no).await?;
            let event = Event::PageChanged {
                page: views::page(app, &centre, Entry::StartPage, now).await?,
            };
            for line in lines {
                line.send_if_new(&event);
            }
        }
        for no in self.topics {
            let facts = app.store.facts_of_topic(no, now).await?;
            for waiting in facts
                .line
                .iter()
                .filter(|chat| !app.hub.lines(Whose::Seeker(**chat)).is_empty())
            {
                match app.store.chat(*waiting, None).await {
                    Ok(detail) => seeker(app, &detail, Some(&facts)).await?,
                    Err(Denied::NotFound) => {}
                    Err(denied) => return Err(denied),
                }
            }
        }
        Ok(())
    }
}

async fn seeker(
    app: &App,
    detail: &ChatDetail,
    facts: Option<&crate::store::model::TopicFacts>,
) -> Result<(), Denied> {
    let lines = app.hub.lines(Whose::Seeker(detail.record.id));
    if lines.is_empty() {
        return Ok(());
    }
    let chat = views::seeker_chat(app, detail, facts, app.ambient.now()).await?;
    let event = Event::SeekerChatChanged { chat };
    for line in lines {
        line.send_if_new(&event);
    }
    Ok(())
}

/// Each device of a counsellor gets the key that was sealed to it.
async fn counsellor(app: &App, person: PersonId, chat: ChatId) -> Result<(), Denied> {
    for line in app.hub.lines(Whose::Person(person)) {
        let detail = app.store.chat(chat, line.device).await?;
        if let Some(text) = text(&Event::ChatChanged {
            chat: views::chat(&detail),
        }) {
            line.send(text);
        }
    }
    Ok(())
}

fn gone(app: &App, person: PersonId, chat: ChatId, gone: GoneView) {
    if let Some(text) = text(&Event::ChatGone { chat, gone }) {
        for line in app.hub.lines(Whose::Person(person)) {
            line.send(text.clone());
        }
    }
}

/// Requests are for available members only.
async fn to_members(
    app: &App,
    detail: &ChatDetail,
    event: &Event,
    but: Option<PersonId>,
) -> Result<(), Denied> {
    let members = app
        .store
        .available_members(detail.record.topic_no, app.ambient.now())
        .await?;
    if let Some(text) = text(event) {
        for member in members.into_iter().filter(|member| Some(*member) != but) {
            for line in app.hub.lines(Whose::Person(member)) {
                line.send(text.clone());
            }
        }
    }
    Ok(())
}

async fn presence(app: &App, person: PersonId) -> Result<(), Denied> {
    for chat in app.hub.chats_of(person) {
        if !app.hub.lines(Whose::Seeker(chat)).is_empty() {
            match app.store.chat(chat, None).await {
                Ok(detail) => seeker(app, &detail, None).await?,
                Err(Denied::NotFound) => {}
                Err(denied) => return Err(denied),
            }
        }
    }
    Ok(())
}
