//! A desktop that remembers what it was asked to show; for tests and scenarios.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use beistand_domain::{ChatId, Moment};
use tokio::sync::watch;

use crate::alerts::{Alert, AlertKey};
use crate::desktop::{ChatWindow, Desktop, NoKeyring};
use crate::machine::PowerRequest;
use crate::settings::{KeptSettings, Language, Settings};
use crate::view::{DeskScreen, DeskUpdate, DeskView, Screen, TranscriptView, ViewKind};
use crate::windows::tray::TrayModel;

pub mod chats;

/// A data folder whose desk switches on without a self-test before.
pub fn without_daily_test(folder: &Path) -> std::io::Result<()> {
    let settings = Settings { self_test_daily: false, ..Settings::default() };
    let kept = KeptSettings { settings, ..KeptSettings::default() };
    kept.save(folder)
}

/// A view that was sent to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    View(ViewKind),
    Transcript(ChatId),
}

/// Everything the app has shown so far.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub desk: Option<DeskView>,
    /// Every view that was sent, in order.
    pub sent: Vec<Sent>,
    pub transcripts: BTreeMap<ChatId, TranscriptView>,
    /// The alerts that stand now.
    pub alerts: BTreeMap<AlertKey, Alert>,
    /// How often any alert was raised.
    pub raised: usize,
    pub tray: Option<TrayModel>,
    pub machine: Option<PowerRequest>,
    /// How often the machine was told that it may sleep.
    pub ready_to_sleep: usize,
    pub language: Option<Language>,
    pub focused: usize,
    pub hidden: usize,
    /// How often the shell was told to leave nothing behind.
    pub forgotten: usize,
    pub minimised: usize,
    /// How often the page was given up.
    pub dropped: usize,
    pub chat_windows: Vec<ChatWindow>,
    /// The chats whose windows were brought to the front, in order.
    pub chats_focused: Vec<ChatId>,
    pub exited: bool,
    /// The loaded update was put in place.
    pub updated: bool,
}

impl Seen {
    /// The desk's screen, when a person is signed in.
    pub fn screen(&self) -> Option<&DeskScreen> {
        match self.desk.as_ref().map(|desk| &desk.screen) {
            Some(Screen::Desk(screen)) => Some(screen),
            Some(Screen::Starting | Screen::SignIn(_) | Screen::Locked(_)) | None => None,
        }
    }
}

/// The desktop; clones are the same one. Its keyring outlives a controller, as the real one does.
#[derive(Clone)]
pub struct FakeDesktop {
    seen: Arc<watch::Sender<Seen>>,
    keyring: Arc<Mutex<Option<BTreeMap<String, String>>>>,
    /// Whether the keyring keeps writers waiting.
    held: Arc<(Mutex<bool>, Condvar)>,
    locked: Arc<AtomicBool>,
    /// Whether writing to the keyring panics.
    broken: Arc<AtomicBool>,
}

impl Default for FakeDesktop {
    fn default() -> Self {
        let keyring = Arc::new(Mutex::new(Some(BTreeMap::new())));
        let (held, locked, broken) = Default::default();
        Self { seen: Arc::default(), keyring, held, locked, broken }
    }
}

impl FakeDesktop {
    /// A desktop without a keyring.
    pub fn without_keyring() -> Self {
        Self { keyring: Arc::new(Mutex::new(None)), ..Self::default() }
    }

    /// Forgets what was shown, as a new window would; the keyring stays.
    pub fn restarted(&self) -> Self {
        let Self { keyring, locked, .. } = self.clone();
        Self { keyring, locked, ..Self::default() }
    }

    /// What is shown now.
    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Waits until what is shown is so, and gives it.
    pub async fn until(&self, mut is_so: impl FnMut(&Seen) -> bool) -> Seen {
        let mut seen = self.seen.subscribe();
        match seen.wait_for(|seen| is_so(seen)).await {
            Ok(now) => now.clone(),
            // The sender lives in `self`.
            Err(_) => self.seen(),
        }
    }

    /// Keeps writers of the keyring waiting, as one that asks its person does; or lets them go.
    pub fn hold_keyring(&self, held: bool) {
        let (state, changed) = &*self.held;
        *state.lock().unwrap_or_else(PoisonError::into_inner) = held;
        changed.notify_all();
    }

