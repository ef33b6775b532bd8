//! Errors as problem documents (RFC 9457) with a stable `code`. Programs branch on the code, never on the text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// 400: not JSON of this shape; `field` says where.
    Malformed,
    /// 413: the body or a sealed message is too large.
    TooLarge,
    /// 413: the file is larger than 20 MB.
    FileTooLarge,
    /// 422: the message, or the chat, holds as many files as it can.
    TooManyFiles,
    /// 422: the chat holds as many messages, or as many bytes of them or of files, as it can.
    ChatFull,
    /// 401: no token, or one that is not valid (any more).
    Unauthenticated,
    /// 401: name and password do not fit.
    WrongPassword,
    /// 401: the password is right; a code of the second factor, or a recovery code, is needed as well.
    SecondFactorNeeded,
    /// 401: the code is none of the person's, or was used.
    WrongCode,
    /// 404: it is not there, or it is not yours.
    NotFound,
    /// 429: too many tries; `retry_after` says when.
    TooManyTries,
    /// 409: a request is made only while admission is open.
    NotAdmitted,
    /// 409: as many people wait for this topic as can.
    LineFull,
    /// 409: another counsellor was first; `held_by` says who.
    AlreadyAccepted,
    /// 409: you are not available, so you cannot accept.
    NotAvailable,
    /// 409: you have as many chats as you may have at once.
    NoRoom,
    /// 409: the request stands before another counsellor.
    OfferedElsewhere,
    /// 409: there is no open offer to you.
    NotOffered,
    /// 409: nobody has accepted it yet.
    NotAccepted,
    /// 409: the conversation has not begun.
    NotActive,
    /// 409: the conversation has begun.
    AlreadyActive,
    /// 409: the chat is over.
    Ended,
    /// 409: the lease is held by another device.
    LeaseElsewhere,
    /// 409: there is no lease to renew.
    NotOn,
    /// 409: the person chose the pause, so only the person ends it.
    PauseIsChosen,
    /// 409: the same id was used for something else.
    IdReused,
    /// 409: another person has saved since; `held_by` says who.
    ChangedMeanwhile,
    /// 409: there is one of this name.
    NameTaken,
    /// 409: nobody would be left who can set up the organisation.
    LastAdmin,
    /// 422: a setting is outside its bounds; `field` says which.
    NotASetting,
    /// 409: this program and the server do not speak the same version.
    WrongVersion,
    /// 500: the server holds something that cannot be read; trying again does not help.
    Internal,
    /// 503: the server's disk is nearly full, so no requests and files are taken; chats that run go on.
    ShortOfSpace,
    /// 503: the database, the bus or the file store is away; `retry_after` says when.
    Unavailable,
}

impl ProblemCode {
    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::TooLarge | Self::FileTooLarge => 413,
            Self::TooManyFiles | Self::ChatFull | Self::NotASetting => 422,
            Self::Unauthenticated | Self::WrongPassword | Self::SecondFactorNeeded | Self::WrongCode => 401,
            Self::NotFound => 404,
            Self::TooManyTries => 429,
            Self::NotAdmitted
            | Self::LineFull
            | Self::AlreadyAccepted
            | Self::NotAvailable
            | Self::NoRoom
            | Self::OfferedElsewhere
            | Self::NotOffered
            | Self::NotAccepted
            | Self::NotActive
            | Self::AlreadyActive
            | Self::Ended
            | Self::LeaseElsewhere
            | Self::NotOn
            | Self::PauseIsChosen
            | Self::IdReused
            | Self::ChangedMeanwhile
            | Self::NameTaken
            | Self::LastAdmin
            | Self::WrongVersion => 409,
            Self::Internal => 500,
            Self::ShortOfSpace | Self::Unavailable => 503,
        }
    }

    /// A short sentence for people who read logs or call the API by hand.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request is not of the expected form",
            Self::TooLarge => "The request is too large",
            Self::FileTooLarge => "The file is too large",
            Self::TooManyFiles => "There are too many files",
            Self::ChatFull => "The chat holds as much as it can",
            Self::Unauthenticated => "Sign in first",
            Self::WrongPassword => "Name and password do not fit",
            Self::SecondFactorNeeded => "A code of the second factor is needed",
            Self::WrongCode => "The code is wrong or was used",
            Self::NotFound => "There is nothing here for you",
            Self::TooManyTries => "Too many tries",
            Self::NotAdmitted => "No live chat can be requested now",
            Self::LineFull => "As many people wait as can",
            Self::AlreadyAccepted => "Another counsellor has accepted it",
            Self::NotAvailable => "Only available counsellors accept requests",
            Self::NoRoom => "You have as many chats as you may have at once",
            Self::OfferedElsewhere => "The request stands before another counsellor",
            Self::NotOffered => "There is no open offer to you",
            Self::NotAccepted => "Nobody has accepted it yet",
            Self::NotActive => "The conversation has not begun",
            Self::AlreadyActive => "The conversation has begun",
            Self::Ended => "The chat is over",
            Self::LeaseElsewhere => "Another device holds the availability",
            Self::NotOn => "The availability is off",
            Self::PauseIsChosen => "The person chose this pause",
            Self::IdReused => "This id was used for something else",
            Self::ChangedMeanwhile => "Another person has saved since",
            Self::NameTaken => "There is one of this name",
            Self::LastAdmin => "Nobody would be left who can set up the organisation",
            Self::NotASetting => "A setting is outside its bounds",
            Self::WrongVersion => "Another version of the protocol is needed",
            Self::Internal => "The server holds something that cannot be read",
            Self::ShortOfSpace => "The server's disk is nearly full",
            Self::Unavailable => "A part of the server is away",
        }
    }
}

/// A problem document; over HTTP its content type is `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// What programs branch on.
    pub code: ProblemCode,
    /// What it means, in English, for who reads a log.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The field that is wrong, as a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// The display name of the counsellor who holds it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub held_by: Option<String>,
    /// Seconds until another try makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// The plain problem of this code.
    pub fn new(code: ProblemCode) -> Self {
        let (title, status) = (code.title().to_owned(), code.status());
        Self { code, title, status, field: None, held_by: None, retry_after: None }
    }

    /// Names the field that is wrong.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Names who holds it now.
    pub fn held_by(mut self, name: impl Into<String>) -> Self {
        self.held_by = Some(name.into());
        self
    }

    /// Says after how many seconds another try makes sense.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
