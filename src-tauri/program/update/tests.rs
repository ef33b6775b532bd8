//! Signatures made with real keys, from the real server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beistand_server::config::Settings;
use beistand_server::files::StorageLocation;
use beistand_testkit::{TestClock, TestServer};
use minisign::KeyPair;
use serde_json::json;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};

use super::*;

const DESK: &[u8] = b"a newer desk, as bytes";

fn keys() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

/// As `tauri signer` prints it.
fn public(keys: &KeyPair) -> String {
    STANDARD.encode(keys.pk.to_box().unwrap().to_string())
}

fn signed(keys: &KeyPair, content: &[u8]) -> String {
    signed_as(keys, content, "timestamp:0\tfile:beistand\tversion:9.0.0")
}

fn signed_as(keys: &KeyPair, content: &[u8], comment: &str) -> String {
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, content, Some(comment), None).unwrap();
    STANDARD.encode(signature.to_string())
}

/// The real server, offering version 9.0.0 with this signature and this file.
struct Offered {
    server: TestServer,
    _folder: tempfile::TempDir,
}

async fn offered(signature: String, content: &[u8]) -> Offered {
    beistand_testkit::use_ring();
    let folder = tempfile::tempdir().unwrap();
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let system = folder.path().join(format!("{os}-{}", std::env::consts::ARCH));
    std::fs::create_dir_all(&system).unwrap();
    let offer = json!({ "version": "9.0.0", "file": "beistand.bin", "signature": signature, "notes": "Neu" });
    std::fs::write(system.join("update.json"), offer.to_string()).unwrap();
    std::fs::write(system.join("beistand.bin"), content).unwrap();
    let settings =
        Settings { updates: Some(StorageLocation::Folder(folder.path().into())), ..Settings::default() };
    Offered { server: TestServer::with(settings, TestClock::new()).await.unwrap(), _folder: folder }
}

fn app() -> tauri::App<MockRuntime> {
    let mut context = mock_context(noop_assets());
    // As in the program's own configuration.
    let program: serde_json::Value = serde_json::from_str(include_str!("../../../tauri.conf.json")).unwrap();
    let config = program["plugins"]["updater"].clone();
    context.config_mut().plugins.0.insert("updater".into(), config);
    mock_builder().plugin(tauri_plugin_updater::Builder::new().build()).build(context).unwrap()
}

/// What comes of looking and loading with the key of the organisation.
async fn loaded(key: &KeyPair, offered: Offered) -> (Updates, UpdateState) {
    let app = app();
    let updates = Updates::new(Some(public(key)), []);
    let found = updates.look_for_update(app.handle(), Some(offered.server.url())).await;
    assert_eq!(found, UpdateState::Available { version: "9.0.0".into(), notes: "Neu".into() });
    let state = updates.load().await;
    (updates, state)
}

#[tokio::test]
async fn the_organisations_signature_is_accepted() {
    let ours = keys();
    let (updates, state) = loaded(&ours, offered(signed(&ours, DESK), DESK).await).await;
    assert_eq!(state, UpdateState::Ready { version: "9.0.0".into() });
    assert_eq!(updates.found().loaded.as_deref(), Some(DESK));
}

#[tokio::test]
async fn another_signature_is_refused() {
    let (ours, theirs) = (keys(), keys());
    let (updates, state) = loaded(&ours, offered(signed(&theirs, DESK), DESK).await).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NotSigned });
    assert_eq!(updates.found().loaded, None, "nothing is left that could be installed");
}

/// A server that offers an old desk under a new number rolls nobody back.
#[tokio::test]
async fn a_desk_that_was_signed_for_another_version_or_for_none_is_refused() {
    let ours = keys();
    for comment in ["timestamp:0\tfile:beistand\tversion:0.0.1", "timestamp:0\tfile:beistand"] {
        let (updates, state) = loaded(&ours, offered(signed_as(&ours, DESK, comment), DESK).await).await;
        assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NotSigned }, "{comment}");
        assert_eq!(updates.found().loaded, None);
    }
}

#[tokio::test]
async fn an_altered_file_is_refused() {
    let ours = keys();
    let (updates, state) = loaded(&ours, offered(signed(&ours, DESK), b"a newer desk, as bytez").await).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NotSigned });
    assert_eq!(updates.found().loaded, None);
}

#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let updates = Updates::new(None, []);
    let ours = keys();
    let offered = offered(signed(&ours, DESK), DESK).await;
    let state = updates.look_for_update(app().handle(), Some(offered.server.url())).await;
    assert_eq!(state, UpdateState::ByOrganisation);
    assert_eq!(updates.load().await, UpdateState::ByOrganisation);
}

#[tokio::test]
async fn a_server_without_anything_newer_is_no_failure() {
    beistand_testkit::use_ring();
    let server = TestServer::start().await.unwrap();
    let updates = Updates::new(Some(public(&keys())), []);
    assert_eq!(updates.look_for_update(app().handle(), Some(server.url())).await, UpdateState::Newest);
}

#[tokio::test]
async fn a_server_that_is_away_is_said_as_such() {
    let updates = Updates::new(Some(public(&keys())), []);
    let state = updates.look_for_update(app().handle(), Some("http://127.0.0.1:1".into())).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::Unreachable });
    let state = updates.look_for_update(app().handle(), None).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NoServer });
}

#[test]
fn what_the_run_before_could_not_install_is_said() {
    let words = || ["beistand".to_owned(), FAILED.to_owned()];
    let state = |key, words: &[String]| Updates::new(key, words.to_vec()).state();
    let failed = UpdateState::Failed { why: UpdateProblem::NotInstalled };
    assert_eq!(state(Some(String::new()), &words()), failed);
    assert_eq!(state(Some(String::new()), &words()[..1]), UpdateState::Unknown);
    assert_eq!(state(None, &words()), UpdateState::ByOrganisation);
}
