use proptest::prelude::*;

use super::*;
use crate::chat::Outcome;

fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

fn chat(n: u8) -> ChatId {
    ChatId::from_bytes([n; 16])
}

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn member(n: u8) -> Member {
    Member {
        person: person(n),
        available: true,
        room: 1,
        free_since: at(i64::from(n)),
        asked_elsewhere: false,
    }
}

fn waiting(n: u8, since: i64) -> Queued {
    let place = QueuePlace::Waiting { since: at(since) };
    Queued { chat: chat(n), place, offers: Vec::new(), wanted: None }
}

fn offered(to: u8, until: i64, outcome: Option<Outcome>) -> Offer {
    Offer { to: person(to), until: at(until), outcome }
}

#[test]
fn a_pool_shows_every_request_to_every_available_member() {
    let away = Member { available: false, ..member(3) };
    let routes = route(Mode::Pool, at(0), &[waiting(1, 5)], &[member(1), member(2), away]);
    assert_eq!(routes, [(chat(1), Route::Shown { to: vec![person(1), person(2)] })]);
}

#[test]
fn an_offer_goes_to_who_has_been_free_longest() {
    let routes = route(Mode::Offer, at(0), &[waiting(1, 5)], &[member(2), member(1)]);
    assert_eq!(routes, [(chat(1), Route::OfferTo { person: person(1) })]);
}

#[test]
fn the_longest_waiting_is_offered_first_and_nobody_gets_two() {
    let routes = route(Mode::Offer, at(0), &[waiting(1, 9), waiting(2, 5)], &[member(1)]);
    assert_eq!(routes, [(chat(2), Route::OfferTo { person: person(1) }), (chat(1), Route::Nobody)]);
}

#[test]
fn an_offer_whose_person_goes_is_taken_back() {
    let queued = Queued { offers: vec![offered(1, 100, None)], ..waiting(1, 5) };
    let gone = Member { available: false, ..member(1) };
    assert_eq!(route(Mode::Offer, at(0), &[queued], &[gone, member(2)]), [(chat(1), Route::Withdraw)]);
}

#[test]
fn the_wanted_counsellor_is_asked_first_and_once() {
    let wanted = Queued { wanted: Some(person(2)), ..waiting(1, 5) };
    let members = [member(1), member(2)];
    let first = route(Mode::Suggest, at(0), std::slice::from_ref(&wanted), &members);
    assert_eq!(first, [(chat(1), Route::OfferTo { person: person(2) })]);
    let passed = Queued { offers: vec![offered(2, 1, Some(Outcome::Missed))], ..wanted };
    let then = route(Mode::Suggest, at(2), &[passed], &members);
    assert_eq!(then, [(chat(1), Route::OfferTo { person: person(1) })]);
}

#[test]
fn an_unattended_chat_comes_first_and_is_shown_to_everyone_available() {
    let unattended = Queued { place: QueuePlace::Unattended { since: at(900) }, ..waiting(1, 0) };
    let routes = route(Mode::Offer, at(1000), &[waiting(2, 1), unattended], &[member(1), member(2)]);
    assert_eq!(routes[0], (chat(1), Route::Shown { to: vec![person(1), person(2)] }));
}

fn members() -> impl Strategy<Value = Vec<Member>> {
    let one = (any::<bool>(), 0u32..3, 0i64..50, any::<bool>());
    proptest::collection::vec(one, 0..6).prop_map(|all| {
        let numbered = all.into_iter().zip(1u8..);
        let member = |((available, room, free, asked_elsewhere), n)| Member {
            person: person(n),
            available,
            room,
            free_since: at(free),
            asked_elsewhere,
        };
        numbered.map(member).collect()
    })
}

/// When it began to wait, whom it was offered to, the open offer with its end, and the wanted counsellor.
type Drawn = (i64, Vec<u8>, Option<(u8, i64)>, Option<u8>);

