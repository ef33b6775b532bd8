//! Where NATS is, and with what one gets in there.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use async_nats::{ConnectOptions, ServerAddr};
use percent_encoding::percent_decode_str;

/// The option as it was given. It is not judged while options are read, as what a parser says about a wrong one would
/// show the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl FromStr for Address {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// What is wrong with an address; never the address itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the address of NATS cannot be read; it is written nats://HOST:PORT or tls://HOST:PORT")]
    Unreadable,
    #[error("the address of NATS begins with nats:// or tls://")]
    Scheme,
    #[error("the servers of one NATS are reached all with tls:// or all with nats://")]
    Mixed,
    #[error("the name or password for NATS is no UTF-8 once its %XX are decoded")]
    Secret,
}

/// An address that was understood.
pub struct NatsLocation {
    /// Without names and passwords: these go into logs and errors.
    pub servers: Vec<ServerAddr>,
    pub tls: bool,
    key: Key,
}

#[derive(Clone, PartialEq, Eq)]
enum Key {
    None,
    Token(String),
    User { name: String, password: String },
}

impl Address {
    /// One or several URLs with commas between them; name and password, or a token, stand in any one of them.
    pub fn read(&self) -> Result<NatsLocation, Wrong> {
        let mut servers = Vec::new();
        let mut tls = Vec::new();
        let mut key = Key::None;
        for url in self.0.split(',').map(str::trim) {
            let given: ServerAddr = url.parse().map_err(|_| Wrong::Unreadable)?;
            if !matches!(given.scheme(), "nats" | "tls") {
                return Err(Wrong::Scheme);
            }
            tls.push(given.tls_required());
            if let Some(name) = given.username() {
                key = match given.password() {
                    Some(password) => Key::User { name: decoded(name)?, password: decoded(password)? },
                    None => Key::Token(decoded(name)?),
                };
            }
            servers.push(without_key(given)?);
        }
        let all_tls = tls.iter().all(|tls| *tls);
        if !all_tls && tls.contains(&true) {
            return Err(Wrong::Mixed);
        }
        Ok(NatsLocation { servers, tls: all_tls, key })
    }
}

impl NatsLocation {
    /// Options that get in.
    pub fn options(&self) -> ConnectOptions {
        let options = match self.key.clone() {
            Key::None => ConnectOptions::new(),
            Key::Token(token) => ConnectOptions::with_token(token),
            Key::User { name, password } => ConnectOptions::with_user_and_password(name, password),
        };
        // Servers that the first one names have no scheme: without this they would be asked in the clear.
        options.require_tls(self.tls)
    }

    /// Whether what is said on the way there can be read by others: it leaves this machine without TLS.
    pub fn is_plain(&self) -> bool {
        let far = |server: &ServerAddr| !["localhost", "127.0.0.1", "::1"].contains(&server.host());
        !self.tls && self.servers.iter().any(far)
    }

    /// For people: the servers, without what gets in.
    pub fn shown(&self) -> String {
        let servers = self.servers.iter().map(ServerAddr::as_url_str);
        servers.collect::<Vec<_>>().join(",")
    }
}

fn decoded(text: &str) -> Result<String, Wrong> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| Wrong::Secret)
}

fn without_key(given: ServerAddr) -> Result<ServerAddr, Wrong> {
    let host = given.host();
    if host.is_empty() {
        return Err(Wrong::Unreadable);
    }
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    format!("{}://{host}:{}", given.scheme(), given.port()).parse().map_err(|_| Wrong::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<NatsLocation, Wrong> {
        address(text).read()
    }

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_and_a_password_are_taken_out_and_shown_nowhere() {
        let place = read("tls://desk:p%40ss@nats.example:4333,tls://[::1]").unwrap();
        assert_eq!(place.shown(), "tls://nats.example:4333,tls://[::1]:4222");
        assert!(place.tls);
        assert!(place.key == Key::User { name: "desk".into(), password: "p@ss".into() });
        let address: Address = "nats://desk:geheim@localhost".parse().unwrap();
        assert!(!format!("{address:?}").contains("geheim"));
    }

    #[test]
    fn a_word_alone_is_a_token() {
        let place = read("nats://wort@127.0.0.1:4222").unwrap();
        assert!(place.key == Key::Token("wort".into()));
        assert!(!place.tls);
        assert!(read("127.0.0.1").unwrap().key == Key::None);
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for (text, why) in [
            ("nats://geheim:geheim@:x", Wrong::Unreadable),
            ("nats://", Wrong::Unreadable),
            ("", Wrong::Unreadable),
            ("http://geheim@localhost", Wrong::Unreadable),
            ("wss://localhost", Wrong::Scheme),
            ("nats://a,tls://b", Wrong::Mixed),
            ("nats://%ff:x@a", Wrong::Secret),
        ] {
            let wrong = read(text).err();
            assert_eq!(wrong, Some(why), "{text}");
            assert!(!why.to_string().contains("geheim"));
        }
    }

    #[test]
    fn what_leaves_the_machine_without_tls_is_plain() {
        for (url, plain) in [
            ("nats://127.0.0.1:4222", false),
            ("nats://localhost", false),
            ("nats://nats.example", true),
            ("tls://nats.example", false),
        ] {
            assert_eq!(read(url).unwrap().is_plain(), plain, "{url}");
        }
    }
}
