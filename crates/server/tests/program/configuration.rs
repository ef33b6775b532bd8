//! Options from a file.

use std::path::Path;

use crate::{certificate, program, said};

/// A check with this file: whether it went well, and what it said.
fn check(folder: &Path, text: &str) -> (bool, String) {
    std::fs::write(folder.join("server.toml"), text).unwrap();
    said(&program(folder).args(["check", "--config", "server.toml"]).output().unwrap())
}

#[test]
fn a_flag_wins_over_the_environment_that_over_the_file_and_that_over_the_default() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("server.toml"), "listen = \"127.0.0.1:0\"\ndata = \"from-file\"\n")
        .unwrap();
    let run = |flag: Option<&str>, environment: Option<&str>, file: bool| {
        let mut command = program(folder.path());
        command.args(["check", "--listen", "127.0.0.1:0"]);
        if file {
            command.env("BEISTAND_CONFIG", "server.toml");
        }
        command.envs(environment.map(|data| ("BEISTAND_DATA", data)));
        command.args(flag.map(|data| format!("--data={data}")));
        let (good, text) = said(&command.output().unwrap());
        assert!(good, "{text}");
        let line = text.lines().find(|line| line.contains("data folder")).unwrap().to_owned();
        line.split_whitespace().nth(3).unwrap().to_owned()
    };
    assert_eq!(run(Some("from-flag"), Some("from-environment"), true), "from-flag");
    assert_eq!(run(None, Some("from-environment"), true), "from-environment");
    assert_eq!(run(None, None, true), "from-file");
    assert_eq!(run(None, None, false), "beistand-data");
}

#[test]
fn every_option_is_a_key_by_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("updates")).unwrap();
    certificate(folder.path());
    let (good, text) = check(
        folder.path(),
        "# everything\nlisten = \"127.0.0.1:0\"\nmetrics-listen = \"127.0.0.1:0\"\ndata = \"here\"\n\
         requests-per-address = 7\nsign-in-tries = 3\nbehind-proxy = true\nupdates = \"updates\"\n\
         tls-cert = \"chain.pem\"\ntls-key = \"key.pem\"\n",
    );
    assert!(good, "{text}");
    assert!(text.contains("chain.pem with its key"), "{text}");
    assert!(text.contains("updates can be read"), "{text}");
    std::fs::write(folder.path().join("proxy.toml"), "listen = \"127.0.0.1:0\"\nbehind-proxy = true\n")
        .unwrap();
    let switched_off = program(folder.path())
        .args(["check", "--config", "proxy.toml", "--behind-proxy=false"])
        .output()
        .unwrap();
    assert!(!said(&switched_off).1.contains("limits count the addresses"), "a flag switches off as well");
    let on = program(folder.path()).args(["check", "--config", "proxy.toml"]).output().unwrap();
    assert!(said(&on).1.contains("limits count the addresses"));
}

#[test]
fn a_wrong_key_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("# first\nlistne = \"127.0.0.1:0\"\n", "server.toml:2: unknown key \"listne\"; known are listen,"),
        ("sign_in_tries = 3\n", "server.toml:1: unknown key \"sign_in_tries\"; it is written sign-in-tries"),
        ("config = \"other.toml\"\n", "server.toml:1: unknown key \"config\""),
        ("\n\nlisten = 8787\n", "server.toml:3: listen takes a text in quotation marks"),
        ("listen = \"8787\"\n", "server.toml:1: listen \"8787\": invalid socket address"),
        ("sign-in-tries = \"3\"\n", "server.toml:1: sign-in-tries takes a whole number"),
        ("sign-in-tries = -3\n", "server.toml:1: sign-in-tries"),
        ("sign-in-tries = 3.5\n", "server.toml:1: sign-in-tries takes a whole number"),
        ("behind-proxy = \"yes\"\n", "server.toml:1: behind-proxy takes true or false"),
        ("listen = [\"127.0.0.1:0\"]\n", "server.toml:1: listen takes a text in quotation marks"),
        ("trusted-proxy = [\"10.0.0.0/8\", \"proxy\"]\n", "server.toml:1: trusted-proxy \"proxy\": neither"),
        ("trusted-proxy = [8]\n", "server.toml:1: trusted-proxy takes a text in quotation marks"),
        ("[serve]\ndata = \"here\"\n", "server.toml:1: unknown key \"serve\""),
        ("data = \"a\"\ndata = \"b\"\n", "server.toml:2: duplicate key"),
        ("data = \"a\"\nlisten 3\n", "server.toml:2: "),
    ];
    for (text, wanted) in cases {
        let (good, text) = check(folder.path(), text);
        assert!(!good && text.contains(wanted), "{wanted}\n---\n{text}");
    }
    let (_, text) = check(folder.path(), "a = 1\nlisten = \"127.0.0.1:0\"\nb = 2\n");
    assert!(text.contains(":1: unknown key \"a\"") && text.contains(":3: unknown key \"b\""), "{text}");
}

