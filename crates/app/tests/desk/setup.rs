//! A desk on a folder of its own, connected to a scripted server.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use beistand_app::command::{ReconnectNow, SignIn};
use beistand_app::fake::{FakeDesktop, Seen, without_daily_test};
use beistand_app::view::{Connection, DeskScreen, NoticeWhat, Screen};
use beistand_app::{Ask, Failure, Handle, Request, Runtime, Setup, WindowRequest, start};
use beistand_client::runtime::fake::FakeClock;
use jiff::tz::TimeZone;

use crate::answering::{Server, time};

pub struct Desk {
    pub server: Server,
    pub desktop: FakeDesktop,
    pub clock: FakeClock,
    pub folder: PathBuf,
    runtime: Runtime,
    app: Option<Handle>,
}

impl Desk {
    /// At the sign-in screen.
    pub async fn new() -> Self {
        Self::on(FakeDesktop::default()).await
    }

    pub async fn on(desktop: FakeDesktop) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("beistand-desk-{}-{n}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let (runtime, clock) = time();
        let server = Server::start(clock.clone()).await;
        without_daily_test(&folder).unwrap();
        let app = Some(run(&desktop, &runtime, &folder, &server));
        let desk = Self { server, desktop, clock, folder, runtime, app };
        desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
        desk
    }

    /// Signed in and connected.
    pub async fn signed_in() -> Self {
        let desk = Self::new().await;
        desk.sign_in().await;
        desk
    }

    /// The same with what the server says at first.
    pub async fn with(truth: impl FnOnce(&mut crate::answering::Truth)) -> Self {
        let desk = Self::new().await;
        truth(&mut desk.server.truth());
        desk.sign_in().await;
        desk
    }

    pub async fn sign_in(&self) {
        self.try_sign_in("richtig").await;
        self.connected().await;
    }

    pub async fn try_sign_in(&self, password: &str) {
        self.try_sign_in_as("anna", password).await;
    }

    pub async fn try_sign_in_as(&self, name: &str, password: &str) {
        let (server, name, password) = (self.server.address.clone(), name.to_owned(), password.to_owned());
        self.ask(SignIn {
            server,
            name,
            password: password.into(),
            code: None,
            shared: false,
            discard: false,
        })
        .await
        .unwrap();
    }

    pub async fn sign_in_with_code(&self, code: &str) {
        let (server, name, code) = (self.server.address.clone(), "anna".into(), Some(code.to_owned().into()));
        let request = SignIn {
            server,
            name,
            password: "richtig".to_owned().into(),
            code,
            shared: false,
            discard: false,
        };
        self.ask(request).await.unwrap();
    }

    /// Copies that the person cannot open may go.
    pub async fn discard_and_sign_in_as(&self, name: &str, password: &str) {
        let (server, name, password) = (self.server.address.clone(), name.to_owned(), password.to_owned());
        let request =
            SignIn { server, name, password: password.into(), code: None, shared: false, discard: true };
        self.ask(request).await.unwrap();
    }

    pub async fn connected(&self) -> DeskScreen {
        self.desk_until(|desk| desk.connection == Connection::Connected).await
    }

    /// Starts the program again, as after a crash: nothing was said to anybody.
    pub fn restart(&mut self) {
        self.desktop = self.desktop.restarted();
        self.app = Some(run(&self.desktop, &self.runtime, &self.folder, &self.server));
    }

    /// Ends the program without a word to the server.
    pub async fn stop(&mut self) {
        self.app = None;
        // It is woken by that and has its turn before this goes on.
        tokio::task::yield_now().await;
    }

    /// Presses "connect now" until it does.
    pub async fn reconnect(&self) {
        loop {
            let shown = self.desk_until(|desk| desk.connection != Connection::Connecting).await.connection;
            if shown == Connection::Connected {
                return;
            }
            self.ask(ReconnectNow {}).await.unwrap();
            self.desk_until(|desk| desk.connection != shown).await;
        }
    }

    pub async fn ask<A: Ask>(&self, request: A) -> Result<A::Answer, Failure> {
        self.app.as_ref().expect("it runs").ask(request).await
    }

    /// Asks and goes on, as the tray and notifications do.
    pub fn give(&self, request: impl Into<Request>) {
        self.app.as_ref().expect("it runs").give(request);
    }

    pub async fn focus(&self) {
        self.ask(WindowRequest::NoteFocus { focused: true }).await.unwrap();
    }

    /// Waits until this is shown.
    pub async fn until(&self, is_so: impl FnMut(&Seen) -> bool) -> Seen {
        let waited = tokio::time::timeout(Duration::from_secs(20), self.desktop.until(is_so)).await;
        waited.unwrap_or_else(|_| panic!("it is not shown; what is: {:#?}", self.desktop.seen()))
    }

    pub async fn desk_until(&self, mut is_so: impl FnMut(&DeskScreen) -> bool) -> DeskScreen {
        let seen = self.until(|seen| seen.screen().is_some_and(&mut is_so)).await;
        seen.screen().unwrap().clone()
    }

    /// Whether the folder holds these bytes in any file.
    pub fn has_on_disk(&self, bytes: &[u8]) -> bool {
        std::fs::read_dir(&self.folder).unwrap().any(|entry| {
            let content = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
    }

    /// Waits until no file holds these bytes; the disk tells nobody when it changes.
    pub async fn gone_from_disk(&self, bytes: &[u8]) {
        let gone = async {
            while self.has_on_disk(bytes) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), gone).await.expect("it is gone from the disk");
    }

    pub async fn notice(&self, what: NoticeWhat) {
        self.until(|seen| notices(seen).contains(&what)).await;
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(desktop: &FakeDesktop, runtime: &Runtime, folder: &std::path::Path, server: &Server) -> Handle {
    start(Setup {
        desktop: Arc::new(desktop.clone()),
        runtime: runtime.clone(),
        folder: folder.to_owned(),
        server: Some(server.address.clone()),
        zone: TimeZone::UTC,
    })
}

pub fn screen(seen: &Seen) -> Option<&Screen> {
    seen.desk.as_ref().map(|desk| &desk.screen)
}

pub fn notices(seen: &Seen) -> Vec<NoticeWhat> {
    seen.desk.iter().flat_map(|desk| &desk.notices).map(|notice| notice.what.clone()).collect()
}
