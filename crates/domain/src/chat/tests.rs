use super::*;
use proptest::prelude::*;

fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn run(steps: &[(Step, u64)]) -> Chat {
    steps.iter().fold(Chat::request(at(0)), |chat, (step, when)| {
        chat.apply(*step, at(*when), &Rules::default()).expect("a step of the path").0
    })
}

const ANNA: u8 = 1;
const BEN: u8 = 2;

fn active() -> Chat {
    run(&[(Step::SeekerConnected, 0), (Step::Accept { by: person(ANNA) }, 5), (Step::Begin, 10)])
}

#[test]
fn the_second_accept_learns_who_has_it() {
    let taken = run(&[(Step::Accept { by: person(ANNA) }, 5)]);
    let refused = taken.apply(Step::Accept { by: person(BEN) }, at(5), &Rules::default());
    assert_eq!(refused, Err(Refusal::AlreadyAccepted { by: person(ANNA) }));
    assert!(
        taken.apply(Step::Accept { by: person(ANNA) }, at(6), &Rules::default()).is_ok(),
        "repeating is harmless"
    );
}

#[test]
fn a_locked_phone_keeps_the_place_for_three_minutes() {
    let lost = run(&[(Step::SeekerConnected, 0), (Step::SeekerLost, 10)]);
    assert!(matches!(lost.apply(Step::Tick, at(189), &Rules::default()), Ok((Chat::Waiting(_), _))));
    let gone = lost.apply(Step::Tick, at(190), &Rules::default()).unwrap().0;
    assert!(matches!(gone, Chat::Ended(Ended { how: Ending::Vanished, .. })));
    let back = run(&[(Step::SeekerConnected, 0), (Step::SeekerLost, 10), (Step::SeekerConnected, 180)]);
    assert!(matches!(back.apply(Step::Tick, at(10_000), &Rules::default()), Ok((Chat::Waiting(_), _))));
}

#[test]
fn the_time_counts_from_begin() {
    let end = 10 + 180 * 60;
    assert!(matches!(active().apply(Step::Tick, at(end - 1), &Rules::default()), Ok((Chat::Active(_), _))));
    let over = active().apply(Step::Tick, at(end), &Rules::default()).unwrap().0;
    assert!(matches!(over, Chat::Ended(Ended { how: Ending::TimeLimit, .. })));
}

#[test]
fn only_its_counsellor_ends_it() {
    let refused = active().apply(Step::EndByCounsellor { by: person(BEN) }, at(20), &Rules::default());
    assert_eq!(refused, Err(Refusal::NotYours));
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1u8..4).prop_map(|n| Step::Accept { by: person(n) }),
        Just(Step::Begin),
        Just(Step::Decline),
        Just(Step::Withdraw),
        Just(Step::MoveToMail),
        Just(Step::CloseByAdmin),
        (1u8..4).prop_map(|n| Step::EndByCounsellor { by: person(n) }),
        Just(Step::EndBySeeker),
        Just(Step::SeekerConnected),
        Just(Step::SeekerLost),
        Just(Step::Tick),
    ]
}

fn rank(chat: &Chat) -> u8 {
    match chat {
        Chat::Waiting(_) => 0,
        Chat::Accepted(_) => 1,
        Chat::Active(_) => 2,
        Chat::Ended(_) => 3,
    }
}

proptest! {
    /// A chat only goes forward, one winner stays its counsellor, there is no conversation without "Jetzt
    /// chatten", an end is final, and time alone settles everything that has a deadline.
    #[test]
    fn any_history_keeps_the_promises(history in proptest::collection::vec((step(), 0u64..400), 0..40)) {
        let rules = Rules::default();
        let mut now = 0;
        let mut chat = Chat::request(at(0));
        let mut winner = None;
        for (step, pause) in history {
            now += pause;
            let before = chat;
            match chat.apply(step, at(now), &rules) {
                Ok((next, events)) => {
                    prop_assert!(rank(&next) >= rank(&before));
                    prop_assert!(rank(&next) != 2 || rank(&before) == 2 || step == Step::Begin);
                    if rank(&before) == 3 { prop_assert_eq!(next, before); prop_assert!(events.is_empty()); }
                    if let Some(by) = winner { prop_assert_eq!(next.counsellor(), Some(by)); }
                    winner = next.counsellor();
                    let changed = next != before;
                    prop_assert_eq!(changed, !events.is_empty(), "an event for every change, none without");
                    chat = next;
                }
                Err(_) => prop_assert_eq!(chat, before),
            }
            if let Chat::Ended(end) = chat {
                prop_assert_eq!(end.talked(), end.how.after_conversation());
            }
            if let Some(deadline) = chat.deadline(&rules) {
                let settled = chat.apply(Step::Tick, deadline.max(at(now)), &rules).unwrap().0;
                prop_assert!(matches!(settled, Chat::Ended(_)));
            }
        }
    }
}
