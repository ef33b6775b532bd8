//! Rows as the wire shows them.

use beistand_domain::chat::{Chat, Ended, Ending, Presence};
use beistand_domain::{Admission, Availability, Moment, PersonId, availability, limits, retention};
use beistand_protocol::view::{
    AdmissionView, AvailabilityView, CentreView, ChatStateView, ChatView, EndingView, OffView, PersonView,
    PresenceView, TopicView,
};

use beistand_store::model::{Centre, ChatDetail, Topic};

/// A centre as everyone may see it.
pub fn centre(centre: &Centre) -> CentreView {
    CentreView { id: centre.id, slug: centre.slug.clone(), name: centre.name.clone() }
}

/// A topic as everyone may see it.
pub fn topic(topic: &Topic) -> TopicView {
    TopicView { id: topic.id, slug: topic.slug.clone(), name: topic.name.clone() }
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

/// What admission says to a visitor or a seeker.
pub fn admission(admission: Admission) -> AdmissionView {
    match admission {
        Admission::Hidden => AdmissionView::Hidden,
        Admission::NotPossible => AdmissionView::NotPossible,
        Admission::Closed { opens } => AdmissionView::Closed { opens },
        Admission::NobodyAvailable => AdmissionView::NobodyAvailable,
        Admission::Full => AdmissionView::Full,
        Admission::Open { place } => AdmissionView::Open { place },
    }
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
pub fn shown(detail: &ChatDetail) -> PersonView {
    let id = detail.record.chat.counsellor().unwrap_or_else(|| PersonId::from_bytes([0; 16]));
    counsellor(id, detail)
}

/// A counsellor of a chat by the name that others see.
pub fn counsellor(id: PersonId, detail: &ChatDetail) -> PersonView {
    PersonView { id, name: name_of_counsellor(detail) }
}

/// The name of a chat's counsellor that others see.
pub fn name_of_counsellor(detail: &ChatDetail) -> String {
    detail.counsellor.as_ref().map(|counsellor| counsellor.name.clone()).unwrap_or_default()
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
pub fn availability(availability: Availability, now: Moment) -> AvailabilityView {
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
