//! Benchmarks, in release mode.

use clap::{Args, Subcommand};

use crate::selection::{self, Profile};
use crate::setup;
use crate::shell::{self, command, npm, step};

/// What to measure.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// Leave out the peer (ejabberd from Debian).
    #[arg(long, global = true)]
    no_peer: bool,
    /// Seconds for each measured load.
    #[arg(long, global = true, default_value_t = 15)]
    seconds: u32,
    /// Few and short runs, to see that the benchmark itself works.
    #[arg(long, global = true)]
    quick: bool,
}

#[derive(Subcommand)]
enum Part {
    /// The desk as a desktop program: start, memory, CPU, alerts; next to a bare window, Chromium, Gajim and Dino.
    Desktop {
        /// Only one part: start, memory, hidden (the last of memory), idle or alerts.
        #[arg(long)]
        only: Option<String>,
    },
    /// Several server processes on one PostgreSQL and one NATS; next to a bare relay and ejabberd.
    Hosted {
        /// Only one part: talking, peer or waiting.
        #[arg(long)]
        only: Option<String>,
    },
}

/// Builds and runs the benchmark.
pub fn run(options: &Options) -> anyhow::Result<()> {
    setup::for_demo()?;
    setup::pages()?;
    step("build the pages", &mut npm("run --silent build"))?;
    match &options.part {
        Some(Part::Desktop { only }) => desktop(only.as_deref(), options),
        Some(Part::Hosted { only }) => {
            setup::for_peers(&["postgresql", "nats-server"])?;
            let with_peer = only.as_deref().is_none_or(|only| only == "peer");
            let options = &Options { no_peer: options.no_peer || !with_peer, part: None, ..*options };
            server(Some(("hosted", only.as_deref())), options)
        }
        None => server(None, options),
    }
}

/// The benchmark of the server, or a part of the program's with what is wanted of it.
fn server(part: Option<(&str, Option<&str>)>, options: &Options) -> anyhow::Result<()> {
    if !options.no_peer {
        setup::for_peers(&["ejabberd", "erlang-p1-pgsql", "postgresql"])?;
    }
    step("build for release", &mut selection::build(Profile::Release))?;
    let mut bench = command(&program());
    bench.arg("--seconds").arg(options.seconds.to_string());
    if options.no_peer {
        bench.arg("--no-peer");
    }
    if options.quick {
        bench.arg("--quick");
    }
    if let Some((name, only)) = part {
        bench.arg(name).args(only.map(|only| format!("--only={only}")));
    }
    step("benchmark", &mut bench)
}

/// In a session bus, and so on a desktop, of its own.
fn desktop(only: Option<&str>, options: &Options) -> anyhow::Result<()> {
    setup::for_desktop_peers()?;
    step("build the preview pages", &mut npm("run --silent build:preview"))?;
    step("build for release", &mut selection::build(Profile::Release))?;
    let quick = if options.quick { "--quick" } else { "" };
    let line = format!("dbus-run-session -- {} {quick} desktop", program());
    let mut bench = command(&line);
    bench.arg(shell::root().join("target/ui-preview"));
    step("benchmark of the desk", bench.args(only.map(|part| format!("--only={part}"))))
}

fn program() -> String {
    shell::target().join("release/beistand-bench").display().to_string()
}
