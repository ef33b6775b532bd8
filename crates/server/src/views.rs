//! Rows as the wire shows them.

use beistand_domain::chat::{Chat, Ended, Ending, Presence};
use beistand_domain::{
    Admission, Availability, Entry, Moment, PersonId, admission, availability, limits, retention,
};
use beistand_protocol::live::World;
use beistand_protocol::view::{
    AdmissionView, AvailabilityView, CentreView, ChatStateView, ChatView, EndingView, MeView, OffView,
    PageView, PersonView, PresenceView, SeekerChatView, SeekerStateView, TopicAdmission, TopicView,
};

use crate::App;
use crate::hub::Recipient;
use beistand_store::StoreError;
use beistand_store::model::{Centre, ChatDetail, Person, Session, Topic, TopicFacts};

/// Requests shown at once; the longest waiting ones.
const REQUESTS: usize = 200;

/// A centre as everyone may see it.
pub fn centre(centre: &Centre) -> CentreView {
    CentreView { id: centre.id, slug: centre.slug.clone(), name: centre.name.clone() }
}

/// A topic as everyone may see it.
pub fn topic(topic: &Topic) -> TopicView {
    TopicView { id: topic.id, slug: topic.slug.clone(), name: topic.name.clone() }
}

/// A counsellor's whole world.
pub async fn counsellor_world(app: &App, session: &Session, now: Moment) -> Result<World, StoreError> {
    let Session { person, device, .. } = session;
    let availability = app.store.duty(person.id).await?;
    let chats = app.store.chats_of(person.no, *device, now).await?;
    Ok(World::Counsellor {
        me: me(app, person).await?,
        centre: self::centre(&app.store.home_of(person.no).await?),
        availability: duty(availability, now),
        requests: requests(app, person, availability, now).await?,
        chats: chats.iter().map(chat).collect(),
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
    Ok(all.iter().map(|detail| request(detail, person.id)).collect())
}

/// A request as the counsellor sees whom it reaches.
pub fn request(detail: &ChatDetail, reader: PersonId) -> ChatView {
    let mut view = chat(detail);
    if let (Chat::Waiting(waiting), ChatStateView::Waiting { offered_until, .. }) =
        (&detail.record.chat, &mut view.state)
    {
        *offered_until = waiting.open_offer().filter(|offer| offer.to == reader).map(|offer| offer.until);
    }
    view
}

/// Somebody as their own desktop shows them.
pub async fn me(app: &App, person: &Person) -> Result<MeView, StoreError> {
    let topics = app.store.topics_of(person.no).await?;
    Ok(MeView {
        person: PersonView { id: person.id, name: person.name.clone() },
        sign_in_name: person.sign_in_name.clone(),
        roles: person.roles(),
        topics: topics.iter().map(topic).collect(),
        parallel_chats: person.parallel_chats.get(),
    })
}

/// The start page of a centre.
pub async fn page(app: &App, centre: &Centre, entry: Entry, now: Moment) -> Result<PageView, StoreError> {
    let facts = app.store.facts_of_centre(centre.no).await?;
    let topics = facts.iter().map(|facts| TopicAdmission {
        topic: topic(&facts.topic),
        admission: ask(facts, entry, now, facts.queue.len()),
    });
    Ok(PageView { centre: self::centre(centre), topics: topics.collect() })
}

fn ask(facts: &TopicFacts, entry: Entry, now: Moment, before: usize) -> AdmissionView {
    let before = u32::try_from(before).unwrap_or(u32::MAX);
    let members: Vec<_> = facts.members.iter().map(|member| member.at(now)).collect();
    match admission::admission(&facts.topic.settings, entry, now, &members, before) {
        Admission::Hidden => AdmissionView::Hidden,
        Admission::NotPossible => AdmissionView::NotPossible,
        Admission::Closed { opens } => AdmissionView::Closed { opens },
        Admission::NobodyAvailable => AdmissionView::NobodyAvailable,
        Admission::Open { place } => AdmissionView::Open { place },
    }
}

/// A chat as its seeker sees it.
pub async fn seeker_chat(app: &App, detail: &ChatDetail, now: Moment) -> Result<SeekerChatView, StoreError> {
    let record = &detail.record;
    let state = match &record.chat {
        Chat::Waiting(waiting) => {
            let known = app.admission.of_topic(&app.store, record.topic, now).await?;
            SeekerStateView::Waiting {
                admission: ask(&known.facts, record.entry, now, known.before(record.id)),
                offer_written_at: waiting.since + detail.topic.offer_written_after,
            }
        }
        Chat::Accepted(accepted) => SeekerStateView::Accepted {
            counsellor: counsellor(accepted.counsellor, detail),
            devices: app.store.devices_of(accepted.counsellor).await?,
            answer_until: accepted.at + record.rules.answer_within,
        },
        Chat::Active(active) => SeekerStateView::Active {
            counsellor: shown(detail),
            counsellor_presence: counsellor_presence(app, detail),
            started: active.conversation.started,
            ends: active.conversation.rules.ends,
        },
        Chat::Ended(ended) => SeekerStateView::Ended { how: ending(ended.how) },
    };
    Ok(SeekerChatView {
        id: record.id,
        revision: record.revision,
        number: record.number,
        topic: topic(&detail.topic),
        requested: record.requested,
        state,
        last_seq: record.last_shared,
        seeker_marks: record.seeker_marks,
        counsellor_marks: record.shared_counsellor_marks(),
    })
}

/// A chat as a counsellor sees it.
pub fn chat(detail: &ChatDetail) -> ChatView {
    let record = &detail.record;
    let state = match &record.chat {
        Chat::Waiting(state) => {
            ChatStateView::Waiting { presence: presence(state.presence), offered_until: None }
        }
        Chat::Accepted(state) => ChatStateView::Accepted {
            counsellor: counsellor(state.counsellor, detail),
            at: state.at,
            presence: presence(state.presence),
        },
        Chat::Active(state) => ChatStateView::Active {
            counsellor: shown(detail),
            started: state.conversation.started,
            ends: state.conversation.rules.ends,
            presence: presence(state.presence),
        },
        Chat::Ended(state) => ended(state, detail),
    };
    ChatView {
        id: record.id,
        revision: record.revision,
        number: record.number,
        topic: topic(&detail.topic),
        requested: record.requested,
        state,
        last_seq: record.last_seq,
        seeker_marks: record.seeker_marks_seq,
        counsellor_marks: record.counsellor_marks(),
        envelope: detail.envelope.clone().map(Into::into),
    }
}

fn ended(state: &Ended, detail: &ChatDetail) -> ChatStateView {
    ChatStateView::Ended {
        counsellor: state.past.counsellor().map(|person| counsellor(person, detail)),
        started: state.conversation().map(|conversation| conversation.started),
        at: state.at,
        how: ending(state.how),
        readable_until: retention::purge_at(state),
    }
}

/// The counsellor a conversation is shown with: the first one present, else the one who left last.
fn shown(detail: &ChatDetail) -> PersonView {
    let id = detail.record.chat.counsellor().unwrap_or_else(|| PersonId::from_bytes([0; 16]));
    counsellor(id, detail)
}

fn counsellor(id: PersonId, detail: &ChatDetail) -> PersonView {
    PersonView { id, name: name_of_counsellor(detail) }
}

/// The name of a chat's counsellor that others see.
pub fn name_of_counsellor(detail: &ChatDetail) -> String {
    detail.counsellor.as_ref().map(|counsellor| counsellor.name.clone()).unwrap_or_default()
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

fn presence(presence: Presence) -> PresenceView {
    match presence {
        Presence::Here => PresenceView::Here,
        Presence::Away { since } => PresenceView::Away { since },
    }
}

/// How a chat ended, on the wire.
pub fn ending(how: Ending) -> EndingView {
    match how {
        Ending::Withdrawn => EndingView::Withdrawn,
        Ending::Vanished => EndingView::Vanished,
        Ending::MovedToMail => EndingView::MovedToMail,
        Ending::ClosedByAdmin => EndingView::ClosedByAdmin,
        Ending::Declined => EndingView::Declined,
        Ending::NoAnswer => EndingView::NoAnswer,
        Ending::ByCounsellor => EndingView::ByCounsellor,
        Ending::BySeeker => EndingView::BySeeker,
        Ending::TimeLimit => EndingView::TimeLimit,
        Ending::SeekerGone => EndingView::SeekerGone,
        Ending::ByAdmin => EndingView::ByAdmin,
    }
}

/// An availability on the wire. A lease that has run out reads as off, whatever the store still says.
pub fn duty(availability: Availability, now: Moment) -> AvailabilityView {
    let expired = AvailabilityView::Off { why: OffView::Expired };
    match availability {
        Availability::Off { why } => AvailabilityView::Off { why: off(why) },
        Availability::On { lease } if now >= lease.ends() => expired,
        Availability::On { lease } => {
            AvailabilityView::On { since: lease.since, device: lease.device, until: lease.ends() }
        }
        Availability::Paused { lease, .. } if now >= lease.ends() => expired,
        Availability::Paused { lease, why } => AvailabilityView::Paused {
            since: lease.since,
            device: lease.device,
            until: lease.ends(),
            why: why.into(),
        },
    }
}

fn off(why: availability::Off) -> OffView {
    match why {
        availability::Off::Chosen => OffView::Chosen,
        availability::Off::Expired => OffView::Expired,
        availability::Off::SignedOut => OffView::SignedOut,
        availability::Off::Absent => OffView::Absent,
        availability::Off::BySupervisor => OffView::BySupervisor,
    }
}

/// The moment a lease renewed now is valid until.
pub fn renewed_until(now: Moment) -> Moment {
    now + limits::LEASE_LENGTH
}
