//! The session bus: a notification server that notes when it was asked, and the tray's menu.

use std::collections::HashMap;
use std::time::Instant;

use anyhow::Context as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{OwnedVariant, Variant};

/// Plays the notification server; gives the moment of each Notify.
pub async fn notifications() -> anyhow::Result<(zbus::Connection, UnboundedReceiver<Instant>)> {
    let (received, moments) = unbounded_channel();
    let bus = zbus::connection::Builder::session()
        .name("org.freedesktop.Notifications")
        .serve_at("/org/freedesktop/Notifications", Notifications { received, last: 0 })
        .build()
        .await?;
    Ok((bus, moments))
}

struct Notifications {
    received: UnboundedSender<Instant>,
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &mut self,
        _app: String,
        replaces: u32,
        _icon: String,
        _summary: String,
        _body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        // Nobody listens while nothing is measured.
        let _ = self.received.send(Instant::now());
        if replaces != 0 {
            return replaces;
        }
        self.last += 1;
        self.last
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: zbus::object_server::SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        Self::notification_closed(&emitter, id, 3).await?;
        Ok(())
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "persistence", "sound"].map(str::to_owned).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("bench".into(), "Beistand".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

/// Presses an entry of the only tray menu there is.
pub async fn choose_in_tray(bus: &zbus::Connection, label: &str) -> anyhow::Result<()> {
    let watcher = zbus::Proxy::new(
        bus,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )
    .await?;
    let items: Vec<String> = watcher.get_property("RegisteredStatusNotifierItems").await?;
    let item = items.first().context("no tray item")?;
    let (name, path) = item.split_once('/').context("an item without a path")?;
    let menu = zbus::Proxy::new(bus, name, format!("/{path}/Menu"), "com.canonical.dbusmenu").await?;
    let reply = menu.call_method("GetLayout", &(0i32, -1i32, Vec::<String>::new())).await?;
    let (_, layout): (u32, Entry) = reply.body().deserialize()?;
    let id =
        layout.2.iter().find_map(|entry| labelled(entry, label)).with_context(|| format!("no {label}"))?;
    menu.call_method("Event", &(id, "clicked", Variant::from(0i32), 0u32)).await?;
    Ok(())
}

/// A menu with its number, properties and entries.
type Entry = (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>);

/// The number of an entry with this label.
fn labelled(entry: &OwnedVariant, label: &str) -> Option<i32> {
    let Variant::Structure(entry) = &**entry else {
        return None;
    };
    let [Variant::I32(id), Variant::Dict(properties), _] = entry.fields() else {
        return None;
    };
    let found: Option<String> = properties.get(&"label").ok()?;
    (found? == label).then_some(*id)
}
