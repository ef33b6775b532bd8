use super::*;
use rustls::RootCertStore;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

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

/// A program that trusts this certificate, or nobody.
fn trusting(certificate: Option<&rcgen::Certificate>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    certificate.into_iter().for_each(|known| roots.add(known.der().clone()).unwrap());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

async fn through(proxy: &str, no: &str) -> Result<Socket, Obstacle> {
    through_trusting(proxy, no, None).await
}

async fn through_trusting(
    proxy: &str,
    no: &str,
    certificate: Option<&rcgen::Certificate>,
) -> Result<Socket, Obstacle> {
    let proxies = Matcher::builder().all(proxy).no(no).build();
    let server = ServerAddress::parse("https://beratung.example").unwrap();
    connect(&server, &proxies, &trusting(certificate)).await
}

#[tokio::test]
async fn a_proxy_that_is_itself_encrypted_is_spoken_to_in_tls_if_it_is_trusted() {
    let key = rcgen::KeyPair::generate().unwrap();
    let wanted = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = wanted.self_signed(&key).unwrap();
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let tls = builder.with_single_cert(vec![certificate.der().clone()], private).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let Ok(mut socket) = TlsAcceptor::from(Arc::new(tls.clone())).accept(socket).await else {
                continue;
            };
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(socket.read_u8().await.unwrap());
            }
            assert!(asked.starts_with(b"CONNECT beratung.example:443 "));
            socket.write_all(b"HTTP/1.1 200 Connection established\r\n\r\nhier").await.unwrap();
            socket.flush().await.unwrap();
        }
    });
    assert_eq!(through(&address, "").await.unwrap_err(), Obstacle::ProxyAway, "anybody could say so");
    let mut socket = through_trusting(&address, "", Some(&certificate)).await.unwrap();
    let mut behind = [0; 4];
    socket.read_exact(&mut behind).await.unwrap();
    assert_eq!(&behind, b"hier");
}

#[tokio::test]
async fn a_proxy_of_another_kind_is_named() {
    for kind in ["socks5", "socks5h", "socks4"] {
        let proxy = format!("{kind}://127.0.0.1:1");
        assert_eq!(through(&proxy, "").await.unwrap_err(), Obstacle::ProxyUnsupported, "{kind}");
    }
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
    connect(&server, &proxies, &trusting(None)).await.unwrap();
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
