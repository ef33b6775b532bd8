use super::super::calendar::MILLI;
use super::*;

const ONE: Layout = Layout { processes: 1, server_cores: 2, postgres_cores: 2, together: None };

/// A group costs 100 µs of a server and 1 ms of PostgreSQL, each message 10 µs more, the disk 2 ms.
fn costs() -> Costs {
    let mut costs = Costs::committed().unwrap();
    costs.group = Cost { servers: 100.0, postgres: 1_000.0, nats: 0.0 };
    costs.message.here = Cost { servers: 0.0, postgres: 10.0, nats: 0.0 };
    costs.disk = [2.0; crate::costs::SHARES.len()];
    costs
}

fn run(hosting: &mut Hosting<u32>, calendar: &mut Calendar<Happening<u32>>) -> Vec<(u32, Nanos)> {
    let mut all = Vec::new();
    while let Some(what) = calendar.next() {
        if let Some(message) = hosting.happened(calendar, what) {
            hosting.set_out(calendar, &[Leg::Group(0)], message);
        }
        all.extend(hosting.reached.drain(..).map(|message| (message, calendar.now())));
    }
    all
}

#[test]
fn whatever_comes_while_a_group_is_under_way_is_the_next_group() {
    let (mut hosting, mut calendar) = (Hosting::new(ONE, &costs(), 1), Calendar::new());
    for message in 0..4 {
        calendar.note(u64::from(message) * 100_000, Happening::Person(message));
    }
    let stored = run(&mut hosting, &mut calendar);
    let first = 100_000 + 1_010_000 + 2 * MILLI;
    let second = first + 100_000 + 1_030_000 + 2 * MILLI;
    assert_eq!(stored, [(0, first), (1, second), (2, second), (3, second)]);
    assert_eq!(hosting.groups(), (2, 4));
}

#[test]
fn after_a_large_group_the_next_one_collects_for_a_while() {
    let (mut hosting, mut calendar) = (Hosting::new(ONE, &costs(), 1), Calendar::new());
    for message in 0..67 {
        calendar.note(0, Happening::Person(message));
    }
    let first = 100_000 + 1_010_000 + 2 * MILLI;
    let second = first + 100_000 + 1_660_000 + 2 * MILLI;
    calendar.note(second + MILLI, Happening::Person(100));
    calendar.note(second + 4 * MILLI, Happening::Person(101));
    calendar.note(second + 5 * MILLI, Happening::Person(102));
    let stored = run(&mut hosting, &mut calendar);
    // As long as the second one took.
    let third = second + MILLI + 3_760_000 + 100_000 + 1_020_000 + 2 * MILLI;
    let fourth = third + 100_000 + 1_010_000 + 2 * MILLI;
    assert_eq!(stored[67..], [(100, third), (101, third), (102, fourth)]);
    assert_eq!(hosting.groups(), (4, 70));
}

#[test]
fn no_message_is_lost_or_stored_twice() {
    let (mut hosting, mut calendar, mut dice) =
        (Hosting::new(ONE, &costs(), 1), Calendar::new(), Dice::new(5));
    for message in 0..20_000 {
        calendar.note(dice.below(2_000_000_000) as u64, Happening::Person(message));
    }
    let mut stored: Vec<u32> = run(&mut hosting, &mut calendar).into_iter().map(|(one, _)| one).collect();
    stored.sort_unstable();
    assert!(stored.into_iter().eq(0..20_000));
    let (groups, messages) = hosting.groups();
    assert_eq!(messages, 20_000);
    // Each message and each group has cost what it costs, no more and no less.
    assert_eq!(hosting.spent()[1], groups * MILLI + messages * 10_000);
    assert!(groups < 1_000, "{groups} groups for 20,000 messages within 2 s");
}

#[test]
fn a_group_is_never_larger_than_the_servers() {
    let (mut hosting, mut calendar) = (Hosting::new(ONE, &costs(), 1), Calendar::new());
    for message in 0..3_000 {
        calendar.note(0, Happening::Person(message));
    }
    assert_eq!(run(&mut hosting, &mut calendar).len(), 3_000);
    // The first goes alone, as nothing was under way.
    assert_eq!(hosting.groups(), (1 + 3, 3_000));
}

#[test]
fn a_gate_lets_only_so_many_in() {
    let (mut hosting, mut calendar) =
        (Hosting::<u32>::new(ONE, &costs(), 1), Calendar::<Happening<u32>>::new());
    let gate = Gate::Teller(0);
    let way = [Leg::Enter(gate), Leg::Work(Role::Nats, MILLI), Leg::Leave(gate)];
    for one in 0..5 {
        hosting.set_out(&mut calendar, &way, one);
    }
    let all = run(&mut hosting, &mut calendar);
    assert_eq!(all, [(0, MILLI), (1, 2 * MILLI), (2, 3 * MILLI), (3, 4 * MILLI), (4, 5 * MILLI)]);
}

#[test]
fn commits_that_wait_together_are_written_together() {
    let (mut hosting, mut calendar) =
        (Hosting::<u32>::new(ONE, &costs(), 1), Calendar::<Happening<u32>>::new());
    for one in 0..3 {
        hosting.set_out(&mut calendar, &[Leg::Disk], one);
    }
    let all = run(&mut hosting, &mut calendar);
    assert_eq!(all, [(0, 2 * MILLI), (1, 4 * MILLI), (2, 4 * MILLI)]);
}
