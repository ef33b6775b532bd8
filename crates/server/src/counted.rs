//! How many connections there are, in all and of each address (design.md, section 10). They are counted as soon as the system
//! hands them over, so that unfinished handshakes count as well.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

use crate::config::Settings;
use crate::proxy;
use crate::reserve::Places;

/// Connections that have a place.
pub struct CountedListener {
    listener: TcpListener,
    count: Arc<Count>,
    places: Places,
    settings: Arc<Settings>,
}

impl CountedListener {
    /// Gives places to those who come to `listener`.
    pub fn new(listener: TcpListener, settings: Arc<Settings>) -> Self {
        Self { listener, count: Arc::default(), places: Places::of(settings.connections), settings }
    }
}

impl Listener for CountedListener {
    type Io = Counted<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            // axum's own accept waits out what will pass, such as too many open files.
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            let ip = peer.ip().to_canonical();
            // Dropped, which closes it: an address with so many of them open needs no further one.
            if let Some((place, reserved)) = self.count.one_more(ip, most_of(&self.settings, ip), self.places)
            {
                return (Counted { stream, reserved, _place: place }, peer);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A stream that counts until it is dropped, no matter who owns it by then: an upgrade takes it out of the server's hands.
pub struct Counted<S> {
    stream: S,
    reserved: bool,
    _place: Place,
}

impl Counted<TcpStream> {
    /// The stream itself, for its options.
    pub fn tcp(&self) -> &TcpStream {
        &self.stream
    }
}

/// A stream that has a place.
pub trait Placed {
    /// Whether it is one of the last, which are for people who are signed in.
    fn is_reserved(&self) -> bool;
}

impl<S> Placed for Counted<S> {
    fn is_reserved(&self) -> bool {
        self.reserved
    }
}

impl<S: Placed> Placed for TlsStream<S> {
    fn is_reserved(&self) -> bool {
        self.get_ref().0.is_reserved()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
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
struct Place {
    count: Arc<Count>,
    from: IpAddr,
}

impl Count {
    /// Counts one more from this address, unless it has `most` already or all places are taken, and says whether it is one of
    /// the last.
    fn one_more(self: &Arc<Self>, ip: IpAddr, most: usize, places: Places) -> Option<(Place, bool)> {
        let from = network_of(ip);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = &mut *open;
        if open.all >= places.most || open.by_address.get(&from).is_some_and(|theirs| *theirs >= most) {
            return None;
        }
        let reserved = open.all >= places.all;
        open.all += 1;
        *open.by_address.entry(from).or_default() += 1;
        Some((Place { count: self.clone(), from }, reserved))
    }
}

impl Drop for Place {
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
    use super::*;

    const MANY: Places = Places { all: usize::MAX, most: usize::MAX };

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
