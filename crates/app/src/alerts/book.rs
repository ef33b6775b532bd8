//! The alerts that are raised: each once, again until its cause ends or the person silences it, and withdrawn at once
//! when it ends.

use std::collections::BTreeMap;
use std::time::Duration;

use beistand_domain::Moment;

use super::{Alert, AlertKey};

/// "Später": for this long it is quiet.
pub const SNOOZE: Duration = Duration::from_secs(2 * 60);

/// The end of the availability, or of the session, is said so often at most: a person who has not heard it by then is not there.
const ENDED_TIMES: u32 = 12;

/// What the desktop is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Raise(Alert),
    Withdraw(AlertKey),
}

/// What is raised.
#[derive(Debug, Default)]
pub struct AlertBook(BTreeMap<AlertKey, Raised>);

#[derive(Debug)]
struct Raised {
    count: u32,
    times: u32,
    again_at: Option<Moment>,
    /// It stands on the desktop.
    stands: bool,
}

impl AlertBook {
    /// Brings the book in line with what is wanted.
    pub fn follow(&mut self, wanted: Vec<Alert>, now: Moment) -> Vec<Call> {
        let keys: Vec<AlertKey> = wanted.iter().map(|alert| alert.key).collect();
        let ended: Vec<AlertKey> = self.0.keys().filter(|key| !keys.contains(key)).copied().collect();
        let mut calls = Vec::new();
        for key in ended {
            let stood = self.0.remove(&key).is_some_and(|raised| raised.stands);
            calls.extend(stood.then_some(Call::Withdraw(key)));
        }
        for alert in wanted {
            if alert.heard {
                let heard = Raised { count: alert.count, times: 0, again_at: None, stands: false };
                let stood = self.0.insert(alert.key, heard).is_some_and(|raised| raised.stands);
                calls.extend(stood.then_some(Call::Withdraw(alert.key)));
            } else if self.is_due(&alert, now) {
                calls.push(Call::Raise(alert));
            }
        }
        calls
    }

    /// The person put it away: it does not come again for this cause.
    pub fn silence(&mut self, key: AlertKey) {
        if let Some(raised) = self.0.get_mut(&key) {
            raised.again_at = None;
        }
    }

    /// The person wants to hear of it later.
    pub fn snooze(&mut self, key: AlertKey, now: Moment) {
        if let Some(raised) = self.0.get_mut(&key) {
            raised.again_at = Some(now + SNOOZE);
        }
    }

    /// When [`Self::follow`] has something to repeat.
    pub fn deadline(&self) -> Option<Moment> {
        self.0.values().filter_map(|raised| raised.again_at).min()
    }

    fn is_due(&mut self, alert: &Alert, now: Moment) -> bool {
        let due = match self.0.get(&alert.key) {
            None => true,
            Some(raised) => is_news(alert, raised.count) || raised.again_at.is_some_and(|at| now >= at),
        };
        if due {
            let times = self.0.get(&alert.key).map_or(0, |raised| raised.times) + 1;
            let enough = is_over(alert.key) && times >= ENDED_TIMES;
            let again_at = alert.repeat.filter(|_| !enough).map(|repeat| now + repeat);
            self.0.insert(alert.key, Raised { count: alert.count, times, again_at, stands: true });
        }
        due
    }
}

/// Whether there is more to say than when it was raised last.
fn is_news(alert: &Alert, before: u32) -> bool {
    match alert.key {
        AlertKey::Messages(_) => alert.count > before,
        AlertKey::RunsOut(_) => alert.count != before,
        AlertKey::Request(_) | AlertKey::AvailabilityEnded | AlertKey::SessionEnded | AlertKey::SelfTest => {
            false
        }
    }
}

/// Whether nobody waits who could be helped by hearing it.
fn is_over(key: AlertKey) -> bool {
    match key {
        AlertKey::AvailabilityEnded | AlertKey::SessionEnded => true,
        AlertKey::Request(_) | AlertKey::Messages(_) | AlertKey::RunsOut(_) | AlertKey::SelfTest => false,
    }
}
