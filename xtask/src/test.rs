//! Every check and test, cheapest first.

use std::process::Command;

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
    step("pages: pictures and axe-core", &mut npm("run --silent pages"))?;
    step(
        "clippy",
        &mut command("cargo clippy --quiet --workspace --all-targets --all-features -- -D warnings"),
    )?;
    step(
        "unit tests and scenarios",
        &mut command("cargo test --workspace --exclude beistand"),
    )?;
    if desktop {
        on_the_desktop()?;
    }
    println!("\nAll checks and tests have passed.");
    Ok(())
}

/// One run of the whole path on the rig, in a session bus of its own.
fn on_the_desktop() -> anyhow::Result<()> {
    step(
        "the real app and server",
        &mut command("cargo build --package beistand --package beistand-server"),
    )?;
    step(
        "the desktop tests",
        &mut command("cargo test --no-run -p beistand-tests --features desktop --test desktop"),
    )?;
    let mut session = Command::new("dbus-run-session");
    session.args([
        "--",
        "cargo",
        "test",
        "-p",
        "beistand-tests",
        "--features",
        "desktop",
        "--test",
        "desktop",
    ]);
    session.args(["--", "--nocapture", "--test-threads=1"]);
    let target = shell::root().join("target");
    session.env("BEISTAND_RIG_DRIVER", setup::driver());
    session.env("BEISTAND_RIG_TARGET", &target);
    std::fs::create_dir_all(target.join("pictures")).context("no folder for pictures")?;
    step("the path on a real desktop", &mut session)
}
