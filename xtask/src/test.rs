//! Every check and test, cheapest first.

use anyhow::Context as _;
use clap::Args;

use crate::selection::{self, Profile};
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
    if cfg!(target_os = "linux") {
        deploy()?;
    }
    let deny = setup::cargo_deny()?.display().to_string();
    step("cargo deny", &mut command(&format!("{deny} --workspace check licenses bans sources")))?;
    step("pages: eslint and prettier", &mut npm("run --silent lint"))?;
    step("pages: svelte-check", &mut npm("run --silent check"))?;
    step("pages: unit tests", &mut npm("run --silent test"))?;
    step("pages: build", &mut npm("run --silent build"))?;
    step("pages: axe-core in every state", &mut npm("run --silent pages"))?;
    step("clippy", &mut selection::clippy())?;
    step("build", selection::build(Profile::Dev).arg("--quiet"))?;
    if cfg!(target_os = "linux") {
        step("pages: what a chat leaves in the browser's files", &mut npm("run --silent traces"))?;
    }
    step("unit tests and scenarios", &mut selection::test(""))?;
    if cfg!(unix) {
        on_postgres()?;
    }
    if desktop {
        on_the_desktop("")?;
    }
    println!("\nAll checks and tests have passed.");
    Ok(())
}

/// Every scenario of the server once more with PostgreSQL below it; those that always have it are left out.
fn on_postgres() -> anyhow::Result<()> {
    let mut scenarios = selection::test("--test server --");
    for always in ["store::concurrent", "several::", "bus::"] {
        scenarios.args(["--skip", always]);
    }
    step("scenarios of the server on PostgreSQL", scenarios.env("BEISTAND_TEST_STORE", "postgres"))
}

/// What an operator gets: each file with a linter of its kind. The unit may be exposed to 2.0 of 10 at most.
fn deploy() -> anyhow::Result<()> {
    setup::for_deploy()?;
    step("deploy: container file", &mut npm("exec -- dockerfile-utils lint ../deploy/Containerfile"))?;
    let mut yaml = command("yamllint --strict -c deploy/.yamllint deploy");
    step("deploy: YAML", yaml.current_dir(shell::root()))?;
    let linter = |name: &str| command(&setup::linters().join("bin").join(name).display().to_string());
    let mut compositions = linter("check-jsonschema");
    compositions.args([
        "--builtin-schema",
        "vendor.compose-spec",
        "deploy/compose.yml",
        "deploy/compose.hosted.yml",
    ]);
    step("deploy: compositions", compositions.current_dir(shell::root()))?;
    let mut manifests = linter("kubernetes-validate");
    manifests.args(["--strict", "--quiet", "deploy/kubernetes/server.yml"]);
    step("deploy: manifests", manifests.current_dir(shell::root()))?;
    let mut unit = command("systemd-analyze security --offline=yes --no-pager --threshold=20");
    // Its table is long and says nothing that the unit does not.
    unit.arg(shell::root().join("deploy/beistand.service")).stdout(std::process::Stdio::null());
    step("deploy: systemd unit", &mut unit)?;
    Ok(())
}

/// Builds the programs and takes the walks on a real desktop whose name contains `name`.
pub fn walk(name: &str) -> anyhow::Result<()> {
    setup::for_tests(true)?;
    setup::pages()?;
    step("pages: build", &mut npm("run --silent build"))?;
    step("build", selection::build(Profile::Dev).arg("--quiet"))?;
    if cfg!(target_os = "linux") {
        step("pages: what a chat leaves in the browser's files", &mut npm("run --silent traces"))?;
    }
    on_the_desktop(name)
}

/// Strangers against a server in release mode, where times are judged as well. `test` runs the same without them.
pub fn attack(large: bool) -> anyhow::Result<()> {
    setup::for_demo()?;
    setup::pages()?;
    step("pages: build", &mut npm("run --silent build"))?;
    let mut attack = selection::test_in_release("--test attack -- --nocapture");
    if large {
        attack.env("BEISTAND_ATTACK_LARGE", "1");
    }
    step("attack", &mut attack)
}

/// The tests on a real desktop, with further arguments of the test program.
fn walks(arguments: &str) -> std::process::Command {
    selection::test(&format!("--quiet --test desktop -- --ignored {arguments}"))
}

/// Each walk has a session bus, and so a desktop, of its own. Plain `cargo test` leaves them out.
fn on_the_desktop(name: &str) -> anyhow::Result<()> {
    let target = shell::target();
    std::fs::create_dir_all(target.join("pictures")).context("no folder for pictures")?;
    let list = shell::output(&mut walks("--list --format terse"))?;
    let names: Vec<&str> = list.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    anyhow::ensure!(!names.is_empty(), "no walk was found");
    for walk in names.into_iter().filter(|walk| walk.contains(name)) {
        let mut session =
            shell::inside("dbus-run-session --", &walks(&format!("--nocapture --exact {walk}")));
        session.env("BEISTAND_RIG_DRIVER", setup::driver()).env("BEISTAND_RIG_TARGET", &target);
        step(&format!("on a real desktop: {walk}"), &mut session)?;
    }
    Ok(())
}
