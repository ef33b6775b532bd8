//! The connections of a listener, and how long each may say nothing (design.md, section 10).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use axum::serve::Listener;
use axum::{BoxError, Router};
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt as _;

use super::Serving;
use super::timed::Timed;
use crate::allowance::Allowance;
use crate::counted::Placed;
use crate::proxy::Peer;
use crate::reserve::Reserved;
use crate::router;
use crate::state::App;

/// The header of a connection's first request must come within this time.
const HEADER: Duration = Duration::from_secs(10);
/// The same where the connection took one of the last places, which nobody may keep by saying nothing.
const HEADER_IN_A_CROWD: Duration = Duration::from_secs(3);
/// The next one may wait this long: longer than proxies and clients keep idle connections (75 and 90 s are usual), so that none
/// is closed while they send on it.
const IDLE: Duration = Duration::from_secs(120);
/// An answer that nobody reads is given up after this long without progress.
const UNREAD: Duration = Duration::from_secs(30);

/// Bytes of a request's head, and of an answer that waits for its reader, on one HTTP/1 connection.
const BUFFER: usize = 64 * 1024;
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 32;

/// Answers on `listener` until the server stops; then what has begun is finished, and nothing else.
pub fn answer<L>(mut listener: L, app: &App) -> Serving
where
    L: Listener<Addr = SocketAddr, Io: Placed>,
{
    let (router, app) = (router::router(app.clone()), app.clone());
    let mut begun = app.stopping.begun();
    tokio::spawn(async move {
        let graceful = GracefulShutdown::new();
        loop {
            let (stream, peer) = tokio::select! {
                accepted = listener.accept() => accepted,
                // An error means that the sender is gone, which is a stop as well.
                _ = begun.wait_for(|begun| *begun) => break,
            };
            let ip = peer.ip().to_canonical();
            let asked = Arc::new(AtomicBool::new(false));
            let reserved = stream.is_reserved().then(|| Reserved::until(asked.clone()));
            let allowance = Allowance::unlimited();
            let header = if reserved.is_some() { HEADER_IN_A_CROWD } else { HEADER };
            let silent = (header, asked.clone(), allowance.clone());
            let stream = Timed::new(stream, silent, (UNREAD, app.runtime.clone()));
            let serving = graceful.watch(serve(stream, router.clone(), (ip, asked, reserved), allowance));
            tokio::spawn(async move {
                // How a connection ends is its peer's business.
                let _ = serving.await;
            });
        }
        drop(listener);
        graceful.shutdown().await;
    })
}

/// Serves one connection; `asked` turns true with its first request.
fn serve<I>(
    stream: I,
    router: Router,
    (ip, asked, reserved): (IpAddr, Arc<AtomicBool>, Option<Reserved>),
    allowance: Allowance,
) -> impl GracefulConnection<Error = BoxError> + use<I>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        if reserved.is_none() {
            asked.store(true, Ordering::Release);
        }
        request.extensions_mut().insert(ConnectInfo(Peer(ip)));
        request.extensions_mut().insert(allowance.clone());
        if let Some(reserved) = reserved.clone() {
            request.extensions_mut().insert(reserved);
        }
        router.clone().oneshot(request.map(Body::new))
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(IDLE).max_buf_size(BUFFER);
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(UNREAD).keep_alive_timeout(HEADER);
    http2.max_concurrent_streams(STREAMS);
    builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned()
}
