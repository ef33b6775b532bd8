use super::*;
use proptest::prelude::*;
use std::time::Duration;

fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn on() -> Availability {
    Availability::off().apply(Act::SwitchOn { device: device(1) }, at(0)).unwrap()
}

#[test]
fn thirty_seconds_without_network_change_nothing() {
    assert!(on().is_available(at(30)));
    assert!(on().apply(Act::Renew { device: device(1) }, at(30)).unwrap().is_available(at(60)));
}

#[test]
fn forty_five_seconds_end_it_and_no_renewal_brings_it_back() {
    assert!(!on().is_available(at(45)));
    assert_eq!(on().apply(Act::Tick, at(45)), Ok(Availability::Off { why: Off::Expired }));
    assert_eq!(on().apply(Act::Renew { device: device(1) }, at(45)), Err(LeaseRefusal::NotOn));
}

#[test]
fn only_what_the_program_took_is_given_back() {
    let locked = on().apply(Act::Pause { device: device(1), why: Pause::Locked }, at(1)).unwrap();
    assert!(!locked.is_available(at(2)));
    assert!(locked.apply(Act::Resume { device: device(1) }, at(2)).unwrap().is_available(at(2)));
    let chosen = on().apply(Act::Pause { device: device(1), why: Pause::Break }, at(1)).unwrap();
    assert_eq!(chosen.apply(Act::Resume { device: device(1) }, at(2)), Err(LeaseRefusal::PauseIsTheirs));
}

#[test]
fn a_locked_screen_does_not_end_a_break() {
    let act = |why| Act::Pause { device: device(1), why };
    let chosen = on().apply(act(Pause::Meeting), at(1)).unwrap();
    let locked = chosen.apply(act(Pause::Locked), at(2)).unwrap();
    assert!(matches!(locked, Availability::Paused { why: Pause::Meeting, .. }));
    assert_eq!(locked.apply(Act::Resume { device: device(1) }, at(3)), Err(LeaseRefusal::PauseIsTheirs));
    let phone = locked.apply(act(Pause::Phone), at(4)).unwrap();
    assert!(matches!(phone, Availability::Paused { why: Pause::Phone, .. }));
    assert!(phone.apply(Act::SwitchOn { device: device(1) }, at(5)).unwrap().is_available(at(5)));
}

#[test]
fn signing_out_elsewhere_leaves_the_lease_alone() {
    assert!(on().apply(Act::SignOut { device: device(2) }, at(1)).unwrap().is_available(at(1)));
    assert!(!on().apply(Act::SignOut { device: device(1) }, at(1)).unwrap().is_available(at(1)));
}

fn act() -> impl Strategy<Value = Act> {
    let device_of = || (1u8..3).prop_map(device);
    prop_oneof![
        device_of().prop_map(|device| Act::SwitchOn { device }),
        Just(Act::SwitchOff),
        device_of().prop_map(|device| Act::Renew { device }),
        device_of().prop_map(|device| Act::Pause { device, why: Pause::Idle }),
        device_of().prop_map(|device| Act::Pause { device, why: Pause::Break }),
        device_of().prop_map(|device| Act::Resume { device }),
        device_of().prop_map(|device| Act::SignOut { device }),
        Just(Act::BecomeAbsent),
        Just(Act::SwitchOffBySupervisor),
        Just(Act::Tick),
    ]
}

proptest! {
    /// Whatever happens, nobody becomes available unless the person switched on and nothing ended that since,
    /// and nobody is available 45 s after the last sign of life.
    #[test]
    fn only_an_act_switches_on(history in proptest::collection::vec((act(), 0u64..30), 0..40)) {
        let mut now = 0;
        let mut state = Availability::off();
        let mut promised = false;
        for (act, pause) in history {
            now += pause;
            let before = state.is_available(at(now));
            if let Ok(next) = state.apply(act, at(now)) {
                state = next;
            }
            match act {
                Act::SwitchOn { .. } => promised = true,
                Act::SwitchOff | Act::BecomeAbsent | Act::SwitchOffBySupervisor => promised = false,
                Act::Renew { .. } | Act::Pause { .. } | Act::SignOut { .. } | Act::Tick => {
                    prop_assert!(before || !state.is_available(at(now)), "{act:?} switched on");
                }
                Act::Resume { .. } => {}
            }
            prop_assert!(promised || !state.is_available(at(now)));
            prop_assert!(!state.is_available(at(now + 45)));
        }
    }
}
