//! A desk connected to a real server through a network that can be cut.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use beistand_app::command::{AcceptRequest, OpenChat, SetAvailability, SignIn};
use beistand_app::fake::{FakeDesktop, Seen};
use beistand_app::view::{
    Availability, Body, Connection, DeskScreen, MessageItem, NoticeWhat, Screen, TranscriptItem,
};
use beistand_app::{Ask, Failure, Handle, Request, Setup};
use beistand_domain::ChatId;
use beistand_runtime::Runtime;
use beistand_testkit::{Network, PATIENCE, Seeker, TestServer, Wire, clock};
use tokio::runtime::Runtime as TokioRuntime;

/// A program that can be killed: everything it runs is in a runtime of its own.
pub struct Desk {
    pub desktop: FakeDesktop,
    pub network: Network,
    /// The network's address, with the server's scheme.
    url: String,
    folder: PathBuf,
    runtime: Runtime,
    program: Option<(TokioRuntime, Handle)>,
    clock: Arc<beistand_testkit::TestClock>,
    name: &'static str,
}

impl Desk {
    /// Started on its sign-in screen.
    pub async fn start(server: &TestServer, folder: &Path, name: &'static str) -> Self {
        Self::behind(server, server.host(), folder, name).await
    }

    /// The same with something between its network and the server.
    pub async fn behind(server: &TestServer, between: String, folder: &Path, name: &'static str) -> Self {
        let seed = u64::from(name.as_bytes()[0]);
        let network = Network::before(between).await.unwrap();
        let secure = server.url().starts_with("https:");
        let url = if secure { network.url().replacen("http", "https", 1) } else { network.url() };
        let mut desk = Self {
            desktop: FakeDesktop::default(),
            network,
            url,
            folder: folder.join(name),
            runtime: clock::runtime(&server.clock, seed),
            program: None,
            clock: server.clock.clone(),
            name,
        };
        beistand_app::fake::without_daily_test(&desk.folder).unwrap();
        desk.run();
        desk.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
        desk
    }

    /// Signed in and connected.
    pub async fn signed_in(server: &TestServer, folder: &Path, name: &'static str) -> Self {
        let desk = Self::start(server, folder, name).await;
        desk.sign_in(beistand_server::demo::PASSWORD);
        desk.until(connected).await;
        desk
    }

    /// Signed in and available.
    pub async fn available(server: &TestServer, folder: &Path, name: &'static str) -> Self {
        let desk = Self::signed_in(server, folder, name).await;
        desk.switch_on().await;
        desk
    }

    pub async fn switch_on(&self) {
        self.give(SetAvailability { on: true });
        self.until(|seen| matches!(availability(seen), Some(Availability::On { .. }))).await;
    }

    fn run(&mut self) {
        let runtime = TokioRuntime::new().unwrap();
        let setup = Setup {
            desktop: Arc::new(self.desktop.clone()),
            runtime: self.runtime.clone(),
            folder: self.folder.clone(),
            server: Some(self.url.clone()),
            zone: jiff::tz::TimeZone::UTC,
        };
        let handle = {
            let _inside = runtime.enter();
            beistand_app::start(setup)
        };
        self.program = Some((runtime, handle));
    }

    pub fn sign_in(&self, password: &str) {
        let (server, name) = (self.url.clone(), self.name.to_owned());
        self.give(SignIn {
            server,
            name,
            password: password.into(),
            code: None,
            shared: false,
            discard: false,
        });
    }

    /// Asks for something; what comes of it is seen on the desktop.
    pub fn give(&self, request: impl Into<Request>) {
        self.program.as_ref().unwrap().1.give(request);
    }

    /// Asks for something and waits for the answer.
    pub async fn ask<A: Ask>(&self, request: A) -> Result<A::Answer, Failure> {
        self.program.as_ref().unwrap().1.ask(request).await
    }

    /// The folder of its copies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Falls over without a word.
    pub fn kill(&mut self) {
        if let Some((runtime, _)) = self.program.take() {
            runtime.shutdown_background();
        }
    }

    /// Falls over and is started again on the same folder and keyring.
    pub async fn kill_and_restart(&mut self) {
        self.kill();
        self.desktop = self.desktop.restarted();
        self.run();
        self.until(|seen| seen.screen().is_some()).await;
    }

