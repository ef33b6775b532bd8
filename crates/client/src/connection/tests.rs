use super::*;
use beistand_domain::{CentreId, ChatId, PersonId};
use beistand_protocol::Problem;
use beistand_protocol::live::Writer;
use beistand_protocol::view::{AvailabilityView, CentreView, MeView, OffView, PersonView};
use proptest::prelude::*;

fn at(millis: u64) -> Moment {
    Moment::from_millis(1_000_000) + Duration::from_millis(millis)
}

fn snapshot() -> Input {
    let person = PersonView { id: PersonId::from_bytes([1; 16]), name: "Anna".into() };
    let me = MeView {
        person,
        sign_in_name: "anna".into(),
        roles: vec![],
        topics: vec![],
        parallel_chats: 3,
        reachable: true,
    };
    let centre = CentreView { id: CentreId::from_bytes([2; 16]), slug: "demo".into(), name: "Demo".into() };
    let availability = AvailabilityView::Off { why: OffView::Chosen };
    let world = World::Counsellor { me, centre, availability, requests: vec![], chats: vec![] };
    Input::Received(Box::new(ServerFrame::Snapshot { now: at(0), world }))
}

/// Tells its own number in the chat's id, so that the order can be checked.
fn event(n: u8) -> Input {
    let chat = ChatId::from_bytes([n; 16]);
    let event = Event::Typing { chat, by: Writer::Seeker };
    Input::Received(Box::new(ServerFrame::Event { n: u64::from(n), event }))
}

fn answer(r: u32, answer: Answer) -> Input {
    Input::Received(Box::new(ServerFrame::Answer { r, answer }))
}

fn connected() -> Connection {
    let mut c = Connection::new("token", at(0));
    assert_eq!(c.handle(Input::Tick, at(0), 0.0), [Output::Open, Output::LinkChanged(Link::Connecting)]);
    c.handle(Input::Opened, at(1), 0.0);
    c.handle(snapshot(), at(2), 0.0);
    assert_eq!(c.link(), Link::Connected);
    c
}

fn written(out: &[Output]) -> Vec<&FromClient> {
    out.iter().filter_map(|o| if let Output::Write(frame) = o { Some(frame) } else { None }).collect()
}

#[test]
fn the_token_travels_in_the_first_frame() {
    let mut c = Connection::new("token", at(0));
    c.handle(Input::Tick, at(0), 0.0);
    let out = c.handle(Input::Opened, at(1), 0.0);
    let who = Who::Counsellor { token: "token".into() };
    let hello = FromClient { r: 1, frame: ClientFrame::Hello { version: LIVE_VERSION, who } };
    assert_eq!(out, [Output::Write(hello)]);
    assert_eq!(c.link(), Link::Connecting, "only the snapshot makes it a connection");
}

#[test]
fn a_missing_event_asks_for_a_snapshot_once_and_nothing_after_it_gets_through() {
    let mut c = connected();
    assert!(matches!(c.handle(event(1), at(3), 0.0)[..], [Output::Event(_)]));
    let out = c.handle(event(3), at(4), 0.0);
    assert_eq!(written(&out)[0].frame, ClientFrame::Resync);
    assert_eq!(c.handle(event(4), at(5), 0.0), []);
    assert!(matches!(c.handle(snapshot(), at(6), 0.0)[..], [Output::Snapshot { .. }]));
    assert!(matches!(c.handle(event(1), at(7), 0.0)[..], [Output::Event(_)]));
    assert_eq!(c.handle(event(1), at(8), 0.0), [], "an event does not come twice");
}

#[test]
fn silence_is_asked_about_and_then_given_up() {
    let mut c = connected();
    assert_eq!(c.deadline(), Some(at(20_002)));
    let out = c.handle(Input::Tick, at(20_002), 0.0);
    assert_eq!(written(&out)[0].frame, ClientFrame::Ping);
    assert_eq!(c.deadline(), Some(at(30_002)));
    let out = c.handle(Input::Tick, at(30_002), 0.0);
    assert_eq!(out[0], Output::Close);
    assert_eq!(c.link(), Link::Offline { since: at(2), retry_at: at(30_502) });
}

