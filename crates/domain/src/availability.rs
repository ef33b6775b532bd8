//! Availability is a promise: a lease that only an act of the person takes, and that ends by itself.

use crate::ids::DeviceId;
use crate::{Moment, limits};

/// The promise of one device that the person is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The device that holds the lease.
    pub device: DeviceId,
    /// When the person switched on.
    pub since: Moment,
    /// When it was renewed last.
    pub renewed: Moment,
}

impl Lease {
    /// The lease is void from this moment on.
    pub fn ends(&self) -> Moment {
        self.renewed + limits::LEASE_LENGTH
    }
}

/// Why the availability rests for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The screen is locked.
    Locked,
    /// The machine sleeps.
    Suspended,
    /// Nobody has touched the machine for ten minutes.
    Idle,
    /// Two offers in a row were let pass.
    MissedOffers,
    /// The person chose a break.
    Break,
    /// The person is on the telephone.
    Phone,
    /// The person is in a meeting.
    Meeting,
}

impl Pause {
    /// Whether the program took the availability away, so that the program may give it back.
    pub fn is_programs(self) -> bool {
        match self {
            Self::Locked | Self::Suspended | Self::Idle => true,
            Self::MissedOffers | Self::Break | Self::Phone | Self::Meeting => false,
        }
    }
}

/// Why a counsellor is not available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    /// Never switched on, or switched off by the person.
    Chosen,
    /// The lease was not renewed in time.
    Expired,
    /// Signed out, quit, or the session was revoked.
    SignedOut,
    /// Away for days.
    Absent,
    /// A supervisor switched it off.
    BySupervisor,
}

/// Whether one person takes live chats now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Not available.
    Off {
        /// Why not.
        why: Off,
    },
    /// Available.
    On {
        /// What keeps it so.
        lease: Lease,
    },
    /// Not asked for new chats; running ones go on.
    Paused {
        /// What brings it back.
        lease: Lease,
        /// Why it is paused.
        why: Pause,
    },
}

/// What can happen to an availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person's act on a device; on a second device it moves the lease there.
    SwitchOn {
        /// The device that switches.
        device: DeviceId,
    },
    /// The person switches off.
    SwitchOff,
    /// The device says that it is still there.
    Renew {
        /// The device that renews.
        device: DeviceId,
    },
    /// The person or the program pauses.
    Pause {
        /// The device that asks for it.
        device: DeviceId,
        /// Why.
        why: Pause,
    },
    /// The program gives back what it took. What the person chose ends only with [`Act::SwitchOn`].
    Resume {
        /// The device that asks for it.
        device: DeviceId,
    },
    /// The device signs out.
    SignOut {
        /// The device that signs out.
        device: DeviceId,
    },
    /// The roster says that the person is absent.
    BecomeAbsent,
    /// A supervisor switches the person off.
    SwitchOffBySupervisor,
    /// Time goes by.
    Tick,
}

impl Act {
    /// Whether it ends "Nicht anwählbar". Whoever switches on says that they take live chats: somebody who reads "Verfügbar"
    /// and cannot be suggested would wait for requests that never come.
    pub fn makes_reachable(self) -> bool {
        match self {
            Self::SwitchOn { .. } => true,
            Self::SwitchOff
            | Self::Renew { .. }
            | Self::Pause { .. }
            | Self::Resume { .. }
            | Self::SignOut { .. }
            | Self::BecomeAbsent
            | Self::SwitchOffBySupervisor
            | Self::Tick => false,
        }
    }
}

/// Why an act changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaseRefusal {
    /// There is nothing to renew, pause or resume.
    #[error("nobody switched this on")]
    NotOn,
    /// Another device holds the lease.
    #[error("another device holds the lease")]
    HeldElsewhere,
    /// The person chose the pause, so the program does not end it.
    #[error("the pause was chosen, so only the person ends it")]
    PauseIsTheirs,
}

impl Availability {
    /// Nobody has switched anything on.
    pub const fn off() -> Self {
        Self::Off { why: Off::Chosen }
    }

    /// Whether the person may be offered requests at `now`.
    pub fn is_available(&self, now: Moment) -> bool {
        match self {
            Self::Off { .. } | Self::Paused { .. } => false,
            Self::On { lease } => now < lease.ends(),
        }
    }