fn queue() -> impl Strategy<Value = Vec<Queued>> {
    let past = proptest::collection::vec(1u8..7, 0..5);
    let one = (0i64..50, past, proptest::option::of((1u8..7, 0i64..100)), proptest::option::of(1u8..7));
    proptest::collection::vec(one, 0..6).prop_map(|all| {
        let numbered = all.into_iter().zip(1u8..);
        let queued = |((since, past, open, wanted), n): (Drawn, u8)| {
            let mut offers: Vec<Offer> =
                past.into_iter().map(|to| offered(to, 0, Some(Outcome::Missed))).collect();
            offers.extend(open.map(|(to, until)| offered(to, until, None)));
            Queued { offers, wanted: wanted.map(person), ..waiting(n, since) }
        };
        numbered.map(queued).collect()
    })
}

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::Pool), Just(Mode::Offer), Just(Mode::Suggest)]
}

proptest! {
    /// Only available members with room are asked, nobody twice at once, nobody a second time before everyone who can be
    /// asked was asked once, and the queue is kept.
    #[test]
    fn offers_are_fair(mode in mode(), queue in queue(), members in members(), now in 0i64..100) {
        let routes = route(mode, at(now), &queue, &members);
        prop_assert_eq!(routes.len(), queue.len());
        let mut asked: Vec<PersonId> = Vec::new();
        let open = queue.iter().filter_map(|queued| queued.open_offer()).map(|offer| offer.to);
        asked.extend(open.chain(members.iter().filter(|one| one.asked_elsewhere).map(|one| one.person)));
        for (id, route) in &routes {
            let queued = queue.iter().find(|queued| queued.chat == *id).unwrap();
            match route {
                Route::OfferTo { person } => {
                    let chosen = members.iter().find(|one| one.person == *person).unwrap();
                    prop_assert!(chosen.available && chosen.room > 0 && !asked.contains(person));
                    let least = members.iter()
                        .filter(|one| one.available && one.room > 0 && !asked.contains(&one.person))
                        .map(|one| queued.times_asked(one.person)).min().unwrap();
                    prop_assert_eq!(queued.times_asked(*person), least);
                    asked.push(*person);
                }
                Route::Nobody => prop_assert!(members.iter()
                    .all(|one| !one.available || one.room == 0 || asked.contains(&one.person))),
                Route::Shown { to } => {
                    prop_assert_eq!(mode, Mode::Pool);
                    prop_assert!(members.iter().all(|one| to.contains(&one.person) == one.available));
                }
                Route::Offered { to, until } => {
                    prop_assert!(at(now) < *until);
                    prop_assert!(members.iter().any(|one| one.person == *to && one.available));
                }
                Route::Withdraw => {
                    let offer = queued.open_offer().unwrap();
                    let there = members.iter().any(|one| one.person == offer.to && one.available);
                    prop_assert!(!there || at(now) >= offer.until);
                }
            }
        }
        let places: Vec<_> = routes.iter().map(|(id, _)| queue.iter().find(|one| one.chat == *id).unwrap().place).collect();
        prop_assert!(places.is_sorted());
    }

    /// Whom one chat reaches can be asked without routing the others, and is the same.
    #[test]
    fn a_chat_reaches_the_same_members_alone(mode in mode(), queue in queue(), members in members(), now in 0i64..100) {
        let unattended = |queued: &Queued| Queued { place: QueuePlace::Unattended { since: at(7) }, ..queued.clone() };
        let queue: Vec<_> = queue.iter().enumerate()
            .map(|(n, queued)| if n % 3 == 2 { unattended(queued) } else { queued.clone() })
            .collect();
        for (id, route) in route(mode, at(now), &queue, &members) {
            let queued = queue.iter().find(|queued| queued.chat == id).unwrap();
            let everyone = members.iter().map(|one| one.person).filter(|person| route.reaches(*person));
            prop_assert_eq!(reached(mode, at(now), queued, &members), everyone.collect::<Vec<_>>());
        }
    }

    /// A counsellor who lets every offer pass is asked again only after everyone else: each round reaches all.
    #[test]
    fn everyone_is_asked_once_before_anyone_twice(count in 1u8..6) {
        let members: Vec<Member> = (1..=count).map(member).collect();
        let mut queued = waiting(1, 0);
        for round in 1..=3usize {
            for _ in 0..count {
                let routes = route(Mode::Offer, at(0), std::slice::from_ref(&queued), &members);
                let Some((_, Route::OfferTo { person })) = routes.first() else { panic!("nobody is asked") };
                queued.offers.push(Offer { to: *person, until: at(0), outcome: Some(Outcome::Missed) });
            }
            prop_assert!(members.iter().all(|one| queued.times_asked(one.person) == round));
        }
    }
}
