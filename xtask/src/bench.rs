//! Benchmarks, in release mode.

use clap::Args;

use crate::setup;
use crate::shell::{command, npm, step};

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// Leave out the peer (ejabberd from Debian).
    #[arg(long)]
    no_peer: bool,
    /// Seconds for each measured load.
    #[arg(long, default_value_t = 15)]
    seconds: u32,
}

/// Builds and runs the benchmark.
pub fn run(options: &Options) -> anyhow::Result<()> {
    setup::for_demo()?;
    setup::pages()?;
    if !options.no_peer {
        setup::for_peers(&["ejabberd", "erlang-p1-pgsql", "postgresql"])?;
    }
    step("build the pages", &mut npm("run --silent build"))?;
    step(
        "build for release",
        &mut command(
            "cargo build --release --package beistand-server --package beistand-bench --features beistand-bench/linux",
        ),
    )?;
    let mut bench = command("target/release/beistand-bench");
    bench.arg("--seconds").arg(options.seconds.to_string());
    if options.no_peer {
        bench.arg("--no-peer");
    }
    step("benchmark", &mut bench)
}
