//! The same types for the pages. `cargo xtask bindings` writes them; a test fails when they have drifted.

use beistand_domain::centre::{Interval, TopicTimes};
use beistand_domain::routing::Mode;
use beistand_domain::{
    CentreId, ChatId, CommandId, DeviceId, Entry, FileId, MessageId, Moment, PersonId, SessionId, TopicId,
    limits,
};
use ts_rs::{Config, TS};

use crate::{Blob, LIVE_VERSION, Problem, ProblemCode, live, rest, view};

/// Appends the declarations of these types.
macro_rules! export {
    ($out:expr; $($type:ty),* $(,)?) => {{
        let cfg = Config::default();
        $($out.push_str(&format!("\nexport {}\n", <$type as TS>::decl(&cfg)));)*
    }};
}

/// The whole of `ui/src/generated/protocol.ts`.
pub fn declarations() -> String {
    let mut out = String::from(
        "// Written by `cargo xtask bindings` from crates/protocol. Change the Rust types, not this file.\n",
    );
    basics(&mut out);
    views(&mut out);
    requests(&mut out);
    administration(&mut out);
    frames(&mut out);
    numbers(&mut out);
    out
}

fn basics(out: &mut String) {
    export!(
        out;
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
    );
}

fn views(out: &mut String) {
    export!(
        out;
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
        view::DayKey,
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
    );
}

fn requests(out: &mut String) {
    export!(
        out;
        rest::session::SignIn,
        rest::session::SignedIn,
        rest::demo::Demo,
        rest::demo::DemoPerson,
        rest::self_test::BeginSelfTest,
        rest::availability::SetAvailability,
        rest::availability::AvailabilityAct,
        rest::availability::AwayReason,
        rest::chat::RequestChat,
        rest::chat::ChatRequested,
        rest::chat::HeldHalf,
        rest::chat::TabHalf,
        rest::chat::Command,
        rest::chat::BeginChat,
        rest::chat::DeviceEnvelope,
        rest::chat::ChatRevision,
        rest::message::MessagesAfter,
        rest::message::MessagePage,
        rest::file::FileStored,
    );
}

fn administration(out: &mut String) {
    use crate::rest::{administration as rest, me, second_factor, statistics};
    export!(
        out;
        Mode,
        Interval,
        TopicTimes,
        rest::AdministeredCentres,
        rest::CentreSettings,
        rest::TopicSettings,
        rest::WeekHours,
        rest::MemberNow,
        rest::MemberState,
        rest::SetLiveChat,
        rest::ChangeTopic,
        rest::AddTopic,
        rest::People,
        rest::NamedTopic,
        rest::PersonSettings,
        rest::PersonState,
        rest::RoleAt,
        rest::RoleScope,
        rest::InvitePerson,
        rest::ChangePerson,
        rest::PasswordLink,
        rest::ChoosePassword,
        rest::PasswordChosen,
        rest::SetReachable,
        rest::AuditPage,
        rest::AuditEntry,
        rest::AuditActor,
        rest::AuditChange,
    );
    export!(
        out;
        SessionId,
        me::ChangePassword,
        me::OwnSessions,
        me::OwnSession,
        second_factor::SecondFactor,
        second_factor::SecondFactorSecret,
        second_factor::RecoveryCodes,
        statistics::Statistics,
        statistics::DayCount,
        statistics::TopicCount,
        statistics::HourCount,
        statistics::OwnStatistics,
    );
}

fn frames(out: &mut String) {
    export!(
        out;
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
}

/// The numbers that the pages share with the server and the desk; durations are in milliseconds.
fn numbers(out: &mut String) {
    let warnings: Vec<String> =
        limits::CHAT_WARNINGS.iter().map(|left| left.as_millis().to_string()).collect();
    for (name, value) in [
        ("LIVE_VERSION", LIVE_VERSION.to_string()),
        ("MESSAGE_CHARS", limits::MESSAGE_CHARS.to_string()),
        ("FILES_PER_MESSAGE", limits::FILES_PER_MESSAGE.to_string()),
        ("FILE_BYTES", limits::FILE_BYTES.to_string()),
        ("CHAT_WARNINGS", format!("[{}] as const", warnings.join(", "))),
        ("AWAY_KEEPS_PLACE", limits::AWAY_KEEPS_PLACE.as_millis().to_string()),
        ("LEASE_LENGTH", limits::LEASE_LENGTH.as_millis().to_string()),
        ("RESTORE_WITHIN", limits::RESTORE_WITHIN.as_millis().to_string()),
        ("SHORTEST_PASSWORD", limits::SHORTEST_PASSWORD.to_string()),
        ("LONGEST_PASSWORD", limits::LONGEST_PASSWORD.to_string()),
        ("READABLE_AFTER_END", limits::READABLE_AFTER_END.as_millis().to_string()),
    ] {
        out.push_str(&format!("\nexport const {name} = {value};\n"));
    }
}
