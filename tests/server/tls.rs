//! TLS in the server itself.

use std::path::Path;
use std::sync::Arc;

use beistand_domain::Entry;
use beistand_protocol::live::{Who, World};
use beistand_server::config::Settings;
use beistand_testkit::{PATIENCE, TestClock, TestServer, Wire, use_ring};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;

/// Writes a fresh certificate for 127.0.0.1 with its key into a folder, and gives the certificate.
fn certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(folder.join("chain.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn settings(folder: &Path) -> Settings {
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    Settings { tls_cert: Some(chain), tls_key: Some(key), ..Settings::default() }
}

async fn serving(folder: &Path) -> TestServer {
    TestServer::with(settings(folder), TestClock::new()).await.unwrap()
}

/// A browser that trusts this certificate and no other.
fn browser(trusted: &CertificateDer<'_>) -> reqwest::Client {
    use_ring();
    let root = reqwest::Certificate::from_der(trusted).unwrap();
    reqwest::Client::builder().tls_certs_only([root]).build().unwrap()
}

async fn healthy(browser: &reqwest::Client, server: &TestServer) -> bool {
    let answer = browser.get(format!("{}/healthz", server.url())).send().await;
    answer.is_ok_and(|answer| answer.status() == 204)
}

#[tokio::test]
async fn rest_and_the_live_connection_go_over_tls_and_only_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path());
    let server = serving(folder.path()).await;
    let page = browser(&trusted).get(format!("{}/api/v1/pages/demo", server.url())).send().await.unwrap();
    assert_eq!(page.status(), 200);

    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let config = Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    let mut wire = Wire::open_trusting(&server.url(), config).await.unwrap();
    let who = Who::Visitor { centre: "demo".into(), entry: Entry::StartPage };
    assert!(matches!(wire.greet(who).await.unwrap(), World::Visitor { .. }));

    let plain = reqwest::get(format!("http://{}/healthz", server.host())).await;
    assert!(plain.is_err(), "{plain:?}");
}

#[tokio::test]
async fn somebody_who_says_nothing_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path());
    let server = serving(folder.path()).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(server.host()).await.unwrap());
    }
    assert!(healthy(&browser(&trusted), &server).await);
}

/// Whoever never ends the handshake has a place all the same, so that an address cannot have all of them.
#[tokio::test]
async fn an_unfinished_handshake_counts_as_a_connection() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path());
    let settings = Settings { connections: Some(1), ..settings(folder.path()) };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let root = reqwest::Certificate::from_der(&trusted).unwrap();
    let page = async || {
        // A connection for each question, which the server closes after a refusal.
        let client = reqwest::Client::builder().tls_certs_only([root.clone()]).http1_only();
        let client = client.pool_max_idle_per_host(0).build().unwrap();
        let answer = client.get(format!("{}/api/v1/pages/demo", server.url())).send().await;
        answer.ok().map(|answer| answer.status().as_u16())
    };
    let silent = TcpStream::connect(server.host()).await.unwrap();
    let crowded = async { while page().await != Some(503) {} };
    tokio::time::timeout(PATIENCE, crowded).await.expect("the handshake does not count");
    drop(silent);
    let free = async { while page().await != Some(200) {} };
    tokio::time::timeout(PATIENCE, free).await.expect("its place is free again");
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_restart_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let old = certificate(folder.path());
    let server = serving(folder.path()).await;
    let new = certificate(folder.path());
    assert!(healthy(&browser(&old), &server).await, "nothing changes by itself");
    assert!(server.running().unwrap().read_certificate_again().unwrap());
    assert!(healthy(&browser(&new), &server).await);
    assert!(!healthy(&browser(&old), &server).await);
    std::fs::write(folder.path().join("chain.pem"), "half a certif").unwrap();
    server.running().unwrap().read_certificate_again().unwrap_err();
    assert!(healthy(&browser(&new), &server).await, "the old one stays");
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(folder.path());
    certificate(other.path());
    std::fs::copy(other.path().join("key.pem"), folder.path().join("key.pem")).unwrap();
    let refused = TestServer::with(settings(folder.path()), TestClock::new()).await.err().unwrap();
    assert!(format!("{refused:#}").contains("does not belong"), "{refused:#}");
}

#[tokio::test]
async fn a_stop_closes_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path());
    let mut server = serving(folder.path()).await;
    server.restart().await.unwrap();
    assert!(healthy(&browser(&trusted), &server).await, "the same port is free again");
}
