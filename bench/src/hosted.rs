//! Several servers on one PostgreSQL and one NATS, next to a bare relay and the peer on the same kind of PostgreSQL.

mod engines;
pub mod relay;
mod seed;
mod talking;
mod waiting;

use std::time::Duration;

use self::engines::Engines;
use self::talking::Figures;
use crate::load::Pace;
use crate::process::Measured;
use crate::report::Report;
use crate::{PER_SECOND, peer, relay as bare};

/// Connections under way at a time.
const AT_ONCE: usize = 64;
/// Numbers of processes.
const PROCESSES: [usize; 3] = [1, 2, 3];
/// Several processes may take so much less than one, in percent, and each message so much more CPU.
const LOSS: f64 = 15.0;

/// Which part of it, and how much.
#[derive(Clone, Copy)]
pub struct Size {
    pub chats: usize,
    pub idle: usize,
    pub span: Duration,
}

/// What to leave out.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Only {
    Talking,
    Peer,
    Waiting,
}

/// Measures all of it, or one part.
pub async fn measure(
    report: &mut Report,
    size: Size,
    only: Option<Only>,
    with_peer: bool,
) -> anyhow::Result<()> {
    report.machine()?;
    let Some(engines) = Engines::start().await? else {
        report.line("hosted", "left out, postgresql is not installed");
        return Ok(());
    };
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut one = None;
    if wanted(Only::Talking) {
        one = Some(talking(report, &engines, size).await?);
    }
    if wanted(Only::Peer) && with_peer {
        peer(report, &engines, size, one).await?;
    }
    if wanted(Only::Waiting) {
        waiting::measure(report, &engines, size.idle).await?;
    }
    Ok(())
}

/// The relay, then the same load on one process and more; gives what one takes.
async fn talking(report: &mut Report, engines: &Engines, size: Size) -> anyhow::Result<f64> {
    let limit = limit(report, engines, size).await?;
    let mut all = Vec::new();
    for processes in PROCESSES {
        let load = (Pace::Closed, size.span);
        let figures = talking::measure(report, engines, (processes, size.chats), load).await?;
        if processes == 1 {
            let share = figures.rate / limit * 100.0;
            report.at_least("  share of the bare relay", share, "%", 40.0);
        }
        all.push(figures);
        against_one(report, &all);
    }
    let one = all[0].rate;
    for processes in PROCESSES {
        let load = (Pace::Open { per_second: PER_SECOND }, size.span);
        talking::measure(report, engines, (processes, size.chats), load).await?;
    }
    Ok(one)
}

/// What the last of these lost against the first.
fn against_one(report: &mut Report, all: &[Figures]) {
    if let [one, .., last] = all {
        let share = last.rate / one.rate * 100.0;
        report.at_least("  messages/s against one process", share, "%", 100.0 - LOSS);
        let cpu = last.all_cpu() / one.all_cpu() * 100.0;
        report.at_most("  CPU per message against one process", cpu, "%", 100.0 + LOSS);
    }
}

async fn limit(report: &mut Report, engines: &Engines, size: Size) -> anyhow::Result<f64> {
    let database = engines.cluster.database("relay")?;
    let relay = Measured::limit("hosted-relay", Some(database.as_ref()))?;
    let before = engines.cluster.cpu()?;
    let what = "limit: bare relay on this PostgreSQL, same rows";
    let outcome = bare::saturated(report, what, relay, size.chats, size.span).await?;
    report.latencies("  delivery", &outcome.latencies);
    let used = engines.cluster.cpu()?.saturating_sub(before).as_secs_f64() * 1e6;
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let each = used / outcome.delivered as f64;
    report.line("  CPU per message", format!("PostgreSQL {each:.1} µs"));
    Ok(outcome.rate())
}

/// The peer under the same load, as fast as it goes.
async fn peer(report: &mut Report, engines: &Engines, size: Size, one: Option<f64>) -> anyhow::Result<()> {
    let Some(theirs) = peer::saturate(report, &engines.cluster, size.chats, size.span).await? else {
        return Ok(());
    };
    if let Some(ours) = one {
        report.at_least("  one process against the peer", ours / theirs, "times", 4.0);
    }
    Ok(())
}
