//! What somebody says with a message: a tagged kind, each with a plain text that stands for it where the kind is not known.
//! Both ends check it; the server cannot. A new kind is a variant here and one in `ui/src/seal/content.ts`.

use serde::{Deserialize, Serialize};

use crate::attachment::{Attachment, MAX_FILES};
use crate::json;

/// Longest text of one message in characters (the same number as `domain::limits::MESSAGE_CHARS`).
pub const MAX_CHARS: usize = 10_000;

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum Content {
    /// A text, which is its own plain text.
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
    /// Takes back an earlier message of the same sender to the same audience. Its place stays.
    Deletion {
        /// The message that it removes.
        removes: [u8; 16],
        /// What somebody reads whose program does not know deletions.
        fallback: String,
    },
    /// A kind that this version does not know.
    Unknown {
        /// Its plain text.
        fallback: String,
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
    /// It is no content, or one that no sender may have made.
    #[error("this version cannot show it")]
    Unknown,
}

/// The form in JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wire {
    kind: String,
    #[serde(deserialize_with = "json::text::deserialize")]
    fallback: String,
    /// Whether the plain text of files is the text that goes with them, and not their names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    caption: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Attachment>,
    #[serde(default, with = "json::hyphenated_option", skip_serializing_if = "Option::is_none")]
    removes: Option<[u8; 16]>,
}

impl Content {
    /// Checks a text and makes it a content: not empty, at most [`MAX_CHARS`] characters.
    pub fn text(text: &str) -> Result<Self, ContentError> {
        check(text)?;
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

    /// Takes back a message; `fallback` says so in the sender's language.
    pub fn deletion(removes: [u8; 16], fallback: &str) -> Result<Self, ContentError> {
        check(fallback)?;
        Ok(Self::Deletion { removes, fallback: fallback.to_owned() })
    }
}

impl From<Content> for Wire {
    fn from(content: Content) -> Self {
        let plain = |kind: &str, fallback: String| Self {
            kind: kind.to_owned(),
            fallback,
            caption: false,
            files: Vec::new(),
            removes: None,
        };
        match content {
            Content::Text { text } => plain("text", text),
            Content::Files { text, files } => {
                let names = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
                let caption = !text.is_empty();
                Self { caption, files, ..plain("files", if caption { text } else { names }) }
            }
            Content::Deletion { removes, fallback } => {
                Self { removes: Some(removes), ..plain("deletion", fallback) }
            }
            Content::Unknown { fallback } => plain("unknown", fallback),
        }
    }
}

impl TryFrom<Wire> for Content {
    type Error = ContentError;

    fn try_from(wire: Wire) -> Result<Self, ContentError> {
        match wire.kind.as_str() {
            "text" => Self::text(&wire.fallback),
            "files" => Self::files(if wire.caption { &wire.fallback } else { "" }, wire.files),
            "deletion" => Self::deletion(wire.removes.ok_or(ContentError::Unknown)?, &wire.fallback),
            _ => {
                check(&wire.fallback)?;
                Ok(Self::Unknown { fallback: wire.fallback })
            }
        }
    }
}

fn check(text: &str) -> Result<(), ContentError> {
    if text.trim().is_empty() { Err(ContentError::Empty) } else { check_length(text) }
}

fn check_length(text: &str) -> Result<(), ContentError> {
    if text.chars().count() > MAX_CHARS { Err(ContentError::TooLong) } else { Ok(()) }
}
