//! The seeker's pages as a browser gets them. `cargo xtask test` builds them first.

use beistand_testkit::TestServer;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use reqwest::{Client, Response, StatusCode};

async fn get(server: &TestServer, path: &str, headers: &[(reqwest::header::HeaderName, &str)]) -> Response {
    beistand_testkit::use_ring();
    let mut request = Client::new().get(format!("{}{path}", server.url()));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.send().await.unwrap()
}

/// The address of the page's script, as its document names it.
async fn script(server: &TestServer) -> String {
    let page = get(server, "/demo", &[]).await.text().await.unwrap();
    let from = page.find("/assets/").expect("the pages are built");
    page[from..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_address_has_a_page_with_a_way_on_or_the_right_thing() {
    let server = TestServer::start().await.unwrap();
    let pages = [
        ("/demo", StatusCode::OK),
        ("/password", StatusCode::OK),
        ("/demo/", StatusCode::OK),
        ("/demo/sucht", StatusCode::OK),
        ("/demo/sucht/", StatusCode::OK),
        ("/", StatusCode::OK),
        ("/Demo", StatusCode::NOT_FOUND),
        ("/demo/sucht/mehr", StatusCode::NOT_FOUND),
        ("/wp-login.php", StatusCode::NOT_FOUND),
        ("/.well-known/security.txt", StatusCode::NOT_FOUND),
        ("/demo/Sucht", StatusCode::NOT_FOUND),
        ("/%ff", StatusCode::NOT_FOUND),
    ];
    for (path, status) in pages {
        let answer = get(&server, path, &[]).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store", "{path}");
        assert!(answer.headers().contains_key("content-security-policy"), "{path}");
        assert!(answer.text().await.unwrap().contains("id=\"app\""), "{path}");
    }
    let robots = get(&server, "/robots.txt", &[]).await;
    assert!(robots.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert!(robots.text().await.unwrap().contains("Disallow: /*/"));
    assert_eq!(get(&server, "/favicon.ico", &[]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        get(&server, "/api/v1/nothing", &[]).await.headers()["content-type"],
        "application/problem+json"
    );
}

#[tokio::test]
async fn files_go_out_as_small_as_the_browser_takes_them_and_once() {
    let server = TestServer::start().await.unwrap();
    let path = script(&server).await;
    let plain = get(&server, &path, &[]).await;
    assert!(!plain.headers().contains_key(CONTENT_ENCODING));
    let whole = plain.bytes().await.unwrap().len();
    let mut tags = Vec::new();
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
        let answer = get(&server, &path, &[(ACCEPT_ENCODING, accepted)]).await;
        let headers = answer.headers().clone();
        assert_eq!(headers[CONTENT_ENCODING], encoding);
        assert_eq!(headers[VARY], "accept-encoding");
        assert!(headers[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert!(answer.bytes().await.unwrap().len() * 3 < whole);
        let tag = headers[ETAG].to_str().unwrap().to_owned();
        let known = [(ACCEPT_ENCODING, accepted), (IF_NONE_MATCH, tag.as_str())];
        let again = get(&server, &path, &known).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[ETAG], tag.as_str());
        assert!(again.bytes().await.unwrap().is_empty());
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1]);
    let document = get(&server, "/demo", &[(ACCEPT_ENCODING, "br")]).await;
    assert_eq!(document.headers()[CONTENT_ENCODING], "br");
    assert_eq!(document.headers()[VARY], "accept-encoding");
    let direct = get(&server, &format!("{path}.br"), &[]).await;
    assert_eq!(direct.status(), StatusCode::NOT_FOUND);
}
