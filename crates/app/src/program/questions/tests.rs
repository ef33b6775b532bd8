//! What is asked and what each answer leads to, and random histories of wishes, answers and chats.

use proptest::prelude::*;

use super::*;
use crate::fake::chats::{accepted, active, away, ended, waiting};

mod happening;
mod story;

use happening::{Happening, happening};
use story::Story;

fn chat(n: u8) -> ChatId {
    active(n).id
}

fn with(chats: &[ChatView]) -> Truth<'_> {
    Truth {
        chats: chats.iter().collect(),
        detached: vec![],
        waiting: 0,
        unsent: 0,
        locked: false,
        shared: false,
    }
}

/// Asks for this and answers it.
fn after(want: Want, choice: Choice, truth: &Truth<'_>) -> (Questions, Vec<Effect>) {
    let mut questions = Questions::default();
    let asked = questions.handle(Input::Wanted(want), truth);
    assert!(matches!(asked[..], [Effect::Show { .. }]), "{want:?} asks first: {asked:?}");
    let Some(Question { id, .. }) = questions.view(truth) else { panic!("{want:?} shows a question") };
    let effects = questions.handle(Input::Answered { id, choice }, truth);
    assert!(!questions.is_open(), "it was answered");
    (questions, effects)
}

#[test]
fn each_answer_leads_where_it_says() {
    use Choice::{Cancel, Confirm, End, Keep};
    use ExitAction as Exit;
    let go = |action| vec![Effect::Go(action)];
    let ends = |chats: &[ChatId]| chats.iter().copied().map(Effect::End).collect::<Vec<_>>();
    let chats = [active(1), away(2), ended(3)];
    let truth = with(&chats);
    for (want, [confirm, keep, end]) in [
        (Want::EndChat(chat(2)), [ends(&[chat(2)]), vec![], ends(&[chat(2)])]),
        (Want::CloseTab(chat(1)), [ends(&[chat(1)]), go(Exit::CloseTab(chat(1))), ends(&[chat(1)])]),
        (
            Want::CloseChatWindow(chat(1)),
            [ends(&[chat(1)]), go(Exit::CloseChatWindow(chat(1))), ends(&[chat(1)])],
        ),
        // The other seeker has left: closing the window does not end that chat.
        (Want::CloseWindow, [ends(&[chat(1)]), go(Exit::Hide), ends(&[chat(1)])]),
        (Want::Quit, [go(Exit::Quit), go(Exit::Hide), ends(&[chat(1), chat(2)])]),
        (Want::SignOut, [go(Exit::SignOut), vec![], ends(&[chat(1), chat(2)])]),
        (Want::Update, [go(Exit::Update), vec![], ends(&[chat(1), chat(2)])]),
    ] {
        for (choice, wanted) in [(Confirm, confirm), (Keep, keep), (End, end), (Cancel, vec![])] {
            assert_eq!(after(want, choice, &truth).1, wanted, "{want:?}, {choice:?}");
        }
    }
}

#[test]
fn where_nobody_is_left_by_accident_nothing_is_asked() {
    let mut questions = Questions::default();
    let mut gives = |want, truth: &Truth<'_>| questions.handle(Input::Wanted(want), truth);
    let gone = [away(1), ended(2)];
    for want in [Want::CloseTab(chat(1)), Want::CloseChatWindow(chat(1)), Want::CloseWindow] {
        assert!(matches!(gives(want, &with(&gone))[..], [Effect::Go(_)]), "{want:?}");
    }
    for want in [Want::Quit, Want::SignOut, Want::Update] {
        assert!(matches!(gives(want, &with(&gone[1..]))[..], [Effect::Go(_)]), "{want:?}");
        let somebody_waits = Truth { waiting: 1, ..with(&[]) };
        assert!(matches!(gives(want, &somebody_waits)[..], [Effect::Show { window: None }]), "{want:?}");
    }
    let refused = |code| vec![Effect::Refuse(code)];
    assert_eq!(gives(Want::EndChat(chat(2)), &with(&gone)), refused(FailureCode::NotActive));
    assert_eq!(gives(Want::EndChat(chat(2)), &with(&gone[..1])), refused(FailureCode::NotFound));
}

