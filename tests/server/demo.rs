//! What a desk's sign-in screen offers where the server shows the demo.

use beistand_protocol::rest::demo::Demo;
use beistand_runtime::Runtime;
use beistand_server::config::Settings;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, TestServer, clock};
use reqwest::Method;

#[tokio::test]
async fn everybody_it_offers_can_be_tried_out_and_its_pages_are_there() {
    let server = TestServer::start().await.unwrap();
    let runtime = clock::runtime(&server.clock, 31);
    let rest = Rest::new(&server.url()).unwrap();
    let demo: Demo = rest.raw(Method::GET, "/api/v1/demo", None).await.unwrap().json().await.unwrap();
    assert_eq!(demo.people.len(), 5);
    for person in &demo.people {
        let (name, password) = (&person.sign_in_name, &demo.password);
        let tried = Counsellor::try_sign_in(&server.url(), &runtime, name, password).await.unwrap();
        let me = tried.unwrap_or_else(|problem| panic!("{name}: {problem:?}")).me;
        assert!(me.person.name.starts_with(&person.name), "{name}");
    }
    for page in &demo.pages {
        let slug = page.trim_start_matches('/');
        let found = rest.raw(Method::GET, &format!("/api/v1/pages/{slug}"), None).await.unwrap();
        assert_eq!(found.status(), 200, "{page}");
    }
}

#[tokio::test]
async fn a_real_server_offers_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let data = (folder.path(), beistand_server::Contents::AsTheyAre);
    let server =
        beistand_server::Server::start(listener, data, Settings::default(), Runtime::real()).await.unwrap();
    let rest = Rest::new(&format!("http://{}", server.address)).unwrap();
    let answer = rest.raw(Method::GET, "/api/v1/demo", None).await.unwrap();
    assert_eq!(answer.status(), 404);
    server.kill().await;
}
