use proptest::prelude::*;
use std::time::Duration;

use super::*;
use crate::routing::{self, Mode, Queued, Route};
use crate::{limits, retention};

fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn rules() -> Rules {
    Rules::default()
}

fn take(chat: Chat, transition: Transition, seconds: u64) -> Next {
    chat.apply(transition, &Context { now: at(seconds), rules: &rules(), last_seq: 10 })
}

fn run(chat: Chat, transitions: &[(Transition, u64)]) -> Chat {
    let step =
        |chat, (transition, when): &(Transition, u64)| take(chat, *transition, *when).expect("a path").0;
    transitions.iter().fold(chat, step)
}

const ANNA: u8 = 1;
const BEN: u8 = 2;

fn by(n: u8) -> PersonId {
    person(n)
}

fn active() -> Chat {
    let begin =
        [(Transition::SeekerConnected, 0), (Transition::Accept { by: by(ANNA) }, 5), (Transition::Begin, 10)];
    run(Chat::request(at(0)), &begin)
}

fn ending(chat: &Chat) -> Option<Ending> {
    match chat {
        Chat::Ended(ended) => Some(ended.how),
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => None,
    }
}

#[test]
fn the_second_accept_learns_who_has_it() {
    let taken = run(Chat::request(at(0)), &[(Transition::Accept { by: by(ANNA) }, 5)]);
    let refused = take(taken.clone(), Transition::Accept { by: by(BEN) }, 5);
    assert_eq!(refused, Err(Refusal::AlreadyAccepted { by: by(ANNA) }));
    assert!(take(taken, Transition::Accept { by: by(ANNA) }, 6).is_ok(), "repeating is harmless");
}

#[test]
fn a_locked_phone_keeps_the_place_for_three_minutes() {
    let lost = run(Chat::request(at(0)), &[(Transition::SeekerConnected, 0), (Transition::SeekerLost, 10)]);
    assert_eq!(ending(&run(lost.clone(), &[(Transition::Tick, 189)])), None);
    assert_eq!(ending(&run(lost.clone(), &[(Transition::Tick, 190)])), Some(Ending::Vanished));
    let back = run(lost, &[(Transition::SeekerConnected, 180), (Transition::Tick, 10_000)]);
    assert_eq!(ending(&back), None);
}

#[test]
fn the_time_counts_from_begin() {
    let end = 10 + 180 * 60;
    assert_eq!(ending(&run(active(), &[(Transition::Tick, end - 1)])), None);
    assert_eq!(ending(&run(active(), &[(Transition::Tick, end)])), Some(Ending::TimeLimit));
}

#[test]
fn a_changed_setting_does_not_touch_a_chat_that_has_begun() {
    let shorter = Rules { chat_length: Duration::from_secs(60), ..rules() };
    let context = Context { now: at(100), rules: &shorter, last_seq: 0 };
    let (chat, _) = active().apply(Transition::Tick, &context).unwrap();
    assert_eq!(ending(&chat), None);
    assert_eq!(chat.deadline(&shorter), Some(at(10 + 180 * 60)));
}

#[test]
fn only_a_participant_ends_it() {
    let refused = take(active(), Transition::EndByCounsellor { by: by(BEN) }, 20);
    assert_eq!(refused, Err(Refusal::NotYours));
}

#[test]
fn an_offered_request_is_for_that_counsellor_until_it_passes() {
    let offered = run(
        Chat::request(at(0)),
        &[(Transition::SeekerConnected, 0), (Transition::Offer { to: by(ANNA) }, 5)],
    );
    assert_eq!(take(offered.clone(), Transition::Accept { by: by(BEN) }, 34), Err(Refusal::OfferedElsewhere));
    assert_eq!(take(offered.clone(), Transition::RejectOffer { by: by(BEN) }, 6), Err(Refusal::NotOffered));
    assert!(take(offered.clone(), Transition::Accept { by: by(ANNA) }, 34).is_ok());
    assert_eq!(offered.deadline(&rules()), Some(at(5) + limits::OFFER_LENGTH));
    let (passed, events) = take(offered, Transition::Tick, 35).unwrap();
    assert_eq!(events, [ChatEvent::OfferEnded { to: by(ANNA), how: Outcome::Missed }]);
    assert!(take(passed, Transition::Accept { by: by(BEN) }, 36).is_ok());
}

