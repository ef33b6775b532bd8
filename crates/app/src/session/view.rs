//! What the window shows of the session: the connection, and who I am.

use beistand_client::Link;
use beistand_protocol::view::MeView;

use crate::view::{Connection, Me};

/// The state of the live connection.
pub fn connection(link: Link) -> Connection {
    match link {
        Link::Connected => Connection::Connected,
        // A refused token leads to the sign-in screen at once; nobody sees this state.
        Link::Connecting | Link::SignedOut => Connection::Connecting,
        Link::Offline { since, retry_at } => Connection::Offline { since, retry_at },
    }
}

/// The person who is signed in.
pub fn me(me: &MeView) -> Me {
    Me {
        name: me.person.name.clone(),
        sign_in_name: me.sign_in_name.clone(),
        roles: me.roles.clone(),
        topics: me.topics.iter().map(|topic| topic.name.clone()).collect(),
    }
}
