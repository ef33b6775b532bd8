//! The desk talks TLS to a server that does it itself, and trusts what the system trusts and nothing else. On Linux the
//! system's store can be another one for one process, so each of these runs in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use beistand_app::view::{Screen, SignInProblem, SignInScreen};
use beistand_server::config::Settings;
use beistand_testkit::{TestClock, TestServer};

use crate::setup::{Desk, screen};

const FOLDER: &str = "BEISTAND_TESTS_CERTIFICATE";
const EXPECTED: &str = "BEISTAND_TESTS_PROBLEM";

/// Writes a certificate for this machine with its key.
fn certificate(folder: &Path) {
    certificate_for(folder, "127.0.0.1", (2020, 2090));
}

/// For this name, from the beginning of the first year to that of the second.
fn certificate_for(folder: &Path, name: &str, (from, until): (i32, i32)) {
    let mut wanted = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    wanted.not_before = rcgen::date_time_ymd(from, 1, 1);
    wanted.not_after = rcgen::date_time_ymd(until, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    std::fs::write(folder.join("chain.pem"), wanted.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}

/// Runs one of the tests below in a process whose system trusts what is in `trusted`.
fn apart(test: &str, folder: &Path, trusted: &Path, more: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("tls::{test}"), "--ignored", "--nocapture"]);
    child.env(FOLDER, folder).env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
    child.envs(more.iter().copied());
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

async fn server() -> TestServer {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    let settings = Settings { tls_cert: Some(chain), tls_key: Some(key), ..Settings::default() };
    TestServer::with(settings, TestClock::new()).await.unwrap()
}

#[test]
fn a_trusted_certificate_is_enough_to_be_on_duty() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    apart("on_duty_over_tls", folder.path(), &folder.path().join("chain.pem"), &[]);
}

#[test]
fn a_certificate_that_the_system_does_not_know_keeps_the_desk_out() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(folder.path());
    certificate(other.path());
    kept_out_with(folder.path(), other.path(), SignInProblem::CertificateUntrusted);
}

#[test]
fn what_is_wrong_with_a_certificate_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (name, years, problem) in [
        ("127.0.0.1", (2010, 2015), SignInProblem::CertificateExpired),
        ("127.0.0.1", (2080, 2090), SignInProblem::CertificateNotYetValid),
        ("beratung.example", (2020, 2090), SignInProblem::CertificateOtherName),
    ] {
        certificate_for(folder.path(), name, years);
        kept_out_with(folder.path(), folder.path(), problem);
    }
}

fn kept_out_with(folder: &Path, trusted: &Path, problem: SignInProblem) {
    let expected = format!("{problem:?}");
    apart("kept_out", folder, &trusted.join("chain.pem"), &[(EXPECTED, &expected)]);
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn on_duty_over_tls() {
    let (server, folder) = (server().await, tempfile::tempdir().unwrap());
    drop(Desk::available(&server, folder.path(), "anna").await);
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn kept_out() {
    let (server, folder) = (server().await, tempfile::tempdir().unwrap());
    let desk = Desk::start(&server, folder.path(), "anna").await;
    desk.sign_in(beistand_server::demo::PASSWORD);
    let refused = |screen: &SignInScreen| screen.problem.is_some() && !screen.busy;
    let seen = desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(shown)) if refused(shown))).await;
    let Some(Screen::SignIn(shown)) = screen(&seen) else { panic!("signed in") };
    let expected = std::env::var(EXPECTED).unwrap();
    assert_eq!(format!("{:?}", shown.problem.as_ref().unwrap()), expected);
}
