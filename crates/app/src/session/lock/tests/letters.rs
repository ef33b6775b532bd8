//! Requests whose answer says what became of them, and what a locked desk owes to each.

use std::ops::Range;

use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::Blob;
use tokio::sync::oneshot::error::TryRecvError;

use crate::alerts::AlertKey;
use crate::command::*;
use crate::desktop::AlertOutcome;
use crate::failure::FailureCode;
use crate::fake::chats::active;
use crate::machine::MachineChange;
use crate::request::{AlertRequest, Ask, MachineRequest, Reply, Request, WindowRequest};
use crate::settings::{Settings, WindowPlace};
use crate::view::{BreakReason, Choice, Route};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Waits,
    CarriedOut,
    Refused,
}

/// The asker's end of a request.
pub struct Letter(Box<dyn FnMut() -> Fate>);

impl Letter {
    pub fn of<A: Ask<Answer: 'static>>(ask: A) -> (Request, Self) {
        let (reply, mut answer) = Reply::new();
        let mut known = Fate::Waits;
        let fate = move || {
            if known == Fate::Waits {
                known = match answer.try_recv() {
                    Ok(Err(failure)) if failure.code == FailureCode::Locked => Fate::Refused,
                    Ok(_) => Fate::CarriedOut,
                    Err(TryRecvError::Empty) => Fate::Waits,
                    Err(TryRecvError::Closed) => panic!("a request was dropped without an answer"),
                };
            }
            known
        };
        (ask.with(reply), Self(Box::new(fate)))
    }

    pub fn fate(&mut self) -> Fate {
        (self.0)()
    }
}

/// Stands for carrying it out: any answer but [`FailureCode::Locked`].
pub fn carry_out(request: Request) {
    request.refuse(FailureCode::NotFound.into());
}

pub fn refuse(request: Request) {
    request.refuse(FailureCode::Locked.into());
}

/// What a locked desk owes to somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// It is safe, whoever sits there.
    Doing,
    /// It shows something once the PIN was right.
    Waiting,
    /// The person's alone; the window asks for the PIN.
    RefusalAndWindow,
    /// The person's alone.
    Refusal,
}

/// Every request there is, written down here once more and not taken from the table that is tested.
pub fn any_request(n: usize) -> (Owed, Request, Letter) {
    let owed = [(Owed::Doing, DOING), (Owed::Waiting, WAITING), (Owed::RefusalAndWindow, ASKING)];
    let mut n = n % KINDS;
    for (owed, makes) in owed.into_iter().chain([(Owed::Refusal, REFUSED)]) {
        if let Some(make) = makes.get(n) {
            let (request, letter) = make();
            return (owed, request, letter);
        }
        n -= makes.len();
    }
    unreachable!("there are {KINDS} kinds")
}

pub const KINDS: usize = DOING.len() + WAITING.len() + ASKING.len() + REFUSED.len();

/// Those of them that wait.
pub const KINDS_THAT_WAIT: Range<usize> = DOING.len()..DOING.len() + WAITING.len();

type Make = fn() -> (Request, Letter);

const PLACE: WindowPlace = WindowPlace { x: 0, y: 0, width: 800, height: 600, maximized: false };

fn chat() -> ChatId {
    active(1).id
}

fn message() -> MessageId {
    MessageId::from_bytes([1; 16])
}

fn file() -> FileId {
    FileId::from_bytes([1; 16])
}

fn key() -> AlertKey {
    AlertKey::Messages(chat())
}

const DOING: &[Make] = &[
    || Letter::of(ShowDesk {}),
    || Letter::of(Unlock { pin: "2580".into() }),
    || Letter::of(ForgetPin {}),
    || Letter::of(LockNow {}),
    || Letter::of(SetAvailability { on: false }),
    || Letter::of(TakeBreak { why: BreakReason::Phone }),
    || Letter::of(OpenWindow {}),
    || Letter::of(SaveDraft { chat: chat(), text: "Ha".into() }),
    || Letter::of(AttachFile { chat: chat(), name: "a.png".into(), bytes: Blob(vec![]) }),
    || Letter::of(DetachFile { chat: chat(), file: file() }),
    || Letter::of(KeepScrollAnchor { chat: chat(), anchor: None }),
    || Letter::of(ReconnectNow {}),
    || Letter::of(MachineRequest::Note(MachineChange::Active)),
    || Letter::of(MachineRequest::NoteTray { there: true }),
    || Letter::of(MachineRequest::QuitNow),
    || Letter::of(AlertRequest::Silence(key())),
    || Letter::of(AlertRequest::Snooze(key())),
    || Letter::of(AlertRequest::Note(key(), AlertOutcome::Shown)),
    || Letter::of(WindowRequest::NoteFocus { focused: true }),
    || Letter::of(WindowRequest::KeepPlace(PLACE)),
    || Letter::of(WindowRequest::Close),
    || Letter::of(WindowRequest::NoteChatFocus { chat: chat(), focused: true }),
    || Letter::of(WindowRequest::KeepChatPlace(chat(), PLACE)),
];

const WAITING: &[Make] = &[
    || Letter::of(GoTo { route: Route::Chats }),
    || Letter::of(RevealChat { chat: chat() }),
    || Letter::of(AcceptAndOpen { chat: chat() }),
    || Letter::of(OpenSettings {}),
    || Letter::of(AlertRequest::Open(key())),
];

const ASKING: &[Make] = &[|| Letter::of(SetAvailability { on: true }), || Letter::of(Quit {})];

const REFUSED: &[Make] = &[
    || Letter::of(ShowTranscript { chat: chat(), earlier_than: None }),
    || {
        let (server, name, password) = (String::new(), "anna".into(), "richtig".into());
        Letter::of(SignIn { server, name, password, code: None, shared: false, discard: false })
    },
    || Letter::of(OpenKeyring {}),
    || Letter::of(SignOut {}),
    || Letter::of(SetPin { current_pin: None, new_pin: None }),
    || Letter::of(AcceptRequest { chat: chat() }),
    || Letter::of(OpenChat { chat: chat() }),
    || Letter::of(DetachChat { chat: chat() }),
    || Letter::of(AttachChat { chat: chat() }),
    || Letter::of(ShowScrollAnchor { chat: chat() }),
    || Letter::of(CloseTab { chat: chat() }),
    || Letter::of(SendMessage { chat: chat(), text: "Hallo".into() }),
    || Letter::of(RetryMessage { message: message() }),
    || Letter::of(CancelMessage { message: message() }),
    || Letter::of(ReadFile { chat: chat(), message: message(), file: file() }),
    || Letter::of(UseAccount {}),
    || Letter::of(Typing { chat: chat() }),
    || Letter::of(MarkRead { chat: chat() }),
    || Letter::of(EndChat { chat: chat() }),
    || Letter::of(AnswerQuestion { id: 1, choice: Choice::Confirm }),
    || Letter::of(DismissNotice { id: 1 }),
    || Letter::of(SetSettings { settings: Settings::default() }),
    || Letter::of(BeginSelfTest { before_switching_on: true }),
    || Letter::of(EndSelfTest { switch_on: true }),
    || Letter::of(ReplaceProgram {}),
    || Letter::of(WindowRequest::CloseChat(chat())),
];
