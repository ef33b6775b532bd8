//! What a desk is told about a newer one.

use std::path::Path;

use beistand_protocol::rest::update::UpdateOffer;
use beistand_server::config::Settings;
use beistand_server::files::StorageLocation;
use beistand_testkit::s3::S3Store;
use beistand_testkit::{Counsellor, TestClock, TestServer, clock};

const CONTENT: &[u8] = b"a newer desk, as bytes";

fn offer(folder: &Path, version: &str, file: &str) {
    let folder = folder.join("linux-x86_64");
    std::fs::create_dir_all(&folder).unwrap();
    let kept = serde_json::json!({ "version": version, "file": file, "signature": "signed", "notes": "Neu" });
    std::fs::write(folder.join("update.json"), kept.to_string()).unwrap();
    std::fs::write(folder.join("beistand.AppImage"), CONTENT).unwrap();
    std::fs::write(folder.join("private.key"), b"not for everybody").unwrap();
}

async fn server(updates: Option<&Path>) -> TestServer {
    let settings = Settings {
        updates: updates.map(|folder| StorageLocation::Folder(folder.into())),
        ..Settings::default()
    };
    TestServer::with(settings, TestClock::new()).await.unwrap()
}

async fn get(server: &TestServer, path: &str) -> reqwest::Response {
    beistand_testkit::use_ring();
    reqwest::get(format!("{}/api/v1/updates/{path}", server.url())).await.unwrap()
}

#[tokio::test]
async fn a_newer_desk_is_offered_with_its_signature_and_its_file() {
    let folder = tempfile::tempdir().unwrap();
    offer(folder.path(), "0.10.0", "beistand.AppImage");
    let server = server(Some(folder.path())).await;
    let answer = get(&server, "linux/x86_64/0.9.0").await;
    assert_eq!(answer.status(), 200);
    let offered: UpdateOffer = answer.json().await.unwrap();
    assert_eq!((offered.version.as_str(), offered.signature.as_str()), ("0.10.0", "signed"));
    assert!(offered.url.starts_with(&server.url()), "{}", offered.url);
    let file = reqwest::get(&offered.url).await.unwrap();
    assert_eq!(file.status(), 200);
    assert_eq!(file.bytes().await.unwrap(), CONTENT);
}

#[tokio::test]
async fn nothing_is_offered_where_there_is_nothing_newer() {
    let folder = tempfile::tempdir().unwrap();
    offer(folder.path(), "0.10.0", "beistand.AppImage");
    let server = server(Some(folder.path())).await;
    for path in ["linux/x86_64/0.10.0", "linux/x86_64/1.0.0", "windows/x86_64/0.1.0"] {
        assert_eq!(get(&server, path).await.status(), 204, "{path}");
    }
    let without = self::server(None).await;
    assert_eq!(get(&without, "linux/x86_64/0.1.0").await.status(), 204);
    assert_eq!(get(&without, "linux/x86_64/0.1.0/beistand.AppImage").await.status(), 404);
}

#[tokio::test]
async fn only_the_offered_file_leaves_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    offer(folder.path(), "0.10.0", "beistand.AppImage");
    let server = server(Some(folder.path())).await;
    for path in ["linux/x86_64/0.1.0/private.key", "linux/x86_64/0.1.0/update.json"] {
        assert_eq!(get(&server, path).await.status(), 404, "{path}");
    }
    for path in ["linux/..%2F..%2Fetc/0.1.0", "linux/x86_64/newest"] {
        assert_eq!(get(&server, path).await.status(), 400, "{path}");
    }
    offer(folder.path(), "0.11.0", "../../secret");
    assert_eq!(get(&server, "linux/x86_64/0.1.0").await.status(), 204, "a name that leads out");
}

#[tokio::test]
async fn a_broken_offer_is_said_as_such() {
    let folder = tempfile::tempdir().unwrap();
    offer(folder.path(), "0.10.0", "beistand.AppImage");
    std::fs::write(folder.path().join("linux-x86_64/update.json"), b"{").unwrap();
    let server = server(Some(folder.path())).await;
    let answer = get(&server, "linux/x86_64/0.1.0").await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_bucket_gives_what_a_folder_gives_and_its_absence_is_said_and_stops_nothing_else() {
    let s3 = S3Store::start().await.unwrap();
    let (place, folder) = s3.place("updates");
    offer(&folder, "0.10.0", "beistand.AppImage");
    let settings = Settings {
        updates: Some(place.parse().unwrap()),
        s3: s3.settings(),
        ..beistand_testkit::server::settings()
    };
    let server = TestServer::with(settings, TestClock::new()).await.unwrap();
    let offered: UpdateOffer = get(&server, "linux/x86_64/0.9.0").await.json().await.unwrap();
    let file = reqwest::get(&offered.url).await.unwrap();
    assert_eq!(file.headers()["content-length"], CONTENT.len().to_string());
    assert_eq!(file.bytes().await.unwrap(), CONTENT);
    assert_eq!(get(&server, "windows/x86_64/0.9.0").await.status(), 204);
    assert_eq!(get(&server, "linux/x86_64/0.9.0/private.key").await.status(), 404);
    let ready = format!("{}/readyz", server.operator_url());
    assert_eq!(reqwest::get(&ready).await.unwrap().status(), 204);

    s3.network.cut();
    let refused = get(&server, "linux/x86_64/0.9.0").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let said = reqwest::get(&ready).await.unwrap();
    assert_eq!((said.status().as_u16(), said.text().await.unwrap().as_str()), (200, r#"{"away":["files"]}"#));
    let runtime = clock::runtime(&server.clock, 5);
    Counsellor::sign_in(&server.url(), &runtime, "anna").await.expect("everything else goes on");

    s3.network.mend();
    assert_eq!(get(&server, "linux/x86_64/0.9.0").await.status(), 200);
}
