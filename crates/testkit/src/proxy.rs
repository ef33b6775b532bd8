//! Proxies between a client and a server: one that lets no large body through, and one that is asked to connect.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const LONGEST_HEAD: usize = 16 * 1024;
const TOO_LARGE: &str = "<html><h1>413 Request Entity Too Large</h1><hr>nginx</html>";

/// What a proxy does with a request whose head it has read.
#[derive(Clone)]
enum Kind {
    /// Stands before one server and refuses bodies longer than this, in words of its own.
    Limiting { target: String, longest: u64 },
    /// Stands before one server and reads nothing of bodies longer than this, as a line that is far too slow.
    Stalling { target: String, longest: u64 },
    /// Is asked where to go; with these credentials, or refuses.
    Asked { credentials: Option<&'static str>, connected: Arc<AtomicUsize> },
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    connected: Arc<AtomicUsize>,
    running: JoinHandle<()>,
}

impl Proxy {
    /// In front of `target` (`host:port`): bodies longer than this many bytes get a 413 in HTML.
    pub async fn limiting(target: String, longest: u64) -> anyhow::Result<Self> {
        Self::run(Kind::Limiting { target, longest }, Arc::default()).await
    }

    /// In front of `target`: of bodies longer than this many bytes nothing is read.
    pub async fn stalling(target: String, longest: u64) -> anyhow::Result<Self> {
        Self::run(Kind::Stalling { target, longest }, Arc::default()).await
    }

    /// A way out that is asked with CONNECT, and over plain HTTP with whole addresses. `credentials`: `name:password` in
    /// Base64 that it wants to see.
    pub async fn asked(credentials: Option<&'static str>) -> anyhow::Result<Self> {
        let connected = Arc::<AtomicUsize>::default();
        Self::run(Kind::Asked { credentials, connected: connected.clone() }, connected).await
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// How often it was asked with CONNECT and did it.
    pub fn connected(&self) -> usize {
        self.connected.load(Ordering::SeqCst)
    }

    async fn run(kind: Kind, connected: Arc<AtomicUsize>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let running = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let kind = kind.clone();
                tokio::spawn(async move {
                    // A client that goes away in the middle is its own affair.
                    let _ = serve(client, kind).await;
                });
            }
        });
        Ok(Self { address, connected, running })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// The head of a request, and what came behind it.
struct Head {
    lines: Vec<String>,
    rest: Vec<u8>,
}

impl Head {
    async fn read(client: &mut TcpStream) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = bytes.split_off(end + 4);
                let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
                return Ok(Self { lines: text.split("\r\n").map(str::to_owned).collect(), rest });
            }
            if bytes.len() > LONGEST_HEAD || client.read_buf(&mut bytes).await? == 0 {
                return Err(std::io::ErrorKind::InvalidData.into());
            }
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&String| line.split_once(':').is_some_and(|(n, _)| n.eq_ignore_ascii_case(name));
        self.lines.iter().skip(1).find(named).and_then(|line| line.split_once(':')).map(|(_, v)| v.trim())
    }

    /// Of the body, in bytes.
    fn length(&self) -> u64 {
        self.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)
    }

    /// The head once more, for one request on this connection.
    fn once(&self, first: &str) -> String {
        let kept = self.lines.iter().skip(1).filter(|line| {
            let name = line.split(':').next().unwrap_or_default();
            !name.eq_ignore_ascii_case("connection") && !name.to_ascii_lowercase().starts_with("proxy-")
        });
        let mut text = format!("{first}\r\n");
        kept.for_each(|line| text.push_str(&format!("{line}\r\n")));
        text + "connection: close\r\n\r\n"
    }
}

async fn serve(mut client: TcpStream, kind: Kind) -> std::io::Result<()> {
    let head = Head::read(&mut client).await?;
    match kind {
        Kind::Limiting { longest, .. } if head.length() > longest => refuse(client).await,
        // The connection stays open until the proxy ends.
        Kind::Stalling { longest, .. } if head.length() > longest => std::future::pending().await,
        Kind::Limiting { target, .. } | Kind::Stalling { target, .. } => forward(client, &head, target).await,
        Kind::Asked { credentials, connected } => {
            let wanted = credentials.map(|credentials| format!("Basic {credentials}"));
            if wanted.is_some() && head.header("proxy-authorization") != wanted.as_deref() {
                let answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\
                              proxy-authenticate: Basic realm=\"office\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                return client.write_all(answer.as_bytes()).await;
            }
            connect(client, &head, &connected).await
        }
    }
}

async fn refuse(mut client: TcpStream) -> std::io::Result<()> {
    let answer = format!(
        "HTTP/1.1 413 Request Entity Too Large\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{TOO_LARGE}",
        TOO_LARGE.len()
    );
    client.write_all(answer.as_bytes()).await?;
    // The rest of the body is thrown away, so that the answer is read and not lost to a reset.
    tokio::io::copy(&mut client, &mut tokio::io::sink()).await.map(drop)
}

async fn forward(client: TcpStream, head: &Head, target: String) -> std::io::Result<()> {
    let text = match head.header("upgrade") {
        Some(_) => head.lines.join("\r\n") + "\r\n\r\n",
        None => head.once(&head.lines[0]),
    };
    pass(client, TcpStream::connect(target).await?, text, &head.rest).await
}

async fn connect(mut client: TcpStream, head: &Head, connected: &AtomicUsize) -> std::io::Result<()> {
    let mut words = head.lines[0].split(' ');
    let (method, address) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method == "CONNECT" {
        let mut server = TcpStream::connect(address).await?;
        connected.fetch_add(1, Ordering::SeqCst);
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        server.write_all(&head.rest).await?;
        return copy_bidirectional(&mut client, &mut server).await.map(drop);
    }
    let (host, path) = address.trim_start_matches("http://").split_once('/').unwrap_or_default();
    let server = TcpStream::connect(host).await?;
    pass(client, server, head.once(&format!("{method} /{path} HTTP/1.1")), &head.rest).await
}

async fn pass(
    mut client: TcpStream,
    mut server: TcpStream,
    head: String,
    rest: &[u8],
) -> std::io::Result<()> {
    server.write_all(head.as_bytes()).await?;
    server.write_all(rest).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}
