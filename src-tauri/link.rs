//! `beistand://` links. They lead to a place and do nothing there: no link switches on, accepts or sends.

use std::str::FromStr as _;

use beistand_app::command::{GoTo, OpenSettings, OpenWindow, RevealChat};
use beistand_app::view::Route;
use beistand_app::{ChatId, Handle};

const SCHEME: &str = "beistand://";

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Requests,
    /// Opened only if it is one of mine.
    Chat(ChatId),
    Settings,
}

impl Link {
    /// None for everything that is not exactly one of them. Browsers add a slash at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let path = text.strip_prefix(SCHEME)?;
        match path.strip_suffix('/').unwrap_or(path) {
            "requests" => Some(Self::Requests),
            "settings" => Some(Self::Settings),
            other => ChatId::from_str(other.strip_prefix("chat/")?).ok().map(Self::Chat),
        }
    }

    /// The first link among the words a program was started with.
    pub fn among(words: impl Iterator<Item = String>) -> Option<Self> {
        words.into_iter().find_map(|word| Self::parse(&word))
    }

    /// Goes there.
    pub fn follow(self, handle: &Handle) {
        match self {
            Self::Requests => {
                handle.give(OpenWindow {});
                handle.give(GoTo { route: Route::Requests });
            }
            Self::Chat(chat) => handle.give(RevealChat { chat }),
            Self::Settings => handle.give(OpenSettings {}),
        }
    }
}

impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Requests => write!(f, "{SCHEME}requests"),
            Self::Chat(chat) => write!(f, "{SCHEME}chat/{chat}"),
            Self::Settings => write!(f, "{SCHEME}settings"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_places_are_found_with_and_without_a_slash() {
        let chat = ChatId::from_bytes([7; 16]);
        for link in [Link::Requests, Link::Chat(chat), Link::Settings] {
            assert_eq!(Link::parse(&link.to_string()), Some(link));
            assert_eq!(Link::parse(&format!("{link}/")), Some(link));
        }
    }

    #[test]
    fn everything_else_is_ignored() {
        let chat = ChatId::from_bytes([7; 16]);
        for text in [
            "",
            "beistand://",
            "beistand://on",
            "beistand://availability/on",
            "beistand://requests?on",
            "beistand://requests/accept",
            "beistand://requests//",
            "beistand://chat/",
            "beistand://chat/1",
            "https://example.org/requests",
            "--hidden",
        ] {
            assert_eq!(Link::parse(text), None, "{text}");
        }
        for rest in ["/send", "?text=Hallo", "#"] {
            assert_eq!(Link::parse(&format!("beistand://chat/{chat}{rest}")), None, "{rest}");
        }
    }
}
