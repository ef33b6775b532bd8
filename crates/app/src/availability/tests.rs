//! Random histories of clicks, answers, losses, locks and sleep.

use beistand_domain::availability::{Availability as Lease, Off};
use beistand_domain::limits;
use proptest::prelude::*;

use super::*;

mod happening;
mod story;

use happening::{Happening, happening};
use story::{Story, view};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn intent_and_lease_agree_after_any_history(
        restores in any::<bool>(),
        history in prop::collection::vec(happening(), 0..60),
    ) {
        let mut story = Story::new(restores);
        history.iter().for_each(|happening| story.happen(happening));
        story.settle();
        story.agrees();
    }

    #[test]
    fn what_ends_by_itself_is_reported(history in prop::collection::vec(happening(), 0..60)) {
        let mut story = Story::new(false);
        for happening in &history {
            let elsewhere = matches!(happening, Happening::TakenOver | Happening::Settle);
            if elsewhere {
                continue;
            }
            let wanted = matches!(story.desk.intent, Intent::On(_));
            story.happen(happening);
            let expired = story.known == AvailabilityView::Off { why: OffView::Expired };
            let gone = wanted && expired && story.desk.intent == Intent::Off;
            prop_assert!(!gone || story.expiry_reported, "nobody was told after {happening:?}");
        }
    }
}

/// Switched on, confirmed and known.
fn switched_on(restores: bool) -> Story {
    let mut story = Story::new(restores);
    story.happen(&Happening::Click(true));
    story.settle();
    assert!(matches!(story.server, Lease::On { .. }));
    story
}

#[test]
fn a_lease_left_over_from_a_crash_is_given_back() {
    let mut story = switched_on(true);
    story.happen(&Happening::Restart);
    story.settle();
    assert_eq!(story.server, Lease::Off { why: Off::Chosen }, "given back, not left to run out");
}

#[test]
fn a_short_loss_gives_back_what_it_took_where_the_person_chose_so() {
    for (restores, back) in [(true, true), (false, false)] {
        let mut story = switched_on(restores);
        story.happen(&Happening::Connect(false));
        story.happen(&Happening::Pass { seconds: limits::LEASE_LENGTH.as_secs() + 1 });
        story.settle();
        assert_eq!(matches!(story.server, Lease::On { .. }), back);
        assert!(story.expiry_reported, "the lease ended in front of the person");
    }
}

#[test]
fn news_that_an_answer_has_overtaken_end_nothing() {
    let mut story = Story::new(false);
    story.happen(&Happening::Connect(false));
    story.happen(&Happening::Click(true));
    // The snapshot was made before the question arrived, and comes after its answer.
    story.happen(&Happening::Connect(true));
    story.arrive(false);
    story.answer(false);
    story.settle();
    story.agrees();
    assert!(matches!(story.server, Lease::On { .. }));
}

#[test]
fn a_lease_that_is_being_given_back_does_not_answer_a_click() {
    let mut story = switched_on(false);
    story.happen(&Happening::Restart);
    story.event();
    story.happen(&Happening::Click(true));
    // The old lease, once more, before the server has heard of anything.
    story.events.push_back(view(story.server));
    story.event();
    story.settle();
    story.agrees();
    assert!(matches!(story.server, Lease::On { .. }));
}
