//! A network between a client and a server that can be cut and mended.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Forwards connections to a server while it is whole.
pub struct Network {
    address: SocketAddr,
    whole: watch::Sender<bool>,
    forwarding: JoinHandle<()>,
}

impl Network {
    /// A whole network in front of `target` (`host:port`).
    pub async fn before(target: String) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let whole = watch::Sender::new(true);
        let state = whole.subscribe();
        let forwarding = tokio::spawn(async move {
            while let Ok((inner, _)) = listener.accept().await {
                if *state.borrow() {
                    tokio::spawn(forward(inner, target.clone(), state.clone()));
                }
            }
        });
        Ok(Self { address, whole, forwarding })
    }

    /// Breaks all connections and refuses new ones.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Lets new connections through again.
    pub fn mend(&self) {
        self.whole.send_replace(true);
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

async fn forward(mut inner: TcpStream, target: String, mut state: watch::Receiver<bool>) {
    let Ok(mut outer) = TcpStream::connect(target).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut inner, &mut outer) => {}
        _ = state.wait_for(|whole| !whole) => {}
    }
}
