//! The desk talks TLS to a server that does it itself, and trusts what the system trusts and nothing else. On Linux the
//! system's store can be another one for one process, so each of these runs in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use beistand_app::view::{Screen, SignInProblem, SignInScreen};
use beistand_server::config::Settings;
use beistand_testkit::{TestClock, TestServer};

use crate::setup::{Desk, screen};

const FOLDER: &str = "BEISTAND_TESTS_CERTIFICATE";

/// Writes a certificate for this machine with its key.
fn certificate(folder: &Path) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(folder.join("chain.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
}

/// Runs one of the tests below in a process whose system trusts what is in `trusted`.
fn apart(test: &str, folder: &Path, trusted: &Path) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("tls::{test}"), "--ignored", "--nocapture"]);
    child.env(FOLDER, folder).env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
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
    apart("on_duty_over_tls", folder.path(), &folder.path().join("chain.pem"));
}

#[test]
fn a_certificate_that_the_system_does_not_know_keeps_the_desk_out() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(folder.path());
    certificate(other.path());
    apart("kept_out", folder.path(), &other.path().join("chain.pem"));
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
    assert_eq!(shown.problem, Some(SignInProblem::Unreachable));
}
