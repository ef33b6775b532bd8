//! Strangers against a running server: whatever they do, a lease is renewed, memory stays bounded and a seeker gets through
//! (design.md, section 10). `cargo xtask attack` runs it in release mode, where times are judged as well; `--large` does ten
//! times as much.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod strangers;
mod target;
mod watch;

use target::Target;
use watch::Watch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_cost_nobody_the_service() {
    beistand_testkit::use_ring();
    let scale = if std::env::var_os("BEISTAND_ATTACK_LARGE").is_some() { 10 } else { 1 };
    let target = Target::start();
    let mut watch = Watch::begin(&target).await;
    watch.judge(&target, "at rest").await;

    strangers::sign_ins(&target, &watch, scale).await;
    watch.judge(&target, "a wave of sign-ins").await;

    let held = strangers::silence(&target, scale).await;
    watch.judge(&target, "silent connections").await;
    drop(held);

    let held = strangers::half_messages(&target, scale).await;
    watch.judge(&target, "half messages").await;
    drop(held);

    strangers::endless_messages(&target, scale).await;
    watch.judge(&target, "endless messages").await;

    let (seeker, held) = strangers::unread_lists(&target, &mut watch, scale).await;
    watch.judge(&target, "lists that nobody reads").await;
    drop(held);
    seeker.command("end").await.unwrap().unwrap();

    let (seeker, held) = strangers::slow_files(&target, &mut watch, scale).await;
    watch.judge(&target, "files that trickle").await;
    drop(held);
    seeker.command("end").await.unwrap().unwrap();

    strangers::junk(&target, &watch, scale).await;
    watch.judge(&target, "requests full of junk").await;

    strangers::chatter(&target, &mut watch).await;
    watch.judge(&target, "a page that talks on").await;

    strangers::noise(&target, &watch, scale).await;
    watch.judge(&target, "noise").await;
}
