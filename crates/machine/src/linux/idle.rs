//! How long nobody has touched keyboard or mouse. GNOME tells when the time is reached; KDE on Wayland and X11 are asked
//! now and then.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use x11rb::protocol::screensaver::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use zbus::{Connection, Message};

use super::bus::{has_owner, member, next, signals, while_owned};
use crate::known::{MachineEvent, Notifier};

const MUTTER: &str = "org.gnome.Mutter.IdleMonitor";
const MUTTER_PATH: &str = "/org/gnome/Mutter/IdleMonitor/Core";
const SAVER: &str = "org.freedesktop.ScreenSaver";
const SAVER_PATH: &str = "/org/freedesktop/ScreenSaver";
/// Idleness is counted in minutes, so this is often enough.
const ASK: Duration = Duration::from_secs(15);

pub async fn watch(
    bus: &Connection,
    after: watch::Receiver<Duration>,
    notifier: &Notifier,
) -> zbus::Result<()> {
    let mutter = while_owned(bus, MUTTER, async || mutter(bus, after.clone(), notifier).await);
    tokio::try_join!(mutter, asked(bus, after.clone(), notifier))?;
    Ok(())
}

/// GNOME: one watch for the time, and after it one for the next touch.
async fn mutter(
    bus: &Connection,
    mut after: watch::Receiver<Duration>,
    notifier: &Notifier,
) -> zbus::Result<()> {
    let mut fired = signals(bus, MUTTER, |rule| rule.interface(MUTTER).path(MUTTER_PATH)).await?;
    let mut watched = None;
    let mut touched = None;
    after.mark_changed();
    loop {
        tokio::select! {
            Ok(()) = after.changed() => {
                if let Some(old) = watched.take() {
                    call(bus, "RemoveWatch", &(old,)).await?;
                }
                let millis = u64::try_from(after.borrow_and_update().as_millis()).unwrap_or(u64::MAX);
                watched = Some(id(&call(bus, "AddIdleWatch", &(millis,)).await?)?);
            }
            signal = next(&mut fired) => {
                let signal = signal?;
                let fired = (member(&signal) == "WatchFired").then(|| id(&signal)).transpose()?;
                if fired.is_some() && fired == watched {
                    notifier.publish(MachineEvent::Idle);
                    touched = Some(id(&call(bus, "AddUserActiveWatch", &()).await?)?);
                } else if fired.is_some() && fired == touched {
                    notifier.publish(MachineEvent::Active);
                    touched = None;
                }
            }
        }
    }
}

fn id(message: &Message) -> zbus::Result<u32> {
    message.body().deserialize()
}

async fn call<B>(bus: &Connection, method: &str, body: &B) -> zbus::Result<Message>
where
    B: serde::Serialize + zbus::wire::DynamicType,
{
    bus.call_method(Some(MUTTER), MUTTER_PATH, Some(MUTTER), method, body).await
}

/// Wayland without GNOME: KDE's screen saver knows, in milliseconds.
async fn asked(bus: &Connection, after: watch::Receiver<Duration>, notifier: &Notifier) -> zbus::Result<()> {
    if !on_wayland() {
        return Ok(());
    }
    let mut turn = tokio::time::interval(ASK);
    loop {
        turn.tick().await;
        if has_owner(bus, MUTTER).await? || !has_owner(bus, SAVER).await? {
            continue;
        }
        let idle = bus.call_method(Some(SAVER), SAVER_PATH, Some(SAVER), "GetSessionIdleTime", &()).await;
        if let Ok(millis) = idle.and_then(|answer| answer.body().deserialize::<u32>()) {
            notifier.untouched_for(Duration::from_millis(millis.into()), *after.borrow());
        }
    }
}

/// X11 counts itself. On Wayland it would count only what X programs see.
pub async fn watch_x11(after: watch::Receiver<Duration>, notifier: &Notifier) {
    if on_wayland() || std::env::var_os("DISPLAY").is_none() {
        return;
    }
    let mut turn = tokio::time::interval(ASK);
    let mut display = None;
    loop {
        turn.tick().await;
        // A display that hangs must not hold up the rest.
        let asked = display.take();
        let answer = tokio::task::spawn_blocking(move || {
            let display = match asked {
                Some(display) => display,
                None => Display::open()?,
            };
            let idle = display.untouched_for()?;
            Some((display, idle))
        });
        if let Ok(Some((open, idle))) = answer.await {
            display = Some(open);
            notifier.untouched_for(idle, *after.borrow());
        }
    }
}

fn on_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
}

/// The X server.
struct Display {
    connection: Arc<RustConnection>,
    root: u32,
}

impl Display {
    fn open() -> Option<Self> {
        use x11rb::connection::Connection as _;
        let (connection, screen) = x11rb::connect(None).ok()?;
        let root = connection.setup().roots.get(screen)?.root;
        Some(Self { connection: Arc::new(connection), root })
    }

    fn untouched_for(&self) -> Option<Duration> {
        let answer = self.connection.screensaver_query_info(self.root).ok()?.reply().ok()?;
        Some(Duration::from_millis(answer.ms_since_user_input.into()))
    }
}
