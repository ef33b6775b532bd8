//! Whether closing something must ask first. A seeker who is still there must not be left by accident.

use beistand_domain::ChatId;
use beistand_protocol::view::{ChatStateView, ChatView, PresenceView};

use crate::view::QuestionAbout;

/// Whether the two talk and the seeker is connected.
pub fn is_talking(chat: &ChatView) -> bool {
    match chat.state {
        ChatStateView::Active { presence: PresenceView::Here, .. } => true,
        ChatStateView::Active { presence: PresenceView::Away { .. }, .. }
        | ChatStateView::Waiting { .. }
        | ChatStateView::Accepted { .. }
        | ChatStateView::Ended { .. } => false,
    }
}

/// What closing a tab asks; nothing when the seeker has left or the chat is over.
pub fn close_tab(chat: &ChatView) -> Option<QuestionAbout> {
    is_talking(chat).then_some(QuestionAbout::CloseTab { chat: chat.id, number: chat.number })
}

/// What closing a chat's own window asks; nothing when the seeker has left or the chat is over.
pub fn close_chat_window(chat: &ChatView) -> Option<QuestionAbout> {
    is_talking(chat).then_some(QuestionAbout::CloseChatWindow { chat: chat.id, number: chat.number })
}

/// What closing the window asks, for the chats in it.
pub fn close_window<'a>(chats: impl Iterator<Item = &'a ChatView>) -> Option<QuestionAbout> {
    let numbers = numbers(chats.filter(|chat| is_talking(chat)));
    (!numbers.is_empty()).then_some(QuestionAbout::CloseWindow { numbers })
}

/// What quitting asks: with chats that run, or people who wait.
pub fn quit<'a>(chats: impl Iterator<Item = &'a ChatView>, waiting: u32) -> Option<QuestionAbout> {
    let numbers = numbers(chats.filter(|chat| is_running(chat)));
    (waiting > 0 || !numbers.is_empty()).then_some(QuestionAbout::Quit { numbers, waiting })
}

/// What signing out asks; the same as quitting.
pub fn sign_out<'a>(chats: impl Iterator<Item = &'a ChatView>, waiting: u32) -> Option<QuestionAbout> {
    let numbers = numbers(chats.filter(|chat| is_running(chat)));
    (waiting > 0 || !numbers.is_empty()).then_some(QuestionAbout::SignOut { numbers, waiting })
}

/// What putting a newer version in place of this one asks; the same as quitting.
pub fn update<'a>(chats: impl Iterator<Item = &'a ChatView>, waiting: u32) -> Option<QuestionAbout> {
    let numbers = numbers(chats.filter(|chat| is_running(chat)));
    (waiting > 0 || !numbers.is_empty()).then_some(QuestionAbout::Update { numbers, waiting })
}

/// The chat a question is about, when it is about one that has to be active still for the question to make sense.
pub fn subject(about: &QuestionAbout) -> Option<ChatId> {
    match about {
        QuestionAbout::EndChat { chat, .. }
        | QuestionAbout::CloseTab { chat, .. }
        | QuestionAbout::CloseChatWindow { chat, .. } => Some(*chat),
        QuestionAbout::CloseWindow { .. }
        | QuestionAbout::Quit { .. }
        | QuestionAbout::SignOut { .. }
        | QuestionAbout::Update { .. } => None,
    }
}

/// Accepted or active: a seeker counts on me.
pub fn is_running(chat: &ChatView) -> bool {
    match chat.state {
        ChatStateView::Accepted { .. } | ChatStateView::Active { .. } => true,
        ChatStateView::Waiting { .. } | ChatStateView::Ended { .. } => false,
    }
}

fn numbers<'a>(chats: impl Iterator<Item = &'a ChatView>) -> Vec<u32> {
    let mut numbers: Vec<u32> = chats.map(|chat| chat.number).collect();
    numbers.sort_unstable();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::chats::{accepted, active, away, ended};

    #[test]
    fn a_tab_asks_only_while_the_seeker_is_there() {
        assert!(matches!(close_tab(&active(1)), Some(QuestionAbout::CloseTab { number: 1, .. })));
        for chat in [away(1), accepted(1), ended(1)] {
            assert_eq!(close_tab(&chat), None);
        }
    }

    #[test]
    fn the_window_names_the_chats_that_run_in_it() {
        let chats = [active(4), ended(3), active(2), away(1)];
        assert_eq!(close_window(chats.iter()), Some(QuestionAbout::CloseWindow { numbers: vec![2, 4] }));
        assert_eq!(close_window([away(1), ended(2)].iter()), None);
    }

    #[test]
    fn quitting_and_signing_out_name_chats_and_people_who_wait() {
        let chats = [active(2), away(1), ended(3)];
        let numbers = vec![1, 2];
        assert_eq!(quit(chats.iter(), 0), Some(QuestionAbout::Quit { numbers: numbers.clone(), waiting: 0 }));
        assert_eq!(sign_out(chats.iter(), 4), Some(QuestionAbout::SignOut { numbers, waiting: 4 }));
        let update = update([active(2)].iter(), 4);
        assert_eq!(update, Some(QuestionAbout::Update { numbers: vec![2], waiting: 4 }));
        assert_eq!(quit([].iter(), 1), Some(QuestionAbout::Quit { numbers: vec![], waiting: 1 }));
        assert_eq!(quit([ended(3)].iter(), 0), None);
    }
}