#[test]
fn nobody_joins_without_the_seekers_yes_and_reads_only_what_was_granted() {
    let invite = Transition::Invite { by: by(ANNA), to: by(BEN), history: false };
    let invited = run(active(), &[(invite, 20)]);
    assert_eq!(
        take(invited.clone(), Transition::AdmitJoiner { person: by(BEN) }, 21),
        Err(Refusal::NotOffered)
    );
    let agreed = run(invited, &[(Transition::AcceptInvitation { by: by(BEN) }, 22)]);
    assert!(!agreed.may_read(by(BEN), 11) && !agreed.may_write(by(BEN)));
    let joined = run(agreed.clone(), &[(Transition::AdmitJoiner { person: by(BEN) }, 30)]);
    assert!(joined.may_write(by(BEN)) && joined.may_read(by(BEN), 11) && !joined.may_read(by(BEN), 10));
    let refused = run(agreed, &[(Transition::RefuseJoiner { person: by(BEN) }, 30)]);
    assert!(!refused.may_write(by(BEN)));
}

#[test]
fn whoever_leaves_reads_nothing_later_and_the_chat_is_unattended() {
    let (left, events) = take(active(), Transition::Leave { by: by(ANNA) }, 60).unwrap();
    assert_eq!(events[1], ChatEvent::Unattended);
    assert!(left.may_read(by(ANNA), 10) && !left.may_read(by(ANNA), 11) && !left.may_write(by(ANNA)));
    assert_eq!(left.queue_place(), Some(QueuePlace::Unattended { since: at(60) }));
    assert_eq!(take(left.clone(), Transition::Return { by: by(ANNA) }, 70), Err(Refusal::NotYours));
    let taken = run(left, &[(Transition::TakeOver { by: by(BEN) }, 70)]);
    assert_eq!((taken.queue_place(), taken.counsellor()), (None, Some(by(BEN))));
    assert!(!taken.may_read(by(BEN), 10), "the history needs the seeker's yes");
}

#[test]
fn a_counsellor_who_was_gone_comes_back_until_a_colleague_took_it() {
    let gone = run(active(), &[(Transition::CounsellorGone { person: by(ANNA) }, 60)]);
    let back = run(gone.clone(), &[(Transition::Return { by: by(ANNA) }, 90)]);
    assert!(back.may_write(by(ANNA)) && back.may_read(by(ANNA), 11));
    let taken = run(gone, &[(Transition::TakeOver { by: by(BEN) }, 80)]);
    assert_eq!(take(taken, Transition::Return { by: by(ANNA) }, 90), Err(Refusal::Attended));
}

/// Four people, so that histories meet themselves.
impl Arbitrary for PersonId {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        (1u8..5).prop_map(person).boxed()
    }
}

fn rank(chat: &Chat) -> u8 {
    match chat {
        Chat::Waiting(_) => 0,
        Chat::Accepted(_) => 1,
        Chat::Active(_) => 2,
        Chat::Ended(_) => 3,
    }
}

/// What holds of a chat at any moment.
fn holds(chat: &Chat, now: Moment) -> Result<(), TestCaseError> {
    let everyone: Vec<PersonId> = (1..5).map(person).collect();
    match chat {
        Chat::Waiting(_) | Chat::Accepted(_) => {
            prop_assert!(everyone.iter().all(|one| !chat.may_write(*one)), "before Jetzt chatten");
        }
        Chat::Active(active) => {
            let holders = chat.holders();
            prop_assert!(everyone.iter().all(|one| chat.may_write(*one) == holders.contains(one)));
            prop_assert_eq!(holders.is_empty(), active.unattended_since().is_some());
            let mut once = holders.clone();
            once.dedup();
            prop_assert_eq!(once.len(), holders.len(), "nobody is present twice");
            prop_assert!(now < active.conversation.rules.ends, "the end in force");
            if holders.is_empty() {
                is_routed(chat)?;
            }
        }
        Chat::Ended(ended) => {
            prop_assert_eq!(ended.conversation().is_some(), ended.how.after_conversation());
            prop_assert!(everyone.iter().all(|one| !chat.may_write(*one)));
            let promised = ended.conversation().map_or(Duration::ZERO, |talk| talk.rules.readable_after_end);
            prop_assert_eq!(retention::purge_at(ended), ended.at + promised);
        }
    }
    Ok(())
}

