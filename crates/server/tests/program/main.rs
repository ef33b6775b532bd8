//! The program as an operator starts it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod check;
mod configuration;
#[cfg(unix)]
mod stopping;

use std::path::Path;
use std::process::{Command, Output};

/// A run without anything from the environment of whoever runs the tests.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beistand-server"));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BEISTAND_")) {
        command.env_remove(name);
    }
    command
}

/// What a run said, and whether it went well.
pub fn said(output: &Output) -> (bool, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}
