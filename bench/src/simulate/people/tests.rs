use super::*;

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

#[test]
fn nobody_takes_more_than_there_is_room_for() {
    let mut people = People::new(1, 34, at(0));
    for _ in 0..5 {
        people.asks(0, 0, at(1)).unwrap();
    }
    let taken = std::iter::from_fn(|| people.takes(0, at(2))).count();
    assert_eq!((taken, people.waiting(0)), (PARALLEL_CHATS as usize, 2));
}

#[test]
fn who_asks_when_no_lease_is_valid_is_turned_away() {
    let mut people = People::new(3, 34, at(0));
    assert!(people.asks(0, 0, at(44)).is_some());
    assert!(people.asks(0, 0, at(45)).is_none());
    people.renews(1, at(46));
    assert!(people.asks(0, 0, at(47)).is_some());
    assert_eq!((people.counts.turned_away, people.counts.lapsed), (1, 1));
}

#[test]
fn a_chat_that_is_over_is_nobodys_and_its_place_is_another_ones() {
    let mut people = People::new(1, 34, at(0));
    let first = people.asks(0, 0, at(1)).unwrap();
    people.step(first, Step::Withdraw, at(2)).unwrap();
    let second = people.asks(0, 0, at(3)).unwrap();
    assert!(people.talk(first).is_none() && people.talk(second).is_some());
    assert!(people.step(first, Step::Begin, at(4)).is_err());
    assert_eq!((people.running(), people.waiting(0)), (1, 1));
}

#[test]
fn an_accepted_seeker_who_does_not_answer_is_let_go_by_time_alone() {
    let mut people = People::new(1, 34, at(0));
    let of = people.asks(0, 0, at(1)).unwrap();
    people.takes(0, at(2)).unwrap();
    let deadline = people.deadline(of).unwrap();
    people.step(of, Step::Tick, deadline).unwrap();
    assert_eq!((people.running(), people.counsellors[0].held), (0, 0));
}
