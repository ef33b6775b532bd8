//! What the availability is decided by.

use beistand_domain::{DeviceId, Moment};
use beistand_protocol::rest::availability::AwayReason;
use beistand_protocol::view::AvailabilityView;

/// What is true while an input is handled.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    pub now: Moment,
    /// `now` by the server's clock.
    pub server_now: Moment,
    /// What the server said last.
    pub availability: AvailabilityView,
    /// This device.
    pub device: DeviceId,
    pub connected: bool,
    /// Why the person is away, as far as the machine says.
    pub away: Option<AwayReason>,
    /// The desk is behind its PIN: moving the mouse does not say who is there.
    pub locked: bool,
    /// The person has chosen that a short loss of the connection gives back what it took.
    pub restores_after_loss: bool,
}

impl Truth {
    /// The lease is this device's.
    pub fn holds_lease(&self) -> bool {
        self.lease().is_some()
    }

    /// Until when this device's lease lasts.
    fn lease(&self) -> Option<Moment> {
        match self.availability {
            AvailabilityView::On { device, until, .. } | AvailabilityView::Paused { device, until, .. } => {
                Some(until).filter(|_| device == self.device)
            }
            AvailabilityView::Off { .. } => None,
        }
    }

    /// On, with this device's lease.
    pub fn is_on_here(&self) -> bool {
        self.holds_lease() && matches!(self.availability, AvailabilityView::On { .. })
    }

    /// The lease has ended by the server's clock, and there is no connection to hear of it.
    pub fn has_expired(&self) -> bool {
        !self.connected && self.lease().is_some_and(|until| self.server_now >= until)
    }

    /// The person is at the desk, as far as the machine and the lock say.
    pub fn is_attended(&self) -> bool {
        self.away.is_none() && !self.locked
    }
}
