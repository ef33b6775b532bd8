//! login1: the session's lock, sleep and shutdown, and the wish to be asked before.

use std::collections::HashMap;

use zbus::wire::OwnedObjectPath;
use zbus::{Connection, Message, MessageStream, OwnedFd, OwnedVariant};

use super::Asked;
use super::bus::{member, next, property, signals, while_owned};
use crate::known::{MachineEvent, Notifier};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const LOCKED_HINT: &str = "LockedHint";
const SESSION: &str = "org.freedesktop.login1.Session";

pub async fn watch(bus: &Connection, asked: &Asked, notifier: &Notifier) -> zbus::Result<()> {
    while_owned(bus, NAME, async || serve(bus, asked, notifier).await).await
}

/// What the system waits for until it is dropped.
struct Held {
    /// It does not shut down.
    shutdown: Option<OwnedFd>,
    /// It does not sleep or end before we are ready, for as long as it allows.
    sleep: Option<OwnedFd>,
}

impl Held {
    fn say(&self) {
        tracing::debug!(shutdown = self.shutdown.is_some(), sleep = self.sleep.is_some(), "the system waits");
    }
}

async fn serve(bus: &Connection, asked: &Asked, notifier: &Notifier) -> zbus::Result<()> {
    let mut manager = signals(bus, NAME, |rule| rule.interface(MANAGER)).await?;
    let session = session(bus).await;
    let mut of_session = match &session {
        Some(path) => Some(signals(bus, NAME, |rule| rule.path(path.clone())).await?),
        None => None,
    };
    if locked(bus, session.as_ref()).await == Some(true) {
        notifier.publish(MachineEvent::Locked);
    }
    let mut hold = asked.hold.subscribe();
    hold.mark_changed();
    let mut held = Held { shutdown: None, sleep: inhibit_sleep(bus, asked).await };
    let mut leaving = false;
    loop {
        tokio::select! {
            signal = next(&mut manager) => {
                let signal = signal?;
                match manager_event(&signal) {
                    Some(MachineEvent::Woke) => {
                        leaving = false;
                        notifier.publish(MachineEvent::Woke);
                        held.sleep = inhibit_sleep(bus, asked).await;
                    }
                    Some(event) => {
                        leaving = true;
                        notifier.publish(event);
                    }
                    None => {}
                }
            }
            signal = next_if_any(&mut of_session) => {
                let signal = signal?;
                let locked = match member(&signal).as_str() {
                    "Lock" => Some(true),
                    "Unlock" => Some(false),
                    "PropertiesChanged" if is_about_lock(&signal) => locked(bus, session.as_ref()).await,
                    _ => None,
                };
                if let Some(locked) = locked {
                    notifier.publish(if locked { MachineEvent::Locked } else { MachineEvent::Unlocked });
                }
            },
            Ok(()) = hold.changed() => {
                let reason = hold.borrow_and_update().clone();
                held.shutdown = match reason {
                    Some(reason) => inhibit(bus, "shutdown", &asked.watcher.who, &reason, "block").await,
                    None => None,
                };
                held.say();
            }
            () = asked.ready.notified() => if leaving {
                held.sleep = None;
                held.say();
            },
        }
    }
}

/// The next signal; without a stream there is never one.
async fn next_if_any(stream: &mut Option<MessageStream>) -> zbus::Result<Message> {
    match stream {
        Some(stream) => next(stream).await,
        None => std::future::pending().await,
    }
}

/// What the manager announces: sleep, waking or the end of the session.
fn manager_event(signal: &Message) -> Option<MachineEvent> {
    let begins = signal.body().deserialize::<bool>().ok()?;
    match (member(signal).as_str(), begins) {
        ("PrepareForSleep", true) => Some(MachineEvent::Suspending),
        ("PrepareForSleep", false) => Some(MachineEvent::Woke),
        ("PrepareForShutdown", true) => Some(MachineEvent::Ending),
        _ => None,
    }
}

async fn inhibit_sleep(bus: &Connection, asked: &Asked) -> Option<OwnedFd> {
    inhibit(bus, "sleep:shutdown", &asked.watcher.who, &asked.watcher.why, "delay").await
}

/// Held until it is dropped; none where the system does not allow it.
async fn inhibit(bus: &Connection, what: &str, who: &str, why: &str, mode: &str) -> Option<OwnedFd> {
    let call = bus.call_method(Some(NAME), PATH, Some(MANAGER), "Inhibit", &(what, who, why, mode)).await;
    match call.and_then(|answer| answer.body().deserialize::<OwnedFd>()) {
        Ok(held) => Some(held),
        Err(error) => {
            tracing::info!(%error, what, mode, "the system does not wait for this program");
            None
        }
    }
}

/// The session of this program: the one of the environment, the one it belongs to, or the one that shows windows.
async fn session(bus: &Connection) -> Option<OwnedObjectPath> {
    let by_variable = std::env::var("XDG_SESSION_ID").unwrap_or_default();
    let by_id =
        bus.call_method(Some(NAME), PATH, Some(MANAGER), "GetSession", &(by_variable.as_str(),)).await;
    let path = match by_id {
        Ok(answer) if !by_variable.is_empty() => Ok(answer),
        Ok(_) | Err(_) => {
            bus.call_method(Some(NAME), PATH, Some(MANAGER), "GetSessionByPID", &(std::process::id(),)).await
        }
    };
    if let Ok(path) = path.and_then(|answer| answer.body().deserialize::<OwnedObjectPath>()) {
        return Some(path);
    }
    let user = "/org/freedesktop/login1/user/self";
    let display: zbus::OwnedVariant =
        property(bus, NAME, user, "org.freedesktop.login1.User", "Display").await?;
    let (id, path) = <(String, OwnedObjectPath)>::try_from(display).ok()?;
    (!id.is_empty()).then_some(path)
}

/// Whether a `PropertiesChanged` names `LockedHint`. Lockers that never set it lock all the same, and then any other change
/// of the session would look like an unlock.
fn is_about_lock(signal: &Message) -> bool {
    let changed = signal.body().deserialize::<(String, HashMap<String, OwnedVariant>, Vec<String>)>();
    changed.is_ok_and(|(_, changed, gone)| {
        changed.contains_key(LOCKED_HINT) || gone.iter().any(|name| name == LOCKED_HINT)
    })
}

async fn locked(bus: &Connection, session: Option<&OwnedObjectPath>) -> Option<bool> {
    property(bus, NAME, session?.as_str(), SESSION, LOCKED_HINT).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use zbus::Variant;

    fn changed(names: &[&str], gone: &[&str]) -> Message {
        let changed: HashMap<&str, Variant<'_>> =
            names.iter().map(|name| (*name, Variant::from(false))).collect();
        let signal = Message::signal(PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged");
        signal.build(&(SESSION, changed, gone)).unwrap()
    }

    #[test]
    fn only_a_change_of_the_lock_is_one() {
        assert!(is_about_lock(&changed(&["Active", "LockedHint"], &[])));
        assert!(is_about_lock(&changed(&[], &["LockedHint"])));
        assert!(!is_about_lock(&changed(&["IdleHint", "Active"], &["Type"])));
    }
}
