//! Who is asking, when a proxy is in front. What it writes about its visitors is believed only from the addresses an
//! operator has named; anything before that could be anybody's word.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::http::HeaderMap;

use crate::config::Settings;

/// The other end of a connection: a visitor, or a proxy.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Whether what comes from this address may speak for others.
pub fn believed(settings: &Settings, peer: IpAddr) -> bool {
    let peer = peer.to_canonical();
    let local = settings.behind_proxy && peer.is_loopback();
    local || settings.trusted_proxy.iter().any(|network| network.contains(&peer))
}

/// The visitor's address: from the right, the first in `X-Forwarded-For` that is no proxy of ours.
pub fn visitor(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut visitor = peer.to_canonical();
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let named = lines.iter().flat_map(|line| line.split(',')).collect::<Vec<_>>();
    for entry in named.into_iter().rev() {
        if !believed(settings, visitor) {
            break;
        }
        let Some(next) = address(entry.trim()) else { break };
        visitor = next;
    }
    visitor
}

/// Whether this is an address of this machine or of a private network, from which no stranger comes: a proxy may stand there
/// whether it is named or not.
pub fn is_private(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Whether this is a proxy that nobody has named: it writes `X-Forwarded-For` and reaches the server over a private network.
/// Its visitors cannot be told apart, so a bound for each address would be one for all of them. Who writes that header over a
/// public address may be anyone, and gets no such favour. It is said once in the log, without an address.
pub fn is_unnamed(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> bool {
    static WARNED: Once = Once::new();
    let unnamed = is_private(peer) && headers.contains_key("x-forwarded-for") && !believed(settings, peer);
    if unnamed {
        WARNED.call_once(|| {
            tracing::warn!(
                "a proxy that is not named writes X-Forwarded-For: its visitors cannot be told apart, and bounds for each \
                 address are off; name it with behind-proxy or trusted-proxy"
            );
        });
    }
    unnamed
}

/// Some proxies write the port as well.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip()).ok();
    text.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::network::network;

    fn settings(behind_proxy: bool, trusted: &[&str]) -> Settings {
        let trusted_proxy = trusted.iter().map(|text| network(text).unwrap()).collect();
        Settings { behind_proxy, trusted_proxy, ..Settings::default() }
    }

    fn seen(settings: &Settings, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        visitor(settings, peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_who_was_not_named() {
        let nobody = settings(false, &[]);
        assert_eq!(seen(&nobody, "127.0.0.1", &["203.0.113.7"]), "127.0.0.1");
        let local = settings(true, &[]);
        assert_eq!(seen(&local, "127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&local, "::ffff:127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&local, "10.0.0.2", &["203.0.113.7"]), "10.0.0.2");
        let network = settings(false, &["10.0.0.0/8", "2001:db8::1"]);
        assert_eq!(seen(&network, "10.0.0.2", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&network, "2001:db8::1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&network, "2001:db8::2", &["203.0.113.7"]), "2001:db8::2");
        assert_eq!(seen(&network, "127.0.0.1", &["203.0.113.7"]), "127.0.0.1");
    }

    #[test]
    fn what_a_visitor_claims_about_itself_is_passed_over() {
        let one = settings(true, &[]);
        assert_eq!(seen(&one, "127.0.0.1", &["198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&one, "127.0.0.1", &["198.51.100.1", "203.0.113.7"]), "203.0.113.7");
        let two = settings(true, &["10.0.0.0/8"]);
        assert_eq!(seen(&two, "127.0.0.1", &["198.51.100.1, 203.0.113.7, 10.1.2.3"]), "203.0.113.7");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        let one = settings(true, &[]);
        assert_eq!(seen(&one, "127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(seen(&one, "127.0.0.1", &["203.0.113.7, unknown"]), "127.0.0.1");
        assert_eq!(seen(&one, "127.0.0.1", &["203.0.113.7:4711"]), "203.0.113.7");
        assert_eq!(seen(&one, "127.0.0.1", &["[2001:db8::9]:4711"]), "2001:db8::9");
    }

    #[test]
    fn a_network_or_an_address_is_read_and_nothing_else() {
        assert!(network("10.0.0.0/8").is_ok() && network("::1").is_ok());
        for wrong in ["10.0.0.0/33", "proxy", "", "10.0.0"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_proxy_that_nobody_named_is_known_by_its_header_and_its_network() {
        let mut headers = HeaderMap::new();
        let unnamed = |headers: &HeaderMap, peer: &str, behind_proxy| {
            let settings = Settings { behind_proxy, ..Settings::default() };
            is_unnamed(&settings, peer.parse().unwrap(), headers)
        };
        assert!(!unnamed(&headers, "10.0.0.2", false), "nobody speaks for others");
        headers.insert("x-forwarded-for", "198.51.100.1".parse().unwrap());
        for proxy in ["127.0.0.1", "10.0.0.2", "192.168.3.4", "fd00::1", "::ffff:172.16.0.1"] {
            assert!(unnamed(&headers, proxy, false), "{proxy}");
        }
        assert!(!unnamed(&headers, "127.0.0.1", true), "it is named");
        assert!(!unnamed(&headers, "203.0.113.9", false), "anyone can write a header");
    }

    /// Parts of addresses, in any order.
    const PARTS: &str = r"(127\.0\.0\.1|203\.0\.113\.7|::1|\[2001:db8::9\]:47|unknown|,| |:|\[|\]|[0-9a-fA-F.]{1,4}|[ -~]){0,24}";

    proptest::proptest! {
        /// Whatever a stranger writes, the last word is that of a proxy that is believed.
        #[test]
        fn no_header_moves_a_visitor_behind_what_a_proxy_has_seen(lines in proptest::collection::vec(PARTS, 0..4)) {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let stranger: IpAddr = "198.51.100.1".parse().unwrap();
            let local: IpAddr = "127.0.0.1".parse().unwrap();
            let settings = settings(true, &[]);
            proptest::prop_assert_eq!(visitor(&settings, stranger, &headers), stranger);
            let once = visitor(&settings, local, &headers);
            headers.append("x-forwarded-for", "203.0.113.99".parse().unwrap());
            let again = visitor(&settings, local, &headers);
            proptest::prop_assert_eq!(again.to_string(), "203.0.113.99");
            // What was read reads the same.
            let mut told = HeaderMap::new();
            told.append("x-forwarded-for", once.to_string().parse().unwrap());
            proptest::prop_assert_eq!(visitor(&settings, local, &told), once);
        }
    }
}
