//! The benchmark: the real server under real connections, next to the machine's own limits in the same run.
//!
//! The load generator is this process; server and limits run as processes of their own, so that their CPU and
//! memory can be read apart.

mod desktop;
mod echo;
mod hosted;
mod idle;
mod load;
mod pairs;
mod peer;
mod postgres;
mod process;
mod relay;
mod report;
mod seed;
mod start;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::report::Report;

/// Messages a second over all chats when the load is steady.
const PER_SECOND: u32 = 200;

#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// Seconds for each measured load.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Leave out the peer.
    #[arg(long)]
    no_peer: bool,
    /// Fewer connections, to see that the benchmark itself works.
    #[arg(long)]
    quick: bool,
}

/// Limits that this program plays in processes of their own, and what can be measured by itself.
#[derive(Subcommand)]
enum Part {
    /// A bare relay that commits the same rows before it delivers.
    Relay { port: u16, data: PathBuf },
    /// The same on an empty database of a PostgreSQL.
    HostedRelay { port: u16, database: String },
    /// Several servers on one PostgreSQL and one NATS.
    Hosted {
        /// Only one part.
        #[arg(long)]
        only: Option<hosted::Only>,
    },
    /// A bare WebSocket echo.
    Echo { port: u16 },
    /// The desk on a desktop of its own: start, memory, CPU, alerts. Inside a session bus of its own.
    Desktop {
        /// The pages' preview build, for the same page in a browser.
        preview: PathBuf,
        /// Only one part: start, memory, idle or alerts.
        #[arg(long)]
        only: Option<String>,
    },
    /// Only the peer.
    #[command(hide = true)]
    Peer { chats: usize },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    beistand_testkit::use_ring();
    let options = Options::parse();
    match options.part {
        Some(Part::Relay { port, data }) => relay::serve(port, &data).await,
        Some(Part::HostedRelay { port, database }) => hosted::relay::serve(port, &database).await,
        Some(Part::Hosted { only }) => {
            let mut report = Report::new();
            let (chats, idle) = if options.quick { (50, 200) } else { (1_000, 10_000) };
            let span = Duration::from_secs(options.seconds);
            let size = hosted::Size { chats, idle, span };
            or_interrupted(hosted::measure(&mut report, size, only, !options.no_peer)).await?;
            report.finish()
        }
        Some(Part::Echo { port }) => echo::serve(port).await,
        Some(Part::Desktop { preview, only }) => {
            let mut report = Report::new();
            or_interrupted(desktop::measure(&mut report, &preview, only.as_deref(), options.quick)).await?;
            report.finish()
        }
        Some(Part::Peer { chats }) => {
            let span = Duration::from_secs(options.seconds);
            let mut report = Report::new();
            or_interrupted(peer::measure(&mut report, chats, PER_SECOND, span)).await?;
            Ok(())
        }
        None => or_interrupted(measure(&options)).await,
    }
}

/// Ends early on Ctrl-C or SIGTERM, so that whatever was started ends as well.
async fn or_interrupted<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        done = work => done,
        _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted"),
        _ = terminated.recv() => anyhow::bail!("terminated"),
    }
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let span = Duration::from_secs(options.seconds);
    let (few, many, idle) = if options.quick { (50, 100, 200) } else { (1_000, 5_000, 10_000) };
    let mut report = Report::new();
    report.machine()?;
    echo::measure(&mut report, few, span).await?;
    relay::commits(&mut report, span)?;
    let limit = relay::saturate(&mut report, few, span).await?;
    pairs::saturate(&mut report, few, span, limit).await?;
    let mut steady = Vec::new();
    for chats in [few, many] {
        let figures = pairs::open_loop(&mut report, chats, PER_SECOND, span).await?;
        steady.push((chats, figures));
    }
    if options.no_peer {
        report.line("peer", "left out as asked");
    } else {
        peer::compare(&mut report, &steady, PER_SECOND, span).await?;
    }
    idle::measure(&mut report, idle).await?;
    start::measure(&mut report, if options.quick { 10_000 } else { 1_000_000 }).await?;
    report.finish()
}
