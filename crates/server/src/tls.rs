//! TLS in the process itself: rustls with ring, a certificate from two files that are read again when asked to.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use axum::serve::Listener;
use beistand_runtime::Runtime;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::counted::{Counted, CountedListener};

/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes at the same time; later ones wait in the system's queue.
const HANDSHAKES: usize = 512;

/// The certificate in use.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads a chain and its key, both PEM.
    pub fn read(chain: &Path, key: &Path) -> anyhow::Result<Self> {
        let current = RwLock::new(Arc::new(load(chain, key)?));
        Ok(Self { chain: chain.into(), key: key.into(), current })
    }

    /// Reads the files again. New connections get what is in them; if they are wrong everything stays as it is.
    pub fn read_again(&self) -> anyhow::Result<()> {
        let new = Arc::new(load(&self.chain, &self.key)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn load(chain: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let unreadable = |file: &Path| format!("{} cannot be read", file.display());
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect)
        .with_context(|| unreadable(chain))?;
    ensure!(!certificates.is_empty(), "{} holds no certificate", chain.display());
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| unreadable(key))?;
    let secret = ring::sign::any_supported_type(&secret).context("the key is of no kind that is known")?;
    let certified = CertifiedKey::new(certificates, secret);
    certified.keys_match().context("the key does not belong to the certificate")?;
    Ok(certified)
}

/// Connections whose handshake is done.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<Counted<TcpStream>>, SocketAddr)>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    /// Takes connections from `listener`. A slow handshake holds up nobody else.
    pub fn open(
        listener: CountedListener,
        certificate: Arc<Certificate>,
        runtime: Runtime,
    ) -> anyhow::Result<Self> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(certificate);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let (sender, ready) = mpsc::channel(HANDSHAKES);
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), sender, runtime));
        Ok(Self { ready, address, accepting })
    }
}

type Done = mpsc::Sender<(TlsStream<Counted<TcpStream>>, SocketAddr)>;

async fn accept(mut listener: CountedListener, acceptor: TlsAcceptor, done: Done, runtime: Runtime) {
    let room = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let (stream, peer) = listener.accept().await;
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let (acceptor, done, runtime) = (acceptor.clone(), done.clone(), runtime.clone());
        tokio::spawn(async move {
            let _place = place;
            // A frame of the live connection is small and must not wait for the next one.
            let _ = stream.tcp().set_nodelay(true);
            let shaken = tokio::select! {
                shaken = acceptor.accept(stream) => shaken.ok(),
                () = runtime.sleep(HANDSHAKE) => None,
            };
            // What failed was no client of ours; when the server stops nobody takes it any more.
            if let Some(stream) = shaken {
                let _ = done.send((stream, peer)).await;
            }
        });
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<Counted<TcpStream>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
