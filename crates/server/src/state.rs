//! What every handler and task of this process holds a handle to.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use beistand_protocol::rest::demo::Demo;
use beistand_protocol::{Problem, ProblemCode};
use beistand_runtime::Runtime;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use crate::admission_cache::AdmissionCache;
use crate::bus::Bus;
use crate::config::Settings;
use crate::files::Files;
use crate::hub::{Elsewhere, Hub};
use crate::metrics::Metrics;
use crate::notice::Notice;
use crate::password::Passwords;
use crate::problem::Rejected;
use crate::recipient::Recipient;
use crate::stopping::Stopping;
use crate::this_process::ThisProcess;
use crate::transfers::Transfers;
use crate::waiting::Waiting;
use beistand_domain::Chat;
use beistand_store::Store;
use beistand_store::model::Stepped;

/// Half of the database's connections: when thousands come back or read everything again, they wait for each other and
/// commands go on, and nobody who only waits for a turn takes the database for away.
pub(crate) const MAX_CONCURRENT_READS: usize = 8;

/// Seconds after which there may be room on the disk again.
const SPACE_AGAIN: u32 = 30;

/// What every handler holds a handle to.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) hub: Arc<Hub>,
    pub(crate) bus: Bus,
    pub(crate) admission: Arc<AdmissionCache>,
    pub(crate) runtime: Runtime,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) settings: Arc<Settings>,
    /// What a sign-in screen offers where this server shows the demo.
    pub(crate) demo: Option<Arc<Demo>>,
    pub(crate) address_key: Arc<[u8]>,
    pub(crate) data: Arc<Path>,
    /// Updates of the desk, if any are offered.
    pub(crate) updates: Option<Files>,
    /// Checks passwords, few at a time.
    pub(crate) passwords: Passwords,
    /// From where who waits has come.
    pub(crate) waiting: Arc<Waiting>,
    /// The data folder has too little room: no requests and files are taken.
    pub(crate) short_of_space: Arc<AtomicBool>,
    /// A chat ended, and the database's log may still hold what opened it for its seeker.
    pub(crate) log_holds_removed: Arc<AtomicBool>,
    /// The sealed files of chats.
    pub(crate) files: Files,
    /// Places for files that come in.
    pub(crate) uploads: Arc<Transfers>,
    /// Places for lists of messages that go out.
    pub(crate) lists: Arc<Transfers>,
    pub(crate) stopping: Arc<Stopping>,
    pub(crate) here: Arc<ThisProcess>,
    /// Turns for what all connections may want at the same moment, such as a fresh snapshot.
    pub(crate) db_permits: Arc<Semaphore>,
    pub(crate) notices: mpsc::UnboundedSender<Notice>,
}

impl App {
    /// Has everybody told whom this concerns, at whatever process they are.
    pub(crate) fn publish(&self, notice: Notice) {
        if notice.travels() {
            self.bus.publish(&notice);
        }
        self.dispatch(notice);
    }

    /// Publishes what a transition did to a chat, and to the counsellors whose availability changed with it.
    pub(crate) fn publish_stepped(&self, stepped: &Stepped) {
        self.publish(Notice::stepped(stepped));
        if matches!(stepped.record.chat, Chat::Ended(_)) {
            self.log_holds_removed.store(true, Ordering::Release);
        }
        for person in &stepped.paused {
            self.publish(Notice::Availability { person: *person });
        }
    }

    /// Whether something new may be begun. Errors: `short_of_space` while the data folder has too little room, so that what runs
    /// has the rest.
    pub(crate) fn has_space(&self) -> Result<(), Rejected> {
        if self.short_of_space.load(Ordering::Acquire) {
            Err(Rejected(Problem::new(ProblemCode::ShortOfSpace).retry_after(SPACE_AGAIN)))
        } else {
            Ok(())
        }
    }

    /// Waits for a turn at the database, in the order of asking.
    pub(crate) async fn db_permit(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.db_permits.acquire().await.ok()
    }

    /// Has everybody told whom this concerns and who is connected here.
    pub(crate) fn dispatch(&self, notice: Notice) {
        if notice.changes_admission() {
            self.admission.forget();
        }
        // The notifier outlives all handlers; when it is gone the server is stopping and nobody listens any more.
        let _ = self.notices.send(notice);
    }
}

impl Elsewhere for Bus {
    fn joined(&self, recipient: Recipient) {
        Bus::joined(self, recipient);
    }

    fn left(&self, recipient: Recipient) {
        Bus::left(self, recipient);
    }

    fn pass_on(&self, recipient: Recipient, event: &Arc<str>) {
        Bus::pass_on(self, recipient, event);
    }
}
