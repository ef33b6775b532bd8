//! What the questions hear of, and what follows from it.

use beistand_domain::ChatId;
use beistand_protocol::view::ChatView;

use crate::failure::FailureCode;
use crate::program::exit::ExitAction;
use crate::view::Choice;

/// What is true around the questions. Without anybody signed in there are no chats.
#[derive(Clone, Debug)]
pub(crate) struct Truth<'a> {
    pub chats: Vec<&'a ChatView>,
    /// Chats with a window of their own.
    pub detached: Vec<ChatId>,
    /// Seekers who wait for somebody.
    pub waiting: u32,
    /// Messages of running chats that are not sent yet.
    pub unsent: u32,
    pub locked: bool,
    /// Several people use this machine: nothing outlives the program.
    pub shared: bool,
}

/// What the person wants to close or to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    EndChat(ChatId),
    CloseTab(ChatId),
    CloseChatWindow(ChatId),
    CloseWindow,
    Quit,
    SignOut,
    Update,
}

/// What happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    Wanted(Want),
    /// `id`: the question that was answered, which may be over.
    Answered {
        id: u32,
        choice: Choice,
    },
    /// What came of [`Effect::End`].
    EndAnswered {
        chat: ChatId,
        /// The chat is over, whoever has ended it.
        ended: bool,
    },
    /// Chats may have changed.
    ChatsChanged,
    /// Nobody is signed in any more.
    SessionLeft,
}

/// What the controller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// There is a question: bring the window to the front in which it is asked, the main one where none is named.
    Show { window: Option<ChatId> },
    /// Ask the server to end this chat.
    End(ChatId),
    /// Nothing stands before it any more.
    Go(ExitAction),
    /// Answer whoever wanted it that it cannot be had.
    Refuse(FailureCode),
}

impl<'a> Truth<'a> {
    pub(super) fn chat(&self, chat: ChatId) -> Option<&'a ChatView> {
        self.chats.iter().copied().find(|view| view.id == chat)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a ChatView> {
        self.chats.iter().copied()
    }

    pub(super) fn is_detached(&self, chat: ChatId) -> bool {
        self.detached.contains(&chat)
    }

    /// The chats the main window answers for.
    pub(super) fn in_main(&self) -> impl Iterator<Item = &'a ChatView> {
        self.all().filter(|chat| !self.is_detached(chat.id))
    }
}
