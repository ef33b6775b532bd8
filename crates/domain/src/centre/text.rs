//! Names that people read, and the short names in addresses.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest name, in characters.
const NAME_CHARS: usize = 80;
/// Longest slug, in bytes.
const SLUG_BYTES: usize = 40;
/// First parts of addresses that the server answers itself.
const RESERVED: [&str; 10] =
    ["api", "assets", "embed", "healthz", "metrics", "password", "readyz", "robots", "static", "well-known"];

/// Why a text is not a name or a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing but white space.
    #[error("it is empty")]
    Empty,
    /// It is longer than allowed.
    #[error("it is longer than {most} characters")]
    TooLong {
        /// The longest that is allowed.
        most: usize,
    },
    /// It holds a control character or an invisible mark of direction.
    #[error("it holds a control character")]
    Control,
    /// A slug holds something else than `a` to `z`, digits and single hyphens between them.
    #[error("only a to z, 0 to 9 and single hyphens between them are allowed")]
    NotASlug,
    /// The server answers this address itself.
    #[error("this address is reserved")]
    Reserved,
}

/// A name that people read: of an organisation, a centre, a topic or a person. 1 to 80 characters without control
/// characters; white space around it is cut off and runs of it inside are one blank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two names are compared by, so that `Anna` and `anna` are the same: lower case by Unicode's rules.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Name {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(TextError::Empty);
        }
        if name.chars().count() > NAME_CHARS {
            return Err(TextError::TooLong { most: NAME_CHARS });
        }
        if name.chars().any(|c| c.is_control() || is_direction_mark(c)) {
            return Err(TextError::Control);
        }
        Ok(Self(name))
    }
}

/// Explicit marks of direction (Unicode Standard Annex 9): they would turn the text around a name.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A short name in an address, `/{slug}`: 1 to 40 of `a` to `z`, `0` to `9` and single hyphens between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The slug as it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.len() > SLUG_BYTES {
            return Err(TextError::TooLong { most: SLUG_BYTES });
        }
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !text.split('-').all(is_part) {
            return Err(TextError::NotASlug);
        }
        if RESERVED.contains(&text) {
            return Err(TextError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

macro_rules! text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    )*};
}
text!(Name, Slug);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_compared_without_case_and_shown_as_written() {
        let (anna, other): (Name, Name) = ("  Anna   Ö. ".parse().unwrap(), "anna ö.".parse().unwrap());
        assert_eq!(anna.as_str(), "Anna Ö.");
        assert_eq!(anna.key(), other.key());
        assert_eq!("Ehe & \"Familie\" <1>".parse::<Name>().unwrap().as_str(), "Ehe & \"Familie\" <1>");
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(" \t".parse::<Name>(), Err(TextError::Empty));
        assert_eq!("a\u{0}b".parse::<Name>(), Err(TextError::Control));
        assert_eq!("a\u{202e}b".parse::<Name>(), Err(TextError::Control));
        assert_eq!("x".repeat(81).parse::<Name>(), Err(TextError::TooLong { most: 80 }));
        for slug in ["", "-a", "a-", "a--b", "A", "ä", "a/b", "a b"] {
            assert!(slug.parse::<Slug>().is_err(), "{slug:?}");
        }
        assert_eq!("api".parse::<Slug>(), Err(TextError::Reserved));
        assert_eq!("start-up".parse::<Slug>().unwrap().as_str(), "start-up");
    }

    proptest! {
        #[test]
        fn what_was_parsed_is_parsed_again(text in "\\PC{0,90}") {
            if let Ok(name) = text.parse::<Name>() {
                let again = name.as_str().parse::<Name>();
                prop_assert_eq!(again.as_ref(), Ok(&name));
            }
        }
    }
}
