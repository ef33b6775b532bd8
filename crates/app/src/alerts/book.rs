//! The alerts that are raised: each once, again until its cause ends or the person silences it, and withdrawn at once
//! when it ends.

use std::collections::BTreeMap;
use std::time::Duration;

use beistand_domain::Moment;

use super::{Alert, AlertKey};

/// "Später": for this long it is quiet.
pub const SNOOZE: Duration = Duration::from_secs(2 * 60);

/// The end of the availability is said so often at most: whoever has not heard it by then is not there.
const DUTY_ENDED_TIMES: u32 = 12;

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
}

impl AlertBook {
    /// Brings the book in line with what is wanted.
    pub fn follow(&mut self, wanted: Vec<Alert>, now: Moment) -> Vec<Call> {
        let keys: Vec<AlertKey> = wanted.iter().map(|alert| alert.key).collect();
        let ended: Vec<AlertKey> = self.0.keys().filter(|key| !keys.contains(key)).copied().collect();
        let mut calls = Vec::new();
        for key in ended {
            self.0.remove(&key);
            calls.push(Call::Withdraw(key));
        }
        calls.extend(wanted.into_iter().filter(|alert| self.is_due(alert, now)).map(Call::Raise));
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
            let enough = alert.key == AlertKey::DutyEnded && times >= DUTY_ENDED_TIMES;
            let again_at = alert.repeat.filter(|_| !enough).map(|repeat| now + repeat);
            self.0.insert(alert.key, Raised { count: alert.count, times, again_at });
        }
        due
    }
}

/// Whether there is more to say than when it was raised last.
fn is_news(alert: &Alert, before: u32) -> bool {
    match alert.key {
        AlertKey::Messages(_) => alert.count > before,
        AlertKey::RunsOut(_) => alert.count != before,
        AlertKey::Request(_) | AlertKey::DutyEnded | AlertKey::SelfTest => false,
    }
}
