//! The desktop's notifications, through notify-rust. What they can do differs: on Linux they are withdrawn, on
//! Windows and macOS an old one stays in the list of the system and does nothing harmful when it is clicked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use beistand_app::{Alert, AlertKey, Handle, Request};
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

/// The ones that stand.
#[derive(Default)]
pub struct Notifications(Mutex<HashMap<AlertKey, system::Shown>>);

impl Notifications {
    /// Shows an alert; one of the same cause goes first, so that the desktop takes notice again.
    pub fn raise(&self, alert: &Alert, words: &Words, handle: Handle) {
        let (key, notification) = (alert.key, notification(alert, words));
        let shown = system::show(notification, move |response| {
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
    args.set("count", alert.messages);
    let mut notification = Notification::new();
    notification.appname("Beistand").sound_name(system::SOUND).action("default", &words.text("alert-open"));
    match alert.key {
        AlertKey::Request(_) => {
            notification
                .summary(&words.with("alert-request-title", &args))
                .body(&words.with("alert-request-body", &args))
                .action(ACCEPT, &words.text("alert-accept"));
            system::keep_standing(&mut notification);
        }
        AlertKey::Messages(_) => {
            notification
                .summary(&words.with("alert-message-title", &args))
                .body(&words.with("alert-message-body", &args));
        }
    }
    notification
}

/// What the person's answer to a notification asks for.
fn request(key: AlertKey, response: &NotificationResponse) -> Option<Request> {
    match response {
        NotificationResponse::Default => Some(Request::OpenAlert { key }),
        NotificationResponse::Action(action) if action == ACCEPT => {
            Some(Request::AcceptAndOpen { chat: key.chat() })
        }
        NotificationResponse::Closed(CloseReason::Dismissed) => Some(Request::SilenceAlert { key }),
        NotificationResponse::Action(_)
        | NotificationResponse::Reply(_)
        | NotificationResponse::Closed(
            CloseReason::Expired | CloseReason::CloseAction | CloseReason::Other(_),
        ) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::{ChatId, Language};

    fn key() -> AlertKey {
        AlertKey::Request(ChatId::from_bytes([1; 16]))
    }

    #[test]
    fn a_notification_says_the_topic_and_offers_to_accept() {
        let alert = Alert { key: key(), topic: "Sucht".into(), messages: 0 };
        let shown = notification(&alert, &Words::of(Some(Language::De)));
        assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Neue Live-Chat Anfrage", "Sucht"));
        assert_eq!(shown.actions[2..], [ACCEPT, "Annehmen"]);
    }

    #[test]
    fn what_is_put_away_is_silenced_and_what_runs_out_is_not() {
        let closed = |reason| request(key(), &NotificationResponse::Closed(reason));
        assert!(matches!(closed(CloseReason::Dismissed), Some(Request::SilenceAlert { .. })));
        assert!(closed(CloseReason::Expired).is_none());
        assert!(closed(CloseReason::CloseAction).is_none());
        let accepts = request(key(), &NotificationResponse::Action(ACCEPT.into()));
        assert!(matches!(accepts, Some(Request::AcceptAndOpen { .. })));
        assert!(matches!(request(key(), &NotificationResponse::Default), Some(Request::OpenAlert { .. })));
    }
}
