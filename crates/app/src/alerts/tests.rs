use std::collections::BTreeMap;

use super::*;
use beistand_domain::Moment;
use proptest::prelude::*;

fn at(seconds: u64) -> Moment {
    Moment::from_millis(0) + Duration::from_secs(seconds)
}

fn chat(n: u8) -> ChatId {
    ChatId::from_bytes([n; 16])
}

fn request(n: u8) -> Facts {
    Facts { requests: vec![(chat(n), "Sucht".into())], ..Facts::default() }
}

fn unread(n: u8, count: u32) -> Facts {
    Facts { unread: vec![(chat(n), "Sucht".into(), count)], ..Facts::default() }
}

fn by_default(facts: &Facts) -> Vec<Alert> {
    wanted(facts, &AlertSettings::default())
}

fn raises(calls: &[Call]) -> usize {
    calls.iter().filter(|call| matches!(call, Call::Raise(_))).count()
}

#[test]
fn a_request_is_raised_once_repeated_and_withdrawn_when_it_is_gone() {
    let mut book = AlertBook::default();
    assert_eq!(raises(&book.follow(by_default(&request(1)), at(0))), 1);
    assert_eq!(book.follow(by_default(&request(1)), at(14)), []);
    assert_eq!(book.deadline(), Some(at(15)));
    assert_eq!(raises(&book.follow(by_default(&request(1)), at(15))), 1);
    let gone = book.follow(by_default(&Facts::default()), at(16));
    assert_eq!(gone, [Call::Withdraw(AlertKey::Request(chat(1)))]);
    assert_eq!(book.deadline(), None);
}

#[test]
fn what_was_put_away_stays_away_until_there_is_more() {
    let mut book = AlertBook::default();
    book.follow(by_default(&unread(1, 1)), at(0));
    book.silence(AlertKey::Messages(chat(1)));
    assert_eq!(book.follow(by_default(&unread(1, 1)), at(60)), []);
    assert_eq!(raises(&book.follow(by_default(&unread(1, 2)), at(61))), 1);
}

#[test]
fn later_means_two_minutes_of_quiet_and_then_as_before() {
    let mut book = AlertBook::default();
    let key = AlertKey::Request(chat(1));
    book.follow(by_default(&request(1)), at(0));
    book.snooze(key, at(5));
    assert_eq!(book.follow(by_default(&request(1)), at(124)), []);
    assert_eq!(raises(&book.follow(by_default(&request(1)), at(125))), 1);
    assert_eq!(book.deadline(), Some(at(140)));
    book.snooze(key, at(141));
    assert_eq!(book.follow(by_default(&Facts::default()), at(142)), [Call::Withdraw(key)]);
}

#[test]
fn a_running_out_chat_is_told_at_both_marks_and_once_each() {
    let mut book = AlertBook::default();
    let left = |minutes| Facts { running_out: vec![(chat(1), "Sucht".into(), minutes)], ..Facts::default() };
    assert_eq!(raises(&book.follow(by_default(&left(15)), at(0))), 1);
    assert_eq!(book.follow(by_default(&left(15)), at(500)), []);
    assert_eq!(raises(&book.follow(by_default(&left(5)), at(600))), 1);
}

#[test]
fn who_looked_at_a_chat_that_runs_out_is_not_told_again_on_looking_away() {
    let mut book = AlertBook::default();
    let left = |minutes, looked_at| Facts {
        running_out: vec![(chat(1), "Sucht".into(), minutes)],
        looked_at,
        ..Facts::default()
    };
    assert_eq!(raises(&book.follow(by_default(&left(15, vec![])), at(0))), 1);
    let looking = book.follow(by_default(&left(15, vec![chat(1)])), at(10));
    assert_eq!(looking, [Call::Withdraw(AlertKey::RunsOut(chat(1)))]);
    assert_eq!(book.follow(by_default(&left(15, vec![])), at(20)), []);
    assert_eq!(raises(&book.follow(by_default(&left(5, vec![])), at(600))), 1, "that is news");
    let mut watched = AlertBook::default();
    assert_eq!(watched.follow(by_default(&left(15, vec![chat(1)])), at(0)), []);
    assert_eq!(
        watched.follow(by_default(&left(15, vec![])), at(10)),
        [],
        "it was in front of the person's eyes"
    );
    assert_eq!(watched.follow(by_default(&Facts::default()), at(20)), [], "nothing stands that could go");
}

