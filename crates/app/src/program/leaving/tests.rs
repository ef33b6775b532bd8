//! How the program ends, and random histories of wishes, sessions and answers.

use std::sync::OnceLock;

use beistand_client::{Account, ServerAddress};
use proptest::prelude::*;

use super::*;
use crate::fake::chats::THEN;
use crate::session::revocation::Revoke;

mod story;

use story::{Happening, Story, happening};

/// A session on a server that nobody asks here.
fn account() -> Account {
    static ACCOUNT: OnceLock<Account> = OnceLock::new();
    let make = || Account::new(ServerAddress::parse("https://beistand.example").unwrap()).unwrap();
    ACCOUNT.get_or_init(make).clone()
}

fn at(millis: u64) -> Moment {
    THEN + Duration::from_millis(millis)
}

const SIGNED_OUT: Truth = Truth { now: THEN, signed_in: false, may_hold_lease: false, shared: false };
const SIGNED_IN: Truth = Truth { signed_in: true, ..SIGNED_OUT };
const AVAILABLE: Truth = Truth { may_hold_lease: true, ..SIGNED_IN };

#[test]
fn with_nothing_to_send_it_ends_at_once() {
    for truth in [SIGNED_OUT, SIGNED_IN] {
        for ending in [Ending::Exit, Ending::Update] {
            let mut leaving = Leaving::default();
            let effects = leaving.handle(Input::Wanted(ending), &truth);
            assert!(matches!(effects[..], [Effect::End(how)] if how == ending));
            assert!(leaving.is_over() && leaving.handle(Input::Wanted(ending), &truth).is_empty());
        }
    }
}

#[test]
fn the_lease_is_returned_first_and_the_answer_ends_it() {
    let mut leaving = Leaving::default();
    let effects = leaving.handle(Input::Wanted(Ending::Update), &AVAILABLE);
    assert!(matches!(effects[..], [Effect::ReturnLease]));
    assert_eq!(leaving.deadline(), Some(at(2_000)));
    let effects = leaving.handle(Input::LeaseAnswered, &AVAILABLE);
    assert!(matches!(effects[..], [Effect::End(Ending::Update)]));
    assert!(leaving.handle(Input::TimePassed, &Truth { now: at(2_000), ..AVAILABLE }).is_empty());
}

#[test]
fn a_server_that_does_not_answer_holds_nobody_for_more_than_two_seconds() {
    let mut leaving = Leaving::default();
    leaving.handle(Input::Wanted(Ending::Exit), &AVAILABLE);
    assert!(leaving.handle(Input::TimePassed, &Truth { now: at(1_999), ..AVAILABLE }).is_empty());
    let effects = leaving.handle(Input::TimePassed, &Truth { now: at(2_000), ..AVAILABLE });
    assert!(matches!(effects[..], [Effect::End(Ending::Exit)]));
    assert!(leaving.handle(Input::LeaseAnswered, &AVAILABLE).is_empty(), "it has ended");
}

#[test]
fn who_wants_it_twice_does_not_wait_and_an_update_stays_one() {
    let mut leaving = Leaving::default();
    leaving.handle(Input::Wanted(Ending::Update), &AVAILABLE);
    let effects = leaving.handle(Input::Wanted(Ending::Exit), &AVAILABLE);
    assert!(matches!(effects[..], [Effect::End(Ending::Update)]));
}

#[test]
fn on_a_shared_machine_the_session_ends_before_the_program() {
    let shared = Truth { shared: true, ..AVAILABLE };
    let mut leaving = Leaving::default();
    let effects = leaving.handle(Input::Wanted(Ending::Exit), &shared);
    assert!(matches!(effects[..], [Effect::ForgetPerson]));
    let signed_out = Truth { shared: true, ..SIGNED_OUT };
    let effects = leaving.handle(Input::SessionLeft(account()), &signed_out);
    let [Effect::EndSession(Revoke { number, .. })] = effects[..] else { panic!("{effects:?}") };
    let answered = |over| Input::SessionEndAnswered { number, over };
    assert!(leaving.handle(answered(false), &signed_out).is_empty(), "the server could not be reached");
    assert!(leaving.handle(Input::LeaseAnswered, &signed_out).is_empty(), "nobody waits for this one");
    let effects = leaving.handle(answered(true), &signed_out);
    assert!(matches!(effects[..], [Effect::End(Ending::Exit)]));
}

#[test]
fn the_end_of_a_session_that_was_left_is_asked_for_every_twenty_seconds() {
    let mut leaving = Leaving::default();
    let given = leaving.handle(Input::SessionLeft(account()), &SIGNED_OUT);
    let [Effect::EndSession(Revoke { number, .. })] = given[..] else { panic!("{given:?}") };
    assert_eq!(leaving.deadline(), None, "the request is under way");
    leaving.handle(Input::SessionEndAnswered { number, over: false }, &SIGNED_OUT);
    assert_eq!(leaving.deadline(), Some(at(20_000)));
    let again = leaving.handle(Input::TimePassed, &Truth { now: at(20_000), ..SIGNED_OUT });
    assert!(matches!(&again[..], [Effect::EndSession(revoke)] if revoke.number == number));
    leaving.handle(Input::SessionEndAnswered { number, over: true }, &SIGNED_OUT);
    assert_eq!((leaving.deadline(), leaving.is_over()), (None, false));
}

#[test]
fn a_session_that_was_left_is_waited_for_also_where_somebody_else_is_signed_in() {
    for truth in [SIGNED_IN, AVAILABLE] {
        let mut leaving = Leaving::default();
        let given = leaving.handle(Input::SessionLeft(account()), &SIGNED_OUT);
        let [Effect::EndSession(Revoke { number, .. })] = given[..] else { panic!("{given:?}") };
        leaving.handle(Input::Wanted(Ending::Exit), &truth);
        assert!(!leaving.is_over(), "the session before has not ended");
        leaving.handle(Input::LeaseAnswered, &truth);
        assert!(!leaving.is_over(), "nor by the answer about the lease");
        let effects = leaving.handle(Input::SessionEndAnswered { number, over: true }, &truth);
        assert!(matches!(effects[..], [Effect::End(Ending::Exit)]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// [`Story`] checks after each step that the program ends once, only when somebody wants it, within two seconds, and
    /// never with a lease or a session that the server could have ended and was not asked to.
    #[test]
    fn nobody_waits_for_a_desk_that_is_no_more_after_any_history(
        history in prop::collection::vec(happening(), 0..50),
    ) {
        let mut story = Story::new();
        history.iter().for_each(|happening| story.happen(happening));
        story.happen(&Happening::Pass { millis: 2_000 });
        story.has_ended_if_wanted();
    }
}
