//! A server whose clock is wrong (design.md, section 10).

use std::time::Duration;

use beistand_protocol::ProblemCode;
use beistand_runtime::Clock as _;
use beistand_server::admin::{Admin, ClockTask, Task};
use beistand_testkit::{PATIENCE, Seeker, TestClock, TestServer, clock};

use crate::world::open_centre;

/// What a clock that was ahead has written must not keep a lease alive for hours.
#[tokio::test]
async fn a_lease_does_not_outlive_a_start_with_an_earlier_clock() {
    let mut open = open_centre().await.unwrap();
    let hours = Duration::from_secs(3 * 60 * 60);
    open.server.crash_and_restart_ahead(hours).await.unwrap();
    open.anna.switch(true).await.unwrap();
    let (wire, _) = open.anna.connect().await.unwrap();
    // A round of the jobs has written what time it is.
    let ready = async || reqwest::get(format!("{}/readyz", open.server.url())).await.unwrap().status();
    assert_eq!(ready().await, 204);
    drop(wire);
    open.server.crash_and_restart_ahead(Duration::ZERO).await.unwrap();
    open.server.clock.advance(Duration::from_secs(46));
    let refused = Seeker::request(&open.server.url(), &open.runtime, "sucht").await.unwrap();
    assert_eq!(refused.err().unwrap().code, ProblemCode::NotAdmitted);
}

#[tokio::test]
async fn the_operator_decides_about_a_clock_that_is_in_doubt_from_the_first_start() {
    let test_clock = TestClock::new();
    test_clock.doubt(true);
    let server = TestServer::with(beistand_testkit::server::settings(), test_clock).await.unwrap();
    let (data, database) = (server.data().to_owned(), server.database());
    let runtime = clock::runtime(&server.clock, 9);
    let accept = Task::Clock(ClockTask::Accept);
    beistand_server::admin::run(Admin::new(data, database, accept), &runtime).await.unwrap();
    let sure = async {
        while server.clock.in_doubt() {
            server.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, sure).await.expect("it is accepted");
}
