//! The view types for the page. `cargo xtask bindings` writes them; a test fails when they have drifted.

use ts_rs::{Config, TS};

use crate::program::{ProgramView, UpdateProblem, UpdateState};
use crate::request::{Failure, FailureCode};
use crate::settings::{AlertChoice, AlertSettings, Language, Settings, Show, Sound, Theme};
use crate::view;

/// The whole of `ui/src/generated/desk.ts`.
pub fn declarations() -> String {
    let cfg = Config::default();
    let mut out = String::from(
        "// Written by `cargo xtask bindings` from crates/app. Change the Rust types, not this file.\n\n\
         import type { ChatId, EndingView, FileId, MessageId, Moment, OffView, PauseView, PresenceView, Role } from './protocol';\n",
    );
    macro_rules! export {
        ($($type:ty),* $(,)?) => {$(
            out.push_str("\nexport ");
            out.push_str(&<$type as TS>::decl(&cfg));
            out.push('\n');
        )*};
    }
    export!(
        view::DeskView,
        view::Screen,
        view::SignInScreen,
        view::SignInProblem,
        view::LockedScreen,
        view::DeskScreen,
        view::Revealed,
        view::Me,
        view::Connection,
        view::Duty,
        view::Place,
        view::ProfilePage,
        view::RequestCard,
        view::ChatCard,
        view::ChatCardState,
        view::TranscriptView,
        view::ReadingPlace,
        view::Closed,
        view::Entry,
        view::MessageEntry,
        view::Body,
        view::FileEntry,
        view::Delivery,
        view::Question,
        view::QuestionAbout,
        view::Choice,
        view::Notice,
        view::NoticeWhat,
        view::Restored,
        view::BreakReason,
        view::SelfTestView,
        view::SelfTestState,
        view::TestLink,
        Language,
        Theme,
        Settings,
        AlertSettings,
        AlertChoice,
        Show,
        Sound,
        ProgramView,
        UpdateState,
        UpdateProblem,
        Failure,
        FailureCode,
    );
    out
}
