//! Just enough XMPP (RFC 6120, RFC 6121) to sign in, be present, and send and receive messages.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::load::{End, Speech};

/// The domain everybody is in.
const DOMAIN: &str = "localhost";

/// Everybody's password.
pub const PASSWORD: &str = "beistand";

/// A connection to the server.
pub struct Stream {
    tcp: TcpStream,
    received: Vec<u8>,
}

impl Stream {
    /// Connects and waits until the server says how to sign in.
    pub async fn open(port: u16) -> anyhow::Result<Self> {
        let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
        tcp.set_nodelay(true)?;
        let received = Vec::new();
        let mut stream = Self { tcp, received };
        stream.begin().await?;
        Ok(stream)
    }

    /// Connects and waits until the user is present.
    pub async fn sign_in(port: u16, name: &str) -> anyhow::Result<Self> {
        let mut stream = Self::open(port).await?;
        let plain = STANDARD.encode(format!("\0{name}\0{PASSWORD}"));
        let auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>";
        stream.say(format!("{auth}{plain}</auth>")).await?;
        stream.until("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>").await?;
        stream.begin().await?;
        let bind = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";
        stream.say(format!("<iq type='set' id='bind'>{bind}</iq>")).await?;
        stream.until("</iq>").await?;
        stream.say("<presence/>".to_owned()).await?;
        // One's own presence comes back to oneself.
        stream.until("<presence").await?;
        Ok(stream)
    }

    async fn begin(&mut self) -> anyhow::Result<()> {
        let spaces = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";
        self.say(format!("<stream:stream {spaces} to='{DOMAIN}' version='1.0'>")).await?;
        self.until("</stream:features>").await?;
        Ok(())
    }

    /// Everything up to and including `mark`.
    async fn until(&mut self, mark: &str) -> anyhow::Result<String> {
        loop {
            if let Some(at) = position(&self.received, mark) {
                let text = self.received.drain(..at + mark.len()).collect();
                return Ok(String::from_utf8(text)?);
            }
            for refusal in ["<failure", "<stream:error"] {
                let refused = position(&self.received, refusal).is_some();
                anyhow::ensure!(!refused, "{}", String::from_utf8_lossy(&self.received));
            }
            self.received.reserve(1024);
            let read = self.tcp.read_buf(&mut self.received).await?;
            anyhow::ensure!(read > 0, "closed");
        }
    }
}

impl End for Stream {
    type Frame = String;

    async fn say(&mut self, frame: String) -> anyhow::Result<()> {
        self.tcp.write_all(frame.as_bytes()).await.context("closed")
    }

    /// The next message, with whatever came before it.
    async fn receive(&mut self) -> anyhow::Result<String> {
        self.until("</message>").await
    }
}

fn position(received: &[u8], mark: &str) -> Option<usize> {
    received.windows(mark.len()).position(|part| part == mark.as_bytes())
}

/// One-to-one messages with a text of so many bytes.
pub struct Chat {
    pub text: usize,
}

impl Chat {
    /// The names of both ends of a pair.
    pub fn names(pair: usize) -> (String, String) {
        (format!("s{pair}"), format!("r{pair}"))
    }
}

impl Speech for Chat {
    type End = Stream;

    const ACKNOWLEDGED: bool = false;

    fn frame(&self, pair: usize, n: u64) -> String {
        let (_, receiver) = Self::names(pair);
        let text = "x".repeat(self.text);
        format!("<message to='{receiver}@{DOMAIN}' type='chat' id='{n}'><body>{text}</body></message>")
    }

    fn is_answer(&self, _: &String) -> bool {
        false
    }

    fn is_delivery(&self, frame: &String) -> bool {
        frame.contains("<body>")
    }
}
