//! What the server that answers the desk has received, and what is true on it.

use std::time::Duration;

use beistand_domain::{ChatId, CommandId, DeviceId};
use beistand_protocol::Problem;
use beistand_protocol::live::{ClientFrame, ServerFrame};
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::{AvailabilityView, ChatView, DayKey, OffView};

/// What the server received.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// A counsellor's connection, with its token.
    Hello(String),
    Rotation,
    SignIn,
    /// The server had no room for it.
    BusySignIn,
    SignOut,
    Availability(AvailabilityAct),
    SelfTest(CommandId),
    /// The server was away for it.
    RefusedSignOut,
    Accept(ChatId),
    /// A file; the answer waits for [`Server::let_answers_go`].
    File,
    End(ChatId),
    Frame(ClientFrame),
}

/// What is true on the server.
pub struct Truth {
    pub availability: AvailabilityView,
    pub requests: Vec<ChatView>,
    pub chats: Vec<ChatView>,
    pub device: Option<DeviceId>,
    /// The device's newest day key.
    pub day_key: Option<DayKey>,
    /// What the next accepts are answered with.
    pub refuse_accept: Option<Problem>,
    /// What any change of the availability is answered with.
    pub refuse_act: Option<Problem>,
    pub refuse_end: Option<Problem>,
    /// Whether a self-test is taken.
    pub takes_tests: bool,
    /// The answer to a change of the availability waits for [`Server::let_answers_go`].
    pub answers_late: bool,
    pub takes_sign_outs: bool,
    /// So many sign-ins are turned away.
    pub busy_sign_ins: u32,
    /// The code that is asked for beside the password.
    pub second_factor: Option<String>,
    /// The token that the next rotation gives out.
    pub next_token: Option<String>,
    /// False: connections are refused at the hello.
    pub reachable: bool,
    /// What a hello is answered with instead of a snapshot; then the connection is closed.
    pub refuse_hello: Option<ServerFrame>,
    pub refused_hellos: u32,
    /// How far its clock is behind the desk's.
    pub behind: Duration,
    pub stored: u32,
}

impl Default for Truth {
    fn default() -> Self {
        Self {
            availability: AvailabilityView::Off { why: OffView::Chosen },
            requests: vec![],
            chats: vec![],
            device: None,
            day_key: None,
            refuse_accept: None,
            refuse_act: None,
            refuse_end: None,
            takes_tests: true,
            answers_late: false,
            takes_sign_outs: true,
            busy_sign_ins: 0,
            second_factor: None,
            next_token: None,
            reachable: true,
            refuse_hello: None,
            refused_hellos: 0,
            behind: Duration::ZERO,
            stored: 0,
        }
    }
}
