//! What a connected reader sees now, read from the store and mapped by [`views`].

use beistand_domain::{Availability, Chat, Entry, Moment};
use beistand_protocol::live::World;
use beistand_protocol::view::{
    ChatView, MeView, PageView, PersonView, PresenceView, SeekerChatView, SeekerStateView, TopicAdmission,
};

use crate::recipient::Recipient;
use crate::state::App;
use crate::views;
use beistand_store::StoreError;
use beistand_store::model::{Centre, ChatDetail, Person, Session};

/// Requests shown at once; the longest waiting ones.
const REQUESTS: usize = 200;

/// A counsellor's whole world.
pub async fn counsellor_world(app: &App, session: &Session, now: Moment) -> Result<World, StoreError> {
    let Session { person, device, .. } = session;
    let availability = app.store.availability(person.id).await?;
    let chats = app.store.chats_of(person.no, *device, now).await?;
    Ok(World::Counsellor {
        me: me(app, person).await?,
        centre: views::centre(&app.store.home_of(person.no).await?),
        availability: views::availability(availability, now),
        requests: requests(app, person, availability, now).await?,
        chats: chats.iter().map(views::chat).collect(),
    })
}

/// What a counsellor may accept now.
pub async fn requests(
    app: &App,
    person: &Person,
    availability: Availability,
    now: Moment,
) -> Result<Vec<ChatView>, StoreError> {
    if !availability.is_available(now) {
        return Ok(Vec::new());
    }
    let all = app.store.requests_for((person.no, person.id), REQUESTS, now).await?;
    Ok(all.iter().map(|detail| views::request(detail, person.id)).collect())
}

/// A person as their own desk shows them.
pub async fn me(app: &App, person: &Person) -> Result<MeView, StoreError> {
    let topics = app.store.topics_of(person.no).await?;
    Ok(MeView {
        person: PersonView { id: person.id, name: person.name.clone() },
        sign_in_name: person.sign_in_name.clone(),
        roles: person.roles(),
        topics: topics.iter().map(views::topic).collect(),
        parallel_chats: person.parallel_chats.get(),
        reachable: person.reachable,
    })
}

/// The start page of a centre.
pub async fn page(app: &App, centre: &Centre, entry: Entry, now: Moment) -> Result<PageView, StoreError> {
    let facts = app.store.facts_of_centre(centre.no).await?;
    let topics = facts.iter().map(|facts| TopicAdmission {
        topic: views::topic(&facts.topic),
        admission: views::admission(facts.admission((centre.id, entry), now, facts.queue.len())),
    });
    Ok(PageView { centre: views::centre(centre), topics: topics.collect() })
}

/// A chat as its seeker sees it.
pub async fn seeker_chat(app: &App, detail: &ChatDetail, now: Moment) -> Result<SeekerChatView, StoreError> {
    let record = &detail.record;
    let state = match &record.chat {
        Chat::Waiting(waiting) => {
            let known = app.admission.of_topic(&app.store, record.topic, now).await?;
            SeekerStateView::Waiting {
                admission: views::admission(known.facts.admission(
                    (record.centre, record.entry),
                    now,
                    known.before(record.id),
                )),
                offer_written_at: waiting.since + detail.topic.offer_written_after,
            }
        }
        Chat::Accepted(accepted) => SeekerStateView::Accepted {
            counsellor: views::counsellor(accepted.counsellor, detail),
            devices: app.store.devices_of(accepted.counsellor).await?,
            answer_until: accepted.at + record.rules.answer_within,
        },
        Chat::Active(active) => SeekerStateView::Active {
            counsellor: views::shown(detail),
            counsellor_presence: counsellor_presence(app, detail),
            started: active.conversation.started,
            ends: active.conversation.rules.ends,
        },
        Chat::Ended(ended) => SeekerStateView::Ended { how: views::ending(ended.how) },
    };
    Ok(SeekerChatView {
        id: record.id,
        revision: record.revision,
        number: record.number,
        topic: views::topic(&detail.topic),
        requested: record.requested,
        state,
        last_seq: record.last_shared,
        seeker_marks: record.seeker_marks,
        counsellor_marks: record.shared_counsellor_marks(),
    })
}

/// Whether the counsellor's program is connected, here or at another process.
fn counsellor_presence(app: &App, detail: &ChatDetail) -> PresenceView {
    let away = detail.counsellor.as_ref().and_then(|counsellor| counsellor.away);
    match away {
        Some(since) if !is_connected(app, detail) => PresenceView::Away { since },
        Some(_) | None => PresenceView::Here,
    }
}

fn is_connected(app: &App, detail: &ChatDetail) -> bool {
    let counsellor = detail.record.chat.counsellor();
    counsellor.is_some_and(|person| app.hub.is_connected(Recipient::Person(person)))
}
