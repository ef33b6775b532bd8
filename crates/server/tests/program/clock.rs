//! A machine whose clock is wrong, or jumps, while its timer goes on (libfaketime without the monotonic clock).

use std::path::Path;
use std::process::Command;

use beistand_testkit::postgres::Cluster;

use crate::signals::Running;
use crate::{program, said};

/// The program with a wall clock that is off by what stands in the file `clock`.
fn with_clock(folder: &Path) -> Command {
    let library = glob();
    let mut command = program(folder);
    command.env("LD_PRELOAD", library).env("DONT_FAKE_MONOTONIC", "1").env("FAKETIME_NO_CACHE", "1");
    command.env("FAKETIME_TIMESTAMP_FILE", folder.join("clock"));
    command
}

/// Where Debian puts it: below the folder of the machine's kind.
fn glob() -> std::path::PathBuf {
    let kinds = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let found = kinds.map(|kind| kind.path().join("faketime/libfaketimeMT.so.1")).find(|file| file.exists());
    found.expect("libfaketime is missing; `cargo xtask test` installs it")
}

fn set(folder: &Path, off: &str) {
    // Whole or not at all: the program reads it at any moment.
    std::fs::write(folder.join("clock.new"), format!("{off}\n")).unwrap();
    std::fs::rename(folder.join("clock.new"), folder.join("clock")).unwrap();
}

fn accept(folder: &Path) {
    let (good, text) = said(
        &program(folder).args(["admin", "--data", "beistand-demo", "clock", "accept"]).output().unwrap(),
    );
    assert!(good, "{text}");
}

/// Waits until `check` says this about the clock.
fn until_checked(folder: &Path, running: &mut Running, words: &str) {
    let check = || said(&program(folder).args(["check", "--data", "beistand-demo"]).output().unwrap()).1;
    while !check().contains(words) {
        assert!(running.is_running(), "it ended before check says {words:?}");
    }
}

#[test]
fn a_clock_that_jumps_is_doubted_until_the_operator_decides() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path(), "+0");
    let mut running = Running::from(with_clock(folder.path()), &[]);
    set(folder.path(), "+3d");
    running.says("the clock is in doubt");
    set(folder.path(), "+0");
    accept(folder.path());
    running.says("the clock is sure again");
}

/// A server that jumped ahead would purge everything if a restart made it believe its clock.
#[test]
fn a_restart_does_not_forget_the_doubt() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path(), "+0");
    let mut running = Running::from(with_clock(folder.path()), &[]);
    set(folder.path(), "+3d");
    running.says("the clock is in doubt");
    until_checked(folder.path(), &mut running, "the server doubts it");
    drop(running);
    let mut again = Running::from(with_clock(folder.path()), &[]);
    until_checked(folder.path(), &mut again, "the server doubts it");
    accept(folder.path());
    // Said only by one that was in doubt, which was before it was ready.
    again.says("the clock is sure again");
}

/// The database's clock is the one that counts.
#[test]
fn on_postgresql_a_machine_that_is_an_hour_ahead_is_in_doubt() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cluster = runtime.block_on(Cluster::start()).unwrap();
    let database = runtime.block_on(cluster.database()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    set(folder.path(), "+1h");
    let running = Running::from(with_clock(folder.path()), &["--database", &database]);
    beistand_testkit::use_ring();
    let ready = runtime.block_on(async {
        let answer = reqwest::get(format!("http://{}/readyz", running.operator)).await.unwrap();
        answer.text().await.unwrap()
    });
    assert!(ready.contains("clock"), "{ready}");
    let check = ["check", "--data", "beistand-demo", "--database", &database];
    let (_, text) = said(&with_clock(folder.path()).args(check).output().unwrap());
    assert!(text.contains("more than 5 s from the database's"), "{text}");
}

#[test]
fn a_start_before_what_was_seen_is_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path(), "+3h");
    let mut ahead = Running::from(with_clock(folder.path()), &[]);
    // A second start finds what the first one has written.
    until_checked(folder.path(), &mut ahead, "an hour behind");
    drop(ahead);
    set(folder.path(), "+0");
    let mut right = Running::from(with_clock(folder.path()), &[]);
    accept(folder.path());
    // Said only by one that was in doubt, which was before it was ready.
    right.says("the clock is sure again");
}
