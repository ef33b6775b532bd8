//! The desktop's notifications, through notify-rust. What they can do differs: on Linux they are withdrawn, on
//! Windows and macOS an old one stays in the list of the system and does nothing harmful when it is clicked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use beistand_app::command::AcceptAndOpen;
use beistand_app::{Alert, AlertKey, AlertOutcome, AlertRequest, Handle, Request};
use fluent_bundle::FluentArgs;
use notify_rust::{CloseReason, Notification, NotificationResponse};

use super::words::Words;

#[cfg(not(target_os = "linux"))]
#[path = "notifications/elsewhere.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "notifications/linux.rs"]
mod system;

const ACCEPT: &str = "accept";
const LATER: &str = "later";
const HEARD: &str = "heard";
/// A click on the notification itself, as the freedesktop specification names it.
const OPEN: &str = "default";

/// The ones that stand.
#[derive(Default)]
pub struct Notifications(Mutex<HashMap<AlertKey, system::Shown>>);

impl Notifications {
    /// Shows an alert; one of the same cause goes first, so that the desktop takes notice again.
    /// `sound`: the system plays its own with it.
    pub fn raise(&self, alert: &Alert, words: &Words, sound: bool, handle: Handle) {
        let key = alert.key;
        let mut notification = notification(alert, words);
        if sound {
            notification.sound_name(system::SOUND);
        } else {
            system::keep_quiet(&mut notification);
        }
        let noting = handle.clone();
        let noted = move |shown: bool| {
            let outcome = if shown { AlertOutcome::Shown } else { AlertOutcome::NotShown };
            noting.give(AlertRequest::Note(key, outcome));
        };
        let shown = system::show(notification, noted, move |response| {
            if let Some(request) = request(key, response) {
                handle.give(request);
            }
        });
        if let Some(old) = self.shown().insert(key, shown) {
            old.withdraw();
        }
    }

    pub fn withdraw(&self, key: AlertKey) {
        if let Some(shown) = self.shown().remove(&key) {
            shown.withdraw();
        }
    }

    pub fn withdraw_all(&self) {
        self.shown().drain().for_each(|(_, shown)| shown.withdraw());
    }

    fn shown(&self) -> MutexGuard<'_, HashMap<AlertKey, system::Shown>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No content and no person: the topic is all it says.
fn notification(alert: &Alert, words: &Words) -> Notification {
    let mut args = FluentArgs::new();
    args.set("topic", alert.topic.as_str());
    args.set("count", alert.count);
    let (title, body) = match alert.key {
        AlertKey::Request(_) => ("alert-request-title", "alert-request-body"),
        AlertKey::Messages(_) => ("alert-message-title", "alert-message-body"),
        AlertKey::RunsOut(_) => ("alert-runs-out-title", "alert-runs-out-body"),
        AlertKey::AvailabilityEnded => ("alert-availability-title", "alert-availability-body"),
        AlertKey::SessionEnded => ("alert-session-title", "alert-session-body"),
        AlertKey::SelfTest => ("alert-test-title", "alert-test-body"),
    };
    let mut notification = Notification::new();
    notification.appname("Beistand").summary(&words.with(title, &args)).body(&words.with(body, &args));
    notification.action(OPEN, &words.text("alert-open"));
    match alert.key {
        AlertKey::Request(_) => {
            notification.action(ACCEPT, &words.text("alert-accept"));
            notification.action(LATER, &words.text("alert-later"));
        }
        AlertKey::SelfTest => drop(notification.action(HEARD, &words.text("alert-heard"))),
        AlertKey::Messages(_)
        | AlertKey::RunsOut(_)
        | AlertKey::AvailabilityEnded
        | AlertKey::SessionEnded => {}
    }
    if alert.stays {
        system::keep_standing(&mut notification);
    }
    notification
}

/// What the person's answer to a notification asks for.
fn request(key: AlertKey, response: &NotificationResponse) -> Option<Request> {
    match response {
        NotificationResponse::Default => Some(AlertRequest::Open(key).into()),
        NotificationResponse::Action(action) => match (action.as_str(), key) {
            (ACCEPT, AlertKey::Request(chat)) => Some(AcceptAndOpen { chat }.into()),
            (LATER, _) => Some(AlertRequest::Snooze(key).into()),
            // Windows and macOS show what a click on the notification does as a button too.
            (HEARD | OPEN, _) => Some(AlertRequest::Open(key).into()),
            _ => None,
        },
        NotificationResponse::Closed(CloseReason::Dismissed) => Some(AlertRequest::Silence(key).into()),
        NotificationResponse::Reply(_)
        | NotificationResponse::Closed(
            CloseReason::Expired | CloseReason::CloseAction | CloseReason::Other(_),
        ) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::command::PersonRequest;
    use beistand_app::{ChatId, Language};

    fn key() -> AlertKey {
        AlertKey::Request(ChatId::from_bytes([1; 16]))
    }

    #[test]
    fn a_notification_says_the_topic_and_offers_to_accept() {
        let (topic, tune, repeat) = ("Sucht".into(), None, None);
        let alert =
            Alert { key: key(), topic, count: 0, notify: true, stays: true, tune, repeat, heard: false };
        let shown = notification(&alert, &Words::of(Some(Language::De)));
        assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Neue Live-Chat Anfrage", "Sucht"));
        assert_eq!(shown.actions[2..], [ACCEPT, "Annehmen", LATER, "Später"]);
    }

    #[test]
    fn what_is_put_away_is_silenced_and_what_runs_out_is_not() {
        let closed = |reason| request(key(), &NotificationResponse::Closed(reason));
        assert!(matches!(closed(CloseReason::Dismissed), Some(Request::Alert(AlertRequest::Silence(..), _))));
        assert!(closed(CloseReason::Expired).is_none());
        assert!(closed(CloseReason::CloseAction).is_none());
        let accepts = request(key(), &NotificationResponse::Action(ACCEPT.into()));
        assert!(matches!(accepts, Some(Request::Person(PersonRequest::AcceptAndOpen(..)))));
        let later = request(key(), &NotificationResponse::Action(LATER.into()));
        assert!(matches!(later, Some(Request::Alert(AlertRequest::Snooze(..), _))));
        let heard = request(AlertKey::SelfTest, &NotificationResponse::Action(HEARD.into()));
        assert!(matches!(heard, Some(Request::Alert(AlertRequest::Open(AlertKey::SelfTest), _))));
        let opened = request(key(), &NotificationResponse::Action(OPEN.into()));
        assert!(matches!(opened, Some(Request::Alert(AlertRequest::Open(..), _))));
        let message = AlertKey::Messages(ChatId::from_bytes([1; 16]));
        assert!(request(message, &NotificationResponse::Action(ACCEPT.into())).is_none());
        assert!(matches!(
            request(key(), &NotificationResponse::Default),
            Some(Request::Alert(AlertRequest::Open(..), _))
        ));
    }
}
