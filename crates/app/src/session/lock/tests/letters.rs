//! Requests whose answer says what became of them, and what a locked desk owes to each.

use tokio::sync::oneshot::error::TryRecvError;

use crate::alerts::AlertKey;
use crate::command::*;
use crate::failure::FailureCode;
use crate::fake::chats::active;
use crate::machine::MachineChange;
use crate::request::{AlertRequest, Ask, MachineRequest, Reply, Request, WindowRequest};
use crate::settings::Settings;
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

/// A request of each kind, written down here once more and not taken from the table that is tested.
pub fn any_request(n: usize) -> (Owed, Request, Letter) {
    fn owed<A: Ask<Answer: 'static>>(owed: Owed, ask: A) -> (Owed, Request, Letter) {
        let (request, letter) = Letter::of(ask);
        (owed, request, letter)
    }
    use Owed::{Doing, Refusal, RefusalAndWindow, Waiting};
    let chat = active(1).id;
    let key = AlertKey::Messages(chat);
    match n % KINDS {
        0 => owed(Doing, ShowDesk {}),
        1 => owed(Doing, SetAvailability { on: false }),
        2 => owed(Doing, TakeBreak { why: BreakReason::Phone }),
        3 => owed(Doing, SaveDraft { chat, text: "Ha".into() }),
        4 => owed(Doing, MachineRequest::Note(MachineChange::Active)),
        5 => owed(Doing, MachineRequest::QuitNow),
        6 => owed(Doing, AlertRequest::Snooze(key)),
        7 => owed(Doing, WindowRequest::Close),
        8 => owed(Waiting, GoTo { route: Route::Chats }),
        9 => owed(Waiting, RevealChat { chat }),
        10 => owed(Waiting, AcceptAndOpen { chat }),
        11 => owed(Waiting, AlertRequest::Open(key)),
        12 => owed(RefusalAndWindow, SetAvailability { on: true }),
        13 => owed(RefusalAndWindow, Quit {}),
        14 => owed(Refusal, SendMessage { chat, text: "Hallo".into() }),
        15 => owed(Refusal, AcceptRequest { chat }),
        16 => owed(Refusal, ShowTranscript { chat, earlier_than: None }),
        17 => owed(Refusal, EndChat { chat }),
        18 => owed(Refusal, AnswerQuestion { id: 1, choice: Choice::Confirm }),
        19 => owed(Refusal, MarkRead { chat }),
        20 => owed(Refusal, SignOut {}),
        21 => owed(Refusal, SetSettings { settings: Settings::default() }),
        22 => owed(Refusal, SetPin { current_pin: None, new_pin: None }),
        23 => owed(Refusal, UseAccount {}),
        24 => owed(Refusal, ReplaceProgram {}),
        _ => owed(Refusal, WindowRequest::CloseChat(chat)),
    }
}

pub const KINDS: usize = 26;
