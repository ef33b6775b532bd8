use super::*;
use crate::chat::{Context, Rules, Transition};

fn organisation(n: u8) -> OrganisationId {
    OrganisationId::from_bytes([n; 16])
}

fn centre(n: u8) -> CentreId {
    CentreId::from_bytes([n; 16])
}

fn topic(n: u8) -> TopicId {
    TopicId::from_bytes([n; 16])
}

fn staff(n: u8, memberships: &[(Role, Scope)]) -> Staff {
    let memberships = memberships.iter().map(|(role, scope)| Membership { role: *role, scope: *scope });
    Staff {
        person: PersonId::from_bytes([n; 16]),
        organisation: organisation(1),
        memberships: memberships.collect(),
    }
}

fn chat() -> ChatId {
    ChatId::from_bytes([1; 16])
}

fn talking_with(person: PersonId) -> Chat {
    let context = Context { now: Moment::from_millis(0), rules: &Rules::default(), last_seq: 0 };
    [Transition::Accept { by: person }, Transition::Begin]
        .into_iter()
        .fold(Chat::request(context.now), |chat, transition| chat.apply(transition, &context).unwrap().0)
}

fn about(chat_state: &Chat) -> About<'_> {
    About::Chat(ChatFacts {
        id: chat(),
        organisation: organisation(1),
        centre: centre(1),
        topic: topic(1),
        chat: chat_state,
        now: Moment::from_millis(0),
    })
}

#[test]
fn the_last_admin_of_an_organisation_stays() {
    let admin = [Membership::ADMIN_OF_ORGANISATION];
    let of_centre = [Membership { role: Role::Admin, scope: Scope::Centre(centre(1)) }];
    assert!(removes_last_admin(&admin, &of_centre, 0) && removes_last_admin(&admin, &[], 0));
    assert!(!removes_last_admin(&admin, &[], 1), "another one is there");
    assert!(!removes_last_admin(&admin, &admin, 0) && !removes_last_admin(&of_centre, &[], 0));
}

/// A topic that several centres offer is the organisation's business.
#[test]
fn a_shared_topic_is_changed_by_an_admin_of_the_organisation() {
    let of_centre = staff(1, &[(Role::Admin, Scope::Centre(centre(1)))]);
    let of_all = staff(2, &[(Role::Admin, Scope::Organisation)]);
    let may = |staff: &Staff, offered_by: &[CentreId]| {
        let about = About::Topic { organisation: organisation(1), offered_by };
        check(Actor::Person(staff), Action::ChangeTopic, &about).is_ok()
    };
    assert!(may(&of_centre, &[centre(1)]) && may(&of_all, &[centre(1)]));
    assert!(!may(&of_centre, &[centre(2)]) && !may(&of_centre, &[centre(1), centre(2)]));
    assert!(may(&of_all, &[centre(1), centre(2)]) && may(&of_all, &[]));
}

/// Who may do what with a chat that anna has. One line for each kind of person, one letter for each action of `ACTIONS`.
#[test]
fn the_table_of_a_chat() {
    const ACTIONS: [Action; 6] = [
        Action::TakeChat,
        Action::ReadChat,
        Action::WriteChat,
        Action::EndChat,
        Action::AnswerAccept,
        Action::ChangeParticipants,
    ];
    let anna = staff(1, &[]);
    let member = staff(2, &[(Role::Counsellor, Scope::Topic(topic(1)))]);
    let other_topic = staff(3, &[(Role::Counsellor, Scope::Topic(topic(2)))]);
    let supervisor = staff(4, &[(Role::Supervisor, Scope::Centre(centre(1)))]);
    let admin = staff(5, &[(Role::Admin, Scope::Centre(centre(1)))]);
    let admin_of_all = staff(6, &[(Role::Admin, Scope::Organisation)]);
    let elsewhere = Staff { organisation: organisation(2), ..member.clone() };
    let state = talking_with(anna.person);
    let expected = [
        (Actor::Visitor, "......"),
        (Actor::Seeker(chat()), ".rwea."),
        (Actor::Seeker(ChatId::from_bytes([2; 16])), "......"),
        (Actor::Person(&anna), ".rwe.p"),
        (Actor::Person(&member), "t....."),
        (Actor::Person(&other_topic), "......"),
        (Actor::Person(&supervisor), "......"),
        (Actor::Person(&admin), "......"),
        (Actor::Person(&admin_of_all), "......"),
        (Actor::Person(&elsewhere), "......"),
        (Actor::Operator, "......"),
    ];
    for (actor, letters) in expected {
        let allowed = ACTIONS
            .iter()
            .zip("trweap".chars())
            .map(|(action, letter)| if check(actor, *action, &about(&state)).is_ok() { letter } else { '.' });
        assert_eq!(allowed.collect::<String>(), letters, "{actor:?}");
    }
}

#[test]
fn what_is_not_theirs_is_not_there() {
    let state = talking_with(PersonId::from_bytes([1; 16]));
    let stranger = staff(9, &[]);
    assert_eq!(check(Actor::Visitor, Action::ReadChat, &about(&state)), Err(Denial::Unauthenticated));
    assert_eq!(check(Actor::Person(&stranger), Action::ReadChat, &about(&state)), Err(Denial::NotFound));
}

#[test]
fn an_admin_of_one_centre_changes_that_one_only() {
    let admin = staff(5, &[(Role::Admin, Scope::Centre(centre(1)))]);
    let of = |n| About::Centre { organisation: organisation(1), centre: centre(n) };
    assert!(check(Actor::Person(&admin), Action::ChangeCentre, &of(1)).is_ok());
    assert!(check(Actor::Person(&admin), Action::ChangeCentre, &of(2)).is_err());
    let all = staff(6, &[(Role::Admin, Scope::Organisation)]);
    assert!(check(Actor::Person(&all), Action::ChangeCentre, &of(2)).is_ok());
    let foreign = About::Centre { organisation: organisation(2), centre: centre(1) };
    assert!(check(Actor::Person(&all), Action::ChangeCentre, &foreign).is_err());
}

#[test]
fn every_action_requires_something() {
    for action in Action::ALL {
        assert!(!requirements(action).is_empty(), "{action:?}");
    }
}
