//! What `check` says about NATS, and that it never says the password.

use std::net::TcpListener;
use std::path::Path;

use beistand_testkit::NatsServer;

use crate::{certificate, program, said};

fn check(folder: &Path, nats: &str, environment: Option<(&str, &str)>) -> (bool, String) {
    let mut command = program(folder);
    command.args(["check", "--data", "data", "--listen", "127.0.0.1:0", "--nats", nats]).envs(environment);
    let (good, text) = said(&command.env("BEISTAND_LOG", "debug").output().unwrap());
    assert!(!text.contains("geheim"), "{text}");
    let line = text.lines().find(|line| line.get(7..).is_some_and(|rest| rest.starts_with("nats")));
    (good, line.unwrap_or(&text).to_owned())
}

#[test]
fn one_that_lets_us_in_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let nats = NatsServer::with_password("desk", "geheim").unwrap();
    let (good, line) = check(folder.path(), &nats.url(), None);
    assert!(good && line.ends_with(&format!("nats://{} answers for beistand.>", nats.host())), "{line}");
    let file = format!("nats = {:?}\nnats-prefix = \"nord\"\nlisten = \"127.0.0.1:0\"\n", nats.url());
    std::fs::write(folder.path().join("server.toml"), file).unwrap();
    let (good, text) =
        said(&program(folder.path()).args(["check", "--config", "server.toml"]).output().unwrap());
    assert!(good && text.contains("answers for nord.>"), "{text}");
}

#[test]
fn the_help_does_not_show_what_the_environment_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut help = program(folder.path());
    help.args(["serve", "--help"]).env("BEISTAND_NATS", "nats://geheim@localhost");
    let (good, text) = said(&help.output().unwrap());
    assert!(good && text.contains("BEISTAND_NATS") && !text.contains("geheim"), "{text}");
}

#[test]
fn one_that_is_away_or_does_not_let_us_in_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let nats = NatsServer::with_password("desk", "richtig").unwrap();
    let (good, line) = check(folder.path(), &format!("nats://desk:geheim@{}", nats.host()), None);
    assert!(!good && line.contains("authorization violation"), "{line}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (good, line) = check(folder.path(), &format!("nats://geheim@{free}"), None);
    assert!(!good && line.starts_with("WRONG"), "{line}");
    let (good, line) = check(folder.path(), "geheim://desk:geheim@nowhere", None);
    assert!(!good && line.contains("it is written nats://"), "{line}");
}

#[test]
fn one_that_keeps_our_subjects_from_us_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "authorization { users: [{ user: desk, password: geheim, \
                 permissions: { publish: \"other.>\", subscribe: \"other.>\" } }] }\n";
    let nats = NatsServer::with(rules, "desk:geheim@", "nats").unwrap();
    let (good, line) = check(folder.path(), &nats.url(), None);
    assert!(!good && line.contains("not use subjects below beistand"), "{line}");
}

#[test]
fn the_subjects_that_the_documentation_allows_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "authorization { users: [{ user: desk, password: geheim, \
                 permissions: { publish: \"beistand.>\", subscribe: \"beistand.>\" } }] }\n";
    let nats = NatsServer::with(rules, "desk:geheim@", "nats").unwrap();
    let (good, line) = check(folder.path(), &nats.url(), None);
    assert!(good, "{line}");
}

#[test]
fn over_tls_only_a_certificate_that_the_machine_trusts_is_good() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let chain = folder.path().join("chain.pem");
    let nats = NatsServer::with_tls(&chain, &folder.path().join("key.pem")).unwrap();
    let trusting = ("SSL_CERT_FILE", chain.to_str().unwrap());
    let (good, line) = check(folder.path(), &nats.url(), Some(trusting));
    assert!(good && line.contains("tls://127.0.0.1"), "{line}");
    let (good, line) = check(folder.path(), &nats.url(), None);
    assert!(!good && line.starts_with("WRONG"), "{line}");
}

#[test]
fn an_address_without_sense_keeps_the_server_from_starting_and_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    command.args([
        "serve",
        "--data",
        "data",
        "--listen",
        "127.0.0.1:0",
        "--nats",
        "nats://geheim:geheim@:0:0",
    ]);
    let (good, text) = said(&command.output().unwrap());
    assert!(
        !good && text.contains("the address of NATS cannot be read") && !text.contains("geheim"),
        "{text}"
    );
    std::fs::write(folder.path().join("server.toml"), "nats = \"geheim\"\nnats-prefix = \"a b\"\n").unwrap();
    let output = program(folder.path()).args(["serve", "--config", "server.toml"]).output().unwrap();
    let (good, text) = said(&output);
    assert!(!good && text.contains("nats-prefix") && !text.contains("geheim"), "{text}");
}

/// The account of deploy/nats.conf has the least rights that a server needs.
#[test]
fn the_account_that_we_deliver_is_enough_and_for_one_installation_only() {
    let folder = tempfile::tempdir().unwrap();
    let rules = include_str!("../../../../deploy/nats.conf").replace("$BEISTAND_NATS_PASSWORD", "geheim");
    let nats = NatsServer::with(&rules, "beistand:geheim@", "nats").unwrap();
    let (good, line) = check(folder.path(), &nats.url(), None);
    assert!(good && line.contains("answers for beistand.>"), "{line}");
    let (good, line) = check(folder.path(), &nats.url(), Some(("BEISTAND_NATS_PREFIX", "nord")));
    assert!(!good && line.starts_with("WRONG"), "{line}");
}
