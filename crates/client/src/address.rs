//! The address of a server, as a person types it.

use std::fmt;

use reqwest::Url;

/// `https://host[:port]`, or `http://` for this machine only: passwords must not cross a network in the open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(Url);

/// It is no address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a server")]
pub struct BadAddress;

impl ServerAddress {
    /// Reads what was typed. Without a scheme it is HTTPS, and HTTP on this machine. What is behind the host is cut off: people
    /// paste the address of a start page.
    pub fn parse(typed: &str) -> Result<Self, BadAddress> {
        let typed = typed.trim();
        let full = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let mut url = Url::parse(&full).map_err(|_| BadAddress)?;
        let local = url.host_str().is_some_and(is_this_machine);
        if !typed.contains("://") && local {
            url = Url::parse(&format!("http://{typed}")).map_err(|_| BadAddress)?;
        }
        let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && local);
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !(scheme_fits && anonymous && url.has_host()) {
            return Err(BadAddress);
        }
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// Whether it is a server on this machine.
    pub fn is_this_machine(&self) -> bool {
        self.0.host_str().is_some_and(is_this_machine)
    }

    /// Whether the way to the server is HTTPS.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The address of an endpoint; `path` begins with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Name and port, as a proxy is asked for them.
    pub(crate) fn host(&self) -> String {
        let (name, port) = (self.0.host_str().unwrap_or_default(), self.0.port_or_known_default());
        format!("{name}:{}", port.unwrap_or(443))
    }

    /// The address of the live connection.
    pub(crate) fn live(&self) -> String {
        let rest = self.to_string();
        let rest = rest.split_once("://").map_or("", |(_, rest)| rest);
        let scheme = if self.is_encrypted() { "wss" } else { "ws" };
        format!("{scheme}://{rest}/api/v1/live")
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_it_in_many_ways() {
        let read = |typed| ServerAddress::parse(typed).map(|a| a.to_string());
        assert_eq!(read(" beratung.example/ ").unwrap(), "https://beratung.example");
        assert_eq!(read("https://beratung.example:8443").unwrap(), "https://beratung.example:8443");
        assert_eq!(read("localhost:8787").unwrap(), "http://localhost:8787");
        assert_eq!(read("127.0.0.1:8787").unwrap(), "http://127.0.0.1:8787");
        assert_eq!(read("http://[::1]:8787").unwrap(), "http://[::1]:8787");
        assert_eq!(read("https://beratung.example/demo/sucht?a=1#b").unwrap(), "https://beratung.example");
        assert_eq!(read("beratung.example/demo").unwrap(), "https://beratung.example");
    }

    #[test]
    fn nothing_else_is_an_address() {
        for typed in ["", "   ", "ftp://x.example", "https://", "https://me:secret@x.example"] {
            assert_eq!(ServerAddress::parse(typed), Err(BadAddress), "{typed}");
        }
        assert_eq!(ServerAddress::parse("http://beratung.example"), Err(BadAddress), "in the open");
    }

    #[test]
    fn the_live_connection_is_as_safe_as_the_rest() {
        let live = |typed| ServerAddress::parse(typed).unwrap().live();
        assert_eq!(live("beratung.example"), "wss://beratung.example/api/v1/live");
        assert_eq!(live("localhost:8787"), "ws://localhost:8787/api/v1/live");
    }
}
