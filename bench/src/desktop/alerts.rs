//! From the seeker's click to the notification server, with the desk hidden and without a page.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use beistand_runtime::Runtime;
use beistand_testkit::Seeker;
use tokio::sync::mpsc::UnboundedReceiver;

use super::people::{SWITCH, World};
use super::rig::Rig;
use super::{bus, put_away};
use crate::load::{self, Pace};
use crate::pairs;
use crate::report::{Latencies, Report};

/// Other messages on the same server meanwhile.
const PER_SECOND: u32 = 200;
/// Between two requests: the desk is not in the middle of the last one.
const PAUSE: Duration = Duration::from_millis(60);

/// Measures requests for so long, each withdrawn once it was seen.
pub async fn measure(
    report: &mut Report,
    rig: &Rig,
    (bus, mut moments): (&zbus::Connection, UnboundedReceiver<Instant>),
    world: &World,
    span: Duration,
) -> anyhow::Result<()> {
    let desk = put_away(rig, world).await?;
    bus::choose_in_tray(bus, SWITCH).await?;
    let runtime = Runtime::real();
    // The first one is asked for until the desk is available.
    let first = available(world, &runtime).await?;
    tokio::time::timeout(Duration::from_secs(10), moments.recv()).await.context("no alert")?;
    drop(first.command("withdraw").await?);
    let live = format!("ws://127.0.0.1:{}/api/v1/live", world.server.port);
    let (pairs, speech) = pairs::connect(&live, &world.others).await?;
    let load = tokio::spawn(load::run(pairs, speech, Pace::Open { per_second: PER_SECOND }, span));
    let mut spans = Vec::new();
    while !load.is_finished() {
        tokio::time::sleep(PAUSE).await;
        while moments.try_recv().is_ok() {}
        let begin = Instant::now();
        let seeker = Seeker::request(&world.url(), &runtime, "sucht").await?;
        let received = tokio::time::timeout(Duration::from_secs(10), moments.recv()).await;
        spans.push(
            received.context("no alert within 10 s")?.context("no bus")?.saturating_duration_since(begin),
        );
        let seeker = seeker.map_err(|no| anyhow::anyhow!("{no:?}"))?;
        drop(seeker.command("withdraw").await?);
    }
    let meanwhile = load.await??;
    report.line("requests measured", spans.len());
    report.line("  other messages delivered meanwhile", format!("{:.0}/s", meanwhile.rate()));
    let spans = Latencies::new(spans);
    let what = format!("click to Notify, hidden, {PER_SECOND} other messages a second");
    report.latencies(&what, &spans);
    report.at_most("  p99", spans.at(0.99), "ms", 100.0);
    anyhow::ensure!(desk.names()?.len() == 1, "the desk needed a page: {:?}", desk.names());
    desk.stop()
}

async fn available(world: &World, runtime: &Runtime) -> anyhow::Result<Seeker> {
    for _ in 0..100 {
        if let Ok(seeker) = Seeker::request(&world.url(), runtime, "sucht").await? {
            return Ok(seeker);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("the desk does not become available")
}
