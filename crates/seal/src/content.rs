//! What is inside a sealed message: UTF-8 JSON with a version and a kind. Both ends check it; the server cannot.

use serde::{Deserialize, Serialize};

use crate::attachment::{Attachment, MAX_FILES};

/// Longest text of one message in characters (the same number as `domain::limits::MESSAGE_CHARS`).
pub const MAX_CHARS: usize = 10_000;

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text {
        /// The text; not empty.
        text: String,
    },
    /// Files, with a text or without.
    Files {
        /// The text that goes with them; may be empty.
        text: String,
        /// The files, at least one.
        files: Vec<Attachment>,
    },
}

/// Why bytes are no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// There is nothing in it.
    #[error("there is nothing in it")]
    Empty,
    /// The text is longer than a message may be.
    #[error("the text is longer than {MAX_CHARS} characters")]
    TooLong,
    /// There are more files than a message may carry.
    #[error("there are more than {MAX_FILES} files")]
    TooManyFiles,
    /// This version does not know the kind, or it is none.
    #[error("this version cannot show it")]
    Unknown,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    v: u8,
    kind: String,
    #[serde(default)]
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Attachment>,
}

impl Content {
    /// Checks a text and makes it a content: not empty, at most [`MAX_CHARS`] characters.
    pub fn text(text: &str) -> Result<Self, ContentError> {
        if text.trim().is_empty() {
            return Err(ContentError::Empty);
        }
        check_length(text)?;
        Ok(Self::Text { text: text.to_owned() })
    }

    /// Checks files and the text beside them, which may be empty: one to [`MAX_FILES`], each of a kind that is taken.
    pub fn files(text: &str, files: Vec<Attachment>) -> Result<Self, ContentError> {
        check_length(text)?;
        match files.len() {
            0 => return Err(ContentError::Empty),
            1..=MAX_FILES => {}
            _ => return Err(ContentError::TooManyFiles),
        }
        if files.iter().any(|file| file.kind().is_err()) {
            return Err(ContentError::Unknown);
        }
        Ok(Self::Files { text: text.trim().to_owned(), files })
    }

    /// The bytes to seal.
    pub fn to_plaintext(&self) -> Vec<u8> {
        let (kind, text, files) = match self {
            Self::Text { text } => ("text", text, Vec::new()),
            Self::Files { text, files } => ("files", text, files.clone()),
        };
        let wire = Wire { v: 1, kind: kind.into(), text: text.clone(), files };
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    /// Reads opened bytes, with the same checks as the sender's.
    pub fn from_plaintext(plaintext: &[u8]) -> Result<Self, ContentError> {
        let wire: Wire = serde_json::from_slice(plaintext).map_err(|_| ContentError::Unknown)?;
        match (wire.v, wire.kind.as_str()) {
            (1, "text") => Self::text(&wire.text),
            (1, "files") => Self::files(&wire.text, wire.files),
            _ => Err(ContentError::Unknown),
        }
    }
}

fn check_length(text: &str) -> Result<(), ContentError> {
    if text.chars().count() > MAX_CHARS { Err(ContentError::TooLong) } else { Ok(()) }
}
