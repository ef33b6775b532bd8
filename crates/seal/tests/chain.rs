//! The chain: cases that TypeScript passes too (`vectors/chain.json`), and random histories.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use beistand_seal::{Chain, ChainLink, Finding, Row, Start};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    what: String,
    start: String,
    rows: Vec<RowVector>,
    findings: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct RowVector {
    message: u8,
    device: u8,
    count: u32,
    seen: Option<u8>,
    sent: i64,
    at: i64,
    #[serde(default)]
    opens: Option<bool>,
    #[serde(default)]
    hash: Option<u8>,
}

impl RowVector {
    fn row(&self) -> Row {
        let seen = self.seen.map(|message| [message; 32]);
        let link = ChainLink { count: self.count, seen, written: self.sent, sent: self.sent };
        let opened = self.opens.unwrap_or(true).then_some(([self.device; 16], link));
        let hash = [self.hash.unwrap_or(self.message); 32];
        Row { message: [self.message; 16], hash, at: self.at, opened }
    }
}

fn name(finding: Finding) -> &'static str {
    match finding {
        Finding::Repeated => "repeated",
        Finding::OutOfOrder => "out_of_order",
        Finding::Missing => "missing",
        Finding::Redated { .. } => "redated",
        Finding::DoesNotOpen => "does_not_open",
    }
}

#[test]
fn every_case_is_judged_as_it_is_written_down() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/chain.json")).unwrap();
    assert!(cases.len() > 10);
    for case in cases {
        let start = if case.start == "joined" { Start::Joined } else { Start::Beginning };
        let mut chain = Chain::new(start);
        let found: Vec<Vec<_>> =
            case.rows.iter().map(|row| chain.take(&row.row()).into_iter().map(name).collect()).collect();
        assert_eq!(found, case.findings, "{}", case.what);
    }
}

/// What one device does next: it writes after it has got this many of the messages that it lacks.
type Step = (u8, usize);

/// A conversation as honest devices and an honest server make it.
fn honest(steps: &[Step]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let (mut counts, mut had) = ([0_u32; 3], [0_usize; 3]);
    for (at, (device, gets)) in steps.iter().enumerate() {
        let me = usize::from(*device);
        had[me] = rows.len().min(had[me] + gets);
        counts[me] += 1;
        let of_others = |row: &&Row| row.opened.is_some_and(|(by, _)| by != [*device; 16]);
        let seen = rows[..had[me]].iter().rev().find(of_others).map(|row| row.hash);
        let number = u8::try_from(at).unwrap();
        let sent = at as i64 * 10_000 + i64::from(*device) * 5_000_000;
        let link = ChainLink { count: counts[me], seen, written: sent, sent };
        let at = at as i64 * 10_000 + 300;
        rows.push(Row { message: [number; 16], hash: [number; 32], at, opened: Some(([*device; 16], link)) });
    }
    rows
}

fn findings(rows: &[Row]) -> usize {
    let mut chain = Chain::new(Start::Beginning);
    rows.iter().map(|row| chain.take(row).len()).sum()
}

fn device_of(row: &Row) -> [u8; 16] {
    row.opened.unwrap().0
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0_u8..3, 0_usize..4), 2..120)
}

proptest! {
    #[test]
    fn honest_histories_have_no_findings(steps in steps()) {
        prop_assert_eq!(findings(&honest(&steps)), 0);
    }

    #[test]
    fn a_joiner_of_an_honest_history_finds_nothing(steps in steps(), from in any::<prop::sample::Index>()) {
        let rows = honest(&steps);
        let mut chain = Chain::new(Start::Joined);
        let found: usize = rows[from.index(rows.len())..].iter().map(|row| chain.take(row).len()).sum();
        prop_assert_eq!(found, 0);
    }

    #[test]
    fn a_message_left_out_is_found_with_its_devices_next(steps in steps(), which in any::<prop::sample::Index>()) {
        let mut rows = honest(&steps);
        let at = which.index(rows.len());
        let gone = rows.remove(at);
        let more = rows[at..].iter().any(|row| {
            device_of(row) == device_of(&gone) || row.opened.unwrap().1.seen == Some(gone.hash)
        });
        prop_assert_eq!(findings(&rows) > 0, more);
    }

    #[test]
    fn a_repeated_message_is_found(steps in steps(), which in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let mut rows = honest(&steps);
        let at = which.index(rows.len());
        let again = rows[at];
        let to = at + 1 + to.index(rows.len() - at);
        rows.insert(to, again);
        prop_assert_eq!(findings(&rows), 1);
    }

    #[test]
    fn two_of_one_device_swapped_are_found(steps in steps(), which in any::<prop::sample::Index>()) {
        let mut rows = honest(&steps);
        let at = which.index(rows.len());
        let Some(other) = (at + 1..rows.len()).find(|n| device_of(&rows[*n]) == device_of(&rows[at])) else {
            return Ok(());
        };
        rows.swap(at, other);
        prop_assert!(findings(&rows) > 0);
    }

    #[test]
    fn an_answer_moved_before_what_it_answers_is_found(steps in steps()) {
        let mut rows = honest(&steps);
        let named = |row: &Row| rows.iter().position(|one| Some(one.hash) == row.opened.unwrap().1.seen);
        let Some((to, from)) = rows.iter().enumerate().find_map(|(at, row)| named(row).map(|to| (to, at))) else {
            return Ok(());
        };
        let moved = rows.remove(from);
        rows.insert(to, moved);
        prop_assert!(findings(&rows) > 0);
    }

    #[test]
    fn a_time_that_contradicts_the_devices_clock_is_found(
        steps in steps(), which in any::<prop::sample::Index>(), by in prop_oneof![-9_000_000_i64..-130_000, 130_000_i64..9_000_000],
    ) {
        let mut rows = honest(&steps);
        let at = which.index(rows.len());
        let device = device_of(&rows[at]);
        rows[at].at += by;
        let of_device = rows.iter().filter(|row| device_of(row) == device).count();
        prop_assert_eq!(findings(&rows) > 0, of_device > 1);
    }
}
