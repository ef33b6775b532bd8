//! My chats: the list, where each is open, and what stands in it.

pub(crate) mod cards;
pub(crate) mod layout;
pub(crate) mod transcript;
