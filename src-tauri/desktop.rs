//! The operating system's side of the app: window, tray, notifications, keyring.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use beistand_app::view::{DeskUpdate, TranscriptView};
use beistand_app::{
    Alert, AlertKey, AlertOutcome, AlertRequest, ChatId, ChatWindow, Desktop, Handle, Language,
    MachineRequest, NoKeyring, PowerRequest, Sound, TrayModel, Tune,
};
use tauri::{AppHandle, Emitter};

use crate::program::update::Updates;

mod icon;
mod keyring;
mod machine;
#[cfg(target_os = "linux")]
mod network;
mod notifications;
mod sound;
mod tray;
mod tray_host;
pub mod window;
mod words;

pub use sound::outputs as sound_outputs;

use crate::log_file::LogFile;
use machine::Watched;
use notifications::Notifications;
use sound::Sounds;
use tray::Tray;
use window::Windows;
use words::Words;

/// A page that has not loaded by then will hardly load.
pub const PAGE_LOADS: Duration = Duration::from_secs(3);
/// A page that has loaded is painted within this.
pub const PAGE_PAINTS: Duration = Duration::from_millis(200);

/// The real desktop. Cheap to clone.
#[derive(Clone)]
pub struct TauriDesktop {
    app: AppHandle,
    handle: Arc<OnceLock<Handle>>,
    machine: Arc<Watched>,
    notifications: Arc<Notifications>,
    spoken: Arc<Mutex<Spoken>>,
    tray: Arc<OnceLock<Tray>>,
    sounds: Arc<Sounds>,
    windows: Windows,
    folder: PathBuf,
    log: LogFile,
}

/// What is shown in words, to be said again when the language changes.
struct Spoken {
    words: Arc<Words>,
    tray: TrayModel,
}

impl TauriDesktop {
    pub fn new(app: AppHandle, windows: Windows, folder: PathBuf, log: LogFile) -> Self {
        let spoken = Spoken { words: Arc::new(Words::of(None)), tray: TrayModel::signed_out() };
        Self {
            app,
            handle: Arc::default(),
            machine: Arc::default(),
            notifications: Arc::default(),
            spoken: Arc::new(Mutex::new(spoken)),
            tray: Arc::default(),
            sounds: Arc::new(Sounds::start()),
            windows,
            folder,
            log,
        }
    }

    /// From now on notifications and the machine can ask for something, and the tray once it is there.
    pub fn connect(&self, handle: Handle) {
        let words = self.spoken().words.clone();
        self.machine.begin(handle.clone(), &words);
        tray_host::watch(handle.clone());
        // Nobody connects twice.
        let _ = self.handle.set(handle);
    }

    /// Puts the tray icon up, unless it is there; on the main thread. Where there is a window, after its first screen:
    /// while a panel takes in an icon, the page's process waits for the processor.
    pub fn show_tray(&self) {
        let Some(handle) = self.handle.get().filter(|_| self.tray.get().is_none()) else { return };
        let (words, model) = {
            let spoken = self.spoken();
            (spoken.words.clone(), spoken.tray.clone())
        };
        match Tray::create(&self.app, &words, &model, handle.clone()) {
            // Asked on one thread only, so nobody was faster.
            Ok(tray) => self.tray.set(tray).unwrap_or_default(),
            Err(error) => {
                tracing::warn!(%error, "no tray icon");
                handle.give(MachineRequest::NoteTray { there: false });
            }
        }
    }