#[test]
fn the_end_of_the_duty_is_said_loudly_but_not_for_ever() {
    let mut book = AlertBook::default();
    let ended = Facts { availability_ended: true, ..Facts::default() };
    let times = (0..100).filter(|n| raises(&book.follow(by_default(&ended), at(n * 15))) == 1).count();
    assert_eq!(times, 12);
    assert_eq!(book.deadline(), None);
}

#[test]
fn nobody_is_alerted_of_what_they_are_looking_at() {
    let looking = Facts { looked_at: vec![chat(1)], ..unread(1, 3) };
    assert_eq!(by_default(&looking), []);
    let elsewhere = Facts { looked_at: vec![chat(2)], ..unread(1, 3) };
    assert_eq!(by_default(&elsewhere).len(), 1);
    let request = Facts { looked_at: vec![chat(1)], ..request(1) };
    assert_eq!(by_default(&request).len(), 1, "a request is heard wherever the window is");
}

#[test]
fn each_kind_follows_its_own_choice() {
    let mut settings =
        AlertSettings { volume: 40, output: Some("Headset".into()), ..AlertSettings::default() };
    settings.request = AlertChoice { show: Show::TrayOnly, sound: Sound::Bell, repeat_seconds: 0 };
    settings.availability = AlertChoice { show: Show::Goes, sound: Sound::None, repeat_seconds: 30 };
    let facts = Facts { availability_ended: true, self_test: true, ..request(1) };
    let alerts = wanted(&facts, &settings);
    let [request, ended, test] = &alerts[..] else { panic!("{alerts:?}") };
    let tune = Tune { sound: Sound::Bell, volume: 40, output: Some("Headset".into()) };
    assert_eq!((request.notify, &request.tune, request.repeat), (false, &Some(tune), None));
    assert_eq!((ended.notify, ended.stays, &ended.tune), (true, false, &None));
    assert_eq!(ended.repeat, Some(Duration::from_secs(30)));
    assert_eq!((test.notify, &test.tune), (request.notify, &request.tune), "a test is like a request");
    settings.volume = 0;
    assert!(wanted(&facts, &settings).iter().all(|alert| alert.tune.is_none()));
}

proptest! {
    /// After each step exactly the wanted alerts stand, and none of them comes twice within its time.
    #[test]
    fn what_stands_is_what_is_wanted(steps in proptest::collection::vec((0u8..4, 0u64..20), 0..40)) {
        let mut book = AlertBook::default();
        let mut standing: BTreeMap<AlertKey, Moment> = BTreeMap::new();
        let repeat = Duration::from_secs(AlertSettings::default().request.repeat_seconds.into());
        let mut now = 0;
        for (n, pause) in steps {
            now += pause;
            let facts = if n == 0 { Facts::default() } else { request(n) };
            for call in book.follow(by_default(&facts), at(now)) {
                match call {
                    Call::Raise(alert) => {
                        let before = standing.insert(alert.key, at(now));
                        prop_assert!(before.is_none_or(|last| at(now).since(last) >= repeat));
                    }
                    Call::Withdraw(key) => prop_assert!(standing.remove(&key).is_some()),
                }
            }
            let keys: Vec<AlertKey> = by_default(&facts).iter().map(|a| a.key).collect();
            prop_assert_eq!(standing.keys().copied().collect::<Vec<_>>(), keys);
        }
    }
}
