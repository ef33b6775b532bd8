//! `check` looks at everything and changes nothing.

use std::net::TcpListener;
use std::path::Path;

use crate::{certificate, program, said};

fn check(folder: &Path, more: &[&str]) -> (bool, String) {
    let arguments = [&["check", "--data", "data", "--listen", "127.0.0.1:0"], more].concat();
    said(&program(folder).args(arguments).output().unwrap())
}

fn line<'a>(text: &'a str, what: &str) -> &'a str {
    text.lines().find(|line| line.get(7..).is_some_and(|rest| rest.starts_with(what))).unwrap_or_default()
}

fn with_database(folder: &Path) {
    let made = program(folder)
        .args(["admin", "--data", "data", "--new", "add-centre", "nord", "Nord"])
        .output()
        .unwrap();
    assert!(made.status.success());
}

/// The index of the log (-shm) is shared memory that any reader sets up; it holds no data.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| !path.display().to_string().ends_with("-shm"));
    let mut files: Vec<_> =
        files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn an_empty_folder_is_good_and_stays_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (good, text) = check(folder.path(), &["--behind-proxy"]);
    assert!(good, "{text}");
    assert_eq!(line(&text, "data folder"), "ok     data folder    data will be made");
    assert_eq!(line(&text, "database"), "ok     database       none yet; the first start makes it");
    assert!(line(&text, "listen").starts_with("ok") && line(&text, "proxy").starts_with("ok"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_database_is_looked_at_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    with_database(folder.path());
    let before = contents(&folder.path().join("data"));
    let (good, text) = check(folder.path(), &[]);
    assert!(good, "{text}");
    assert_eq!(line(&text, "data folder"), "ok     data folder    data can be written");
    assert!(line(&text, "database").ends_with("current"), "{text}");
    assert!(contents(&folder.path().join("data")) == before, "a file has changed");
}

#[test]
fn a_database_of_a_newer_server_or_of_somebody_else_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    with_database(folder.path());
    let file = folder.path().join("data/beistand.sqlite");
    let sql = rusqlite::Connection::open(&file).unwrap();
    sql.execute_batch(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
         SELECT 9999, 'later', applied_on, '1' FROM refinery_schema_history LIMIT 1",
    )
    .unwrap();
    drop(sql);
    let (good, text) = check(folder.path(), &[]);
    assert!(!good && line(&text, "database").contains("made by a newer server"), "{text}");
    let refused = program(folder.path()).args(["admin", "--data", "data", "list"]).output().unwrap();
    assert!(!refused.status.success(), "and nothing opens it");
    std::fs::write(&file, "this is no database at all, but something else").unwrap();
    let (good, text) = check(folder.path(), &[]);
    assert!(!good && line(&text, "database").starts_with("WRONG"), "{text}");
}

#[test]
fn an_address_that_is_taken_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    // A client that asks is hung up on, as something that is no server of ours would.
    let hanging_up = std::thread::spawn(move || drop(taken.accept().unwrap()));
    let (good, text) = check(folder.path(), &["--metrics-listen", &address]);
    assert!(!good && line(&text, "metrics").contains("taken by something else"), "{text}");
    hanging_up.join().unwrap();
}

#[test]
fn a_folder_that_is_a_file_and_updates_that_are_nowhere_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data"), "a file").unwrap();
    let (good, text) = check(folder.path(), &["--updates", "nowhere"]);
    assert!(!good, "{text}");
    assert_eq!(line(&text, "data folder"), "WRONG  data folder    data is no folder");
    assert!(line(&text, "updates").starts_with("WRONG"), "{text}");
}

#[test]
fn files_that_each_process_would_keep_for_itself_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let (good, text) = check(folder.path(), &[]);
    assert!(good && line(&text, "files").starts_with("ok"), "{text}");
    let several = ["--nats", "nats://127.0.0.1:1"];
    let (_, text) = check(folder.path(), &several);
    assert!(line(&text, "files").contains("each process would keep its own"), "{text}");
    let (_, text) = check(folder.path(), &[&several[..], &["--files", "shared"]].concat());
    assert!(line(&text, "files").starts_with("ok"), "{text}");
    let (good, text) = check(folder.path(), &["--files", "s3://beistand/files"]);
    assert!(!good && line(&text, "files").contains("--s3-key"), "{text}");
}

#[test]
fn what_would_work_and_is_unwise_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (good, text) = check(folder.path(), &["--metrics-listen", "0.0.0.0:0"]);
    assert!(good, "{text}");
    assert!(line(&text, "metrics").starts_with("mind"), "{text}");
    assert!(line(&text, "proxy").starts_with("mind"), "{text}");
}

#[test]
fn a_server_that_is_not_there_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (good, text) = check(folder.path(), &["--live", &format!("http://{free}/readyz")]);
    assert!(!good && text.contains("nobody is there"), "{text}");
    let (good, text) = check(folder.path(), &["--live", "https://localhost/readyz"]);
    assert!(!good && text.contains("http://"), "{text}");
}

#[test]
fn a_certificate_is_read_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let both = ["--tls-cert", "chain.pem", "--tls-key", "key.pem"];
    let (good, text) = check(folder.path(), &both);
    assert!(good && line(&text, "tls").starts_with("ok"), "{text}");
    assert!(line(&text, "proxy").starts_with("ok"), "{text}");
    std::fs::write(folder.path().join("key.pem"), "no key").unwrap();
    let (good, text) = check(folder.path(), &both);
    assert!(!good && line(&text, "tls").contains("key.pem cannot be read"), "{text}");
    let (good, text) = check(folder.path(), &both[..2]);
    assert!(!good && text.contains("--tls-key"), "{text}");
}

#[test]
fn a_certificate_that_is_over_or_nearly_so_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let both = ["--tls-cert", "chain.pem", "--tls-key", "key.pem"];
    let until = |year: i32| {
        let mut params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        std::fs::write(folder.path().join("chain.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        check(folder.path(), &both)
    };
    let (good, text) = until(2021);
    assert!(!good && line(&text, "tls").contains("not valid at this time"), "{text}");
    let (good, text) = until(4000);
    assert!(good && line(&text, "tls").contains("valid for"), "{text}");
}

#[test]
fn a_bound_that_lets_nobody_in_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (good, text) = check(folder.path(), &["--requests-per-address", "0"]);
    assert!(!good && line(&text, "bounds").contains("requests-per-address is 0"), "{text}");
}

#[test]
fn a_proxy_by_its_network_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (good, text) = check(folder.path(), &["--trusted-proxy", "10.0.0.0/8,192.0.2.1"]);
    assert!(good && line(&text, "proxy").contains("10.0.0.0/8, 192.0.2.1/32 is believed"), "{text}");
    let (_, text) = check(folder.path(), &["--trusted-proxy", "0.0.0.0/0"]);
    assert!(line(&text, "proxy").starts_with("mind"), "{text}");
}
