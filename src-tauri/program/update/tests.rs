//! Signatures made with real keys, over a real connection.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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
    let comment = Some("timestamp:0\tfile:beistand");
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, content, comment, None).unwrap();
    STANDARD.encode(signature.to_string())
}

/// Offers version 9.0.0 with this signature, and sends this content. Gives its address.
fn server(signature: String, content: &'static [u8]) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let offer = json!({ "version": "9.0.0", "url": format!("{address}/file"), "signature": signature, "notes": "Neu" });
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut asked).unwrap();
            let body =
                if asked.starts_with("GET /file ") { content.to_vec() } else { offer.to_string().into() };
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).unwrap();
        }
    });
    address
}

fn app() -> tauri::App<MockRuntime> {
    let mut context = mock_context(noop_assets());
    let config = json!({ "pubkey": "", "endpoints": [] });
    context.config_mut().plugins.0.insert("updater".into(), config);
    mock_builder().plugin(tauri_plugin_updater::Builder::new().build()).build(context).unwrap()
}

/// What comes of looking and loading with the key of the organisation.
async fn loaded(key: &KeyPair, address: String) -> (Updates, UpdateState) {
    let app = app();
    let updates = Updates::new(Some(public(key)));
    let found = updates.look(app.handle(), Some(address)).await;
    assert_eq!(found, UpdateState::Available { version: "9.0.0".into(), notes: "Neu".into() });
    let state = updates.load().await;
    (updates, state)
}

#[tokio::test]
async fn the_organisations_signature_is_accepted() {
    let ours = keys();
    let (updates, state) = loaded(&ours, server(signed(&ours, DESK), DESK)).await;
    assert_eq!(state, UpdateState::Ready { version: "9.0.0".into() });
    assert_eq!(updates.found().loaded.as_deref(), Some(DESK));
}

#[tokio::test]
async fn another_signature_is_refused() {
    let (ours, theirs) = (keys(), keys());
    let (updates, state) = loaded(&ours, server(signed(&theirs, DESK), DESK)).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NotSigned });
    assert_eq!(updates.found().loaded, None, "nothing is left that could be installed");
}

#[tokio::test]
async fn an_altered_file_is_refused() {
    let ours = keys();
    let (updates, state) = loaded(&ours, server(signed(&ours, DESK), b"a newer desk, as bytez")).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NotSigned });
    assert_eq!(updates.found().loaded, None);
}

#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let updates = Updates::new(None);
    let ours = keys();
    let state = updates.look(app().handle(), Some(server(signed(&ours, DESK), DESK))).await;
    assert_eq!(state, UpdateState::ByOrganisation);
    assert_eq!(updates.load().await, UpdateState::ByOrganisation);
}

#[tokio::test]
async fn a_server_that_is_away_is_said_as_such() {
    let updates = Updates::new(Some(public(&keys())));
    let state = updates.look(app().handle(), Some("http://127.0.0.1:1".into())).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::Unreachable });
    let state = updates.look(app().handle(), None).await;
    assert_eq!(state, UpdateState::Failed { why: UpdateProblem::NoServer });
}
