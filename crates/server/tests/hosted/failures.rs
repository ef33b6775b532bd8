//! What can fail, while everybody writes.

use std::time::Duration;

use beistand_domain::{FileId, MessageId};
use beistand_protocol::ProblemCode;
use beistand_protocol::view::Audience;
use beistand_testkit::Counsellor;
use beistand_testkit::postgres::End;
use futures_util::future::join_all;

use crate::talks::sees;
use crate::world::{Hosted, Process};

#[tokio::test(flavor = "multi_thread")]
async fn one_of_three_processes_is_killed() {
    let mut hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.processes[0].kill();
    talks.go_on(30).await;
    hosted.begin(0);
    talks.go_on(30).await;
    hosted.processes[1].kill();
    hosted.processes[2].kill();
    talks.go_on(30).await;
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_processes_are_restarted_one_after_the_other() {
    let mut hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    for which in 0..3 {
        assert!(hosted.processes[which].stop().await, "an orderly stop ends well");
        talks.go_on(10).await;
        hosted.begin(which);
        talks.go_on(10).await;
    }
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_restarted() {
    let mut hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.postgres.end(End::Orderly).await.unwrap();
    hosted.postgres.begin().await.unwrap();
    talks.go_on(30).await;
    hosted.postgres.end(End::Kill).await.unwrap();
    hosted.postgres.begin().await.unwrap();
    talks.go_on(30).await;
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_gone_for_30_seconds() {
    let mut hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.postgres.end(End::Orderly).await.unwrap();
    let away = hosted.world.now();
    let (status, words) = hosted.processes[0].ready().await;
    assert_eq!(status, 503);
    assert!(words.contains("store"), "{words}");
    let answer = reqwest::get(format!("{}/api/v1/pages/demo", hosted.door.url())).await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    hosted.world.clock.sleep_until(away + Duration::from_secs(30)).await;
    hosted.postgres.begin().await.unwrap();
    talks.go_on(30).await;
    assert_eq!(hosted.processes[0].ready().await.0, 204);
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_hangs() {
    let hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.postgres.freeze(true).unwrap();
    // Each answers only when it has given up on a transaction of its own. All are asked at once: what is renewed every 15
    // seconds and lasts for 45 outlives 30 seconds of this, and no more.
    for (status, words) in join_all(hosted.processes.iter().map(Process::ready)).await {
        assert_eq!(status, 503);
        assert!(words.contains("store"), "{words}");
    }
    hosted.postgres.freeze(false).unwrap();
    talks.go_on(30).await;
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bus_is_gone_for_30_seconds() {
    let mut hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.nats.kill().unwrap();
    let away = hosted.world.now();
    talks.go_on(30).await;
    let (status, words) = hosted.processes[0].ready().await;
    assert_eq!((status, words.as_str()), (200, r#"{"away":["bus"]}"#), "it says so and works on");
    assert_eq!(hosted.processes[0].number("beistand_bus_up").await, 0.0);
    hosted.world.clock.sleep_until(away + Duration::from_secs(30)).await;
    hosted.nats.begin().unwrap();
    talks.go_on(30).await;
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_store_is_gone_for_30_seconds() {
    let hosted = Hosted::start().await;
    let anna = Counsellor::sign_in(&hosted.door.url(), &hosted.world, "anna").await.unwrap();
    let (wire, _) = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let seeker = hosted.chat_with(&anna).await;
    drop(wire);
    let talks = hosted.talks().await;
    let message = hosted.world.id(MessageId::from_parts);
    let send = async |file: FileId, bytes: &[u8]| {
        let sent = seeker.rest.send_file((seeker.chat, file), (message, Audience::Everyone), bytes).await;
        sent.unwrap().map_err(|problem| problem.code)
    };
    let had =
        async |file: FileId| anna.rest.file(seeker.chat, file).await.unwrap().map_err(|problem| problem.code);
    let [before, meanwhile] = [0, 1].map(|_| hosted.world.id(FileId::from_parts));
    send(before, &[1; 1000]).await.unwrap();
    hosted.s3.network.cut();
    let away = hosted.world.now();
    assert_eq!(send(meanwhile, &[2; 1000]).await, Err(ProblemCode::Unavailable));
    assert_eq!(had(before).await, Err(ProblemCode::Unavailable));
    for process in &hosted.processes {
        let said = process.ready().await;
        assert_eq!((said.0, said.1.as_str()), (200, r#"{"away":["files"]}"#), "it says so and works on");
    }
    talks.go_on(30).await;
    hosted.world.clock.sleep_until(away + Duration::from_secs(30)).await;
    hosted.s3.network.mend();
    send(meanwhile, &[2; 1000]).await.unwrap();
    assert_eq!((had(before).await, had(meanwhile).await), (Ok(vec![1; 1000]), Ok(vec![2; 1000])));
    talks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_goes_down_with_its_process_is_nobody_who_is_available() {
    let mut hosted = Hosted::start().await;
    let mut talks = hosted.talks().await;
    let before = hosted.processes[1].number("beistand_available").await;
    assert_eq!(before, 3.0);
    // Clara's laptop and a process lose power in the same moment.
    let clara = talks.counsellors.pop().unwrap();
    let gone = hosted.world.now();
    drop(clara);
    hosted.processes[0].kill();
    while hosted.processes[1].number("beistand_available").await > 2.0 {
        let waited = hosted.world.now().since(gone);
        assert!(waited < Duration::from_secs(50), "a lease lasts 45 seconds");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    sees(&talks.seekers[5], false).await;
    sees(&talks.seekers[0], true).await;
    talks.go_on(5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_slow() {
    let hosted = Hosted::start().await;
    let talks = hosted.talks().await;
    hosted.door.slow(Duration::from_millis(400));
    talks.go_on(10).await;
    hosted.way.cut();
    talks.go_on(5).await;
    hosted.way.mend();
    hosted.door.slow(Duration::ZERO);
    talks.go_on(10).await;
    talks.finish().await;
}
