//! Settings, people and their roles as the wire shows them.

use beistand_domain::access::{About, Action, Membership, Scope};
use beistand_domain::centre::TopicTimes;
use beistand_domain::sign_in::Account;
use beistand_domain::{Availability, CentreId, Entry, Moment, PersonId};
use beistand_protocol::rest::administration::{
    CentreSettings, MemberNow, MemberState, NamedTopic, People, PersonSettings, PersonState, RoleAt,
    RoleScope, TopicSettings, WeekHours,
};
use beistand_protocol::view::PersonView;
use beistand_store::model::{TopicFacts, TopicMember};
use beistand_store::{Actor, CentreState, StaffList, StaffMember};

use crate::views;

/// Whether somebody may change the people and shared topics of their organisation.
pub fn sets_up_organisation(actor: &Actor) -> bool {
    match actor {
        Actor::Person { staff, .. } => {
            actor.may(Action::ChangeOrganisation, &About::Organisation(staff.organisation)).is_ok()
        }
        Actor::Visitor | Actor::Seeker(_) | Actor::Operator => false,
    }
}

/// A centre with its topics.
pub fn centre(state: &CentreState, actor: &Actor, now: Moment) -> CentreSettings {
    CentreSettings {
        centre: views::centre(&state.centre),
        revision: state.revision.unsigned_abs(),
        start_page_live_chat: state.start_page,
        topics: state.topics.iter().map(|facts| topic(state, (actor, facts), now)).collect(),
        people: state.people.iter().map(|(id, name)| person(*id, name)).collect(),
    }
}

fn topic(state: &CentreState, (actor, facts): (&Actor, &TopicFacts), now: Moment) -> TopicSettings {
    let (topic, centre) = (&facts.topic, state.centre.id);
    let admission = facts.admission((centre, Entry::StartPage), now, facts.queue.len());
    TopicSettings {
        id: topic.id,
        slug: topic.slug.clone(),
        name: topic.name.clone(),
        revision: topic.revision.unsigned_abs(),
        start_page_live_chat: is_offered(facts, centre),
        shared: facts.offered.len() > 1,
        may_change: may_change(actor, facts),
        mode: topic.mode,
        hours: WeekHours { zone: topic.hours.zone().to_owned(), week: topic.hours.week().to_vec() },
        times: TopicTimes::of(&topic.rules, topic.offer_written_after),
        members: facts.members.iter().map(|member| member.person).collect(),
        admission: views::admission(admission),
        staff: facts.members.iter().map(|member| member_now(state, member, now)).collect(),
    }
}

fn may_change(actor: &Actor, facts: &TopicFacts) -> bool {
    let offered_by: Vec<CentreId> = facts.offered.iter().map(|one| one.centre).collect();
    actor.organisation().is_some_and(|organisation| {
        let about = About::Topic { organisation, offered_by: &offered_by };
        actor.may(Action::ChangeTopic, &about).is_ok()
    })
}

fn is_offered(facts: &TopicFacts, centre: CentreId) -> bool {
    facts.offered.iter().any(|one| one.centre == centre && one.own.start_page)
}

fn member_now(state: &CentreState, member: &TopicMember, now: Moment) -> MemberNow {
    let name = state.people.iter().find(|(id, _)| *id == member.person).map(|(_, name)| name.as_str());
    let is = match member.availability {
        _ if !member.reachable => MemberState::NotReachable,
        Availability::Paused { .. } => MemberState::Paused,
        availability if availability.is_available(now) => MemberState::Available,
        Availability::On { .. } | Availability::Off { .. } => MemberState::Off,
    };
    MemberNow { person: person(member.person, name.unwrap_or_default()), state: is }
}

fn person(id: PersonId, name: &str) -> PersonView {
    PersonView { id, name: name.to_owned() }
}

/// Everyone of an organisation.
pub fn people(staff: &StaffList, caller: PersonId, now: Moment) -> People {
    let topics = staff.topics.iter().map(|(id, name)| NamedTopic { id: *id, name: name.clone() });
    People {
        people: staff.people.iter().map(|member| settings(member, caller, now)).collect(),
        topics: topics.collect(),
        centres: staff.centres.iter().map(views::centre).collect(),
    }
}

fn settings(member: &StaffMember, caller: PersonId, now: Moment) -> PersonSettings {
    let person = &member.person;
    let state = match member.account {
        Account::Deactivated => PersonState::Deactivated,
        Account::Active if member.has_password => PersonState::Active,
        Account::Active => PersonState::Invited { until: member.link_until.filter(|until| *until > now) },
    };
    PersonSettings {
        id: person.id,
        name: person.name.clone(),
        sign_in_name: person.sign_in_name.clone(),
        revision: member.revision.unsigned_abs(),
        state,
        roles: person.staff.memberships.iter().map(role).collect(),
        parallel_chats: person.parallel_chats.get(),
        reachable: person.reachable,
        is_caller: person.id == caller,
        second_factor: member.has_second_factor,
        devices: member.devices,
        last_used: member.last_used,
    }
}

fn role(Membership { role, scope }: &Membership) -> RoleAt {
    let at = match scope {
        Scope::Organisation => RoleScope::Organisation,
        Scope::Centre(centre) => RoleScope::Centre { centre: *centre },
        Scope::Topic(topic) => RoleScope::Topic { topic: *topic },
    };
    RoleAt { role: *role, at }
}
