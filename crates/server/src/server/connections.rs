//! The connections of a listener, and their bounds (design.md, section 10): how many there are, how many come from one address,
//! and how long each may say nothing.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
use crate::config::Settings;
use crate::proxy::Peer;
use crate::reserve::{Places, Reserved};
use crate::state::App;
use crate::{proxy, router};

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
pub fn answer<L: Listener<Addr = SocketAddr>>(mut listener: L, app: &App) -> Serving {
    let (router, app) = (router::router(app.clone()), app.clone());
    let mut begun = app.stopping.begun();
    let count = Arc::new(Count::default());
    let places = Places::of(app.settings.connections);
    tokio::spawn(async move {
        let graceful = GracefulShutdown::new();
        loop {
            let (stream, peer) = tokio::select! {
                accepted = listener.accept() => accepted,
                // An error means that the sender is gone, which is a stop as well.
                _ = begun.wait_for(|begun| *begun) => break,
            };
            let ip = peer.ip().to_canonical();
            let most = most_of(&app.settings, ip);
            // Dropped, which closes it: an address with so many of them open needs no further one.
            let Some((counted, reserved)) = count.one_more(ip, most, places) else { continue };
            let asked = Arc::new(AtomicBool::new(false));
            let reserved = reserved.then(|| Reserved::until(asked.clone()));
            let allowance = Allowance::unlimited();
            let header = if reserved.is_some() { HEADER_IN_A_CROWD } else { HEADER };
            let silent = (header, asked.clone(), allowance.clone());
            let stream = Timed::new(stream, silent, (UNREAD, app.runtime.clone()), counted);
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

/// How many connections one address may have. A proxy speaks for many: one that is believed, or whatever stands on this machine
/// or in a private network.
fn most_of(settings: &Settings, ip: IpAddr) -> usize {
    if proxy::is_private(ip) || proxy::believed(settings, ip) {
        usize::MAX
    } else {
        settings.connections_per_address
    }
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

/// Open connections by address, and all of them.
#[derive(Default)]
struct Open {
    by_address: HashMap<IpAddr, usize>,
    all: usize,
}

/// Counts them.
#[derive(Default)]
struct Count(Mutex<Open>);

/// One of them, until it is dropped.
struct Counted {
    count: Arc<Count>,
    from: IpAddr,
}

impl Count {
    /// Counts one more from this address, unless it has `most` already or all places are taken, and says whether it is one of
    /// the last.
    fn one_more(self: &Arc<Self>, ip: IpAddr, most: usize, places: Places) -> Option<(Counted, bool)> {
        let from = network_of(ip);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = &mut *open;
        if open.all >= places.most || open.by_address.get(&from).is_some_and(|theirs| *theirs >= most) {
            return None;
        }
        let reserved = open.all >= places.all;
        open.all += 1;
        *open.by_address.entry(from).or_default() += 1;
        Some((Counted { count: self.clone(), from }, reserved))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.count.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        match open.by_address.get_mut(&self.from) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => drop(open.by_address.remove(&self.from)),
        }
    }
}

/// A household or a phone has a /64 of IPv6 and picks addresses within it freely.
fn network_of(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => IpAddr::V6((u128::from(ip) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::ws::WebSocketUpgrade;
    use axum::routing::any;
    use beistand_testkit::{PATIENCE, TestClock, clock};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const MANY: Places = Places { all: usize::MAX, most: usize::MAX };

    /// A WebSocket leaves hyper with its upgrade, and is an open connection all the same.
    #[tokio::test]
    async fn a_live_connection_counts_until_it_is_closed() {
        let (mut client, server) = tokio::io::duplex(4096);
        let count = Arc::new(Count::default());
        let (counted, _) = count.one_more(IpAddr::from([198, 51, 100, 1]), 1, MANY).unwrap();
        let runtime = clock::runtime(&TestClock::new(), 1);
        let asked = Arc::new(AtomicBool::new(false));
        let stream =
            Timed::new(server, (HEADER, asked.clone(), Allowance::unlimited()), (UNREAD, runtime), counted);
        let upgrade = |upgrade: WebSocketUpgrade| async {
            upgrade.on_upgrade(|mut socket| async move { while let Some(Ok(_)) = socket.recv().await {} })
        };
        let router = Router::new().route("/live", any(upgrade));
        let serving =
            serve(stream, router, (IpAddr::from([198, 51, 100, 1]), asked, None), Allowance::unlimited());
        let serving = tokio::spawn(async move { drop(serving.await) });
        let request = "GET /live HTTP/1.1\r\nhost: demo\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        client.write_all(request.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 101");
        serving.await.unwrap();
        assert!(count.one_more(IpAddr::from([198, 51, 100, 1]), 1, MANY).is_none(), "it is still open");
        drop(client);
        let free = async {
            while count.one_more(IpAddr::from([198, 51, 100, 1]), 1, MANY).is_none() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, free).await.expect("it is closed and counts on");
    }

    #[test]
    fn a_forgotten_proxy_is_not_cut_off() {
        let settings =
            Settings { trusted_proxy: vec!["203.0.113.9/32".parse().unwrap()], ..Settings::default() };
        let most = |ip: &str| most_of(&settings, ip.parse().unwrap());
        for many in ["127.0.0.1", "10.0.0.2", "fd00::1", "203.0.113.9"] {
            assert_eq!(most(many), usize::MAX, "{many}");
        }
        for one in ["198.51.100.1", "2001:db8::1"] {
            assert_eq!(most(one), settings.connections_per_address, "{one}");
        }
    }

    #[test]
    fn an_address_has_so_many_and_gets_them_back() {
        let count = Arc::new(Count::default());
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = count.one_more(ip("2001:db8::1"), 2, MANY).unwrap();
        let _second = count.one_more(ip("2001:db8::ffff"), 2, MANY).unwrap();
        assert!(count.one_more(ip("2001:db8::2"), 2, MANY).is_none(), "the same network");
        assert!(count.one_more(ip("2001:db8:0:1::2"), 2, MANY).is_some(), "another one");
        drop(first);
        assert!(count.one_more(ip("2001:db8::2"), 2, MANY).is_some());
        assert_eq!(count.0.lock().unwrap().by_address.len(), 1, "nothing is kept of who is gone");
    }

    #[test]
    fn the_last_places_are_marked_and_then_there_are_none() {
        let count = Arc::new(Count::default());
        let places = Places { all: 2, most: 3 };
        let from = |n| count.one_more(IpAddr::from([198, 51, 100, n]), 9, places);
        let (first, reserved) = from(1).unwrap();
        assert!(!reserved);
        let _second = from(2).unwrap();
        let (_third, reserved) = from(3).unwrap();
        assert!(reserved);
        assert!(from(4).is_none());
        drop(first);
        assert!(from(4).is_some());
    }
}
