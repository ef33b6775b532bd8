//! Everybody comes back at once, as after the restart of a proxy.

use super::calendar::{Calendar, Nanos, SECOND};
use super::dice::Dice;
use super::hosting::{Happening, Hosting, Layout};
use super::ways::Ways;
use crate::costs::Costs;
use beistand_domain::limits;

/// Clients try again after half a second, then after a second and more; a proxy is back within these. In seconds.
const BACK: (f64, f64) = (0.5, 2.5);
/// Notices that go their way by themselves, about; the rest goes with them.
const NOTICES: u32 = 10_000;
/// Longer than anybody waits.
const LONGEST: Nanos = 3_600 * SECOND;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Storm {
    pub connections: u32,
    /// Seconds until half of them and until the last had a snapshot; none within an hour is none.
    pub half: Option<f64>,
    pub last: Option<f64>,
}

#[derive(Clone, Copy)]
enum Act {
    Goes { at: u16 },
    Comes { at: u16, is_desk: bool },
}

/// All counsellors and the seekers of all their chats.
pub fn simulate(counsellors: u32, layout: Layout, costs: &Costs, seed: u64) -> Storm {
    let connections = counsellors * (1 + limits::PARALLEL_CHATS);
    let (mut hosting, mut calendar) = (Hosting::new(layout, costs, seed), Calendar::new());
    let (mut dice, mut ways) =
        (Dice::new(seed), Ways::new(costs, layout.processes, connections.div_ceil(NOTICES)));
    for number in 0..connections {
        let from = u16::try_from(number % u32::from(layout.processes)).unwrap_or(0);
        let at = u16::try_from(dice.below(usize::from(layout.processes))).unwrap_or(0);
        let is_desk = number < counsellors;
        calendar.note(0, Happening::Person(Act::Goes { at: from }));
        let after = super::calendar::seconds(dice.between(BACK.0, BACK.1));
        calendar.note(after, Happening::Person(Act::Comes { at, is_desk }));
    }
    let (mut back, mut half) = (0, None);
    while let Some(what) = calendar.next_before(LONGEST) {
        match hosting.happened(&mut calendar, what) {
            Some(Act::Goes { at }) => {
                hosting.aside(&mut calendar, &ways.goes(at));
                ways.tell_of_going((&mut hosting, &mut calendar), at);
            }
            Some(Act::Comes { at, is_desk }) => {
                hosting.set_out(&mut calendar, &ways.comes(at, is_desk), (at, is_desk));
            }
            None => {}
        }
        while let Some((at, is_desk)) = hosting.reached.pop_front() {
            ways.tell_of_coming((&mut hosting, &mut calendar), at, is_desk);
            back += 1;
            let now = calendar.now() as f64 / 1e9;
            if back == connections / 2 {
                half = Some(now);
            }
            if back == connections {
                return Storm { connections, half, last: Some(now) };
            }
        }
    }
    Storm { connections, half, last: None }
}

/// Whether availabilities run out meanwhile.
pub fn outlasts_leases(storm: &Storm) -> bool {
    storm.last.is_none_or(|last| last > limits::LEASE_LENGTH.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout { processes: 2, server_cores: 2, postgres_cores: 4, together: None };

    #[test]
    fn everybody_is_back_and_more_people_take_longer() {
        let costs = Costs::committed().unwrap();
        let few = simulate(100, LAYOUT, &costs, 1);
        let many = simulate(2_700, LAYOUT, &costs, 1);
        assert_eq!(few.connections, 400);
        assert!(few.last.unwrap() < many.last.unwrap());
        assert!(few.half <= few.last);
    }
}