    /// Locks the keyring with everything in it, or opens it.
    pub fn lock_keyring(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// From now on the system's keyring falls over when it is written to.
    pub fn break_keyring(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    /// Takes everything out of the keyring, as a new one after a lost password.
    pub fn empty_keyring(&self) {
        if let Some(entries) = self.entries().as_mut() {
            entries.clear();
        }
    }

    fn is_open(&self) -> Result<(), NoKeyring> {
        if self.locked.load(Ordering::SeqCst) { Err(NoKeyring) } else { Ok(()) }
    }

    /// The values in the keyring.
    pub fn keyring(&self) -> BTreeMap<String, String> {
        self.entries().clone().unwrap_or_default()
    }

    fn entries(&self) -> MutexGuard<'_, Option<BTreeMap<String, String>>> {
        self.keyring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page that has got no view yet.
fn starting() -> DeskView {
    DeskView {
        revision: 0,
        now: Moment::default(),
        screen: Screen::Starting,
        question: None,
        notices: Vec::new(),
        tray: true,
        settings: Settings::default(),
    }
}

impl Desktop for FakeDesktop {
    fn show_desk(&self, update: &DeskUpdate) {
        self.seen.send_modify(|seen| {
            let desk = seen.desk.get_or_insert_with(starting);
            (desk.revision, desk.now) = (update.revision, update.now);
            for view in &update.views {
                seen.sent.push(Sent::View(view.kind()));
                desk.apply(view.clone());
            }
        });
    }

    fn show_transcript(&self, view: &TranscriptView) {
        self.seen.send_modify(|seen| {
            seen.sent.push(Sent::Transcript(view.chat));
            seen.transcripts.insert(view.chat, view.clone());
        });
    }

    fn raise_alert(&self, alert: &Alert) {
        self.seen.send_modify(|seen| {
            seen.raised += 1;
            seen.alerts.insert(alert.key, alert.clone());
        });
    }

    fn withdraw_alert(&self, key: AlertKey) {
        self.seen.send_modify(|seen| drop(seen.alerts.remove(&key)));
    }

    fn set_tray(&self, tray: &TrayModel) {
        self.seen.send_modify(|seen| seen.tray = Some(tray.clone()));
    }

    fn set_machine(&self, request: &PowerRequest) {
        self.seen.send_modify(|seen| seen.machine = Some(request.clone()));
    }

    fn ready_to_sleep(&self) {
        self.seen.send_modify(|seen| seen.ready_to_sleep += 1);
    }

    fn speak(&self, language: Option<Language>) {
        self.seen.send_modify(|seen| seen.language = language);
    }

    fn focus_window(&self) {
        self.seen.send_modify(|seen| seen.focused += 1);
    }

    fn hide_window(&self) {
        self.seen.send_modify(|seen| seen.hidden += 1);
    }

    fn forget_traces(&self) {
        self.seen.send_modify(|seen| seen.forgotten += 1);
    }

    fn minimise_window(&self) {
        self.seen.send_modify(|seen| seen.minimised += 1);
    }

    fn drop_view(&self) {
        self.seen.send_modify(|seen| seen.dropped += 1);
    }

    fn set_chat_windows(&self, windows: &[ChatWindow]) {
        self.seen.send_modify(|seen| seen.chat_windows = windows.to_vec());
    }

    fn focus_chat_window(&self, chat: ChatId) {
        self.seen.send_modify(|seen| seen.chats_focused.push(chat));
    }

    fn exit(&self) {
        self.seen.send_modify(|seen| seen.exited = true);
    }

    fn install_update(&self) {
        self.seen.send_modify(|seen| seen.updated = true);
    }

    fn keyring_get(&self, service: &str) -> Result<Option<String>, NoKeyring> {
        self.is_open()?;
        self.entries().as_ref().map(|entries| entries.get(service).cloned()).ok_or(NoKeyring)
    }

    #[expect(clippy::panic, reason = "a test wants to see what follows")]
    fn keyring_set(&self, service: &str, secret: &str) -> Result<(), NoKeyring> {
        let (held, changed) = &*self.held;
        let free = changed.wait_while(held.lock().unwrap_or_else(PoisonError::into_inner), |held| *held);
        drop(free);
        self.is_open()?;
        if self.broken.load(Ordering::SeqCst) {
            panic!("the keyring fell over");
        }
        let mut entries = self.entries();
        let entries = entries.as_mut().ok_or(NoKeyring)?;
        entries.insert(service.to_owned(), secret.to_owned());
        Ok(())
    }

    fn keyring_delete(&self, service: &str) -> Result<(), NoKeyring> {
        self.is_open()?;
        self.entries().as_mut().map(|entries| drop(entries.remove(service))).ok_or(NoKeyring)
    }
}
