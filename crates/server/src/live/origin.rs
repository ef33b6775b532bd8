//! Which pages may open a live connection. A browser lets every page open a WebSocket to everywhere and only says which page
//! it is (RFC 6455, section 10.2), so a page elsewhere could act from its visitors' addresses.

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};

/// Whether a connection comes from a page of this server, from one that the operator has named, or from no page at all: only
/// browsers send an origin.
pub fn is_own(named: &[String], headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(origin) = text(ORIGIN) else { return true };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let own =
        text(HOST).is_some_and(|host| authority.is_some_and(|origin| origin.eq_ignore_ascii_case(host)));
    own || named.iter().any(|named| named.trim_end_matches('/').eq_ignore_ascii_case(origin))
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
        super::is_own(&["https://chat.example/".to_owned()], &headers)
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
}
