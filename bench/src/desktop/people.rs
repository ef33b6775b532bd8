//! A desk with chats: a counsellor who is signed in, and seekers who talk with her, all through the usual doors.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use beistand_app::command::{AcceptRequest, MarkRead, OpenChat, SetAvailability, SignIn};
use beistand_app::fake::FakeDesktop;
use beistand_app::view::{Availability, ChatCardState, Connection};
use beistand_app::{Handle, MachineRequest, Setup, WindowRequest};
use beistand_runtime::Runtime;
use beistand_testkit::{Seeker, Wire};
use rusqlite::Connection as Database;

use crate::process::Measured;
use crate::seed;

pub const SWITCH: &str = "Meine Live-Chat Verfügbarkeit";
/// What the tray calls opening the window.
pub const OPEN: &str = "Beistand öffnen";
const PASSWORD: &str = "Beistand-Demo-2026";
const MESSAGES: u32 = 12;
const TEXT: &str = "Ich weiß gerade nicht weiter, und ich möchte mit jemandem darüber reden.";
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, a data folder whose desk is signed in, and the other ends of its chats.
pub struct World {
    pub server: Measured,
    pub data: PathBuf,
    pub others: Vec<seed::Chat>,
}

impl World {
    /// A desk with as many open chats, and `others` that run elsewhere on the same server.
    pub async fn new(folder: &Path, chats: usize, others: usize) -> anyhow::Result<Self> {
        let store = folder.join(format!("server-{chats}"));
        std::fs::create_dir_all(&store)?;
        seed::database(&store).await?;
        let others = seed::active(&store, others)?;
        Database::open(store.join("beistand.sqlite"))?
            .execute("UPDATE person SET parallel_chats = 200", [])?;
        let mut server = Measured::server(&store)?;
        server.ready().await?;
        let data = folder.join(format!("desk-{chats}"));
        std::fs::create_dir_all(&data)?;
        let world = Self { server, data, others };
        world.fill(chats).await?;
        world.settings(None)?;
        Ok(world)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    /// Signs in at a desk without a screen, begins the chats, and leaves folder and keyring to the real one.
    async fn fill(&self, chats: usize) -> anyhow::Result<()> {
        let desktop = FakeDesktop::default();
        let runtime = Runtime::real();
        let setup = Setup {
            desktop: Arc::new(desktop.clone()),
            runtime: runtime.clone(),
            folder: self.data.clone(),
            server: Some(self.url()),
            zone: jiff::tz::TimeZone::UTC,
        };
        self.settings(None)?;
        let app = beistand_app::start(setup);
        until(&desktop, |seen| seen.desk.is_some()).await?;
        sign_in(&app, &desktop, self.url()).await?;
        if chats > 0 {
            app.ask(SetAvailability { on: true }).await?;
            until(&desktop, |seen| {
                seen.screen().is_some_and(|s| matches!(s.availability, Availability::On { .. }))
            })
            .await?;
        }
        for _ in 0..chats {
            let seeker = talk(&app, &desktop, &self.url(), &runtime).await?;
            // Connected for as long as the benchmark runs: who does not answer the server is away after 45 s.
            tokio::spawn(seeker.stay());
        }
        app.ask(MachineRequest::QuitNow).await?;
        until(&desktop, |seen| seen.exited).await?;
        let secrets = desktop.keyring();
        let keep = move || {
            let mut entries = secrets.iter();
            entries
                .try_for_each(|(service, secret)| keyring::Entry::new(service, "desk")?.set_password(secret))
        };
        Ok(tokio::task::spawn_blocking(keep).await??)
    }

    /// What the desk finds when it starts: the daily self-test is done, and how soon a hidden page is given up.
    pub fn settings(&self, put_away_after: Option<u64>) -> anyhow::Result<()> {
        let file = self.data.join("settings.json");
        let read = std::fs::read(&file).ok();
        let mut all: serde_json::Value = read
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_else(|| serde_json::json!({}));
        all["self_tested"] = serde_json::json!(Runtime::real().now());
        all["put_away_after"] = serde_json::json!(put_away_after);
        Ok(std::fs::write(file, all.to_string())?)
    }
}

async fn sign_in(app: &Handle, desktop: &FakeDesktop, server: String) -> anyhow::Result<()> {
    let at_the_door = |seen: &beistand_app::fake::Seen| {
        let screen = seen.desk.as_ref().map(|desk| &desk.screen);
        matches!(screen, Some(beistand_app::view::Screen::SignIn(_)))
    };
    until(desktop, at_the_door).await?;
    let (name, password) = ("anna".to_owned(), PASSWORD.into());
    app.ask(SignIn { server, name, password, code: None, shared: false, discard: false }).await?;
    until(desktop, |seen| seen.screen().is_some_and(|s| s.connection == Connection::Connected)).await
}

/// One chat: asked for, accepted, begun, and some messages long; open in a tab.
async fn talk(app: &Handle, desktop: &FakeDesktop, url: &str, runtime: &Runtime) -> anyhow::Result<Wire> {
    let seeker = Seeker::request(url, runtime, "sucht").await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    let chat = seeker.chat;
    until(desktop, |seen| seen.screen().is_some_and(|s| s.requests.iter().any(|r| r.id == chat))).await?;
    app.ask(AcceptRequest { chat }).await?;
    until(desktop, |seen| seen.screen().is_some_and(|s| s.chats.iter().any(|c| c.id == chat))).await?;
    let (mut wire, view) = seeker.connect().await?;
    seeker.begin(&view).await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    let active = |state: &_| matches!(state, ChatCardState::Active { .. });
    let is_active = |c: &beistand_app::view::ChatCard| c.id == chat && active(&c.state);
    until(desktop, |seen| seen.screen().is_some_and(|s| s.chats.iter().any(is_active))).await?;
    app.ask(OpenChat { chat }).await?;
    for _ in 0..MESSAGES {
        seeker.say(&mut wire, TEXT).await?;
    }
    // All of them read, so that nothing alerts while nothing is to be received.
    until(desktop, |seen| unread(seen, chat) == MESSAGES).await?;
    app.ask(WindowRequest::NoteFocus { focused: true }).await?;
    while unread(&desktop.seen(), chat) > 0 {
        app.ask(MarkRead { chat }).await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(wire)
}

fn unread(seen: &beistand_app::fake::Seen, chat: beistand_domain::ChatId) -> u32 {
    let card = seen.screen().and_then(|screen| screen.chats.iter().find(|card| card.id == chat));
    card.map_or(0, |card| card.unread)
}

async fn until(
    desktop: &FakeDesktop,
    is_so: impl FnMut(&beistand_app::fake::Seen) -> bool,
) -> anyhow::Result<()> {
    let waited = tokio::time::timeout(PATIENCE, desktop.until(is_so)).await;
    waited
        .map(drop)
        .map_err(|_| anyhow::anyhow!("the desk does not get so far; it shows {:?}", desktop.seen().desk))
}
