//! A person as their own desk shows them.

use beistand_domain::access::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::page::{PersonView, TopicView};

/// Me, as the desktop shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MeView {
    /// As others see them.
    pub person: PersonView,
    /// The name I sign in with.
    pub sign_in_name: String,
    /// Every role the person holds.
    pub roles: Vec<Role>,
    /// The topics the person counsels in.
    pub topics: Vec<TopicView>,
    /// Chats I can hold at once.
    pub parallel_chats: u32,
    /// False is "Nicht anwählbar".
    pub reachable: bool,
}
