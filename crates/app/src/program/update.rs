//! What the page about the program itself shows. The shell knows it; the types stand here for the page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The program on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgramView {
    pub version: String,
    /// Whether it starts with the system; none where that cannot be told.
    pub autostart: Option<bool>,
    pub update: UpdateState,
}

/// What is known of a newer version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum UpdateState {
    /// This program has no key of the organisation: its IT brings updates.
    ByOrganisation,
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// There is none newer.
    Newest,
    Available {
        version: String,
        notes: String,
    },
    /// It was loaded and its signature is right; the app has been asked and installs it as soon as nothing speaks
    /// against it.
    Ready {
        version: String,
    },
    Failed {
        why: UpdateProblem,
    },
}

/// Why there is no update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UpdateProblem {
    /// Nobody is signed in, so no server is known.
    NoServer,
    /// The server or the network is away.
    Unreachable,
    /// The signature is not the organisation's, or the file was changed: nothing was installed.
    NotSigned,
    /// The system did not let it be installed.
    NotInstalled,
}
