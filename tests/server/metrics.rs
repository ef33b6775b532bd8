//! What an operator's programs read.

use std::time::Duration;

use beistand_protocol::live::Event;
use beistand_testkit::{Counsellor, Seeker, TestServer};

use crate::world::{open_centre, talking, while_renewing};

async fn read(server: &TestServer) -> String {
    beistand_testkit::use_ring();
    let answer = reqwest::get(format!("{}/metrics", server.operator_url())).await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text().await.unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    text
}

/// The value of a line that begins with this name and these labels.
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in\n{text}")).parse().unwrap()
}

#[tokio::test]
async fn the_numbers_follow_what_happens() {
    let mut centre = open_centre().await.unwrap();
    let before = read(&centre.server).await;
    assert_eq!((value(&before, "beistand_waiting"), value(&before, "beistand_available")), (0.0, 1.0));
    assert_eq!(value(&before, "beistand_store_up"), 1.0);
    assert!(value(&before, "beistand_free_space_bytes") > 0.0);
    assert_eq!(value(&before, "beistand_connections{kind=\"counsellor\"}"), 1.0);

    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht").await.unwrap().unwrap();
    let (_page, _) = seeker.connect().await.unwrap();
    while_renewing(&mut centre, 20).await.unwrap();
    let waiting = read(&centre.server).await;
    assert_eq!(value(&waiting, "beistand_waiting"), 1.0);
    assert_eq!(value(&waiting, "beistand_longest_wait_seconds"), 20.0);
    assert_eq!(value(&waiting, "beistand_connections{kind=\"seeker\"}"), 1.0);
    assert_eq!(value(&waiting, "beistand_accept_seconds_count"), 0.0);

    centre.anna.accept(seeker.chat).await.unwrap().unwrap();
    let accepted = read(&centre.server).await;
    assert_eq!(value(&accepted, "beistand_waiting"), 0.0);
    assert_eq!(value(&accepted, "beistand_longest_wait_seconds"), 0.0);
    assert_eq!(value(&accepted, "beistand_accept_seconds_count"), 1.0);
    assert_eq!(value(&accepted, "beistand_accept_seconds_sum"), 20.0);
    assert!(value(&accepted, "beistand_commits_total") > value(&before, "beistand_commits_total"));
    assert_eq!(value(&accepted, "beistand_writer_queue"), 0.0);
}

#[tokio::test]
async fn a_message_counts_once_where_it_is_delivered() {
    let mut talk = talking().await.unwrap();
    let before = read(&talk.centre.server).await;
    assert_eq!(value(&before, "beistand_delivery_seconds_count"), 0.0);
    talk.seeker.say(&mut talk.seeker_wire, "Guten Abend").await.unwrap();
    let stored = |event| matches!(event, Event::MessageStored { .. }).then_some(());
    talk.centre.anna_wire.event(stored).await.unwrap();
    let after = read(&talk.centre.server).await;
    assert_eq!(value(&after, "beistand_delivery_seconds_count"), 1.0);
    assert!(value(&after, "beistand_commit_group_count") > value(&before, "beistand_commit_group_count"));
}

#[tokio::test]
async fn who_is_turned_away_and_who_mistypes_is_counted_by_reason_only() {
    let mut centre = open_centre().await.unwrap();
    let url = centre.server.url();
    let away = "beistand_requests_turned_away_total{reason=\"nobody_available\"}";
    assert_eq!(value(&read(&centre.server).await, away), 0.0, "there before the first one");
    centre.anna.switch(false).await.unwrap();
    Seeker::request(&url, &centre.runtime, "sucht").await.unwrap().err().unwrap();
    Counsellor::try_sign_in(&url, &centre.runtime, "anna", "not the password").await.unwrap().err().unwrap();
    centre.server.clock.advance(Duration::from_secs(1));
    let text = read(&centre.server).await;
    assert_eq!(value(&text, away), 1.0);
    assert_eq!(value(&text, "beistand_sign_in_failures_total"), 1.0);
    assert_eq!(value(&text, "beistand_available"), 0.0);
    centre.anna.sign_out().await.unwrap();
    for word in ["anna", "Anna", "demo", "sucht", "Sucht", "127.0.0.1", "Start"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[tokio::test]
async fn what_outlives_its_48_hours_shows() {
    let talk = talking().await.unwrap();
    talk.seeker.command("end").await.unwrap().unwrap();
    assert_eq!(value(&read(&talk.centre.server).await, "beistand_purge_lag_seconds"), 0.0);
    // Another task holds the writer, so the purge cannot happen.
    let held = talk.centre.server.hold_writes().await.unwrap();
    talk.centre.server.clock.advance(Duration::from_secs(48 * 60 * 60 + 90));
    assert_eq!(value(&read(&talk.centre.server).await, "beistand_purge_lag_seconds"), 90.0);
    held.release().await.unwrap();
}

#[tokio::test]
async fn the_public_listener_does_not_tell_and_the_operators_knows_health() {
    let server = TestServer::start().await.unwrap();
    beistand_testkit::use_ring();
    let public = reqwest::get(format!("{}/metrics", server.url())).await.unwrap();
    assert_eq!(public.status(), 404);
    assert!(!public.text().await.unwrap().contains("beistand_"));
    for path in ["healthz", "readyz"] {
        let answer = reqwest::get(format!("{}/{path}", server.operator_url())).await.unwrap();
        assert_eq!(answer.status(), 204, "{path}");
    }
    let other = reqwest::get(format!("{}/api/v1/pages/demo", server.operator_url())).await.unwrap();
    assert_eq!(other.status(), 404, "nothing else is there");
}

/// With a bus, so that its numbers are there as well.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn alarms_and_handbook_name_numbers_that_there_are() {
    let mut all = beistand_testkit::TestServers::start(1).await.unwrap();
    let text = read(all.server(0)).await;
    let there = |name: &str| text.lines().any(|line| line.starts_with(name));
    let mut seen = 0;
    for file in ["docs/operations.md", "deploy/alerts.yml"] {
        let path = format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"));
        let content = std::fs::read_to_string(path).unwrap();
        let words = content.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for name in words.filter(|word| word.starts_with("beistand_")) {
            seen += 1;
            let family = format!("# TYPE {}", name.trim_end_matches("_bucket").trim_end_matches("_total"));
            assert!(there(&format!("{family} ")), "{file} names {name}\n{text}");
        }
    }
    assert!(seen > 20, "{seen}");
}
