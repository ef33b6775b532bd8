//! The session bus, asked with GLib's own tool: the tray's menu and the notification server.

use std::process::Command;

use anyhow::Context as _;

use crate::programs::run;

/// Whether somebody owns this name.
pub fn has_owner(name: &str) -> bool {
    let call = ["--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"];
    let mut command = Command::new("gdbus");
    command.args(["call", "--session"]).args(call);
    command.args(["--method", "org.freedesktop.DBus.NameHasOwner", name]);
    run(&mut command).is_ok_and(|answer| answer.contains("true"))
}

/// Whether a collection of the keyring is there and open.
pub fn is_unlocked(collection: &str) -> bool {
    let mut command = Command::new("gdbus");
    command.args(["call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", collection]);
    command.args(["--method", "org.freedesktop.DBus.Properties.Get"]);
    command.args(["org.freedesktop.Secret.Collection", "Locked"]);
    run(&mut command).is_ok_and(|answer| answer.contains("false"))
}

/// The app's entry in the tray.
pub struct Tray {
    bus: String,
    menu: String,
}

impl Tray {
    /// The only item there is.
    pub fn find() -> anyhow::Result<Self> {
        let mut command = Command::new("gdbus");
        command.args(["call", "--session", "--dest", "org.kde.StatusNotifierWatcher"]);
        command.args(["--object-path", "/StatusNotifierWatcher"]);
        command.args(["--method", "org.freedesktop.DBus.Properties.Get"]);
        command.args(["org.kde.StatusNotifierWatcher", "RegisteredStatusNotifierItems"]);
        let answer = run(&mut command)?;
        let item = answer.split('\'').nth(1).context("no tray item is registered")?;
        let (bus, path) = item.split_once('/').context("an item without a path")?;
        Ok(Self { bus: bus.to_owned(), menu: format!("/{path}/Menu") })
    }

    /// The whole menu as text, labels and toggle states included; an underscore travels as two.
    pub fn layout(&self) -> anyhow::Result<String> {
        let text = run(self.call("com.canonical.dbusmenu.GetLayout").args(["0", "-1", "@as []"]))?;
        Ok(text.replace("__", "_"))
    }

    /// Whether the entry with this label carries its mark.
    pub fn is_marked(&self, label: &str) -> anyhow::Result<bool> {
        let layout = self.layout()?;
        let (before, behind) = layout.split_once(&format!("'{label}'")).context("no such entry")?;
        // The properties of an entry stand between braces, in no certain order.
        let from = before.rfind('{').context("no properties begin here")?;
        let to = behind.find('}').context("no properties end here")?;
        let properties = [&before[from..], &behind[..to]].concat();
        let state = properties.split_once("'toggle-state': <").context("an entry without a mark")?.1;
        Ok(state.trim_start_matches("int32 ").starts_with('1'))
    }

    /// Chooses the entry with this label.
    pub fn choose(&self, label: &str) -> anyhow::Result<()> {
        let layout = self.layout()?;
        let before = layout.split(&format!("'{label}'")).next().context("empty menu")?;
        anyhow::ensure!(before.len() < layout.len(), "no entry {label} in {layout}");
        let start = before.rfind("<(").context("no entry begins here")?;
        let id = before[start + 2..].split(',').next().context("no id")?.trim().to_owned();
        let id = id.trim_start_matches("int32 ").to_owned();
        run(self.call("com.canonical.dbusmenu.Event").args([&id, "clicked", "<int32 0>", "0"]))?;
        Ok(())
    }

    fn call(&self, method: &str) -> Command {
        let mut command = Command::new("gdbus");
        command.args([
            "call",
            "--session",
            "--dest",
            &self.bus,
            "--object-path",
            &self.menu,
            "--method",
            method,
            "--",
        ]);
        command
    }
}