#[test]
fn a_chat_in_a_window_of_its_own_is_asked_about_there() {
    let chats = [active(1)];
    let truth = Truth { detached: vec![chat(1)], ..with(&chats) };
    let mut questions = Questions::default();
    let effects = questions.handle(Input::Wanted(Want::CloseTab(chat(1))), &truth);
    assert_eq!(effects, [Effect::Show { window: Some(chat(1)) }]);
    let about = QuestionAbout::CloseChatWindow { chat: chat(1), number: 1 };
    let shown = questions.view(&truth).map(|question| (question.about, question.window));
    assert_eq!(shown, Some((about, Some(chat(1)))));
    assert_eq!(questions.view(&with(&chats)).and_then(|question| question.window), None, "it moved back");
    let hides = questions.handle(Input::Wanted(Want::CloseWindow), &truth);
    assert_eq!(hides, [Effect::Go(ExitAction::Hide)], "the main window does not answer for it");
}

#[test]
fn a_locked_desk_asks_and_shows_nothing() {
    let chats = [active(1)];
    let locked = Truth { locked: true, ..with(&chats) };
    let mut questions = Questions::default();
    questions.handle(Input::Wanted(Want::Quit), &with(&chats));
    assert_eq!(questions.view(&locked), None);
    let hides = questions.handle(Input::Wanted(Want::CloseWindow), &locked);
    assert_eq!(hides, [Effect::Go(ExitAction::Hide)]);
    assert!(questions.view(&with(&chats)).is_some(), "the one before is still there behind the PIN");
}

#[test]
fn what_would_be_lost_is_said_where_keys_go() {
    let chats = [accepted(1)];
    let loses = |want, shared, chats| {
        let truth = Truth { unsent: 3, shared, waiting: 1, ..with(chats) };
        let mut questions = Questions::default();
        questions.handle(Input::Wanted(want), &truth);
        questions.view(&truth).and_then(|question| question.loses)
    };
    assert_eq!(loses(Want::SignOut, false, &chats), Some(3));
    assert_eq!((loses(Want::Quit, false, &chats), loses(Want::Quit, true, &chats)), (None, Some(3)));
    assert_eq!((loses(Want::Update, false, &chats), loses(Want::Update, true, &chats)), (None, Some(3)));
    assert_eq!(loses(Want::EndChat(chat(1)), true, &chats), None, "the keys stay");
    assert_eq!(loses(Want::SignOut, true, &[]), None, "nothing runs");
}

#[test]
fn an_exit_that_was_chosen_twice_happens_once() {
    let (both, one) = ([active(1), accepted(2)], [active(1)]);
    let answered = |chat| Input::EndAnswered { chat, ended: true };
    let (mut questions, _) = after(Want::Quit, Choice::End, &with(&both));
    questions.handle(Input::Wanted(Want::Quit), &with(&one));
    let id = questions.view(&with(&one)).unwrap().id;
    questions.handle(Input::Answered { id, choice: Choice::End }, &with(&one));
    assert_eq!(questions.handle(answered(chat(1)), &with(&[])), [Effect::Go(ExitAction::Quit)]);
    assert_eq!(
        questions.handle(answered(chat(2)), &with(&[])),
        [],
        "it would end before the lease is returned"
    );
}

#[test]
fn an_exit_waits_for_the_last_chat_and_for_none_that_could_not_be_ended() {
    let chats = [active(1), accepted(2), waiting(3)];
    let truth = with(&chats);
    let answered = |chat, ended| Input::EndAnswered { chat, ended };
    let (mut questions, ends) = after(Want::SignOut, Choice::End, &truth);
    assert_eq!(ends, [Effect::End(chat(1)), Effect::End(chat(2))]);
    assert_eq!(questions.handle(answered(chat(2), true), &truth), []);
    assert_eq!(questions.handle(answered(chat(1), true), &truth), [Effect::Go(ExitAction::SignOut)]);
    assert_eq!(questions.handle(answered(chat(1), true), &truth), [], "once");

    let (mut questions, _) = after(Want::Quit, Choice::End, &truth);
    assert_eq!(questions.handle(answered(chat(1), false), &truth), []);
    assert_eq!(questions.handle(answered(chat(2), true), &truth), [], "who cannot end the chats stays");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// [`Story`] checks after each step that a question is answered once and by its own answer only, that nothing is left
    /// or ended unasked, and that what waits happens exactly when the last of its chats is over.
    #[test]
    fn nobody_is_left_by_accident_after_any_history(
        history in prop::collection::vec(happening(), 0..60),
    ) {
        let mut story = Story::new();
        history.iter().for_each(|happening| story.happen(happening));
    }
}
