//! Forty-eight hours, and then nothing is left.

use std::time::Duration;

use beistand_protocol::ProblemCode;
use beistand_protocol::live::{ClientFrame, Event, World};
use beistand_protocol::rest::chat::HeldHalf;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{ChatStateView, EndingView, GoneView};
use beistand_testkit::people::{Rest, Seeker};
use reqwest::Method;

use crate::world::{open_centre, seen_by, talking};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn after_forty_eight_hours_nothing_is_left_in_any_file() {
    let mut talk = talking().await.unwrap();
    let beistand_protocol::live::ClientFrame::Send { id, chat, audience, body } =
        talk.seeker.sealed("Das bleibt unter uns.").unwrap()
    else {
        panic!()
    };
    let frame = beistand_protocol::live::ClientFrame::Send { id, chat, audience, body: body.clone() };
    talk.seeker_wire.ask(frame).await.unwrap();
    let envelope = seen_by(&talk.centre.anna, chat).await.unwrap().envelope.unwrap();
    assert!(talk.centre.server.keeps(&body.0).await.unwrap(), "the sealed bytes are on disk");
    assert!(!talk.centre.server.keeps(b"Das bleibt unter uns.").await.unwrap(), "what was said is not");
    talk.seeker.command("end").await.unwrap().unwrap();

    talk.centre.server.clock.advance(48 * HOUR - Duration::from_secs(1));
    let path = format!("/api/v1/chats/{chat}/messages");
    let none: Option<&()> = None;
    let page: MessagePage = talk.centre.anna.rest.call(Method::GET, &path, none).await.unwrap().unwrap();
    assert_eq!(page.messages.len(), 1, "readable to the last second");
    let (mut wire, _) = talk.centre.anna.connect().await.unwrap();

    talk.centre.server.clock.advance(Duration::from_secs(1));
    let gone = talk.centre.anna.rest.call::<MessagePage>(Method::GET, &path, none).await.unwrap();
    assert!(gone.is_err(), "checked on the read, job or no job");
    let (_, world) = talk.centre.anna.connect().await.unwrap();
    assert!(matches!(&world, World::Counsellor { chats, .. } if chats.is_empty()));

    talk.centre.server.clock.advance(Duration::from_secs(2));
    wire.event(|event| match event {
        Event::ChatGone { gone: GoneView::Purged, .. } => Some(()),
        _ => None,
    })
    .await
    .unwrap();
    // Not even in the write-ahead log, with the server still running; its job wipes it after the purge.
    let mut rounds = 0;
    while talk.centre.server.keeps(&body.0).await.unwrap() {
        rounds += 1;
        assert!(rounds < 50, "the sealed bytes are still in a file");
        talk.centre.server.clock.advance(Duration::from_secs(1));
        talk.centre.anna.connect().await.unwrap();
    }
    assert!(!talk.centre.server.keeps(&envelope.0).await.unwrap(), "and so is the key's envelope");
    assert!(!talk.centre.server.keeps(&chat.to_bytes()).await.unwrap(), "and the chat's id");
}

#[tokio::test]
async fn a_chat_ends_with_its_time_even_when_nobody_looks() {
    let talk = talking().await.unwrap();
    talk.centre.server.clock.advance(180 * 60 * Duration::from_secs(1) + Duration::from_secs(1));
    let mut wire = talk.seeker_wire;
    assert_eq!(wire.bye().await.unwrap(), beistand_protocol::live::Bye::SignedOut);
    let view = seen_by(&talk.centre.anna, talk.seeker.chat).await.unwrap();
    assert!(matches!(view.state, ChatStateView::Ended { how: EndingView::TimeLimit, .. }));
}

/// A wrong clock must not purge what it is not time for (design.md, section 10).
#[tokio::test]
async fn while_the_clock_is_in_doubt_nothing_is_purged_or_ended_and_leases_go_on() {
    let talk = talking().await.unwrap();
    let chat = talk.seeker.chat;
    let clock = talk.centre.server.clock.clone();
    clock.doubt(true);
    clock.advance(200 * HOUR / 60);
    let ready =
        async { reqwest::get(format!("{}/readyz", talk.centre.server.url())).await.unwrap().text().await };
    assert!(ready.await.unwrap().contains("clock"));
    let (mut wire, world) = talk.centre.anna.connect().await.unwrap();
    assert!(matches!(
        beistand_testkit::people::chat_in(&world, chat).unwrap().state,
        ChatStateView::Active { .. }
    ));
    // Her own lease ran out meanwhile, by the same clock.
    let off = wire.ask(beistand_protocol::live::ClientFrame::Renew).await.unwrap();
    assert!(matches!(off, beistand_protocol::live::Answer::Refused { .. }));
    clock.doubt(false);
    clock.advance(Duration::from_secs(1));
    wire.event(|event| match event {
        Event::ChatChanged { chat } if matches!(chat.state, ChatStateView::Ended { .. }) => Some(()),
        _ => None,
    })
    .await
    .expect("the clock is sure, and three hours are over");
    clock.doubt(true);
    clock.advance(49 * HOUR);
    talk.centre.anna.connect().await.unwrap();
    assert!(talk.centre.server.keeps(&chat.to_bytes()).await.unwrap(), "not purged");
    clock.doubt(false);
    let mut rounds = 0;
    while talk.centre.server.keeps(&chat.to_bytes()).await.unwrap() {
        rounds += 1;
        assert!(rounds < 50, "it is due, and the clock is sure");
        clock.advance(Duration::from_secs(1));
        talk.centre.anna.connect().await.unwrap();
    }
}

#[tokio::test]
async fn the_half_of_a_tabs_key_is_gone_with_the_end_of_the_chat() {
    let mut centre = open_centre().await.unwrap();
    let (url, runtime) = (centre.server.url(), centre.runtime.clone());
    let body = Seeker::asking(&runtime, "sucht");
    let mut tab = Rest::new(&url).unwrap();
    tab.token = Some(body.tab.id.to_text());
    let held = async |tab: &Rest| {
        let none: Option<&()> = None;
        tab.call::<HeldHalf>(Method::GET, "/api/v1/tab-halves/current", none).await.unwrap()
    };
    assert_eq!(held(&tab).await.unwrap_err().code, ProblemCode::NotFound, "nobody has asked yet");
    let seeker = Seeker::request_with(&url, &runtime, &body).await.unwrap().unwrap();
    assert_eq!(held(&tab).await.unwrap().half, body.tab.half, "for whoever has the id");
    assert!(centre.server.keeps(&body.tab.half.0).await.unwrap());
    let no_token = Rest::new(&url).unwrap();
    assert_eq!(held(&no_token).await.unwrap_err().code, ProblemCode::Unauthenticated);

    seeker.command("withdraw").await.unwrap().unwrap();
    assert_eq!(held(&tab).await.unwrap_err().code, ProblemCode::NotFound, "at once");
    let mut rounds = 0;
    while centre.server.keeps(&body.tab.half.0).await.unwrap() {
        rounds += 1;
        assert!(rounds < 50, "the half is still in a file");
        centre.server.clock.advance(Duration::from_secs(1));
        centre.anna_wire.ask(ClientFrame::Ping).await.unwrap();
    }
}
