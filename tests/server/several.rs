//! Several whole servers on one bus.

use beistand_protocol::live::{Event, World};
use beistand_protocol::view::AvailabilityView;
use beistand_testkit::{Counsellor, PATIENCE, TestServers, clock, use_ring};
use tokio::time::timeout;

/// What the operator's listener of a server says about being ready.
async fn ready(url: &str) -> (u16, String) {
    use_ring();
    let answer = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn until_ready_says(url: &str, status: u16) -> String {
    let asking = async {
        loop {
            let (is, text) = ready(url).await;
            if is == status {
                return text;
            }
        }
    };
    timeout(PATIENCE, asking).await.expect("it never says so")
}

#[tokio::test]
async fn what_happens_at_one_server_is_told_at_the_other() {
    let mut all = TestServers::start(2).await.unwrap();
    let ambient = clock::ambient(&all.clock, 77);
    let here = Counsellor::sign_in(&all.server(0).url(), &ambient, "anna").await.unwrap();
    let there = Counsellor::sign_in(&all.server(1).url(), &ambient, "anna").await.unwrap();
    let (mut wire, _) = there.connect().await.unwrap();
    here.switch(true).await.unwrap();
    wire.event(|event| matches!(event, Event::AvailabilityChanged { .. }).then_some(())).await.unwrap();
}

#[tokio::test]
async fn a_server_without_the_bus_works_on_says_so_and_reads_everything_anew_afterwards() {
    let mut all = TestServers::start(1).await.unwrap();
    let ambient = clock::ambient(&all.clock, 77);
    let operator = all.server(0).operator_url().to_owned();
    let anna = Counsellor::sign_in(&all.server(0).url(), &ambient, "anna").await.unwrap();
    let (mut wire, _) = anna.connect().await.unwrap();
    assert_eq!(ready(&operator).await, (204, String::new()));
    all.way(0).cut();
    assert_eq!(until_ready_says(&operator, 200).await, "{\"away\":[\"bus\"]}");
    assert!(matches!(anna.switch(true).await.unwrap(), AvailabilityView::On { .. }), "commands go on");
    let (_second, _) = timeout(PATIENCE, anna.connect()).await.expect("a hello waits for nothing").unwrap();
    all.way(0).mend();
    let World::Counsellor { availability, .. } = wire.snapshot().await.unwrap() else { panic!("not hers") };
    assert!(matches!(availability, AvailabilityView::On { .. }));
    until_ready_says(&operator, 204).await;
    let numbers = reqwest::get(format!("{operator}/metrics")).await.unwrap().text().await.unwrap();
    for line in ["beistand_bus_up 1", "beistand_bus_regained_total 1"] {
        assert!(numbers.lines().any(|each| each == line), "no {line} in\n{numbers}");
    }
    let dropped = numbers.lines().find_map(|line| line.strip_prefix("beistand_bus_dropped_total ")).unwrap();
    assert_ne!(dropped, "0", "what she did meanwhile");
}
