//! What came of work that takes a while.

use beistand_client::{AccountError, LiveEvent};
use beistand_domain::{ChatId, CommandId, FileId, MessageId};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::rest::chat::ChatRevision;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::rest::session::SignedIn;
use beistand_protocol::view::AvailabilityView;

use crate::availability::QuestionNo;
use crate::desktop::NoKeyring;
use crate::session::pending::Pending;
use crate::session::revocation::RevocationNo;
use crate::session::secrets::{Secrets, VaultEvent, WriteNo};

/// Numbers the uploads of a sign-in.
pub(super) type UploadNo = u64;

/// A result that arrives in the inbox. `run` says which sign-in it belongs to.
#[derive(Debug)]
pub(super) enum Happened {
    KeyringRead(Result<Option<Secrets>, NoKeyring>),
    KeyringWritten(WriteNo, Result<(), NoKeyring>),
    /// The server has no room just now; it is asked again.
    SignInWaits,
    SignInAnswered {
        pending: Box<Pending>,
        answer: Result<SignedIn, AccountError>,
    },
    LiveTold {
        run: u64,
        event: Box<LiveEvent>,
    },
    AvailabilityAnswered {
        run: u64,
        question: QuestionNo,
        act: AvailabilityAct,
        answer: Result<AvailabilityView, AccountError>,
    },
    SelfTestAnswered {
        run: u64,
        id: CommandId,
        answer: Result<(), AccountError>,
    },
    AcceptAnswered {
        run: u64,
        chat: ChatId,
        answer: Result<ChatRevision, AccountError>,
    },
    EndAnswered {
        run: u64,
        chat: ChatId,
        answer: Result<ChatRevision, AccountError>,
    },
    MessagesFetched {
        run: u64,
        chat: ChatId,
        answer: Result<MessagePage, AccountError>,
    },
    FileUnderWay {
        run: u64,
        chat: ChatId,
        file: FileId,
        /// How much has gone out.
        percent: u8,
    },
    FileAnswered {
        run: u64,
        number: UploadNo,
        of: (MessageId, FileId),
        answer: Result<(), AccountError>,
    },
    TokenRotated {
        run: u64,
        answer: Result<Option<String>, AccountError>,
    },
    PinChecked {
        run: u64,
        fits: bool,
    },
    /// What came of ending a session that was left. `over`: the server has ended it.
    SessionEndAnswered {
        number: RevocationNo,
        over: bool,
    },
    LeaseAnswered,
}

impl From<VaultEvent> for Happened {
    fn from(event: VaultEvent) -> Self {
        match event {
            VaultEvent::Read(read) => Self::KeyringRead(read),
            VaultEvent::Written(no, done) => Self::KeyringWritten(no, done),
        }
    }
}
