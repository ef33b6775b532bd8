//! What is asked of the desk, grouped by who asks. Every request knows the type of its answer.

use beistand_client::AccountError;
use beistand_domain::ChatId;
use tokio::sync::oneshot;

use crate::alerts::AlertKey;
use crate::command::PersonRequest;
use crate::desktop::AlertOutcome;
use crate::failure::Failure;
use crate::machine::MachineChange;
use crate::settings::WindowPlace;

/// One request with the way back for its answer.
#[derive(Debug)]
pub enum Request {
    /// The person, by the page, the tray, a notification's button or a link.
    Person(PersonRequest),
    /// The machine and its desktop.
    Machine(MachineRequest, Reply<()>),
    /// A notification.
    Alert(AlertRequest, Reply<()>),
    /// A window.
    Window(WindowRequest, Reply<()>),
}

/// The machine says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineRequest {
    /// It is locked, asleep, idle, or no longer.
    Note(MachineChange),
    /// Whether this desktop shows trays at all; it may change while the program runs.
    NoteTray {
        /// It shows them.
        there: bool,
    },
    /// The system ends the program: no questions.
    QuitNow,
}

/// A notification was answered, or says what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertRequest {
    /// It was clicked.
    Open(AlertKey),
    /// It was put away by hand.
    Silence(AlertKey),
    /// "Später".
    Snooze(AlertKey),
    /// What became of it on the desktop.
    Note(AlertKey, AlertOutcome),
}

/// A window was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowRequest {
    /// The main window has got the focus, or lost it.
    NoteFocus {
        /// It has it.
        focused: bool,
    },
    /// The main window has moved.
    KeepPlace(WindowPlace),
    /// The main window is to be closed.
    Close,
    /// The chat's own window has got the focus, or lost it.
    NoteChatFocus {
        /// Whose window.
        chat: ChatId,
        /// It has it.
        focused: bool,
    },
    /// The chat's own window has moved.
    KeepChatPlace(ChatId, WindowPlace),
    /// The chat's own window is to be closed.
    CloseChat(ChatId),
}

/// Something that can be asked of the desk.
pub trait Ask: Send {
    /// What it is answered with.
    type Answer: Send;

    /// The request, to be answered this way.
    fn with(self, reply: Reply<Self::Answer>) -> Request;
}

impl Ask for MachineRequest {
    type Answer = ();

    fn with(self, reply: Reply<()>) -> Request {
        Request::Machine(self, reply)
    }
}

impl Ask for AlertRequest {
    type Answer = ();

    fn with(self, reply: Reply<()>) -> Request {
        Request::Alert(self, reply)
    }
}

impl Ask for WindowRequest {
    type Answer = ();

    fn with(self, reply: Reply<()>) -> Request {
        Request::Window(self, reply)
    }
}

/// Without a way back: what comes of it shows in the views.
impl<A: Ask> From<A> for Request {
    fn from(ask: A) -> Self {
        ask.with(Reply(None))
    }
}

impl Request {
    /// Answers without carrying it out.
    pub(crate) fn refuse(self, failure: Failure) {
        match self {
            Self::Person(request) => request.refuse(failure),
            Self::Machine(_, reply) | Self::Alert(_, reply) | Self::Window(_, reply) => {
                reply.give(Err(failure));
            }
        }
    }
}

/// The way back to the caller, if it still waits.
#[derive(Debug)]
pub struct Reply<T>(Option<oneshot::Sender<Result<T, Failure>>>);

impl<T> Reply<T> {
    /// A way back and its far end.
    pub(crate) fn new() -> (Self, oneshot::Receiver<Result<T, Failure>>) {
        let (reply, answer) = oneshot::channel();
        (Self(Some(reply)), answer)
    }

    /// Answers.
    pub(crate) fn give(self, answer: Result<T, Failure>) {
        if let Some(reply) = self.0 {
            // Nobody has to wait for the answer.
            let _ = reply.send(answer);
        }
    }
}

/// Whether the token is not valid any more.
pub(crate) fn has_ended(error: &AccountError) -> bool {
    error.code() == Some(beistand_protocol::ProblemCode::Unauthenticated)
}
