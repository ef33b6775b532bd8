//! Linux: over D-Bus, from a thread of its own. The system bus has login1 (lock, sleep, shutdown), the session bus the
//! screen savers, the notification server and GNOME's watch on idleness; elsewhere X11 knows how long nobody typed.

mod bus;
mod disturb;
mod idle;
mod login;
mod native;
mod saver;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use zbus::Connection;

use crate::Watcher;
use crate::known::Notifier;

pub(crate) use native::trim_heap;

/// A bus that is away is looked for again after this long.
const AGAIN: Duration = Duration::from_secs(15);

/// What the watching thread is asked for.
#[derive(Clone)]
pub(crate) struct System(Arc<Asked>);

struct Asked {
    watcher: Watcher,
    idle_after: watch::Sender<Duration>,
    hold: watch::Sender<Option<String>>,
    ready: Notify,
}

impl System {
    pub(crate) fn watch(watcher: Watcher, notifier: Arc<Notifier>) -> Self {
        let idle_after = watch::Sender::new(watcher.idle_after);
        let asked =
            Arc::new(Asked { watcher, idle_after, hold: watch::Sender::new(None), ready: Notify::new() });
        let of_thread = asked.clone();
        let thread = std::thread::Builder::new().name("machine".into());
        if let Err(error) = thread.spawn(move || run(&of_thread, &notifier)) {
            tracing::warn!(%error, "the machine is not watched");
        }
        Self(asked)
    }

    pub(crate) fn idle_after(&self, idle_after: Duration) {
        self.0.idle_after.send_if_modified(|old| std::mem::replace(old, idle_after) != idle_after);
    }

    /// Linux leaves hidden programs alone.
    pub(crate) fn keep_awake(&self, _: bool) {}

    pub(crate) fn hold_shutdown(&self, reason: Option<String>) {
        self.0.hold.send_if_modified(|old| {
            let changed = *old != reason;
            *old = reason;
            changed
        });
    }

    pub(crate) fn ready_to_sleep(&self) {
        self.0.ready.notify_one();
    }
}

fn run(asked: &Asked, notifier: &Notifier) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return tracing::warn!(%error, "the machine is not watched"),
    };
    runtime.block_on(async {
        tokio::join!(
            keep("system bus", Connection::system, async |bus| login::watch(bus, asked, notifier).await),
            keep("session bus", Connection::session, async |bus| {
                let idle = idle::watch(bus, asked.idle_after.subscribe(), notifier);
                tokio::try_join!(saver::watch(bus, notifier), disturb::watch(bus, notifier), idle).map(drop)
            }),
            disturb::watch_settings(notifier),
            idle::watch_x11(asked.idle_after.subscribe(), notifier),
        )
    });
}

/// Connects and watches, again and again; what is missing is said once until it was there.
async fn keep(
    name: &str,
    connect: impl AsyncFn() -> zbus::Result<Connection>,
    watch: impl AsyncFn(&Connection) -> zbus::Result<()>,
) {
    let mut said = false;
    loop {
        let ended = match connect().await {
            Ok(bus) => {
                said = false;
                watch(&bus).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = ended
            && !std::mem::replace(&mut said, true)
        {
            tracing::info!(%error, "the {name} cannot be watched now");
        }
        tokio::time::sleep(AGAIN).await;
    }
}
