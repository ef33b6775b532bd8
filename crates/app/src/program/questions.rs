//! Questions before something is closed or ended, and what waits for chats to end. Decides and does nothing itself:
//! inputs go in, effects come out. What has to be asked is in [`close_guard`].

use std::collections::BTreeSet;

use beistand_domain::ChatId;
use beistand_protocol::view::ChatView;

use super::close_guard;
use super::exit::{ExitAction, PendingExits};
use crate::failure::FailureCode;
use crate::view::{Choice, Question, QuestionAbout};

mod input;

pub(crate) use input::{Effect, Input, Truth, Want};

/// The question of this desk, and what was answered and waits.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    asked: Asked,
    /// Never begins again: a late answer to a former question is not taken for this one's.
    last_id: u32,
    exits: PendingExits,
}

/// A newer question takes the place of an older one.
#[derive(Debug, Default)]
enum Asked {
    #[default]
    Nothing,
    Open {
        id: u32,
        about: QuestionAbout,
    },
}

impl Questions {
    pub fn is_open(&self) -> bool {
        match self.asked {
            Asked::Nothing => false,
            Asked::Open { .. } => true,
        }
    }

    /// What is asked now; nothing at a locked desk.
    pub fn view(&self, truth: &Truth<'_>) -> Option<Question> {
        match &self.asked {
            // The chat may have moved since, and messages gone out.
            Asked::Open { id, about } if !truth.locked => Some(Question {
                id: *id,
                about: about.clone(),
                window: window_of(about, truth),
                loses: loses(about, truth),
            }),
            Asked::Open { .. } | Asked::Nothing => None,
        }
    }

    /// Takes one input and says what follows from it.
    pub fn handle(&mut self, input: Input, truth: &Truth<'_>) -> Vec<Effect> {
        match input {
            Input::Wanted(want) => vec![self.want(want, truth)],
            Input::Answered { id, choice } => self.answered(id, choice, truth),
            Input::EndAnswered { chat, ended } => {
                self.exits.ended(chat, ended).into_iter().map(Effect::Go).collect()
            }
            Input::ChatsChanged => {
                self.withdraw(truth);
                Vec::new()
            }
            Input::SessionLeft => {
                (self.asked, self.exits) = (Asked::Nothing, PendingExits::default());
                Vec::new()
            }
        }
    }

    fn want(&mut self, want: Want, truth: &Truth<'_>) -> Effect {
        let (guarded, action) = match want {
            Want::EndChat(chat) => return self.want_end(chat, truth),
            Want::CloseTab(chat) if truth.is_detached(chat) => {
                return self.want(Want::CloseChatWindow(chat), truth);
            }
            Want::CloseTab(chat) => {
                (truth.chat(chat).and_then(close_guard::close_tab), ExitAction::CloseTab(chat))
            }
            Want::CloseChatWindow(chat) => {
                (truth.chat(chat).and_then(close_guard::close_chat_window), ExitAction::CloseChatWindow(chat))
            }
            // A locked desk asks nothing; the chats go on in the background.
            Want::CloseWindow if truth.locked => (None, ExitAction::Hide),
            Want::CloseWindow => (close_guard::close_window(truth.in_main()), ExitAction::Hide),
            Want::Quit => (close_guard::quit(truth.all(), truth.waiting), ExitAction::Quit),
            Want::SignOut => (close_guard::sign_out(truth.all(), truth.waiting), ExitAction::SignOut),
            Want::Update => (close_guard::update(truth.all(), truth.waiting), ExitAction::Update),
        };
        match guarded {
            Some(about) => self.ask(about, truth),
            None => Effect::Go(action),
        }
    }

    fn want_end(&mut self, chat: ChatId, truth: &Truth<'_>) -> Effect {
        match truth.chat(chat) {
            Some(view) if close_guard::is_running(view) => {
                self.ask(QuestionAbout::EndChat { chat, number: view.number }, truth)
            }
            Some(_) => Effect::Refuse(FailureCode::NotActive),
            None => Effect::Refuse(FailureCode::NotFound),
        }
    }

    fn ask(&mut self, about: QuestionAbout, truth: &Truth<'_>) -> Effect {
        self.last_id += 1;
        let window = window_of(&about, truth);
        self.asked = Asked::Open { id: self.last_id, about };
        Effect::Show { window }
    }

