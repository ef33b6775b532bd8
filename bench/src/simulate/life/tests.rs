use super::*;

const LAYOUT: Layout = Layout { processes: 2, server_cores: 2, postgres_cores: 4, together: None };

fn size(counsellors: u32, span: f64, seed: u64) -> Size {
    Size { counsellors, layout: LAYOUT, span, seed }
}

fn life(counsellors: u32, span: f64, seed: u64) -> Life {
    Life::new(size(counsellors, span, seed), &Costs::committed().unwrap())
}

#[test]
fn a_seed_gives_the_same_run_and_another_one_another() {
    let first = life(68, 60.0, 1).run();
    assert_eq!(first, life(68, 60.0, 1).run());
    assert_ne!(first, life(68, 60.0, 2).run());
}

#[test]
fn nobody_holds_more_than_they_may_in_two_busy_hours() {
    let mut life = life(34, 0.0, 3);
    life.until(2 * 3600 * SECOND);
    let counts = life.people.counts;
    assert_eq!(counts.most_held, limits::PARALLEL_CHATS);
    assert!(life.people.counsellors.iter().all(|one| one.held <= limits::PARALLEL_CHATS));
    assert!(counts.ended > 150 && counts.withdrawn > 0 && counts.lapsed == 0, "{counts:?}");
}

/// Nobody comes any more: everything that was begun comes to its end, and nothing is left in line or at a station.
#[test]
fn no_chat_and_no_message_is_stuck() {
    let mut life = life(34, 0.0, 4);
    life.until(600 * SECOND);
    life.arrivals = false;
    life.until(6 * 3600 * SECOND);
    assert_eq!((life.people.running(), life.people.waiting(0)), (0, 0));
    assert!(life.people.counsellors.iter().all(|one| one.held == 0));
    assert_eq!(life.written, life.delivered);
    assert_eq!(life.hosting.groups().1, life.written);
    assert!(life.calendar.next().is_none(), "something goes on for ever");
}

#[test]
fn a_chat_has_a_message_every_25_seconds() {
    let mut dice = Dice::new(9);
    let sum: Nanos = (0..100_000).map(|_| habits::until_next_message(&mut dice)).sum();
    let mean = sum as f64 / 1e9 / 1e5;
    assert!((mean - 25.0).abs() < 0.5, "{mean}");
}
