//! Every check and test, cheapest first.

use anyhow::Context as _;
use clap::Args;

use crate::shell::{self, command, npm, step};
use crate::{setup, tidy};

/// What to leave out while working; CI leaves out nothing.
#[derive(Args, Default)]
pub struct Options {
    /// Leave out the run on the real desktop.
    #[arg(long)]
    no_desktop: bool,
}

/// The test that needs a desktop of its own.
const THE_WALK: &str = "the_whole_way_once";

/// Installs what is missing, then checks and tests everything.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let desktop = cfg!(target_os = "linux") && !options.no_desktop;
    setup::for_tests(desktop)?;
    setup::pages()?;
    tidy::run()?;
    step("rustfmt", &mut command("cargo fmt --all --check"))?;
    step("pages: eslint and prettier", &mut npm("run --silent lint"))?;
    step("pages: svelte-check", &mut npm("run --silent check"))?;
    step("pages: unit tests", &mut npm("run --silent test"))?;
    step("pages: build", &mut npm("run --silent build"))?;
    step("pages: axe-core in every state", &mut npm("run --silent pages"))?;
    // One selection of packages and features for everything, so that nothing is built twice.
    let all = if desktop {
        "--workspace --features beistand-tests/desktop,beistand-bench/linux"
    } else {
        "--workspace --exclude beistand"
    };
    step("clippy", &mut command(&format!("cargo clippy --quiet {all} --all-targets -- -D warnings")))?;
    step("build", &mut command(&format!("cargo build --quiet {all} --bins")))?;
    let tests = format!("cargo test {all} -- --skip {THE_WALK}");
    step("unit tests and scenarios", &mut command(&tests))?;
    if desktop {
        on_the_desktop(all)?;
    }
    println!("\nAll checks and tests have passed.");
    Ok(())
}

/// One run of the whole path on the rig, in a session bus of its own.
fn on_the_desktop(all: &str) -> anyhow::Result<()> {
    let walk = format!("dbus-run-session -- cargo test {all} --test desktop -- --nocapture");
    let target = shell::root().join("target");
    std::fs::create_dir_all(target.join("pictures")).context("no folder for pictures")?;
    let mut session = command(&walk);
    session.env("BEISTAND_RIG_DRIVER", setup::driver());
    session.env("BEISTAND_RIG_TARGET", &target);
    step("the path on a real desktop", &mut session)
}