    fn answered(&mut self, answered: u32, choice: Choice, truth: &Truth<'_>) -> Vec<Effect> {
        match std::mem::take(&mut self.asked) {
            Asked::Open { id, about } if id == answered => self.follow(about, choice, truth),
            other @ (Asked::Open { .. } | Asked::Nothing) => {
                self.asked = other;
                Vec::new()
            }
        }
    }

    fn follow(&mut self, about: QuestionAbout, choice: Choice, truth: &Truth<'_>) -> Vec<Effect> {
        use QuestionAbout as About;
        let running = || ids(truth.all().filter(|chat| close_guard::is_running(chat)));
        match (about, choice) {
            (_, Choice::Cancel) => Vec::new(),
            (About::EndChat { chat, .. }, Choice::Confirm | Choice::End) => vec![Effect::End(chat)],
            (About::CloseTab { chat, .. }, Choice::Keep) => vec![Effect::Go(ExitAction::CloseTab(chat))],
            (About::CloseChatWindow { chat, .. }, Choice::Keep) => {
                vec![Effect::Go(ExitAction::CloseChatWindow(chat))]
            }
            (
                About::CloseTab { chat, .. } | About::CloseChatWindow { chat, .. },
                Choice::End | Choice::Confirm,
            ) => self.end_and_go(BTreeSet::from([chat]), ExitAction::CloseTab(chat)),
            (About::CloseWindow { .. }, Choice::End | Choice::Confirm) => {
                let talking = ids(truth.in_main().filter(|chat| close_guard::is_talking(chat)));
                self.end_and_go(talking, ExitAction::Hide)
            }
            (About::CloseWindow { .. } | About::Quit { .. }, Choice::Keep) => {
                vec![Effect::Go(ExitAction::Hide)]
            }
            (About::Quit { .. }, Choice::Confirm) => vec![Effect::Go(ExitAction::Quit)],
            (About::Quit { .. }, Choice::End) => self.end_and_go(running(), ExitAction::Quit),
            (About::SignOut { .. }, Choice::Confirm) => vec![Effect::Go(ExitAction::SignOut)],
            (About::SignOut { .. }, Choice::End) => self.end_and_go(running(), ExitAction::SignOut),
            (About::Update { .. }, Choice::Confirm) => vec![Effect::Go(ExitAction::Update)],
            (About::Update { .. }, Choice::End) => self.end_and_go(running(), ExitAction::Update),
            // "Keep" is no answer to these; nothing happens.
            (About::EndChat { .. } | About::SignOut { .. } | About::Update { .. }, Choice::Keep) => {
                Vec::new()
            }
        }
    }

    /// Ends these chats, and goes once the server has ended them. Where it cannot, nothing else happens.
    fn end_and_go(&mut self, chats: BTreeSet<ChatId>, action: ExitAction) -> Vec<Effect> {
        if chats.is_empty() {
            return vec![Effect::Go(action)];
        }
        self.exits.wait(action, chats.clone());
        chats.into_iter().map(Effect::End).collect()
    }

    /// A question about a chat that has ended meanwhile answers itself.
    fn withdraw(&mut self, truth: &Truth<'_>) {
        let subject = match &self.asked {
            Asked::Open { about, .. } => close_guard::subject(about),
            Asked::Nothing => None,
        };
        let over = |chat| !truth.chat(chat).is_some_and(close_guard::is_running);
        if subject.is_some_and(over) {
            self.asked = Asked::Nothing;
        }
    }
}

fn ids<'a>(chats: impl Iterator<Item = &'a ChatView>) -> BTreeSet<ChatId> {
    chats.map(|chat| chat.id).collect()
}

/// The chat in whose own window this is asked.
fn window_of(about: &QuestionAbout, truth: &Truth<'_>) -> Option<ChatId> {
    close_guard::subject(about).filter(|chat| truth.is_detached(*chat))
}

/// How many messages would be lost where the keys of running chats go: with signing out, and on a shared machine with
/// everything that ends the program.
fn loses(about: &QuestionAbout, truth: &Truth<'_>) -> Option<u32> {
    let forgets = match about {
        QuestionAbout::SignOut { .. } => true,
        QuestionAbout::Quit { .. } | QuestionAbout::Update { .. } => truth.shared,
        QuestionAbout::EndChat { .. }
        | QuestionAbout::CloseTab { .. }
        | QuestionAbout::CloseChatWindow { .. }
        | QuestionAbout::CloseWindow { .. } => false,
    };
    (forgets && truth.all().any(close_guard::is_running)).then_some(truth.unsent)
}

#[cfg(test)]
mod tests;
