//! The screen savers of the desktops. While one is on, nobody sees the screen.

use std::cell::Cell;

use zbus::Connection;

use super::bus::{next, signals, while_owned};
use crate::known::{MachineEvent, Teller};

/// Their names on the bus are the names of their interfaces, and with slashes those of their objects.
const NAMES: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

pub async fn watch(bus: &Connection, teller: &Teller) -> zbus::Result<()> {
    let [free, gnome, cinnamon, mate, xfce] = NAMES;
    tokio::try_join!(
        one(bus, free, teller),
        one(bus, gnome, teller),
        one(bus, cinnamon, teller),
        one(bus, mate, teller),
        one(bus, xfce, teller),
    )?;
    Ok(())
}

async fn one(bus: &Connection, name: &'static str, teller: &Teller) -> zbus::Result<()> {
    // Of several savers only the one that locked unlocks by merely being off.
    let locked = Cell::new(false);
    let heard = |active: bool| {
        if active {
            teller.tell(MachineEvent::Locked);
        } else if locked.get() {
            teller.tell(MachineEvent::Unlocked);
        }
        locked.set(active);
    };
    while_owned(bus, name, async || {
        let mut changes = signals(bus, name, |rule| rule.interface(name).member("ActiveChanged")).await?;
        let asked = bus.call_method(Some(name), path(name).as_str(), Some(name), "GetActive", &()).await;
        if let Ok(active) = asked.and_then(|answer| answer.body().deserialize::<bool>()) {
            heard(active);
        }
        loop {
            let change = next(&mut changes).await?;
            if let Ok(active) = change.body().deserialize::<bool>() {
                heard(active);
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
