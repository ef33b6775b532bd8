//! Do not disturb: dunst and KDE say it at the notification server, GNOME in its settings.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use zbus::Connection;

use super::bus::{next, property, signals, while_owned};
use crate::known::{DisturbSource, Notifier};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The interface that only dunst has.
const DUNST: &str = "org.dunstproject.cmd0";
const SCHEMA: &str = "org.gnome.desktop.notifications";
const BANNERS: &str = "show-banners";

pub async fn watch(bus: &Connection, notifier: &Notifier) -> zbus::Result<()> {
    while_owned(bus, NAME, async || {
        let mut changes = signals(bus, NAME, |rule| {
            rule.interface("org.freedesktop.DBus.Properties").member("PropertiesChanged").path(PATH)
        })
        .await?;
        loop {
            notifier.disturb(DisturbSource::Server, held_back(bus).await);
            next(&mut changes).await?;
        }
    })
    .await
}

async fn held_back(bus: &Connection) -> Option<bool> {
    match property(bus, NAME, PATH, NAME, "Inhibited").await {
        Some(inhibited) => Some(inhibited),
        None => property(bus, NAME, PATH, DUNST, "paused").await,
    }
}

/// GNOME's switch is a setting, and its own tool tells when it is changed.
pub async fn watch_settings(notifier: &Notifier) {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    if !desktop.split(':').any(|name| name.eq_ignore_ascii_case("gnome")) {
        return;
    }
    let now = gsettings("get").output().await;
    if let Ok(output) = now {
        notifier.disturb(DisturbSource::Settings, says(&String::from_utf8_lossy(&output.stdout)));
    }
    let mut monitor = gsettings("monitor");
    let Ok(mut running) = monitor.stdout(Stdio::piped()).kill_on_drop(true).spawn() else {
        return;
    };
    let Some(printed) = running.stdout.take() else {
        return;
    };
    let mut lines = BufReader::new(printed).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        notifier.disturb(DisturbSource::Settings, says(&line));
    }
}

fn gsettings(act: &str) -> Command {
    let mut command = Command::new("gsettings");
    command.args([act, SCHEMA, BANNERS]).stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// `true`, or `show-banners: true`: banners are shown, so nothing is held back.
fn says(line: &str) -> Option<bool> {
    match line.rsplit(':').next().map(str::trim) {
        Some("true") => Some(false),
        Some("false") => Some(true),
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn hidden_banners_mean_do_not_disturb() {
        assert_eq!(says("show-banners: false"), Some(true));
        assert_eq!(says("true\n"), Some(false));
        assert_eq!(says("No such schema"), None);
        assert_eq!(says(""), None);
    }
}
