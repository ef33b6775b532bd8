//! The simulation held against what was measured: the benchmark's own loads on the benchmark's own machine.

use super::calendar::{Calendar, MILLI, Nanos, SECOND, seconds};
use super::hosting::{Happening, Hosting, Layout};
use super::life::millis;
use super::ways::Ways;
use crate::costs::{Cost, Costs, Load};

/// Simulated before anything counts, and what counts.
const BEFORE: Nanos = SECOND;
const SPAN: Nanos = 8 * SECOND;
const IDLE: Nanos = 50 * MILLI;

/// What whoever makes the load does next.
#[derive(Clone, Copy)]
enum Act {
    Sends { pair: usize, n: u64 },
    Idles(u16),
}

struct Arrived {
    pair: usize,
    n: u64,
    due: Nanos,
}

/// The same load, simulated, on a machine that is ours alone: what other programs took meanwhile is not known well enough
/// to be simulated, so delays may be longer there. Each sender waits for the delivery, as it comes with the acknowledgement.
pub fn simulate(load: &Load, costs: &Costs, seed: u64) -> Load {
    let processes = u16::try_from(load.processes).unwrap_or(1);
    let together = Some(u32::try_from(costs.cores).unwrap_or(1));
    let layout = Layout { processes, server_cores: 0, postgres_cores: 0, together };
    let (mut hosting, mut calendar) = (Hosting::new(layout, costs, seed), Calendar::new());
    let ways = Ways::new(costs, processes, 1);
    let due = |pair: usize, n: u64| match load.per_second {
        0 => 0,
        rate => seconds((pair as u64 + n * load.chats as u64) as f64 / f64::from(rate)),
    };
    for pair in 0..load.chats {
        calendar.note(due(pair, 0), Happening::Person(Act::Sends { pair, n: 0 }));
    }
    for process in 0..processes {
        calendar.note(0, Happening::Person(Act::Idles(process)));
    }
    let (mut latencies, mut from) = (Vec::new(), None);
    while let Some(what) = calendar.next_before(BEFORE + SPAN) {
        if from.is_none() && calendar.now() >= BEFORE {
            from = Some((hosting.spent(), hosting.groups()));
        }
        match hosting.happened(&mut calendar, what) {
            Some(Act::Sends { pair, n }) => {
                let (counsellor, seeker) = (to(pair, processes), to(pair + 1, processes));
                let due = if load.per_second == 0 { calendar.now() } else { due(pair, n) };
                let way = ways.message(seeker, counsellor, load.generator);
                hosting.set_out(&mut calendar, &way, Arrived { pair, n, due });
                hosting.aside(&mut calendar, &ways.unheard(seeker, counsellor));
            }
            Some(Act::Idles(process)) => {
                hosting.aside(&mut calendar, &ways.idling(process, 0.0, IDLE as f64 / 1e9));
                calendar.note(IDLE, Happening::Person(Act::Idles(process)));
            }
            None => {}
        }
        while let Some(Arrived { pair, n, due: was_due }) = hosting.reached.pop_front() {
            if from.is_some() {
                latencies.push(u32::try_from((calendar.now() - was_due) / 1_000).unwrap_or(u32::MAX));
            }
            let after = due(pair, n + 1).saturating_sub(calendar.now());
            calendar.note(after, Happening::Person(Act::Sends { pair, n: n + 1 }));
        }
    }
    let (spent, groups) = from.unwrap_or_default();
    let (until, messages) = (hosting.groups(), latencies.len() as f64);
    let each = |of: usize| (hosting.spent()[of] - spent[of]) as f64 / 1e3 / messages.max(1.0);
    Load {
        rate: messages / (SPAN as f64 / 1e9),
        p50: millis(&mut latencies, 0.50),
        p99: millis(&mut latencies, 0.99),
        group: (until.1 - groups.1) as f64 / (until.0 - groups.0).max(1) as f64,
        cpu: Cost::of([each(0), each(1), each(2)]),
        ..*load
    }
}

fn to(number: usize, processes: u16) -> u16 {
    u16::try_from(number % usize::from(processes)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With nothing but a group's fixed costs of 1 ms and its disk's 1 ms: a large group takes 2 ms and the next one collects
    /// as long, so that all are in one, a hundred messages every 4 ms.
    #[test]
    fn pairs_that_wait_are_as_fast_as_their_groups() {
        let mut costs = Costs::committed().unwrap();
        costs.message = crate::costs::Operation::default();
        costs.group = Cost { servers: 500.0, postgres: 500.0, nats: 0.0 };
        costs.idle = Cost::default();
        costs.disk = [1.0; crate::costs::SHARES.len()];
        let load =
            Load { processes: 1, chats: 100, per_second: 0, strangers: 0.0, generator: 0.0, ..costs.load[0] };
        let seen = simulate(&load, &costs, 1);
        assert!((seen.rate - 25_000.0).abs() < 200.0, "{}", seen.rate);
        assert!((seen.p50 - 4.0).abs() < 0.01 && (seen.group - 100.0).abs() < 1.0, "{seen:?}");
    }

    #[test]
    fn a_load_that_is_slow_enough_comes_to_its_rate() {
        let costs = Costs::committed().unwrap();
        let load = Load { processes: 1, chats: 10, per_second: 50, ..costs.load[1] };
        assert!((simulate(&load, &costs, 1).rate - 50.0).abs() < 0.5);
    }
}