#[test]
fn nothing_starts_with_a_wrong_file_or_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("server.toml"), "data = \"here\"\nlisten-on = \"127.0.0.1:0\"\n")
        .unwrap();
    for task in [vec!["serve"], vec!["demo"], vec!["admin", "--config", "server.toml", "list"]] {
        let output =
            program(folder.path()).args(&task).env("BEISTAND_CONFIG", "server.toml").output().unwrap();
        let (good, text) = said(&output);
        assert!(!good && text.contains("server.toml:2: unknown key \"listen-on\""), "{task:?} {text}");
    }
    assert!(!folder.path().join("here").exists(), "not even the folder was made");
    let (good, text) =
        said(&program(folder.path()).args(["serve", "--config", "gone.toml"]).output().unwrap());
    assert!(!good && text.contains("gone.toml: "), "{text}");
}

#[test]
fn admin_finds_the_servers_data_folder_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("server.toml"), "data = \"here\"\nsign-in-tries = 3\n").unwrap();
    let mut command = program(folder.path());
    let (good, text) = said(
        &command
            .args(["admin", "--config", "server.toml", "--new", "add-centre", "nord", "Nord"])
            .output()
            .unwrap(),
    );
    assert!(good, "{text}");
    assert!(folder.path().join("here/beistand.sqlite").exists());
}

#[test]
fn the_example_below_deploy_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/server.toml");
    let text = std::fs::read_to_string(example).unwrap();
    std::fs::write(folder.path().join("server.toml"), &text).unwrap();
    let free = ["--data", "data", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
    let run = || {
        let mut command = program(folder.path());
        said(&command.args(["check", "--config", "server.toml"]).args(free).output().unwrap())
    };
    let (good, said) = run();
    assert!(good && said.contains("limits count the addresses"), "{said}");
    // The alternatives in its comments are understood as well.
    let all: Vec<&str> = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
    let settings = all.into_iter().filter(|line| line.split(' ').nth(1) == Some("="));
    std::fs::write(folder.path().join("server.toml"), settings.collect::<Vec<_>>().join("\n")).unwrap();
    let (_, said) = run();
    assert!(said.contains("10.0.0.0/8 is believed") && said.contains("/etc/beistand/"), "{said}");
}

#[test]
fn a_wrong_address_of_a_database_is_not_repeated_with_its_password() {
    let folder = tempfile::tempdir().unwrap();
    // Nothing PostgreSQL's own tools would refuse, and still not understood here.
    let address = "postgres://beistand:geheim@db.example.org/beistand?sslmode=verify-full";
    let (good, text) = check(folder.path(), &format!("database = \"{address}\"\n"));
    assert!(!good && text.contains("sslmode is disable, prefer or require"), "{text}");
    assert!(!text.contains("geheim"), "{text}");
    let mut command = program(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", "d"]).env("BEISTAND_DATABASE", address);
    let (good, text) = said(&command.output().unwrap());
    assert!(!good && !text.contains("geheim"), "{text}");
    let help =
        program(folder.path()).args(["serve", "--help"]).env("BEISTAND_DATABASE", address).output().unwrap();
    assert!(!said(&help).1.contains("geheim"));
}