    /// Takes one act at one time and gives the availability after it. A lease that has run out is void before
    /// the act is looked at, so no renewal brings it back.
    pub fn apply(self, act: Act, now: Moment) -> Result<Self, LeaseRefusal> {
        match self.expired(now) {
            Self::Off { why } => Self::while_off(why, act, now),
            Self::On { lease } => Self::while_on(lease, act, now),
            Self::Paused { lease, why } => Self::while_paused(lease, why, act, now),
        }
    }

    /// When time alone changes it.
    pub fn deadline(&self) -> Option<Moment> {
        match self {
            Self::Off { .. } => None,
            Self::On { lease } | Self::Paused { lease, .. } => Some(lease.ends()),
        }
    }

    fn expired(self, now: Moment) -> Self {
        match self {
            Self::Off { .. } => self,
            Self::On { lease } | Self::Paused { lease, .. } if now >= lease.ends() => {
                Self::Off { why: Off::Expired }
            }
            Self::On { .. } | Self::Paused { .. } => self,
        }
    }

    fn while_off(why: Off, act: Act, now: Moment) -> Result<Self, LeaseRefusal> {
        match act {
            Act::SwitchOn { device } => Ok(Self::On { lease: Lease { device, since: now, renewed: now } }),
            Act::SwitchOff => Ok(Self::Off { why: Off::Chosen }),
            Act::SignOut { .. } | Act::Tick => Ok(Self::Off { why }),
            Act::BecomeAbsent => Ok(Self::Off { why: Off::Absent }),
            Act::SwitchOffBySupervisor => Ok(Self::Off { why }),
            Act::Renew { .. } | Act::Pause { .. } | Act::Resume { .. } => Err(LeaseRefusal::NotOn),
        }
    }

    fn while_on(lease: Lease, act: Act, now: Moment) -> Result<Self, LeaseRefusal> {
        match act {
            Act::SwitchOn { device } => Ok(Self::On { lease: Lease { device, renewed: now, ..lease } }),
            Act::SwitchOff => Ok(Self::Off { why: Off::Chosen }),
            Act::Renew { device } if device == lease.device => {
                Ok(Self::On { lease: Lease { renewed: now, ..lease } })
            }
            Act::Pause { device, why } if device == lease.device => Ok(Self::Paused { lease, why }),
            Act::Renew { .. } | Act::Pause { .. } => Err(LeaseRefusal::HeldElsewhere),
            Act::Resume { .. } | Act::Tick => Ok(Self::On { lease }),
            Act::SignOut { device } if device == lease.device => Ok(Self::Off { why: Off::SignedOut }),
            Act::SignOut { .. } => Ok(Self::On { lease }),
            Act::BecomeAbsent => Ok(Self::Off { why: Off::Absent }),
            Act::SwitchOffBySupervisor => Ok(Self::Off { why: Off::BySupervisor }),
        }
    }

    fn while_paused(lease: Lease, why: Pause, act: Act, now: Moment) -> Result<Self, LeaseRefusal> {
        match act {
            Act::SwitchOn { device } => Ok(Self::On { lease: Lease { device, renewed: now, ..lease } }),
            Act::SwitchOff => Ok(Self::Off { why: Off::Chosen }),
            Act::Renew { device } if device == lease.device => {
                Ok(Self::Paused { lease: Lease { renewed: now, ..lease }, why })
            }
            Act::Pause { device, why: new } if device == lease.device => {
                // Who is at lunch and locks the screen is still at lunch afterwards.
                let why = if new.is_programs() && !why.is_programs() { why } else { new };
                Ok(Self::Paused { lease, why })
            }
            Act::Resume { device } if device == lease.device && why.is_programs() => {
                Ok(Self::On { lease: Lease { renewed: now, ..lease } })
            }
            Act::Resume { device } if device == lease.device => Err(LeaseRefusal::PauseIsTheirs),
            Act::Renew { .. } | Act::Pause { .. } | Act::Resume { .. } => Err(LeaseRefusal::HeldElsewhere),
            Act::SignOut { device } if device == lease.device => Ok(Self::Off { why: Off::SignedOut }),
            Act::SignOut { .. } | Act::Tick => Ok(Self::Paused { lease, why }),
            Act::BecomeAbsent => Ok(Self::Off { why: Off::Absent }),
            Act::SwitchOffBySupervisor => Ok(Self::Off { why: Off::BySupervisor }),
        }
    }
}

#[cfg(test)]
mod tests;
