//! The availability card.

use beistand_client::{Link, Session};
use beistand_domain::Moment;
use beistand_protocol::view::{AvailabilityView, OffView};

use crate::program::close_guard::is_running;
use crate::view::Availability;

/// The availability card. `switching` is what was asked for and is not confirmed.
pub fn view(session: &Session, switching: Option<bool>, now: Moment) -> Availability {
    if let Some(on) = switching {
        return Availability::Switching { on };
    }
    let here = session.world.holds_lease();
    let connected = session.link() == Link::Connected;
    match session.world.availability {
        AvailabilityView::Off { why } => Availability::Off { why },
        AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. } if here && !connected => {
            if now < until {
                Availability::Unsure { until }
            } else {
                Availability::Off { why: OffView::Expired }
            }
        }
        AvailabilityView::On { since, .. } => {
            let chats = session.chats().filter(|chat| is_running(chat)).count();
            let chats = u32::try_from(chats).unwrap_or(u32::MAX);
            let room = session.world.identity.me.parallel_chats.saturating_sub(chats);
            Availability::On { since, here, chats, room }
        }
        AvailabilityView::Paused { since, why, .. } => {
            Availability::Paused { since, why, theirs: !why.is_programs() }
        }
    }
}
