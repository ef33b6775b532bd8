//! What can happen around the questions, and how often it does.

use proptest::prelude::*;

use super::*;

/// Chats of a story, numbered from 1.
pub const CHATS: u8 = 3;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Happening {
    Want(Want),
    /// The question with this number, counted back from the newest.
    Answer {
        back: u32,
        choice: Choice,
    },
    /// The server answers one of the open requests to end a chat, or one that nobody made.
    EndAnswered {
        chat: ChatId,
        ended: bool,
    },
    /// The chat is like this from now on.
    Chat(Box<ChatView>),
    /// It gets a window of its own, or loses it.
    Detach(ChatId, bool),
    Waiting(u32),
    Lock(bool),
    /// The desk is about to be shown.
    Publish,
    SignIn(bool),
}

fn number() -> impl Strategy<Value = u8> {
    1..=CHATS
}

fn chat() -> impl Strategy<Value = ChatId> {
    number().prop_map(|n| ChatId::from_bytes([n; 16]))
}

fn want() -> impl Strategy<Value = Want> {
    prop_oneof![
        chat().prop_map(Want::EndChat),
        chat().prop_map(Want::CloseTab),
        chat().prop_map(Want::CloseChatWindow),
        Just(Want::CloseWindow),
        Just(Want::Quit),
        Just(Want::SignOut),
        Just(Want::Update),
    ]
}

fn view() -> impl Strategy<Value = ChatView> {
    (number(), 0..8_u8).prop_map(|(n, state)| match state {
        0 => waiting(n),
        1 => accepted(n),
        2 => away(n),
        3 => ended(n),
        _ => active(n),
    })
}

/// Any of them.
pub fn happening() -> impl Strategy<Value = Happening> {
    let choice = [Choice::Confirm, Choice::Keep, Choice::End, Choice::End, Choice::Cancel];
    let choice = prop::sample::select(choice.to_vec());
    let back = prop_oneof![6 => Just(0), 1 => 1..3_u32];
    prop_oneof![
        20 => want().prop_map(Happening::Want),
        20 => (back, choice).prop_map(|(back, choice)| Happening::Answer { back, choice }),
        20 => (chat(), prop::bool::weighted(0.85))
            .prop_map(|(chat, ended)| Happening::EndAnswered { chat, ended }),
        10 => view().prop_map(|view| Happening::Chat(Box::new(view))),
        4 => (chat(), any::<bool>()).prop_map(|(chat, own)| Happening::Detach(chat, own)),
        2 => (0..3_u32).prop_map(Happening::Waiting),
        2 => any::<bool>().prop_map(Happening::Lock),
        8 => Just(Happening::Publish),
        1 => any::<bool>().prop_map(Happening::SignIn),
    ]
}
