//! `PUT /api/v1/availability`: what a person does, or their device notices. 200 with the availability after it.

use beistand_domain::CommandId;
use beistand_domain::availability::Pause;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Changes "Meine Live-Chat Verfügbarkeit". Switching on gives the lease to the device of the session; only that
/// device may pause and resume: 409 `not_on` or `lease_elsewhere`.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAvailability {
    /// Makes a repeat recognisable.
    pub command: CommandId,
    /// What is wanted.
    pub act: AvailabilityAct,
}

/// What is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AvailabilityAct {
    /// The act of the person; ends a pause too.
    On,
    /// Not available.
    Off,
    /// The person is away.
    Pause {
        /// Why.
        why: AwayReason,
    },
    /// The device gives back what it took, and only that: 409 `pause_is_chosen` when the person chose the pause.
    Resume,
}

/// Why a person is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AwayReason {
    /// The screen is locked.
    Locked,
    /// The machine sleeps.
    Suspended,
    /// Nobody has touched the machine for ten minutes.
    Idle,
    /// Chosen by the person, as are the next two; only the person ends them.
    Break,
    /// On the phone.
    Phone,
    /// In a meeting.
    Meeting,
}

impl From<AwayReason> for Pause {
    fn from(why: AwayReason) -> Self {
        match why {
            AwayReason::Locked => Self::Locked,
            AwayReason::Suspended => Self::Suspended,
            AwayReason::Idle => Self::Idle,
            AwayReason::Break => Self::Break,
            AwayReason::Phone => Self::Phone,
            AwayReason::Meeting => Self::Meeting,
        }
    }
}