#[test]
fn an_answer_to_the_ping_keeps_it_alive() {
    let mut c = connected();
    let r = written(&c.handle(Input::Tick, at(20_002), 0.0))[0].r;
    c.handle(answer(r, Answer::Done), at(21_000), 0.0);
    assert_eq!(c.deadline(), Some(at(41_000)));
}

#[test]
fn retries_slow_down_to_fifteen_seconds() {
    let mut c = Connection::new("token", at(0));
    let mut now = at(0);
    let mut pauses = Vec::new();
    for _ in 0..8 {
        c.handle(Input::Tick, now, 0.999);
        c.handle(Input::Lost, now, 0.999);
        let retry_at = c.deadline().unwrap();
        pauses.push(retry_at.since(now).as_millis() / 100);
        now = retry_at;
    }
    assert_eq!(pauses, [7, 14, 29, 59, 119, 149, 149, 149]);
    assert!(matches!(c.link(), Link::Offline { since, .. } if since == at(0)), "away since the beginning");
    assert_eq!(c.handle(Input::RetryNow, now, 0.0)[0], Output::Open);
}

#[test]
fn a_hurried_try_gives_up_soon_without_a_socket_and_waits_for_a_slow_server_with_one() {
    let mut c = connected();
    c.handle(Input::RenewLease(true), at(10), 0.0);
    c.handle(Input::Lost, at(1_000), 0.0);
    c.handle(Input::Tick, at(1_500), 0.0);
    assert_eq!(c.deadline(), Some(at(5_500)));
    c.handle(Input::Opened, at(5_000), 0.0);
    assert_eq!(c.deadline(), Some(at(15_000)));
}

#[test]
fn the_lease_is_renewed_at_once_every_ten_seconds_and_after_a_reconnect() {
    let mut c = connected();
    let out = c.handle(Input::RenewLease(true), at(10), 0.0);
    assert_eq!(written(&out)[0].frame, ClientFrame::Renew);
    let until = at(45_010);
    let outputs = c.handle(answer(written(&out)[0].r, Answer::Renewed { until }), at(11), 0.0);
    assert_eq!(outputs, [Output::LeaseRenewed { until }]);
    assert_eq!(c.deadline(), Some(at(10_010)));
    assert_eq!(written(&c.handle(Input::Tick, at(10_010), 0.0))[0].frame, ClientFrame::Renew);
    c.handle(Input::Lost, at(16_000), 0.0);
    c.handle(Input::Tick, at(17_000), 0.0);
    c.handle(Input::Opened, at(17_001), 0.0);
    let out = c.handle(snapshot(), at(17_002), 0.0);
    assert_eq!(written(&out)[0].frame, ClientFrame::Renew);
}

#[test]
fn after_a_refused_renewal_the_server_is_asked_what_is_true() {
    let mut c = connected();
    let r = written(&c.handle(Input::RenewLease(true), at(10), 0.0))[0].r;
    let problem = Problem::new(ProblemCode::NotOn);
    let out = c.handle(answer(r, Answer::Refused { problem }), at(11), 0.0);
    assert_eq!(written(&out)[0].frame, ClientFrame::Resync);
    assert!(written(&c.handle(Input::Resync, at(12), 0.0)).is_empty(), "it is on its way");
    c.handle(snapshot(), at(13), 0.0);
    assert_eq!(written(&c.handle(Input::Tick, at(20_100), 0.0))[0].frame, ClientFrame::Ping);
}

#[test]
fn a_renewal_that_could_not_be_done_is_soon_repeated() {
    let mut c = connected();
    let r = written(&c.handle(Input::RenewLease(true), at(10), 0.0))[0].r;
    let problem = Problem::new(ProblemCode::Unavailable);
    assert_eq!(c.handle(answer(r, Answer::Refused { problem }), at(500), 0.0), []);
    assert_eq!(c.deadline(), Some(at(2_500)));
    assert_eq!(written(&c.handle(Input::Tick, at(2_500), 0.0))[0].frame, ClientFrame::Renew);
}

