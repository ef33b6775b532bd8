//! The screen savers of the desktops. While one is on, nobody sees the screen.

use std::cell::Cell;

use zbus::Connection;

use super::bus::{next, signals, while_owned};
use crate::known::{MachineEvent, Notifier};

/// Their names on the bus are the names of their interfaces, and with slashes those of their objects.
const NAMES: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

pub async fn watch(bus: &Connection, notifier: &Notifier) -> zbus::Result<()> {
    let [free, gnome, cinnamon, mate, xfce] = NAMES;
    tokio::try_join!(
        watch_saver(bus, free, notifier),
        watch_saver(bus, gnome, notifier),
        watch_saver(bus, cinnamon, notifier),
        watch_saver(bus, mate, notifier),
        watch_saver(bus, xfce, notifier),
    )?;
    Ok(())
}

async fn watch_saver(bus: &Connection, name: &'static str, notifier: &Notifier) -> zbus::Result<()> {
    // Of several savers only the one that locked unlocks by merely being off.
    let locked = Cell::new(false);
    let note = |active: bool| {
        if active {
            notifier.publish(MachineEvent::Locked);
        } else if locked.get() {
            notifier.publish(MachineEvent::Unlocked);
        }
        locked.set(active);
    };
    while_owned(bus, name, async || {
        let mut changes = signals(bus, name, |rule| rule.interface(name).member("ActiveChanged")).await?;
        let asked = bus.call_method(Some(name), path(name).as_str(), Some(name), "GetActive", &()).await;
        if let Ok(active) = asked.and_then(|answer| answer.body().deserialize::<bool>()) {
            note(active);
        }
        loop {
            let change = next(&mut changes).await?;
            if let Ok(active) = change.body().deserialize::<bool>() {
                note(active);
            }
        }
    })
    .await
}

fn path(name: &str) -> String {
    format!("/{}", name.replace('.', "/"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_object_is_named_after_the_service() {
        assert_eq!(super::path("org.freedesktop.ScreenSaver"), "/org/freedesktop/ScreenSaver");
    }
}
