//! Running programs, with what is going on said in a line each.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Where cargo builds to.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program with its arguments, written as in a shell without quoting.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// A program that is started by another one, which takes its name and arguments.
pub fn inside(line: &str, program: &Command) -> Command {
    let mut outer = command(line);
    outer.arg(program.get_program()).args(program.get_args());
    outer
}

/// A command inside `ui/`. npm is a script on Windows.
pub fn npm(arguments: &str) -> Command {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = command(&format!("{name} {arguments}"));
    command.current_dir(root().join("ui"));
    command
}

/// Runs a program and fails when it does. Says what it is for, before and after.
pub fn step(what: &str, command: &mut Command) -> anyhow::Result<()> {
    println!("▸ {what}");
    let begin = Instant::now();
    let status = command.status().with_context(|| format!("{what}: {command:?} could not be started"))?;
    let seconds = begin.elapsed().as_secs();
    if !status.success() {
        bail!("{what} failed after {seconds} s: {command:?}");
    }
    println!("  {what}: done in {seconds} s");
    Ok(())
}

/// Whether a program is there and says so.
pub fn answers(line: &str) -> bool {
    let mut command = command(line);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What a program prints.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?} could not be started"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
