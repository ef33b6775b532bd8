//! Breaks, what the program gave back, and the self-test.

use beistand_protocol::rest::availability::AwayReason;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the program had taken the availability away for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Restored {
    Locked,
    Suspended,
    Idle,
    /// The connection was gone for too long.
    Drop,
}

/// Why a person takes a break from new requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    Break,
    Phone,
    Meeting,
}

impl From<BreakReason> for AwayReason {
    fn from(why: BreakReason) -> Self {
        match why {
            BreakReason::Break => Self::Break,
            BreakReason::Phone => Self::Phone,
            BreakReason::Meeting => Self::Meeting,
        }
    }
}

/// A self-test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SelfTestView {
    pub state: SelfTestState,
    /// The person is about to switch on: passing it does.
    pub before_switching_on: bool,
}

/// How far it has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SelfTestState {
    Running {
        link: TestLink,
    },
    /// `silent`: it was seen, but no sound could be played.
    Passed {
        silent: bool,
    },
    Failed {
        link: TestLink,
    },
}

/// The links of the chain, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TestLink {
    /// The server takes the marked request.
    Server,
    /// It comes over the live connection.
    Connection,
    /// The desktop shows it.
    Notification,
    /// The person clicks it.
    Person,
}
