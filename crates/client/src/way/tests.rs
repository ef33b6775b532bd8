use super::*;
use tokio::net::TcpListener;

/// A proxy that answers CONNECT with this; gives its address and what it was asked.
async fn proxy(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            asked.push(socket.read_u8().await.unwrap());
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(asked).unwrap()
    });
    (address, asked)
}

async fn through(proxy: &str, no: &str) -> Result<TcpStream, Obstacle> {
    let proxies = Matcher::builder().all(proxy).no(no).build();
    connect(&ServerAddress::parse("https://beratung.example").unwrap(), &proxies).await
}

#[tokio::test]
async fn a_proxy_is_asked_to_connect_with_what_it_wants_to_know() {
    let (address, asked) = proxy("HTTP/1.1 200 Connection established\r\n\r\n").await;
    through(&format!("http://anna:geheim@{address}"), "").await.unwrap();
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("CONNECT beratung.example:443 HTTP/1.1\r\nHost: beratung.example:443\r\n"));
    assert!(asked.contains("Proxy-Authorization: Basic YW5uYTpnZWhlaW0=\r\n"), "{asked}");
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_away_is_named() {
    for (answer, status) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 407),
        ("HTTP/1.0 403 Forbidden\r\ncontent-length: 0\r\n\r\n", 403),
    ] {
        let (address, _asked) = proxy(answer).await;
        let refused = through(&format!("http://{address}"), "").await.unwrap_err();
        assert_eq!(refused, Obstacle::ProxyRefused { status });
    }
    assert_eq!(through("http://127.0.0.1:1", "").await.unwrap_err(), Obstacle::ProxyAway);
    let (address, _asked) = proxy("hello\r\n\r\n").await;
    assert_eq!(through(&format!("http://{address}"), "").await.unwrap_err(), Obstacle::ProxyAway);
}

#[tokio::test]
async fn a_server_that_is_excepted_is_reached_straight() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = ServerAddress::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let proxies = Matcher::builder().all("http://127.0.0.1:1").no("127.0.0.1").build();
    connect(&server, &proxies).await.unwrap();
}

#[test]
fn what_is_wrong_with_a_certificate_has_its_name() {
    use CertificateProblem::{Expired, NotYetValid, OtherName, Untrusted};
    for (why, expected) in [
        (CertificateError::Expired, Expired),
        (CertificateError::NotValidYet, NotYetValid),
        (CertificateError::NotValidForName, OtherName),
        (CertificateError::UnknownIssuer, Untrusted),
    ] {
        let error = rustls::Error::InvalidCertificate(why);
        let error = Error::Io(io::Error::new(io::ErrorKind::InvalidData, error));
        assert_eq!(certificate_of(&error), Some(expected));
    }
}
