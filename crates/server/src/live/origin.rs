//! Which pages may open a live connection. A browser lets every page open a WebSocket to everywhere and only says which page
//! it is (RFC 6455, section 10.2), so a page elsewhere could act from its visitors' addresses.

use std::net::IpAddr;
use std::sync::Once;

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};

use crate::config::Settings;
use crate::proxy;

/// What a proxy that is believed writes about the host its visitor asked for.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Whether a connection comes from a page of this server, from one that the operator has named, or from no page at all: only
/// browsers send an origin. A proxy that is believed may say which host its visitor asked for.
pub fn is_own(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(origin) = text(ORIGIN) else { return true };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let is = |host: &str| authority.is_some_and(|origin| origin.eq_ignore_ascii_case(host));
    let forwarded = text(FORWARDED_HOST).filter(|_| proxy::believed(settings, peer));
    let named = settings.origins.iter().any(|named| named.trim_end_matches('/').eq_ignore_ascii_case(origin));
    let own = named || text(HOST).is_some_and(is) || forwarded.is_some_and(is);
    if !own {
        say_once();
    }
    own
}

/// A proxy that changes the Host header shuts out every page, so an operator must find the reason.
fn say_once() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "a live connection was refused, as its page is of another origin than the Host header; if these are our own \
             pages, let the proxy keep Host, or name their address with origin"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(origin: Option<&str>, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        super::is_own(&settings(false), LOCAL, &headers)
    }

    const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn settings(behind_proxy: bool) -> Settings {
        Settings { behind_proxy, origins: vec!["https://chat.example/".to_owned()], ..Settings::default() }
    }

    #[test]
    fn only_pages_of_this_server_and_named_ones() {
        assert!(is_own(None, "beratung.example"), "a desk");
        assert!(is_own(Some("https://beratung.example"), "beratung.example"));
        assert!(is_own(Some("http://127.0.0.1:8787"), "127.0.0.1:8787"));
        assert!(is_own(Some("https://chat.example"), "10.0.0.7:8787"), "a proxy that names another host");
        for foreign in ["https://elsewhere.example", "https://beratung.example.elsewhere.example", "null", ""]
        {
            assert!(!is_own(Some(foreign), "beratung.example"), "{foreign}");
        }
        assert!(!is_own(Some("https://beratung.example:444"), "beratung.example"));
    }

    #[test]
    fn a_forwarded_host_counts_only_from_a_proxy_that_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "127.0.0.1:8787".parse().unwrap());
        headers.insert(ORIGIN, "https://beratung.example".parse().unwrap());
        headers.insert(FORWARDED_HOST, "beratung.example".parse().unwrap());
        assert!(super::is_own(&settings(true), LOCAL, &headers));
        assert!(!super::is_own(&settings(false), LOCAL, &headers));
    }

    proptest::proptest! {
        /// An origin that does not end in the host behind `://` is none of ours.
        #[test]
        fn no_other_text_is_an_own_origin(origin in r"(https?|://|beratung\.example|chat\.example|[./:@#?A-Z]|[ -~]){0,8}") {
            let own = super::is_own(&settings(true), LOCAL, &of(&origin));
            let lower = origin.to_ascii_lowercase();
            let ours = lower == "https://chat.example"
                || lower.split_once("://").is_some_and(|(_, authority)| authority == "beratung.example");
            proptest::prop_assert_eq!(own, ours, "{}", origin);
        }
    }

    fn of(origin: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "beratung.example".parse().unwrap());
        headers.insert(ORIGIN, origin.parse().unwrap());
        headers
    }
}