    /// The same, so much later.
    pub fn show_tray_in(&self, span: Duration) {
        let desktop = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(span).await;
            let shown = desktop.clone();
            desktop.on_main_thread(move || shown.show_tray());
        });
    }

    /// Plays a tune to try it; waits until an output has taken it, and says whether.
    pub async fn try_tune(&self, tune: Tune) -> bool {
        let (done, heard) = tokio::sync::oneshot::channel();
        self.sounds.play(tune, move |played| {
            // The caller may be gone.
            let _ = done.send(played);
        });
        heard.await.unwrap_or(false)
    }

    /// Brings the tray up to date; `reworded` when its words have changed.
    fn draw_tray(&self, reworded: bool) {
        let (words, model) = {
            let spoken = self.spoken();
            (spoken.words.clone(), spoken.tray.clone())
        };
        let (app, tray) = (self.app.clone(), self.tray.clone());
        self.on_main_thread(move || {
            let drawn = tray.get().map_or(Ok(()), |tray| tray.draw(&app, &words, &model, reworded));
            if let Err(error) = drawn {
                tracing::warn!(%error, "the tray cannot be drawn");
            }
        });
    }

    fn on_main_thread(&self, work: impl FnOnce() + Send + 'static) {
        if let Err(error) = self.app.run_on_main_thread(work) {
            tracing::warn!(%error, "the window system is ending");
        }
    }

    fn spoken(&self) -> MutexGuard<'_, Spoken> {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn emit<T: serde::Serialize + Clone>(&self, event: &str, view: &T) {
        if let Err(error) = self.app.emit(event, view) {
            tracing::warn!(%error, event, "the window does not hear");
        }
    }
}

/// Removes the web view's own files. While a page is shown some systems hold on to them; the next start tries again.
pub fn forget_web(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder.join(window::WEB)) {
        tracing::debug!(%error, "the web view holds on to its files, or has none");
    }
}

impl Desktop for TauriDesktop {
    fn show_desk(&self, update: &DeskUpdate) {
        self.emit("desk", update);
    }

    fn show_transcript(&self, view: &TranscriptView) {
        self.emit("transcript", view);
    }

    fn raise_alert(&self, alert: &Alert) {
        let words = self.spoken().words.clone();
        let Some(handle) = self.handle.get() else { return };
        let systems = alert.tune.as_ref().is_some_and(|tune| tune.sound == Sound::System);
        if alert.notify {
            self.notifications.raise(alert, &words, systems, handle.clone());
        }
        if let Some(tune) = alert.tune.clone().filter(|_| !(systems && alert.notify)) {
            let (handle, key) = (handle.clone(), alert.key);
            self.sounds.play(tune, move |heard| {
                if !heard {
                    handle.give(AlertRequest::Note(key, AlertOutcome::Silent));
                }
            });
        }
    }

    fn withdraw_alert(&self, key: AlertKey) {
        self.notifications.withdraw(key);
    }

    fn set_tray(&self, tray: &TrayModel) {
        self.spoken().tray = tray.clone();
        self.draw_tray(false);
    }

    fn set_machine(&self, request: &PowerRequest) {
        let words = self.spoken().words.clone();
        self.machine.request(request, &words);
    }

    fn ready_to_sleep(&self) {
        self.machine.ready_to_sleep();
    }

    fn speak(&self, language: Option<Language>) {
        let words = Arc::new(Words::of(language));
        self.machine.obey(&words);
        self.windows.speak(words.clone());
        self.spoken().words = words;
        self.draw_tray(true);
    }

    fn focus_window(&self) {
        self.windows.show();
    }

    fn hide_window(&self) {
        self.windows.hide();
    }

    fn minimise_window(&self) {
        self.windows.minimise();
    }

    fn drop_view(&self) {
        self.windows.drop_view();
    }

    fn set_chat_windows(&self, windows: &[ChatWindow]) {
        self.windows.set_chats(windows);
    }

    fn focus_chat_window(&self, chat: ChatId) {
        self.windows.focus_chat(chat);
    }

    fn forget_traces(&self) {
        self.log.forget();
        forget_web(&self.folder);
    }

    fn exit(&self) {
        self.notifications.withdraw_all();
        // A system that ends waits for us until then.
        self.machine.ready_to_sleep();
        self.app.exit(0);
    }

    fn install_update(&self) {
        self.notifications.withdraw_all();
        Updates::install(&self.app);
    }

    fn keyring_get(&self, service: &str) -> Result<Option<String>, NoKeyring> {
        keyring::get(service)
    }

    fn keyring_set(&self, service: &str, secret: &str) -> Result<(), NoKeyring> {
        keyring::set(service, secret)
    }

    fn keyring_delete(&self, service: &str) -> Result<(), NoKeyring> {
        keyring::delete(service)
    }
}
