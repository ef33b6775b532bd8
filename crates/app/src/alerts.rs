//! What should be alerting now, as a function of what is true now, and the book that turns it into calls: each alert
//! is raised once, repeated until its cause ends or the person silences it, and withdrawn at once when it ends.

use std::collections::BTreeMap;
use std::time::Duration;

use beistand_domain::{ChatId, Moment};

/// Between two raisings of the same alert.
pub const REPEAT_EVERY: Duration = Duration::from_secs(15);

/// What an alert is about; there is one alert for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKey {
    /// A waiting request I may accept.
    Request(ChatId),
    /// Unread messages in a chat of mine.
    Messages(ChatId),
}

impl AlertKey {
    pub fn chat(self) -> ChatId {
        match self {
            Self::Request(chat) | Self::Messages(chat) => chat,
        }
    }
}

/// An alert. It has no field for content or a person, so none can get into its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    pub key: AlertKey,
    pub topic: String,
    /// How many unread messages; 0 for a request.
    pub messages: u32,
}

/// What is true now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Requests I may accept, and am not accepting already, with their topics.
    pub requests: Vec<(ChatId, String)>,
    /// My chats with unread messages: topic and number.
    pub unread: Vec<(ChatId, String, u32)>,
    /// The chat somebody is looking at: in front, in a window that has the focus.
    pub looked_at: Option<ChatId>,
}

/// What should be alerting now.
pub fn wanted(facts: &Facts) -> Vec<Alert> {
    let requests = facts.requests.iter().map(|(chat, topic)| Alert {
        key: AlertKey::Request(*chat),
        topic: topic.clone(),
        messages: 0,
    });
    let unread = facts.unread.iter().filter(|(chat, _, count)| *count > 0 && facts.looked_at != Some(*chat));
    let messages = unread.map(|(chat, topic, count)| Alert {
        key: AlertKey::Messages(*chat),
        topic: topic.clone(),
        messages: *count,
    });
    requests.chain(messages).collect()
}

/// What the desktop is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Raise(Alert),
    Withdraw(AlertKey),
}

/// The alerts that are raised.
#[derive(Debug, Default)]
pub struct AlertBook(BTreeMap<AlertKey, Raised>);

#[derive(Debug)]
struct Raised {
    messages: u32,
    again_at: Moment,
    silenced: bool,
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
            raised.silenced = true;
        }
    }

    /// When [`Self::follow`] has something to repeat.
    pub fn deadline(&self) -> Option<Moment> {
        self.0.values().filter(|raised| !raised.silenced).map(|raised| raised.again_at).min()
    }

    fn is_due(&mut self, alert: &Alert, now: Moment) -> bool {
        let known = self.0.get(&alert.key);
        let more = known.is_none_or(|raised| alert.messages > raised.messages);
        let again = known.is_some_and(|raised| !raised.silenced && now >= raised.again_at);
        if more || again {
            let raised = Raised { messages: alert.messages, again_at: now + REPEAT_EVERY, silenced: false };
            self.0.insert(alert.key, raised);
        }
        more || again
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: u64) -> Moment {
        Moment::from_millis(0) + Duration::from_secs(seconds)
    }

    fn chat(n: u8) -> ChatId {
        ChatId::from_bytes([n; 16])
    }

    fn request(n: u8) -> Facts {
        Facts { requests: vec![(chat(n), "Sucht".into())], ..Facts::default() }
    }

    fn unread(n: u8, count: u32) -> Facts {
        Facts { unread: vec![(chat(n), "Sucht".into(), count)], ..Facts::default() }
    }

    fn raises(calls: &[Call]) -> usize {
        calls.iter().filter(|call| matches!(call, Call::Raise(_))).count()
    }

    #[test]
    fn a_request_is_raised_once_repeated_and_withdrawn_when_it_is_gone() {
        let mut book = AlertBook::default();
        assert_eq!(raises(&book.follow(wanted(&request(1)), at(0))), 1);
        assert_eq!(book.follow(wanted(&request(1)), at(14)), []);
        assert_eq!(book.deadline(), Some(at(15)));
        assert_eq!(raises(&book.follow(wanted(&request(1)), at(15))), 1);
        let gone = book.follow(wanted(&Facts::default()), at(16));
        assert_eq!(gone, [Call::Withdraw(AlertKey::Request(chat(1)))]);
        assert_eq!(book.deadline(), None);
    }

    #[test]
    fn what_was_put_away_stays_away_until_there_is_more() {
        let mut book = AlertBook::default();
        book.follow(wanted(&unread(1, 1)), at(0));
        book.silence(AlertKey::Messages(chat(1)));
        assert_eq!(book.follow(wanted(&unread(1, 1)), at(60)), []);
        assert_eq!(raises(&book.follow(wanted(&unread(1, 2)), at(61))), 1);
    }

    #[test]
    fn nobody_is_alerted_of_what_they_are_looking_at() {
        let looking = Facts { looked_at: Some(chat(1)), ..unread(1, 3) };
        assert_eq!(wanted(&looking), []);
        let elsewhere = Facts { looked_at: Some(chat(2)), ..unread(1, 3) };
        assert_eq!(wanted(&elsewhere).len(), 1);
    }

    proptest! {
        /// After each step exactly the wanted alerts stand, and none of them comes twice within its time.
        #[test]
        fn what_stands_is_what_is_wanted(steps in proptest::collection::vec((0u8..4, 0u64..20), 0..40)) {
            let mut book = AlertBook::default();
            let mut standing: BTreeMap<AlertKey, Moment> = BTreeMap::new();
            let mut now = 0;
            for (n, pause) in steps {
                now += pause;
                let facts = if n == 0 { Facts::default() } else { request(n) };
                for call in book.follow(wanted(&facts), at(now)) {
                    match call {
                        Call::Raise(alert) => {
                            let before = standing.insert(alert.key, at(now));
                            prop_assert!(before.is_none_or(|last| at(now).since(last) >= REPEAT_EVERY));
                        }
                        Call::Withdraw(key) => prop_assert!(standing.remove(&key).is_some()),
                    }
                }
                let keys: Vec<AlertKey> = wanted(&facts).iter().map(|a| a.key).collect();
                prop_assert_eq!(standing.keys().copied().collect::<Vec<_>>(), keys);
            }
        }
    }
}
