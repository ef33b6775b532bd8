//! What should be alerting now, as a function of what is true now and of what the person has chosen.

use std::time::Duration;

use beistand_domain::ChatId;

use crate::settings::{AlertChoice, AlertSettings, Show, Sound};

mod book;

pub use book::{AlertBook, Call, SNOOZE};

/// What an alert is about; there is one alert for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKey {
    /// A waiting request I may accept.
    Request(ChatId),
    /// Unread messages in a chat of mine.
    Messages(ChatId),
    /// The time of a chat of mine runs out.
    RunsOut(ChatId),
    /// My availability has ended, and I did not end it.
    AvailabilityEnded,
    /// The server has ended my session while I was on duty, or in a chat.
    SessionEnded,
    /// "Würde ich es hören?"
    SelfTest,
}

/// An alert. It has no field for content or a person, so none can get into its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    pub key: AlertKey,
    /// Empty where the alert is not about a chat.
    pub topic: String,
    /// How many unread messages, or minutes that are left; else 0.
    pub count: u32,
    /// Whether the desktop shows a notification; the tray shows its state in any case.
    pub notify: bool,
    /// The notification stands until it is answered or its cause ends.
    pub stays: bool,
    pub tune: Option<Tune>,
    /// Until it comes again; none: it comes once.
    pub repeat: Option<Duration>,
    /// The person has what it says before their eyes: it counts as heard.
    pub heard: bool,
}

/// What is to be heard, where, and how loud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tune {
    pub sound: Sound,
    /// 0 to 100.
    pub volume: u8,
    /// The name of an output of this machine; none means the system's.
    pub output: Option<String>,
}

/// What is true now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Requests I may accept, and am not accepting already, with their topics.
    pub requests: Vec<(ChatId, String)>,
    /// My chats with unread messages: topic and number.
    pub unread: Vec<(ChatId, String, u32)>,
    /// My chats that run out: topic and minutes.
    pub running_out: Vec<(ChatId, String, u32)>,
    /// The chats the person is looking at: in front, in a window that has the focus.
    pub looked_at: Vec<ChatId>,
    /// The availability has ended, and nobody at this desk has taken notice.
    pub availability_ended: bool,
    /// The server has ended a session that seekers relied on, and nobody has looked since.
    pub session_ended: bool,
    /// The marked request of a self-test has come.
    pub self_test: bool,
}

/// What should be alerting now.
pub fn wanted(facts: &Facts, settings: &AlertSettings) -> Vec<Alert> {
    let elsewhere = |chat: &ChatId| !facts.looked_at.contains(chat);
    let requests = facts
        .requests
        .iter()
        .map(|(chat, topic)| alert(AlertKey::Request(*chat), (topic, 0), &settings.request, settings));
    let unread = facts.unread.iter().filter(|(chat, _, count)| *count > 0 && elsewhere(chat));
    let unread = unread.map(|(chat, topic, count)| {
        alert(AlertKey::Messages(*chat), (topic, *count), &settings.message, settings)
    });
    let running_out = facts.running_out.iter().map(|(chat, topic, minutes)| {
        let alert = alert(AlertKey::RunsOut(*chat), (topic, *minutes), &settings.running_out, settings);
        Alert { heard: !elsewhere(chat), ..alert }
    });
    let availability = facts
        .availability_ended
        .then(|| alert(AlertKey::AvailabilityEnded, ("", 0), &settings.availability, settings));
    let session =
        facts.session_ended.then(|| alert(AlertKey::SessionEnded, ("", 0), &settings.availability, settings));
    // A test hears what a request would sound like.
    let test = facts.self_test.then(|| alert(AlertKey::SelfTest, ("", 0), &settings.request, settings));
    requests.chain(unread).chain(running_out).chain(availability).chain(session).chain(test).collect()
}

fn alert(
    key: AlertKey,
    (topic, count): (&str, u32),
    choice: &AlertChoice,
    settings: &AlertSettings,
) -> Alert {
    let (volume, output) = (settings.volume, settings.output.clone());
    let audible = choice.sound != Sound::None && volume > 0;
    Alert {
        key,
        topic: topic.to_owned(),
        count,
        notify: choice.show != Show::TrayOnly,
        stays: choice.show == Show::Stays,
        tune: audible.then_some(Tune { sound: choice.sound, volume, output }),
        heard: false,
        repeat: (choice.repeat_seconds > 0).then(|| Duration::from_secs(choice.repeat_seconds.into())),
    }
}

#[cfg(test)]
mod tests;
