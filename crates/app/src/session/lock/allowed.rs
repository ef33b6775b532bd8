//! What may be done at a locked desk.

use crate::command::{PersonRequest, SetAvailability};
use crate::request::{AlertRequest, Request, WindowRequest};

/// What becomes of a request while the desk is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhileLocked {
    Done,
    /// It shows something of the person's: after the PIN.
    Later,
    /// It would do something in the person's name: the window asks for the PIN, and they choose again.
    Asks,
    Refused,
}

/// What anybody may do at a locked desk: see that it is locked, end things safely, and let the machine say what it says.
pub(super) fn while_locked(request: &Request) -> WhileLocked {
    match request {
        Request::Person(request) => persons_while_locked(request),
        Request::Machine(..) => WhileLocked::Done,
        Request::Alert(request, _) => match request {
            AlertRequest::Open(_) => WhileLocked::Later,
            AlertRequest::Silence(_) | AlertRequest::Snooze(_) | AlertRequest::Note(..) => WhileLocked::Done,
        },
        Request::Window(request, _) => match request {
            WindowRequest::NoteFocus { .. }
            | WindowRequest::KeepPlace(_)
            | WindowRequest::Close
            | WindowRequest::NoteChatFocus { .. }
            | WindowRequest::KeepChatPlace(..) => WhileLocked::Done,
            WindowRequest::CloseChat(_) => WhileLocked::Refused,
        },
    }
}

fn persons_while_locked(request: &PersonRequest) -> WhileLocked {
    use PersonRequest as P;
    match request {
        P::ShowDesk(..)
        | P::Unlock(..)
        | P::ForgetPin(..)
        | P::LockNow(..)
        | P::SetAvailability(SetAvailability { on: false }, _)
        | P::TakeBreak(..)
        | P::OpenWindow(..)
        // The last keys are still on their way when the lock comes.
        | P::SaveDraft(..)
        | P::AttachFile(..)
        | P::DetachFile(..)
        | P::KeepScrollAnchor(..)
        | P::ReconnectNow(..) => WhileLocked::Done,
        P::AcceptAndOpen(..) | P::RevealChat(..) | P::OpenSettings(..) | P::GoTo(..) => WhileLocked::Later,
        P::SetAvailability(SetAvailability { on: true }, _) | P::Quit(..) => WhileLocked::Asks,
        P::ShowTranscript(..)
        | P::SignIn(..)
        | P::OpenKeyring(..)
        | P::SignOut(..)
        | P::SetPin(..)
        | P::AcceptRequest(..)
        | P::OpenChat(..)
        | P::DetachChat(..)
        | P::AttachChat(..)
        | P::ShowScrollAnchor(..)
        | P::CloseTab(..)
        | P::SendMessage(..)
        | P::RetryMessage(..)
        | P::CancelMessage(..)
        | P::ReadFile(..)
        | P::UseAccount(..)
        | P::Typing(..)
        | P::MarkRead(..)
        | P::EndChat(..)
        | P::AnswerQuestion(..)
        | P::DismissNotice(..)
        | P::SetSettings(..)
        | P::BeginSelfTest(..)
        | P::EndSelfTest(..)
        | P::ReplaceProgram(..) => WhileLocked::Refused,
    }
}
