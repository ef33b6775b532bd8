//! What is inside a sealed message: UTF-8 JSON with a version and a kind. Both ends check it; the server cannot.

use serde::{Deserialize, Serialize};

/// Longest text of one message in characters (the same number as `domain::limits::MESSAGE_CHARS`).
pub const MAX_CHARS: usize = 10_000;

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text { text: String },
}

/// Why bytes are no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    #[error("there is nothing in it")]
    Empty,
    #[error("the text is longer than {MAX_CHARS} characters")]
    TooLong,
    #[error("this version cannot show it")]
    Unknown,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    v: u8,
    kind: String,
    #[serde(default)]
    text: String,
}

impl Content {
    /// Checks a text and makes it a content: not empty, at most [`MAX_CHARS`] characters.
    pub fn text(text: &str) -> Result<Self, ContentError> {
        if text.trim().is_empty() {
            return Err(ContentError::Empty);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(ContentError::TooLong);
        }
        Ok(Self::Text { text: text.to_owned() })
    }

    /// The bytes to seal.
    pub fn to_plaintext(&self) -> Vec<u8> {
        match self {
            Self::Text { text } => {
                let wire = Wire { v: 1, kind: "text".into(), text: text.clone() };
                serde_json::to_vec(&wire).unwrap_or_default()
            }
        }
    }

    /// Reads opened bytes, with the same checks as the sender's.
    pub fn from_plaintext(plaintext: &[u8]) -> Result<Self, ContentError> {
        let wire: Wire = serde_json::from_slice(plaintext).map_err(|_| ContentError::Unknown)?;
        match (wire.v, wire.kind.as_str()) {
            (1, "text") => Self::text(&wire.text),
            _ => Err(ContentError::Unknown),
        }
    }
}
