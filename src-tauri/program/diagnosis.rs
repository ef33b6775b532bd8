//! What support needs to know: versions, the desktop and its parts, the connection, the last lines of the log. No names,
//! no addresses, nothing of any chat.

use beistand_app::view::{Availability, Connection, DeskView, Screen};

use super::VERSION;

/// What is known of the machine.
#[derive(Debug, Default)]
pub struct Facts {
    pub system: String,
    pub desktop: String,
    pub web_view: String,
    pub notifications: String,
}

/// Asks the machine.
pub async fn facts() -> Facts {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let desktop = format!("{} {}", variable("XDG_CURRENT_DESKTOP"), variable("XDG_SESSION_TYPE"));
    Facts {
        system: system(),
        desktop: desktop.trim().to_owned(),
        web_view: tauri::webview_version().unwrap_or_default(),
        notifications: notifications().await,
    }
}

fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    format!("{name}, {}", std::env::consts::ARCH)
}

#[cfg(target_os = "linux")]
async fn notifications() -> String {
    let asked = tokio::task::spawn_blocking(|| {
        let server = notify_rust::get_server_information().ok()?;
        let can = notify_rust::get_capabilities().unwrap_or_default().join(" ");
        Some(format!("{} {} ({can})", server.name, server.version))
    });
    asked.await.ok().flatten().unwrap_or_else(|| "none".into())
}

#[cfg(not(target_os = "linux"))]
async fn notifications() -> String {
    "of the system".into()
}

/// The whole text.
pub fn text(facts: &Facts, view: &DeskView, log: &[String]) -> String {
    let mut lines = vec![
        format!("Beistand {VERSION}"),
        format!("System: {}", facts.system),
        format!("Desktop: {}", facts.desktop),
        format!("Web view: {}", facts.web_view),
        format!("Tray: {}", yes(view.tray)),
        format!("Notifications: {}", facts.notifications),
        format!("Time: {}", time(view.now)),
    ];
    lines.extend(desk(&view.screen));
    lines.push(format!("Log, last {} lines:", log.len()));
    lines.extend(log.iter().cloned());
    lines.join("\n") + "\n"
}

fn desk(screen: &Screen) -> Vec<String> {
    match screen {
        Screen::Starting => vec!["Screen: starting".into()],
        Screen::SignIn(form) => vec!["Screen: sign-in".into(), format!("Keyring: {}", yes(form.keyring))],
        Screen::Locked(_) => vec!["Screen: locked".into()],
        Screen::Desk(desk) => vec![
            "Screen: desk".into(),
            format!("Keyring: {}", yes(desk.keyring)),
            format!("Connection: {}", connection(&desk.connection)),
            format!("Availability: {}", availability(&desk.availability)),
            format!(
                "Chats: {}, tabs: {}, requests: {}",
                desk.chats.len(),
                desk.tabs.len(),
                desk.requests.len()
            ),
        ],
    }
}

fn connection(connection: &Connection) -> String {
    match connection {
        Connection::Connected => "connected".into(),
        Connection::Connecting => "connecting".into(),
        Connection::Offline { since, retry_at, .. } => {
            format!("offline since {}, next try {}", time(*since), time(*retry_at))
        }
    }
}

fn availability(availability: &Availability) -> String {
    match availability {
        Availability::Off { why } => format!("off ({why:?})"),
        Availability::Switching { on } => format!("switching, on: {on}"),
        Availability::On { since, here, chats, room } => {
            format!("on since {}, here: {here}, chats: {chats}, room: {room}", time(*since))
        }
        Availability::Paused { since, why, .. } => format!("paused since {} ({why:?})", time(*since)),
        Availability::Unsure { until } => format!("unsure until {}", time(*until)),
    }
}

fn time(moment: beistand_app::Moment) -> String {
    jiff::Timestamp::from_millisecond(moment.millis()).map(|at| at.to_string()).unwrap_or_default()
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::Moment;
    use beistand_app::view::SignInScreen;

    fn view(screen: Screen) -> DeskView {
        DeskView {
            revision: 1,
            now: Moment::from_millis(1_700_000_000_000),
            tray: true,
            screen,
            question: None,
            notices: vec![],
            settings: beistand_app::Settings::default(),
        }
    }

    #[test]
    fn neither_name_nor_address_stands_in_it() {
        let form = SignInScreen {
            server: "https://beratung.example".into(),
            name: "anna.kanarienvogel".into(),
            shared: false,
            busy: false,
            problem: None,
            keyring: false,
        };
        let text = text(&Facts::default(), &view(Screen::SignIn(form)), &["a line".into()]);
        assert!(!text.contains("beratung.example") && !text.contains("kanarienvogel"), "{text}");
        assert!(text.contains("Keyring: no") && text.contains("\na line\n"), "{text}");
        assert!(text.contains("Time: 2023-11-14T22:13:20Z"), "{text}");
    }

    #[test]
    fn the_connection_is_said_with_its_times() {
        let offline =
            Connection::Offline { since: Moment::from_millis(0), retry_at: Moment::from_millis(8_000) };
        let said = connection(&offline);
        assert_eq!(said, "offline since 1970-01-01T00:00:00Z, next try 1970-01-01T00:00:08Z");
    }
}
