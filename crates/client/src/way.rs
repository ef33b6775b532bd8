//! The way to the server: straight, or through the proxy of the environment or the system. Requests and the live
//! connection go the same way.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use crate::{ServerAddress, tls};

/// Longest answer of a proxy that is read.
const LONGEST_HEAD: usize = 8 * 1024;
const LOOKS_FOR: Duration = Duration::from_secs(10);

/// What stands between this machine and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The network or the server is away.
    Unreachable,
    /// The proxy that this machine has to use is away, or cannot show that it is the one.
    ProxyAway,
    /// That proxy is of a kind that this program does not speak to, as SOCKS.
    ProxyUnsupported,
    /// The proxy does not let the connection through, or wants to know who asks (407).
    ProxyRefused {
        /// Its status of HTTP.
        status: u16,
    },
    /// The server's certificate is not accepted.
    Certificate(CertificateProblem),
}

/// Why a certificate is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// This machine does not know who has signed it.
    Untrusted,
    /// It is over, or the machine's clock is ahead.
    Expired,
    /// It begins later, so the machine's clock is behind.
    NotYetValid,
    /// It is for another name.
    OtherName,
}

/// To the server or to the proxy; to the latter it may be encrypted, whatever goes through it.
type Socket = MaybeTlsStream<TcpStream>;

pub(crate) type Stream = WebSocketStream<MaybeTlsStream<Socket>>;

/// Opens the live connection.
pub(crate) async fn open(server: &ServerAddress) -> Result<Stream, Obstacle> {
    let tls = Arc::new(tls::config(server).map_err(|_| Obstacle::Unreachable)?);
    let socket = connect(server, &Matcher::from_system(), &tls).await?;
    let connector = Connector::Rustls(tls);
    match client_async_tls_with_config(server.live(), socket, None, Some(connector)).await {
        Ok((stream, _)) => Ok(stream),
        Err(error) => Err(certificate_of(&error).map_or(Obstacle::Unreachable, Obstacle::Certificate)),
    }
}

/// Looks for what stands in the way after a request has not got through.
pub(crate) async fn look(server: &ServerAddress) -> Obstacle {
    match tokio::time::timeout(LOOKS_FOR, open(server)).await {
        Ok(Err(obstacle)) => obstacle,
        // It was a moment's trouble.
        Ok(Ok(_)) | Err(_) => Obstacle::Unreachable,
    }
}

async fn connect(
    server: &ServerAddress,
    proxies: &Matcher,
    tls: &Arc<ClientConfig>,
) -> Result<Socket, Obstacle> {
    let host = server.host();
    let address: Uri = server.to_string().parse().map_err(|_| Obstacle::Unreachable)?;
    let socket = match proxies.intercept(&address) {
        None => Socket::Plain(TcpStream::connect(&host).await.map_err(|_| Obstacle::Unreachable)?),
        Some(proxy) => tunnel(&proxy, &host, tls).await?,
    };
    // Frames are small and urgent; a socket that cannot be told so still works.
    let _ = socket.get_ref().set_nodelay(true);
    Ok(socket)
}

/// Has the proxy connect to the server (CONNECT, RFC 9110 §9.3.6).
async fn tunnel(proxy: &Intercept, host: &str, tls: &Arc<ClientConfig>) -> Result<Socket, Obstacle> {
    let mut socket = reach(proxy.uri(), tls).await?;
    let mut request = format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    if let Some(credentials) = proxy.basic_auth() {
        request.extend(b"Proxy-Authorization: ");
        request.extend(credentials.as_bytes());
        request.extend(b"\r\n");
    }
    request.extend(b"\r\n");
    let status = async {
        socket.write_all(&request).await?;
        socket.flush().await?;
        status(&mut socket).await
    };
    match status.await {
        Ok(200..=299) => Ok(socket),
        Ok(status) => Err(Obstacle::ProxyRefused { status }),
        Err(_) => Err(Obstacle::ProxyAway),
    }
}

/// Connects to the proxy, encrypted where its address says so. It is trusted by the same certificates as the server.
async fn reach(proxy: &Uri, tls: &Arc<ClientConfig>) -> Result<Socket, Obstacle> {
    let (encrypted, usual) = match proxy.scheme_str() {
        Some("http") => (false, 80),
        Some("https") => (true, 443),
        Some(_) | None => return Err(Obstacle::ProxyUnsupported),
    };
    let name = proxy.host().ok_or(Obstacle::ProxyAway)?;
    let address = format!("{name}:{}", proxy.port_u16().unwrap_or(usual));
    let socket = TcpStream::connect(address).await.map_err(|_| Obstacle::ProxyAway)?;
    if !encrypted {
        return Ok(Socket::Plain(socket));
    }
    let name = name.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(name).map_err(|_| Obstacle::ProxyAway)?;
    let greeted = TlsConnector::from(tls.clone()).connect(name, socket).await;
    greeted.map(Socket::Rustls).map_err(|_| Obstacle::ProxyAway)
}

/// The status of the proxy's answer; nothing behind its head is read.
async fn status(socket: &mut Socket) -> io::Result<u16> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.push(socket.read_u8().await?);
    }
    let line = String::from_utf8_lossy(&head);
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.filter(|_| line.starts_with("HTTP/1.")).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn certificate_of(error: &Error) -> Option<CertificateProblem> {
    let Error::Io(error) = error else { return None };
    match error.get_ref()?.downcast_ref()? {
        rustls::Error::InvalidCertificate(why) => Some(problem(why)),
        _ => None,
    }
}

fn problem(why: &CertificateError) -> CertificateProblem {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateProblem::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateProblem::OtherName
        }
        _ => CertificateProblem::Untrusted,
    }
}

#[cfg(test)]
mod tests;
