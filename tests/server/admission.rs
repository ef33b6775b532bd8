//! Asking: nobody waits for nobody, and nobody turned away leaves a trace.

use std::time::Duration;

use beistand_domain::Entry;
use beistand_protocol::ProblemCode;
use beistand_protocol::live::{Event, Who, World};
use beistand_protocol::view::{AdmissionView, ChatStateView, GoneView, PresenceView, SeekerStateView};
use beistand_testkit::{Counsellor, Seeker, TestServer, Wire, clock};

use crate::world::{OpenCentre, open_centre, while_renewing};

fn sucht(world: &beistand_protocol::view::PageView) -> AdmissionView {
    world.topics.iter().find(|t| t.topic.slug == "sucht").unwrap().admission
}

/// Waits until the page says this; it may be told the same twice.
async fn page_says(wire: &mut Wire, wanted: AdmissionView) {
    wire.event(|event| match event {
        Event::PageChanged { page } => (sucht(&page) == wanted).then_some(()),
        _ => None,
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_page_opens_and_closes_by_itself() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 5);
    let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
    let (mut page, world) = Wire::hello(&server.url(), who).await.unwrap();
    let World::Visitor { page: first } = world else { panic!("not a visitor's world") };
    assert_eq!(sucht(&first), AdmissionView::NobodyAvailable);

    let refused = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().err().unwrap();
    assert_eq!(refused.code, ProblemCode::NotAdmitted);

    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    anna.switch(true).await.unwrap();
    page_says(&mut page, AdmissionView::Open { place: 1 }).await;
    anna.switch(false).await.unwrap();
    page_says(&mut page, AdmissionView::NobodyAvailable).await;

    // Nothing was stored for the seeker who was turned away: the next one is number 1, alone in line.
    anna.switch(true).await.unwrap();
    let first = Seeker::request(&server.url(), &runtime, "sucht").await.unwrap().unwrap();
    assert_eq!(first.number, 1);
}

#[tokio::test]
async fn numbers_are_the_smallest_free_ones_and_repeating_a_request_makes_no_second() {
    let centre = open_centre().await.unwrap();
    let (url, runtime) = (centre.server.url(), &centre.runtime);
    let body = Seeker::asking(runtime, "sucht");
    let one = Seeker::request_with(&url, runtime, &body).await.unwrap().unwrap();
    let again = Seeker::request_with(&url, runtime, &body).await.unwrap().unwrap();
    assert_eq!((one.chat, one.number), (again.chat, again.number));
    let two = Seeker::request(&url, runtime, "start-up").await.unwrap().unwrap();
    assert_eq!((one.number, two.number), (1, 2));
    one.command("withdraw").await.unwrap().unwrap();
    // The number is free once the job has cleared what was withdrawn.
    centre.server.clock.advance(Duration::from_secs(2));
    let mut wire = centre.anna_wire;
    wire.event(|event| matches!(event, Event::ChatGone { chat, .. } if chat == one.chat).then_some(()))
        .await
        .unwrap();
    let three = loop {
        let next = Seeker::request(&url, runtime, "sucht").await.unwrap().unwrap();
        if next.number == 1 {
            break next;
        }
        assert!(next.number < 20, "number 1 never became free");
    };
    assert_eq!(three.number, 1);
}

#[tokio::test]
async fn the_line_moves_and_says_so_when_the_last_counsellor_leaves() {
    let mut centre = open_centre().await.unwrap();
    let url = centre.server.url();
    let first = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
    let second = Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().unwrap();
    let (mut wire, view) = second.connect().await.unwrap();
    let place = |state: &SeekerStateView| match state {
        SeekerStateView::Waiting { admission, .. } => Some(*admission),
        _ => None,
    };
    assert_eq!(place(&view.state), Some(AdmissionView::Open { place: 2 }));
    centre.anna.accept(first.chat).await.unwrap().unwrap();
    let wanted = AdmissionView::Open { place: 1 };
    wire.event(|event| match event {
        Event::SeekerChatChanged { chat } => (place(&chat.state) == Some(wanted)).then_some(()),
        _ => None,
    })
    .await
    .unwrap();
    centre.anna.switch(false).await.unwrap();
    wire.event(|event| match event {
        Event::SeekerChatChanged { chat } => {
            (place(&chat.state) == Some(AdmissionView::NobodyAvailable)).then_some(())
        }
        _ => None,
    })
    .await
    .unwrap();
    // The place is kept and shown again when a counsellor returns.
    centre.anna.switch(true).await.unwrap();
    wire.event(|event| match event {
        Event::SeekerChatChanged { chat } => (place(&chat.state) == Some(wanted)).then_some(()),
        _ => None,
    })
    .await
    .unwrap();
    let requests = centre
        .anna_wire
        .event(|event| match event {
            Event::AvailabilityChanged { requests, .. } if !requests.is_empty() => Some(requests),
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(requests.iter().map(|r| r.id).collect::<Vec<_>>(), [second.chat]);
}

#[tokio::test]
async fn a_locked_phone_keeps_the_place_and_a_vanished_one_leaves_the_line() {
    let mut centre = open_centre().await.unwrap();
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    come_and_go(&mut centre, &seeker).await;
    while_renewing(&mut centre, 170).await.unwrap();
    come_and_go(&mut centre, &seeker).await;
    while_renewing(&mut centre, 190).await.unwrap();
    centre
        .anna_wire
        .event(|event| match event {
            Event::ChatGone { chat, gone: GoneView::Ended { .. } } if chat == seeker.chat => Some(()),
            _ => None,
        })
        .await
        .unwrap();
    assert!(seeker.connect().await.is_err(), "the token is void");
}

/// The page connects, keeps its number, and its connection is lost; Anna sees both.
async fn come_and_go(centre: &mut OpenCentre, seeker: &Seeker) {
    let (wire, view) = seeker.connect().await.unwrap();
    assert_eq!(view.number, seeker.number);
    sees(centre, |presence| presence == PresenceView::Here).await;
    drop(wire);
    sees(centre, |presence| presence != PresenceView::Here).await;
}

async fn sees(centre: &mut OpenCentre, wanted: impl Fn(PresenceView) -> bool) {
    let found = centre.anna_wire.event(|event| match event {
        Event::ChatChanged { chat } => match chat.state {
            ChatStateView::Waiting { presence, .. } if wanted(presence) => Some(()),
            _ => None,
        },
        _ => None,
    });
    found.await.unwrap();
}
