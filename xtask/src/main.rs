//! Everything one does with this repository: `cargo xtask demo | test | walk | attack | ci | bench | bindings | tidy`.

mod bench;
mod bindings;
mod demo;
mod licences;
mod selection;
mod setup;
mod shell;
mod test;
mod tidy;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, demo, tests, checks and benchmarks of Beistand")]
struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build, and start server, desk and the seeker's page.
    Demo,
    /// Install what is missing and run every check and test.
    Test(test::Options),
    /// Build, and take the walks on a real desktop whose names contain this.
    Walk {
        #[arg(default_value = "")]
        name: String,
    },
    /// What CI runs: every check and test.
    Ci,
    /// Attack a server as strangers would, in release mode, and see that nobody else notices.
    Attack {
        /// Ten times as much of everything.
        #[arg(long)]
        large: bool,
    },
    /// Measure, in release mode, next to limits and peers in the same run.
    Bench(bench::Options),
    /// Write the generated files.
    Bindings,
    /// Check the rules of the house that no compiler checks.
    Tidy,
}

fn main() -> anyhow::Result<()> {
    let root = shell::root();
    std::env::set_current_dir(&root)?;
    match Options::parse().task {
        Task::Demo => demo::run(),
        Task::Test(options) => test::run(&options),
        Task::Walk { name } => test::walk(&name),
        Task::Ci => test::run(&test::Options::default()),
        Task::Attack { large } => test::attack(large),
        Task::Bench(options) => bench::run(&options),
        Task::Bindings => bindings::run(),
        Task::Tidy => tidy::run(),
    }
}
