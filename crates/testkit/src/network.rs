//! A network between a client and a server that can be cut, can swallow everything without a word, can keep it back for a while, and be mended.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// Everything arrives, but not yet.
    Held,
    /// Connections stay open, and nothing arrives: a dead zone, a pulled cable.
    Silent,
    Cut,
}

/// What the line is like now, and how often it went silent and was cut: a connection must not miss either, however soon the
/// line is mended.
#[derive(Clone, Copy)]
struct Now {
    state: State,
    silences: u64,
    cuts: u64,
}

/// Forwards connections to a server while it is whole.
pub struct Network {
    address: SocketAddr,
    state: watch::Sender<Now>,
    forwarding: JoinHandle<()>,
}

impl Network {
    /// A whole network in front of `target` (`host:port`).
    pub async fn before(target: String) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = watch::Sender::new(Now { state: State::Whole, silences: 0, cuts: 0 });
        let seen = state.subscribe();
        let forwarding = tokio::spawn(async move {
            while let Ok((inner, _)) = listener.accept().await {
                if matches!(seen.borrow().state, State::Whole | State::Held) {
                    tokio::spawn(forward(inner, target.clone(), seen.clone()));
                }
            }
        });
        Ok(Self { address, state, forwarding })
    }

    /// Breaks all connections and refuses new ones.
    pub fn cut(&self) {
        self.state.send_modify(|now| *now = Now { state: State::Cut, cuts: now.cuts + 1, ..*now });
    }

    /// Keeps connections open and lets nothing through, in neither direction and for good.
    pub fn swallow(&self) {
        self.state.send_modify(|now| *now = Now { state: State::Silent, silences: now.silences + 1, ..*now });
    }

    /// Keeps back what is under way, in both directions, until the line is mended: the delay of a slow line.
    pub fn hold(&self) {
        self.state.send_modify(|now| now.state = State::Held);
    }

    /// Lets new connections through again, and what was kept back.
    pub fn mend(&self) {
        self.state.send_modify(|now| now.state = State::Whole);
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

async fn forward(mut inner: TcpStream, target: String, mut state: watch::Receiver<Now>) {
    let begun = *state.borrow();
    let Ok(mut outer) = TcpStream::connect(target).await else { return };
    let (near, far) = (inner.split(), outer.split());
    // An end that resets the connection ends both directions.
    let both =
        async { tokio::try_join!(pass(near.0, far.1, state.clone()), pass(far.0, near.1, state.clone())) };
    let mut broken = state.clone();
    tokio::select! {
        _ = both => return,
        _ = broken.wait_for(|now| now.cuts > begun.cuts || now.silences > begun.silences) => {}
    }
    // In silence both ends keep a connection that looks alive, until one end gives up or the line is cut.
    let _ = state.wait_for(|now| now.cuts > begun.cuts).await;
}

/// Passes one direction on, as long as it is not kept back.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<Now>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes).await?;
        if state.wait_for(|now| now.state != State::Held).await.is_err() {
            return Ok(());
        }
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&bytes[..read]).await?;
    }
}
