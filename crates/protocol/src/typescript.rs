//! The same types for the pages. `cargo xtask bindings` writes them; a test fails when they have drifted.

use beistand_domain::{
    CentreId, ChatId, CommandId, DeviceId, Entry, FileId, MessageId, Moment, PersonId, TopicId,
};
use ts_rs::{Config, TS};

use crate::{Blob, Problem, ProblemCode, live, rest, view};

/// The whole of `ui/src/generated/protocol.ts`.
pub fn declarations() -> String {
    let cfg = Config::default();
    let mut out = String::from(
        "// Written by `cargo xtask bindings` from crates/protocol. Change the Rust types, not this file.\n",
    );
    macro_rules! export {
        ($($type:ty),* $(,)?) => {$(
            out.push_str("\nexport ");
            out.push_str(&<$type as TS>::decl(&cfg));
            out.push('\n');
        )*};
    }
    export!(
        CentreId,
        TopicId,
        PersonId,
        DeviceId,
        ChatId,
        MessageId,
        CommandId,
        FileId,
        Moment,
        Blob,
        Entry,
        ProblemCode,
        Problem,
        view::CentreView,
        view::TopicView,
        view::Role,
        view::PersonView,
        view::AdmissionView,
        view::TopicAdmission,
        view::PageView,
        view::PresenceView,
        view::EndingView,
        view::ChatStateView,
        view::Marks,
        view::ChatView,
        view::GoneView,
        view::DeviceKey,
        view::SeekerChatView,
        view::SeekerStateView,
        view::Sender,
        view::Audience,
        view::MessageView,
        view::AvailabilityView,
        view::OffView,
        view::PauseView,
        view::MeView,
        rest::session::SignIn,
        rest::session::SignedIn,
        rest::self_test::BeginSelfTest,
        rest::availability::SetAvailability,
        rest::availability::AvailabilityAct,
        rest::availability::AwayReason,
        rest::chat::RequestChat,
        rest::chat::ChatRequested,
        rest::chat::Command,
        rest::chat::BeginChat,
        rest::chat::DeviceEnvelope,
        rest::chat::ChatRevision,
        rest::message::MessagesAfter,
        rest::message::MessagePage,
        rest::file::FileStored,
        live::FromClient,
        live::ClientFrame,
        live::Who,
        live::ServerFrame,
        live::Answer,
        live::Bye,
        live::World,
        live::Event,
        live::Writer,
    );
    out
}