    /// Waits until what is shown is so.
    pub async fn until(&self, is_so: impl FnMut(&Seen) -> bool) -> Seen {
        match tokio::time::timeout(PATIENCE, self.desktop.until(is_so)).await {
            Ok(seen) => seen,
            Err(_) => panic!("{} still shows {:#?}", self.name, self.desktop.seen()),
        }
    }

    /// Waits until what is shown is so while time goes by, a second at a turn.
    pub async fn in_time(&self, mut is_so: impl FnMut(&Seen) -> bool) -> Seen {
        let turn = Duration::from_millis(30);
        for _ in 0..400 {
            if let Ok(seen) = tokio::time::timeout(turn, self.desktop.until(&mut is_so)).await {
                return seen;
            }
            self.clock.advance(Duration::from_secs(1));
        }
        panic!("{} still shows {:#?}", self.name, self.desktop.seen())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn screen(seen: &Seen) -> Option<&Screen> {
    seen.desk.as_ref().map(|desk| &desk.screen)
}

pub fn connected(seen: &Seen) -> bool {
    seen.screen().is_some_and(|screen| screen.connection == Connection::Connected)
}

pub fn availability(seen: &Seen) -> Option<&Availability> {
    seen.screen().map(|screen| &screen.availability)
}

pub fn requests(seen: &Seen) -> Vec<u32> {
    seen.screen().map_or(Vec::new(), |screen| screen.requests.iter().map(|r| r.number).collect())
}

/// Whether a notice stands.
pub fn noticed(seen: &Seen, is_it: impl Fn(&NoticeWhat) -> bool) -> bool {
    seen.desk.as_ref().is_some_and(|desk| desk.notices.iter().any(|notice| is_it(&notice.what)))
}

/// The texts of a conversation in their order, as they are shown.
pub fn texts(seen: &Seen, chat: ChatId) -> Vec<String> {
    let Some(transcript) = seen.transcripts.get(&chat) else {
        return Vec::new();
    };
    let text = |item: &TranscriptItem| match item {
        TranscriptItem::Message(MessageItem {
            body: Body::Text { text } | Body::Files { text, .. }, ..
        }) => Some(text.clone()),
        TranscriptItem::Message(_) => Some("(unreadable)".to_owned()),
        // An honest server leads to none.
        TranscriptItem::Finding { .. } => Some("(finding)".to_owned()),
        TranscriptItem::Began { .. } => None,
        TranscriptItem::Ended { .. } => Some("(ended)".to_owned()),
    };
    transcript.items.iter().filter_map(text).collect()
}

/// The chat is there and active.
pub fn is_active(screen: &DeskScreen, chat: ChatId) -> bool {
    let active = |state: &_| matches!(state, beistand_app::view::ChatCardState::Active { .. });
    screen.chats.iter().any(|card| card.id == chat && active(&card.state))
}

/// Anna and a seeker talking.
pub struct Talk {
    pub anna: Desk,
    pub seeker: Seeker,
    pub wire: Wire,
    pub server: TestServer,
    /// Kept until the test is over.
    _folder: tempfile::TempDir,
}

/// A request that Anna's desk took and its seeker began.
pub async fn talking() -> Talk {
    let server = TestServer::start().await.unwrap();
    let host = server.host();
    talking_behind(server, host).await
}

/// The same with something between Anna and the server.
pub async fn talking_behind(server: TestServer, between: String) -> Talk {
    let folder = tempfile::tempdir().unwrap();
    let anna = Desk::behind(&server, between, folder.path(), "anna").await;
    anna.sign_in(beistand_server::demo::PASSWORD);
    anna.until(connected).await;
    anna.switch_on().await;
    let world = clock::runtime(&server.clock, 501);
    let seeker = Seeker::request(&server.url(), &world, "sucht").await.unwrap().unwrap();
    let (wire, _) = seeker.connect().await.unwrap();
    anna.until(|seen| !requests(seen).is_empty()).await;
    anna.give(AcceptRequest { chat: seeker.chat });
    anna.until(|seen| seen.screen().is_some_and(|screen| !screen.chats.is_empty())).await;
    let (_, view) = seeker.connect().await.unwrap();
    seeker.begin(&view).await.unwrap().unwrap();
    anna.until(|seen| seen.screen().is_some_and(|screen| is_active(screen, seeker.chat))).await;
    anna.give(OpenChat { chat: seeker.chat });
    anna.until(|seen| seen.transcripts.contains_key(&seeker.chat)).await;
    Talk { anna, seeker, wire, server, _folder: folder }
}
