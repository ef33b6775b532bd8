//! A counsellor's availability.

use beistand_domain::availability::Pause;
use beistand_domain::{DeviceId, Moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::rest::availability::AwayReason;

/// Whether I take live chats now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AvailabilityView {
    /// Not available.
    Off {
        /// Why not.
        why: OffView,
    },
    /// Available.
    On {
        /// Since when.
        since: Moment,
        /// The device that renews the lease.
        device: DeviceId,
        /// When it ends without another renewal.
        until: Moment,
    },
    /// Not asked for new chats; running ones go on.
    Paused {
        /// Since when the person is on.
        since: Moment,
        /// The device that holds the lease.
        device: DeviceId,
        /// When it ends without another renewal.
        until: Moment,
        /// Why it is paused.
        why: PauseView,
    },
}

/// Why it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffView {
    /// The person switched off.
    Chosen,
    /// The lease ran out.
    Expired,
    /// The device signed out.
    SignedOut,
    /// The roster says that the person is absent.
    Absent,
    /// A supervisor switched the person off.
    BySupervisor,
}

/// Why it is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseView {
    /// The screen is locked.
    Locked,
    /// The machine sleeps.
    Suspended,
    /// Nobody has touched the machine for ten minutes.
    Idle,
    /// Two offers in a row were let pass.
    MissedOffers,
    /// A break.
    Break,
    /// On the phone.
    Phone,
    /// In a meeting.
    Meeting,
}

impl PauseView {
    /// Why the person is away; none where they are not.
    pub fn away(self) -> Option<AwayReason> {
        match self {
            Self::Locked => Some(AwayReason::Locked),
            Self::Suspended => Some(AwayReason::Suspended),
            Self::Idle => Some(AwayReason::Idle),
            Self::Break => Some(AwayReason::Break),
            Self::Phone => Some(AwayReason::Phone),
            Self::Meeting => Some(AwayReason::Meeting),
            Self::MissedOffers => None,
        }
    }

    /// Whether the program took the availability away, and gives it back.
    pub fn is_programs(self) -> bool {
        self.away().is_some_and(|why| Pause::from(why).is_programs())
    }
}

impl From<Pause> for PauseView {
    fn from(why: Pause) -> Self {
        match why {
            Pause::Locked => Self::Locked,
            Pause::Suspended => Self::Suspended,
            Pause::Idle => Self::Idle,
            Pause::MissedOffers => Self::MissedOffers,
            Pause::Break => Self::Break,
            Pause::Phone => Self::Phone,
            Pause::Meeting => Self::Meeting,
        }
    }
}
