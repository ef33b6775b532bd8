//! The live connection. The client's first frame is a hello; the server answers with one snapshot of the client's
//! world, then numbered events. Every client frame carries a number `r` that its answer repeats.
//!
//! Events count from 1 behind each snapshot. When a number is missing the client asks with [`ClientFrame::Resync`]
//! and gets a fresh snapshot; the server sends one by itself where a client reads too slowly. Messages are numbered
//! per chat besides, and `GET /chats/{id}/messages?after=` gives what is missing there.

use beistand_domain::{ChatId, CommandId, Entry, MessageId, Moment, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::view::{
    Audience, AvailabilityView, CentreView, ChatView, GoneView, Marks, MeView, MessageView, PageView,
    SeekerChatView,
};
use crate::{Blob, Problem};

/// One frame from the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FromClient {
    /// Chosen by the client, unique on this connection; the answer repeats it.
    pub r: u32,
    /// What is wanted.
    #[serde(flatten)]
    pub frame: ClientFrame,
}

/// What the client wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame, and only there. With a token: a counsellor or a seeker. Without: a start page.
    Hello {
        /// The version of the live connection that the client speaks.
        version: u32,
        /// Who says hello.
        who: Who,
    },
    /// Answered by [`Answer::Stored`] once the message is on disk. Repeating it gives the same answer.
    Send {
        /// Made by its author; a repeat has the same one.
        id: MessageId,
        /// Where it goes.
        chat: ChatId,
        /// Who may read it.
        audience: Audience,
        /// The sealed message.
        body: Blob,
    },
    /// I am writing to this audience now; the others see it for some seconds. Answered by [`Answer::Done`].
    Typing {
        /// In which chat.
        chat: ChatId,
        /// Who may know.
        audience: Audience,
    },
    /// How far I have got; never goes back. Answered by [`Answer::Done`].
    Mark {
        /// In which chat.
        chat: ChatId,
        /// The newest message that this device has.
        delivered: u32,
        /// The newest message that was read.
        read: u32,
    },
    /// Renews the lease of this device. Answered by [`Answer::Renewed`].
    Renew,
    /// Events are missing. Answered by [`Answer::Done`], followed by a snapshot.
    Resync,
    /// Are you there? Answered by [`Answer::Done`]. Pages need it: browsers hide the WebSocket's own ping.
    Ping,
}

/// Who says hello.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Who {
    /// A signed-in counsellor.
    Counsellor {
        /// The session's token.
        token: String,
    },
    /// The seeker of a chat.
    Seeker {
        /// The token that the page made for the chat.
        token: String,
    },
    /// A visitor who looks at a start page; nothing is stored.
    Visitor {
        /// Slug of the centre.
        centre: String,
        /// The way they came.
        entry: Entry,
    },
}

/// One frame from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to a frame.
    Answer {
        /// The frame's number.
        r: u32,
        /// The answer.
        answer: Answer,
    },
    /// The whole world of this client; events count from 1 again.
    Snapshot {
        /// The server's clock.
        now: Moment,
        /// Everything the client may know.
        world: World,
    },
    /// Something has happened.
    Event {
        /// 1, 2, 3 … behind the snapshot.
        #[ts(type = "number")]
        n: u64,
        /// What.
        event: Event,
    },
    /// The server closes the connection next.
    Bye {
        /// Why.
        why: Bye,
    },
}

/// The answer to one frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Answer {
    /// It was done.
    Done,
    /// On disk, with its place in the chat.
    Stored {
        /// Its place, as the author counts.
        seq: u32,
        /// When it was stored.
        at: Moment,
    },
    /// The lease is valid until then unless renewed.
    Renewed {
        /// When it ends without another renewal.
        until: Moment,
    },
    /// It was not done.
    Refused {
        /// Why not.
        problem: Problem,
    },
}

/// Why the server closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bye {
    /// The token is not valid (any more): signed out, revoked, or the chat is over for the seeker.
    SignedOut,
    /// The server stops; connect again.
    Moving,
    /// The hello did not come or was not understood.
    BadHello,
}

/// Everything the client needs to know at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum World {
    /// A signed-in counsellor.
    Counsellor {
        /// The person.
        me: MeView,
        /// The centre the person works for.
        centre: CentreView,
        /// The person's availability, on whichever device.
        availability: AvailabilityView,
        /// Requests I may accept now; empty while I am not available.
        requests: Vec<ChatView>,
        /// My accepted, active and still readable chats.
        chats: Vec<ChatView>,
    },
    /// The seeker of a chat.
    Seeker {
        /// The seeker's chat.
        chat: SeekerChatView,
    },
    /// Someone who looks at a start page.
    Visitor {
        /// The start page.
        page: PageView,
    },
}

/// What has happened. Views in events are complete and replace older ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Event {
    /// Counsellor: a request or a chat of mine is new or has changed.
    ChatChanged {
        /// The chat as it is now.
        chat: ChatView,
    },
    /// Counsellor: it is no longer in my world.
    ChatGone {
        /// The chat.
        chat: ChatId,
        /// Where it went.
        gone: GoneView,
    },
    /// Counsellor: my availability, on whichever device it changed, with the requests I may accept now; they
    /// replace the list.
    AvailabilityChanged {
        /// As it is now.
        availability: AvailabilityView,
        /// Every request I may accept now.
        requests: Vec<ChatView>,
    },
    /// Counsellor and seeker: a new message. My other devices learn of it too; the connection that sent it gets
    /// [`Answer::Stored`] instead.
    MessageStored {
        /// The message.
        message: MessageView,
    },
    /// Counsellor and seeker: another participant is writing.
    Typing {
        /// In which chat.
        chat: ChatId,
        /// Who writes.
        by: Writer,
    },
    /// Counsellor and seeker: how far both sides have got.
    MarksChanged {
        /// In which chat.
        chat: ChatId,
        /// How far the seeker has got.
        seeker: Marks,
        /// How far the counsellors have got.
        counsellor: Marks,
    },
    /// Seeker: my chat has changed; also the place in line.
    SeekerChatChanged {
        /// The chat as it is now.
        chat: SeekerChatView,
    },
    /// Counsellor: the marked request of a self-test of this device; see `POST /self-tests`.
    SelfTest {
        /// The id that the self-test began with.
        id: CommandId,
    },
    /// Visitor: whether one may ask has changed.
    PageChanged {
        /// The page as it is now.
        page: PageView,
    },
}

/// Who is writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Writer {
    /// The seeker of a chat.
    Seeker,
    /// A signed-in counsellor.
    Counsellor {
        /// Which one.
        id: PersonId,
    },
}