/// An unattended chat stands in the queue, before a request that has waited longer, and is shown in every mode.
fn is_routed(chat: &Chat) -> Result<(), TestCaseError> {
    let id = crate::ids::ChatId::from_bytes([1; 16]);
    let other = crate::ids::ChatId::from_bytes([2; 16]);
    let queue = [
        Queued::of(other, &Chat::request(at(0)), None).unwrap(),
        Queued::of(id, chat, None).expect("an unattended chat stands in the queue"),
    ];
    let member = routing::Member {
        person: person(4),
        available: true,
        room: 1,
        free_since: at(0),
        asked_elsewhere: false,
    };
    for mode in [Mode::Pool, Mode::Offer, Mode::Suggest] {
        let routes = routing::route(mode, at(1), &queue, &[member]);
        prop_assert_eq!(&routes[0], &(id, Route::Shown { to: vec![person(4)] }));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// A chat only goes forward, one winner is its first counsellor, there is no conversation without "Jetzt chatten",
    /// an end is final, events come with changes and only with them, and time alone settles every deadline.
    #[test]
    fn any_history_keeps_the_promises(
        history in proptest::collection::vec((any::<Transition>(), 0u64..400, 0u32..3), 0..60)
    ) {
        let rules = rules();
        let (mut now, mut last_seq) = (0, 0);
        let mut chat = Chat::request(at(0));
        let mut winner = None;
        for (transition, pause, messages) in history {
            now += pause;
            for transition in [Transition::Tick, transition] {
                let before = chat.clone();
                let context = Context { now: at(now), rules: &rules, last_seq };
                match chat.clone().apply(transition, &context) {
                    Ok((next, events)) => {
                        prop_assert!(rank(&next) >= rank(&before));
                        prop_assert!(rank(&next) != 2 || rank(&before) == 2 || transition == Transition::Begin);
                        prop_assert!(rank(&before) != 3 || next == before);
                        prop_assert_eq!(next != before, !events.is_empty(), "an event for every change, none without");
                        chat = next;
                    }
                    Err(_) => prop_assert_eq!(&chat, &before),
                }
                if rank(&before) == 0 && rank(&chat) == 1 {
                    prop_assert!(winner.is_none());
                    winner = chat.counsellor();
                }
                if let Some(first) = chat.participants().first() {
                    prop_assert_eq!(Some(first.person), winner, "exactly one winner");
                }
                holds(&chat, at(now))?;
            }
            if rank(&chat) == 2 {
                last_seq += messages;
            }
            if let Some(deadline) = chat.deadline(&rules) {
                let context = Context { now: deadline.max(at(now)), rules: &rules, last_seq };
                let settled = chat.clone().apply(Transition::Tick, &context).unwrap().0;
                prop_assert!(settled != chat, "a deadline that passes changes something");
            }
        }
    }

    /// What a participant may read is what was written while present or granted, and it never grows after leaving.
    #[test]
    fn leaving_ends_reading(
        history in proptest::collection::vec((any::<Transition>(), 1u64..30), 0..60), reader in any::<PersonId>(),
    ) {
        let rules = rules();
        let mut chat = active();
        let mut last_seq = 0;
        for (transition, pause) in history {
            last_seq += 1;
            let context = Context { now: at(10 + u64::from(last_seq) * pause), rules: &rules, last_seq };
            if let Ok((next, _)) = chat.clone().apply(transition, &context) {
                chat = next;
            }
            let present = chat.holders().contains(&reader);
            let reads_next = chat.may_read(reader, last_seq + 1);
            prop_assert_eq!(present, reads_next && rank(&chat) == 2);
        }
    }
}