#[test]
fn a_signed_out_token_is_never_tried_again() {
    let mut c = connected();
    let bye = Input::Received(Box::new(ServerFrame::Bye { why: Bye::SignedOut }));
    assert_eq!(c.handle(bye, at(5), 0.0), [Output::Close, Output::LinkChanged(Link::SignedOut)]);
    assert_eq!(c.deadline(), None);
    assert_eq!(c.handle(Input::RetryNow, at(6), 0.0), []);

    let mut c = Connection::new("token", at(0));
    c.handle(Input::Tick, at(0), 0.0);
    c.handle(Input::Opened, at(1), 0.0);
    let problem = Problem::new(ProblemCode::Unauthenticated);
    c.handle(answer(1, Answer::Refused { problem }), at(2), 0.0);
    assert_eq!(c.link(), Link::SignedOut);
}

#[test]
fn another_version_is_said_and_tried_again_later() {
    let problem = Problem::new(ProblemCode::WrongVersion);
    let refused = answer(1, Answer::Refused { problem });
    let bye = Input::Received(Box::new(ServerFrame::Bye { why: Bye::BadHello }));
    for input in [refused, bye] {
        let mut c = Connection::new("token", at(0));
        c.handle(Input::Tick, at(0), 0.0);
        c.handle(Input::Opened, at(1), 0.0);
        let out = c.handle(input, at(2), 0.0);
        assert_eq!(out[..2], [Output::WrongVersion, Output::Close]);
        assert!(matches!(c.link(), Link::Offline { .. }));
    }
}

/// What becomes of a network that is away.
#[derive(Clone, Copy, Debug)]
enum Drop {
    /// Everything breaks and nothing can be opened.
    Refuses,
    /// Nothing breaks, and nothing arrives.
    Swallows,
}

/// A network that is away for 30 s, beginning `phase` after a renewal: how long after that one the next is answered.
/// Packets that open a connection are sent again after 1, 3 and 7 s (RFC 6298 §2, doubled each time).
fn renewed_after(drop: Drop, phase: Duration, jitter: f64) -> Duration {
    const ROUND_TRIP: Duration = Duration::from_millis(200);
    let (away, back) = (at(0) + phase, at(0) + phase + Duration::from_secs(30));
    let mut c = connected_at_once();
    let mut dead = false;
    let mut coming: Vec<(Moment, Input)> = Vec::new();
    if let Drop::Refuses = drop {
        coming.push((away, Input::Lost));
    }
    let mut now = at(0);
    while now < at(0) + Duration::from_secs(120) {
        coming.sort_by_key(|(at, _)| *at);
        let tick = c.deadline().unwrap().max(now);
        let input = match coming.first() {
            Some((at, _)) if *at <= tick => {
                let (at, input) = coming.remove(0);
                now = at;
                input
            }
            Some(_) | None => {
                now = tick;
                Input::Tick
            }
        };
        dead |= now >= away && matches!(c.link(), Link::Connected);
        for output in c.handle(input, now, jitter) {
            match output {
                Output::Close => coming.clear(),
                Output::Open => {
                    dead = false;
                    let sent = [0, 1, 3, 7].map(|seconds| now + Duration::from_secs(seconds));
                    match (drop, sent.into_iter().find(|sent| *sent >= back)) {
                        (Drop::Refuses, _) if now < back => coming.push((now, Input::Lost)),
                        (Drop::Refuses, _) => coming.push((now + ROUND_TRIP, Input::Opened)),
                        (Drop::Swallows, Some(sent)) => coming.push((sent + ROUND_TRIP, Input::Opened)),
                        (Drop::Swallows, None) => {}
                    }
                }
                Output::Write(FromClient { frame: ClientFrame::Hello { .. }, .. }) => {
                    coming.push((now + ROUND_TRIP, snapshot()));
                }
                Output::Write(FromClient { r, frame: ClientFrame::Renew }) if !dead => {
                    if now >= back {
                        return (now + ROUND_TRIP).since(at(0));
                    }
                    let until = now + limits::LEASE_LENGTH;
                    coming.push((now, answer(r, Answer::Renewed { until })));
                }
                _ => {}
            }
        }
    }
    panic!("never again")
}

