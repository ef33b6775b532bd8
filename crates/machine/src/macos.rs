//! macOS: notifications of the workspace and of the login window, a look at idleness now and then, and an activity that
//! keeps App Nap away.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::Watcher;
use crate::known::{DisturbSource, Notifier};

mod native;

/// Idleness is counted in minutes, so this is often enough.
const LOOK: Duration = Duration::from_secs(15);

/// What the watching thread is asked for.
#[derive(Clone)]
pub(crate) struct System(Arc<Mutex<Sender<Order>>>);

enum Order {
    IdleAfter(Duration),
    Awake(bool),
}

impl System {
    pub(crate) fn watch(watcher: Watcher, notifier: Arc<Notifier>) -> Self {
        native::observe(&notifier);
        // There is no public way to ask whether a "Fokus" is on.
        notifier.disturb(DisturbSource::Server, None);
        let (order, orders) = channel();
        let thread = std::thread::Builder::new().name("machine".into());
        if let Err(error) = thread.spawn(move || run(&watcher, &orders, &notifier)) {
            tracing::warn!(%error, "idleness is not watched");
        }
        Self(Arc::new(Mutex::new(order)))
    }

    pub(crate) fn idle_after(&self, idle_after: Duration) {
        self.order(Order::IdleAfter(idle_after));
    }

    pub(crate) fn keep_awake(&self, awake: bool) {
        self.order(Order::Awake(awake));
    }

    /// The system asks the program to quit, and takes no for an answer.
    pub(crate) fn hold_shutdown(&self, _: Option<String>) {}

    /// macOS waits for nobody who has not registered with a driver; the notice comes early enough for one message.
    pub(crate) fn ready_to_sleep(&self) {}

    fn order(&self, order: Order) {
        let orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The thread ends with the program only.
        let _ = orders.send(order);
    }
}

/// macOS trims its heap by itself.
pub(crate) fn trim_heap() {}

fn run(watcher: &Watcher, orders: &Receiver<Order>, notifier: &Notifier) {
    let mut after = watcher.idle_after;
    let mut awake = None;
    loop {
        match orders.recv_timeout(LOOK) {
            Ok(Order::IdleAfter(idle_after)) => after = idle_after,
            Ok(Order::Awake(true)) => {
                awake.get_or_insert_with(|| native::Activity::begin(&watcher.why));
            }
            Ok(Order::Awake(false)) => awake = None,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        notifier.untouched_for(native::untouched_for(), after);
    }
}
