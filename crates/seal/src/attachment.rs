//! Files that go with a message: which are taken, and how they are named. The server sees neither name nor kind, so the
//! sender checks them and the receiver checks them again. `vectors/files.json` holds both sides to the same answers.

use serde::{Deserialize, Serialize};

use crate::format::MAX_FILE;
use crate::json;

/// Files of one message (the same number as `domain::limits::FILES_PER_MESSAGE`).
pub const MAX_FILES: usize = 5;
/// Longest name in characters.
const MAX_NAME: usize = 120;

/// A kind of file that is taken: pictures and documents that run nothing when they are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileType {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A picture, perhaps a moving one.
    Gif,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// Plain text.
    Text,
    /// A document of Microsoft Word, without macros.
    Word,
    /// A text document of OpenOffice or LibreOffice.
    OpenDocument,
}

/// A file as the message names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The 16 bytes of its id, as text in JSON.
    #[serde(with = "json::hyphenated")]
    pub id: [u8; 16],
    /// Its name, as the sender gave it.
    #[serde(deserialize_with = "json::text::deserialize")]
    pub name: String,
    /// Length before it was sealed.
    pub size: u64,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("there is nothing in it")]
    Empty,
    /// It is larger than a file may be.
    #[error("it is larger than 20 MB")]
    TooLarge,
    /// Not one of the kinds that are taken, or not what its name says.
    #[error("files of this kind are not taken")]
    ForbiddenType,
    /// Nothing of the name is left, or it is too long.
    #[error("it has no name that can be used")]
    BadName,
}

impl FileType {
    /// The kind that a name's ending promises.
    pub fn of_name(name: &str) -> Option<Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        let kind = match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Self::Jpeg,
            "png" => Self::Png,
            "gif" => Self::Gif,
            "webp" => Self::Webp,
            "pdf" => Self::Pdf,
            "txt" => Self::Text,
            "docx" => Self::Word,
            "odt" => Self::OpenDocument,
            _ => return None,
        };
        (!stem.is_empty()).then_some(kind)
    }

    /// Its media type (RFC 6838).
    pub fn media(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::OpenDocument => "application/vnd.oasis.opendocument.text",
        }
    }

    /// Whether it can be shown as a picture.
    pub fn is_picture(self) -> bool {
        match self {
            Self::Jpeg | Self::Png | Self::Gif | Self::Webp => true,
            Self::Pdf | Self::Text | Self::Word | Self::OpenDocument => false,
        }
    }

    /// Whether the bytes begin as such a file does.
    fn fits(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => bytes.starts_with(&[0xFF, 0xD8, 0xFF]),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Gif => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Pdf => bytes.starts_with(b"%PDF-"),
            // Programs have bytes that no text has.
            Self::Text => !bytes.contains(&0),
            // Both are ZIP archives.
            Self::Word | Self::OpenDocument => bytes.starts_with(b"PK\x03\x04"),
        }
    }
}

impl Attachment {
    /// Checks a file and names it: what leads out of a folder or changes how the name reads is taken out of it.
    pub fn check(id: [u8; 16], name: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let attachment = Self { id, name: plain_name(name), size: bytes.len() as u64 };
        attachment.fits(bytes)?;
        Ok(attachment)
    }

    /// The kind its name promises, if the name and the length are ones that a sender may have given.
    pub fn kind(&self) -> Result<FileType, FileError> {
        match self.size {
            0 => return Err(FileError::Empty),
            1..=MAX_FILE => {}
            _ => return Err(FileError::TooLarge),
        }
        let length = self.name.chars().count();
        if self.name != plain_name(&self.name) || !(1..=MAX_NAME).contains(&length) {
            return Err(FileError::BadName);
        }
        FileType::of_name(&self.name).ok_or(FileError::ForbiddenType)
    }

    /// Whether these are bytes of such a file; the receiver's check, and the sender's.
    pub fn fits(&self, bytes: &[u8]) -> Result<FileType, FileError> {
        let kind = self.kind()?;
        if bytes.len() as u64 != self.size || !kind.fits(bytes) {
            return Err(FileError::ForbiddenType);
        }
        Ok(kind)
    }
}

/// A name without folders, without signs that control how text runs, and without dots and spaces at its ends.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|sign| !is_hidden(*sign) && !"<>:\"|?*".contains(*sign));
    kept.collect::<String>().trim_matches([' ', '.']).to_owned()
}

/// Control characters, and the ones that turn the direction of text or join it unseen (Unicode TR 36, section 2.10).
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}
