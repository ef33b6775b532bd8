//! Any proxy in front of several servers: each connection goes to the next one that takes it, no matter whom it comes from.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Forwards connections in turn.
pub struct Balancer {
    address: SocketAddr,
    targets: watch::Sender<Arc<[String]>>,
    delay: watch::Sender<Duration>,
    forwarding: JoinHandle<()>,
}

impl Balancer {
    /// In front of these (`host:port`).
    pub async fn before(targets: Vec<String>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let targets: Arc<[String]> = targets.into();
        let (targets, delay) = (watch::Sender::new(targets), watch::Sender::new(Duration::ZERO));
        let (theirs, slow) = (targets.subscribe(), delay.subscribe());
        let turn = Arc::new(AtomicUsize::new(0));
        let forwarding = tokio::spawn(async move {
            while let Ok((inner, _)) = listener.accept().await {
                tokio::spawn(forward(inner, theirs.borrow().clone(), turn.clone(), slow.clone()));
            }
        });
        Ok(Self { address, targets, delay, forwarding })
    }

    /// Sends new connections to these from now on.
    pub fn send_to(&self, targets: Vec<String>) {
        self.targets.send_replace(targets.into());
    }

    /// Everything takes this much longer, in each direction, as on a slow network.
    pub fn slow(&self, delay: Duration) {
        self.delay.send_replace(delay);
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

async fn forward(
    inner: TcpStream,
    targets: Arc<[String]>,
    turn: Arc<AtomicUsize>,
    slow: watch::Receiver<Duration>,
) {
    for _ in 0..targets.len() {
        let next = &targets[turn.fetch_add(1, Ordering::Relaxed) % targets.len()];
        // One that is down is passed over.
        let Ok(outer) = TcpStream::connect(next).await else { continue };
        let ((from_client, to_client), (from_server, to_server)) = (inner.into_split(), outer.into_split());
        // The end of one direction is the end of both: a server that is gone must not look alive.
        tokio::select! {
            () = pump(from_client, to_server, slow.clone()) => {}
            () = pump(from_server, to_client, slow) => {}
        }
        return;
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    slow: watch::Receiver<Duration>,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let delay = *slow.borrow();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
