//! What is asked of a locked desk, and random histories of locks, tries and requests.

use proptest::prelude::*;

use super::*;
use crate::command::{GoTo, RevealChat, SendMessage};
use crate::fake::chats::{THEN, active};
use crate::view::Route;

mod letters;
mod story;

use letters::{Fate, KINDS, Letter};
use story::{Happening, Story, happening};

const ASIDE: Duration = Duration::from_secs(1);

fn truth(has_pin: bool) -> Truth {
    Truth { now: THEN, has_pin, wrong: 0 }
}

fn locked() -> Lock {
    let mut lock = Lock::default();
    lock.handle(Input::LeftAlone, &truth(true));
    lock
}

/// Runs the effects as far as they are about requests.
fn answer(effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::CarryOut(request) => letters::carry_out(request),
            Effect::Refuse(request) => letters::refuse(request),
            Effect::AskForPin
            | Effect::CheckPin(_)
            | Effect::KeepWrong(_)
            | Effect::ForgetPin
            | Effect::ProvePresence
            | Effect::ReportAttendance
            | Effect::ReportNoPin => {}
        }
    }
}

fn opens(lock: &mut Lock, truth: &Truth) {
    answer(lock.handle(Input::PinTried("2580".into()), truth));
    answer(lock.handle(Input::PinChecked { fits: true }, truth));
    assert!(!lock.is_locked());
}

#[test]
fn without_a_pin_nothing_locks_and_only_the_person_hears_of_it() {
    let mut lock = Lock::default();
    assert!(matches!(lock.handle(Input::LockChosen, &truth(false))[..], [Effect::ReportNoPin]));
    assert!(lock.handle(Input::LeftAlone, &truth(false)).is_empty());
    assert!(!lock.is_locked());
    let minutes = Duration::from_secs(60);
    assert_eq!((locks_after(false, Some(5)), locks_after(true, None)), (None, None));
    assert_eq!((locks_after(true, Some(5)), locks_after(true, Some(0))), (Some(minutes * 5), Some(minutes)));
}

#[test]
fn a_request_that_shows_something_waits_sixty_seconds_for_the_pin_and_no_longer() {
    for (seconds, fate) in [(60, Fate::CarriedOut), (61, Fate::Refused)] {
        let mut lock = locked();
        let (request, mut letter) = Letter::of(RevealChat { chat: active(1).id });
        let effects = lock.handle(Input::Asked(request), &truth(true));
        assert!(matches!(effects[..], [Effect::AskForPin]));
        assert_eq!(letter.fate(), Fate::Waits);
        opens(&mut lock, &Truth { now: THEN + ASIDE * seconds, ..truth(true) });
        assert_eq!(letter.fate(), fate, "after {seconds} s");
    }
}

#[test]
fn of_two_that_wait_the_newer_is_done_and_the_older_is_answered() {
    let mut lock = locked();
    let (first, mut older) = Letter::of(RevealChat { chat: active(1).id });
    let (second, mut newer) = Letter::of(GoTo { route: Route::Chats });
    answer(lock.handle(Input::Asked(first), &truth(true)));
    answer(lock.handle(Input::Asked(second), &truth(true)));
    assert_eq!((older.fate(), newer.fate()), (Fate::Refused, Fate::Waits));
    opens(&mut lock, &truth(true));
    assert_eq!(newer.fate(), Fate::CarriedOut);
}

#[test]
fn a_session_that_ends_takes_what_waited_with_it() {
    let mut lock = locked();
    let (request, mut letter) = Letter::of(GoTo { route: Route::Chats });
    answer(lock.handle(Input::Asked(request), &truth(true)));
    answer(lock.handle(Input::SessionLeft, &truth(false)));
    assert_eq!((lock.is_locked(), letter.fate()), (false, Fate::Refused));
    let (request, mut letter) = Letter::of(SendMessage { chat: active(1).id, text: "Hallo".into() });
    answer(lock.handle(Input::Asked(request), &truth(false)));
    assert_eq!(letter.fate(), Fate::CarriedOut);
}

#[test]
fn the_fifth_wrong_try_is_the_last_also_after_a_new_start() {
    let mut lock = locked();
    let four = Truth { wrong: pin::TRIES - 1, ..truth(true) };
    assert_eq!(lock.view(four.wrong), Some(LockView { checking: false, tries_left: Some(1) }));
    lock.handle(Input::PinTried("0000".into()), &four);
    assert!(lock.view(four.wrong).is_some_and(|view| view.checking));
    let effects = lock.handle(Input::PinChecked { fits: false }, &four);
    assert!(matches!(effects[..], [Effect::KeepWrong(pin::TRIES), Effect::ForgetPin]));
    assert!(lock.is_locked(), "only the end of the session opens it now");
    let none_left = Truth { wrong: pin::TRIES, ..truth(true) };
    let effects = locked().handle(Input::PinTried("2580".into()), &none_left);
    assert!(matches!(effects[..], [Effect::ForgetPin]));
}

#[test]
fn an_answer_nobody_waits_for_opens_nothing() {
    let mut lock = locked();
    assert!(lock.handle(Input::PinChecked { fits: true }, &truth(true)).is_empty());
    assert!(lock.is_locked());
}

#[test]
fn every_request_at_a_locked_desk_is_done_or_waits_or_is_refused_as_it_should() {
    for kind in 0..KINDS {
        let mut story = Story::new();
        story.happen(&Happening::LeftAlone);
        story.happen(&Happening::Ask(kind));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// [`Story`] checks after each step that a locked desk does nothing in the person's name, that what waited is given
    /// back at most once and within 60 s, and that only the right PIN or the end of the session opens the desk.
    #[test]
    fn a_locked_desk_stays_the_persons_after_any_history(
        history in prop::collection::vec(happening(), 0..60),
    ) {
        let mut story = Story::new();
        history.iter().for_each(|happening| story.happen(happening));
        story.happen(&Happening::LeaveSession);
        story.nothing_is_left_unanswered();
    }
}
