//! The program as an operator starts it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod check;
#[cfg(target_os = "linux")]
mod clock;
mod configuration;
mod folders;
// NATS comes from Debian here.
#[cfg(target_os = "linux")]
mod nats;
#[cfg(unix)]
mod signals;

use std::path::Path;
use std::process::{Command, Output};

/// A run without anything from the environment of the person who runs the tests.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beistand-server"));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BEISTAND_")) {
        command.env_remove(name);
    }
    command
}

/// Writes a certificate for this machine with its key into a folder.
pub fn certificate(folder: &Path) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(folder.join("chain.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
}

/// What a run said, and whether it went well.
pub fn said(output: &Output) -> (bool, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}
