//! The availability card.

use beistand_client::{Link, Session};
use beistand_domain::Moment;
use beistand_protocol::view::{AvailabilityView, OffView};

use crate::program::close_guard::is_running;
use crate::view::Duty;

/// The availability card. `switching` is what was asked for and is not confirmed.
pub fn duty(session: &Session, switching: Option<bool>, now: Moment) -> Duty {
    if let Some(on) = switching {
        return Duty::Switching { on };
    }
    let here = session.world.holds_lease();
    let connected = session.link() == Link::Connected;
    match session.world.availability {
        AvailabilityView::Off { why } => Duty::Off { why },
        AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. } if here && !connected => {
            if now < until {
                Duty::Unsure { until }
            } else {
                Duty::Off { why: OffView::Expired }
            }
        }
        AvailabilityView::On { since, .. } => {
            let chats = session.chats().filter(|chat| is_running(chat)).count();
            let chats = u32::try_from(chats).unwrap_or(u32::MAX);
            let room = session.world.identity.me.parallel_chats.saturating_sub(chats);
            Duty::On { since, here, chats, room }
        }
        AvailabilityView::Paused { since, why, .. } => {
            Duty::Paused { since, why, theirs: !why.is_programs() }
        }
    }
}
