//! The benchmark: the real server under real connections, next to the machine's own limits in the same run.
//!
//! The load generator is this process; server and limits run as processes of their own, so that their CPU and
//! memory can be read apart.

mod echo;
mod idle;
mod load;
mod pairs;
mod peer;
mod process;
mod relay;
mod report;
mod seed;
mod start;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::report::Report;

#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    limit: Option<Limit>,
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

/// Limits that this program plays in processes of their own.
#[derive(Subcommand)]
enum Limit {
    /// A bare relay that commits the same rows before it delivers.
    Relay { port: u16, data: PathBuf },
    /// A bare WebSocket echo.
    Echo { port: u16 },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    match options.limit {
        Some(Limit::Relay { port, data }) => relay::serve(port, &data).await,
        Some(Limit::Echo { port }) => echo::serve(port).await,
        None => measure(&options).await,
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
    for chats in [few, many] {
        pairs::open_loop(&mut report, chats, 200, span).await?;
    }
    if options.no_peer {
        report.line("peer", "left out as asked");
    } else {
        peer::measure(&mut report, few, 200, span).await?;
    }
    idle::measure(&mut report, idle).await?;
    start::measure(&mut report, if options.quick { 10_000 } else { 1_000_000 }).await?;
    report.finish()
}