/// A lease renewed at this moment.
fn connected_at_once() -> Connection {
    let mut c = Connection::new("token", at(0));
    c.handle(Input::Tick, at(0), 0.0);
    c.handle(Input::Opened, at(0), 0.0);
    c.handle(snapshot(), at(0), 0.0);
    let r = written(&c.handle(Input::RenewLease(true), at(0), 0.0))[0].r;
    c.handle(answer(r, Answer::Renewed { until: at(45_000) }), at(0), 0.0);
    c
}

fn input() -> impl Strategy<Value = Input> {
    let ask = |ticket| Input::Ask {
        ticket,
        frame: ClientFrame::Typing {
            chat: ChatId::from_bytes([3; 16]),
            audience: beistand_protocol::view::Audience::Everyone,
        },
    };
    prop_oneof![
        Just(Input::Opened),
        Just(Input::Lost),
        Just(Input::Tick),
        Just(Input::RetryNow),
        any::<bool>().prop_map(Input::RenewLease),
        (1u8..6).prop_map(event),
        (1u32..9).prop_map(|r| answer(r, Answer::Done)),
        Just(snapshot()),
        Just(Input::Received(Box::new(ServerFrame::Bye { why: Bye::Moving }))),
        (0u64..1_000_000).prop_map(ask),
    ]
}

proptest! {
    #[test]
    fn thirty_seconds_without_network_cost_no_lease(
        refuses in any::<bool>(), phase in 1..=limits::LEASE_RENEWAL.as_millis(), jitter in 0.0..1.0f64,
    ) {
        let drop = if refuses { Drop::Refuses } else { Drop::Swallows };
        let after = renewed_after(drop, Duration::from_millis(u64::try_from(phase).unwrap()), jitter);
        prop_assert!(after < limits::LEASE_LENGTH, "renewed again after {after:?}");
    }

    /// Whatever comes in whatever order: every ticket is settled exactly once, events come in order without a gap,
    /// nothing is written but on an open socket, and there is always something to wait for.
    #[test]
    fn any_history_settles_every_question(history in proptest::collection::vec((input(), 0u64..30_000), 0..60)) {
        let mut c = Connection::new("token", at(0));
        let (mut now, mut open, mut expected) = (0, false, 1);
        let mut waiting: Vec<u64> = Vec::new();
        let mut settled: Vec<u64> = Vec::new();
        for (i, (input, pause)) in history.into_iter().enumerate() {
            now += pause;
            let input = match input {
                Input::Ask { frame, .. } => { waiting.push(i as u64); Input::Ask { ticket: i as u64, frame } }
                // A snapshot only ever answers a hello, and a socket opens only when asked to.
                Input::Opened | Input::Received(_) if !open => continue,
                other => other,
            };
            for out in c.handle(input, at(now), 0.5) {
                match out {
                    Output::Open => { prop_assert!(!open); open = true; }
                    Output::Close => open = false,
                    Output::Write(_) => prop_assert!(open),
                    Output::Snapshot { .. } => expected = 1,
                    Output::Event(Event::Typing { chat, .. }) => {
                        prop_assert_eq!(chat.to_bytes()[0], expected);
                        expected += 1;
                    }
                    Output::Event(other) => prop_assert!(false, "nobody sent {other:?}"),
                    Output::Answered { ticket, .. } | Output::Unanswered { ticket } => settled.push(ticket),
                    Output::LinkChanged(_) | Output::LeaseRenewed { .. } | Output::WrongVersion => {}
                }
            }
            prop_assert!(c.deadline().is_some());
        }
        c.handle(Input::Lost, at(now), 0.0).into_iter().for_each(|out| {
            if let Output::Unanswered { ticket } = out { settled.push(ticket) }
        });
        settled.sort_unstable();
        prop_assert_eq!(settled, waiting);
    }
}
