//! The one owner of everything: one task, one inbox, one match. Its callers hold a [`Handle`].

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use beistand_client::{Account, Live, Runtime, Session};
use beistand_domain::{ChatId, Moment, limits};
use jiff::tz::TimeZone;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::alerts::AlertBook;
use crate::availability::Availability;
use crate::command;
use crate::conversation::layout::Layout;
use crate::desktop::Desktop;
use crate::failure::{Failure, FailureCode};
use crate::machine::Machine;
use crate::program::leaving::{self, Leaving};
use crate::program::questions::Questions;
use crate::request::{Ask, Reply, Request};
use crate::requests::accepting::Accepting;
use crate::self_test::SelfTest;
use crate::session::lock::Lock;
use crate::session::rotation::Rotation;
use crate::session::secrets::{Secrets, Vault, VaultEvent};
use crate::settings::KeptSettings;
use crate::view::{Notice, NoticeWhat, SignInScreen};
use crate::windows::main_window::Windows;

mod availability;
mod carry_out;
mod chat_windows;
mod chats;
mod follow;
mod happened;
mod leave;
mod lock;
mod publish;
mod questions;
mod rotation;
mod self_test;
mod shown;
mod sign_in;
mod starting;
mod uploads;
mod windows;

use happened::Happened;
use shown::Shown;
use uploads::Uploads;

/// Inputs that are taken before the window is brought up to date.
const AT_ONCE: usize = 64;

/// What the app runs on.
pub struct Setup {
    pub desktop: Arc<dyn Desktop>,
    pub runtime: Runtime,
    /// The data folder; nobody else may use it at the same time.
    pub folder: PathBuf,
    /// The address the organisation has set; it is filled in on the sign-in screen.
    pub server: Option<String>,
    /// Where the machine is: days begin by it.
    pub zone: TimeZone,
}

/// Starts the app's task. It runs until quitting is confirmed,
/// [`MachineRequest::QuitNow`](crate::MachineRequest::QuitNow) comes, or every handle is gone.
pub fn start(setup: Setup) -> Handle {
    let (inbox, inputs) = unbounded_channel();
    let handle = Handle(inbox.clone());
    // The task's own sender must not keep it alive: it ends with the last handle.
    let controller = Controller::new(setup, inbox.downgrade());
    tokio::spawn(controller.run(inputs));
    handle
}

/// Asks the app for something. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Handle(UnboundedSender<Input>);

impl Handle {
    /// Asks and waits for the answer.
    pub async fn ask<A: Ask>(&self, request: A) -> Result<A::Answer, Failure> {
        let (reply, answer) = Reply::new();
        let ending = || Failure::from(FailureCode::Ending);
        self.0.send(Input::Request(request.with(reply))).map_err(|_| ending())?;
        answer.await.map_err(|_| ending())?
    }

    /// Asks and goes on; what comes of it shows in the views.
    pub fn give(&self, request: impl Into<Request>) {
        // An app that has ended has nothing left to do.
        let _ = self.0.send(Input::Request(request.into()));
    }
}

#[derive(Debug)]
enum Input {
    Request(Request),
    Happened(Happened),
}

/// The last warning given for each chat, in minutes before its end.
type Warned = BTreeMap<ChatId, u64>;

/// Where the app is.
enum Stage {
    /// Asking the keyring.
    Starting,
    SignedOut(Box<SignedOut>),
    SignedIn(Box<Desk>),
}

/// The sign-in screen.
struct SignedOut {
    form: SignInScreen,
    /// Keys of a session that has ended: the person who signs in with the same name takes them up again.
    secrets: Option<Secrets>,
    /// Its copies; their time goes on.
    dormant: Option<Session>,
    /// The server ended the session while seekers relied on it, and nobody has looked since.
    missed: bool,
    /// A sign-in that waits for the keyring.
    waiting: Option<command::SignIn>,
}

/// Signed in.
struct Desk {
    /// Counts sign-ins, so that late answers of a former one are not taken for this one's.
    run: u64,
    session: Session,
    account: Account,
    live: Live,
    secrets: Secrets,
    layout: Layout,
    availability: Availability,
    /// Ends with the answer to the newest question about the availability: none may overtake another.
    availability_asked: Option<oneshot::Receiver<()>>,
    rotation: Rotation,
    accepting: Accepting,
    uploads: Uploads,
    warned: Warned,
    /// The server speaks another version, and that was said.
    outdated: bool,
}

struct Controller {
    desktop: Arc<dyn Desktop>,
    runtime: Runtime,
    folder: PathBuf,
    inbox: tokio::sync::mpsc::WeakUnboundedSender<Input>,
    vault: Vault,
    kept: KeptSettings,
    keyring: bool,
    stage: Stage,
    runs: u64,
    focused: bool,
    windows: Windows,
    leaving: Leaving,
    last_id: u32,
    notices: Vec<Notice>,
    questions: Questions,
    alerts: AlertBook,
    /// The system does not take alerts, and that was said.
    said_not_shown: bool,
    self_test: Option<SelfTest>,
    /// Where a link or the tray wanted to go before anybody was signed in.
    at_sign_in: Option<Request>,
    lock: Lock,
    zone: TimeZone,
    machine: Machine,
    /// The machine waits to hear that it may sleep.
    sleepy: bool,
    shown: Shown,
}

impl Controller {
    fn new(setup: Setup, inbox: tokio::sync::mpsc::WeakUnboundedSender<Input>) -> Self {
        let Setup { desktop, runtime, folder, server, zone } = setup;
        let mut kept = KeptSettings::load(&folder);
        if let Some(server) = server.filter(|server| !server.is_empty()) {
            kept.server = server;
        }
        desktop.speak(kept.settings.language);
        let tell = {
            let inbox = inbox.clone();
            move |event: VaultEvent| give(&inbox, Happened::from(event))
        };
        let vault = Vault::open(desktop.clone(), &folder, tell);
        Self {
            desktop,
            runtime,
            folder,
            inbox,
            vault,
            kept,
            keyring: true,
            stage: Stage::Starting,
            runs: 0,
            focused: false,
            windows: Windows::default(),
            leaving: Leaving::default(),
            last_id: 0,
            notices: Vec::new(),
            questions: Questions::default(),
            alerts: AlertBook::default(),
            said_not_shown: false,
            self_test: None,
            at_sign_in: None,
            lock: Lock::default(),
            zone,
            machine: Machine::default(),
            sleepy: false,
            shown: Shown::default(),
        }
    }

    async fn run(mut self, mut inputs: UnboundedReceiver<Input>) {
        self.vault.read();
        self.publish();
        while !self.leaving.is_over() {
            let due = self.deadline().map(|at| self.runtime.clock.sleep_until(at));
            let due = async {
                match due {
                    Some(due) => due.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                input = inputs.recv() => match input {
                    Some(input) => self.take(input),
                    None => break,
                },
                () = due => self.tick(),
            }
            for _ in 0..AT_ONCE {
                let Ok(input) = inputs.try_recv() else { break };
                self.take(input);
            }
            self.publish();
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Request(request) => self.carry_out(request),
            Input::Happened(happened) => self.follow(happened),
        }
    }

    fn desk(&mut self) -> Result<&mut Desk, Failure> {
        match &mut self.stage {
            Stage::SignedIn(desk) => Ok(desk),
            Stage::Starting | Stage::SignedOut(_) => Err(FailureCode::NotSignedIn.into()),
        }
    }

    fn save_settings(&self) -> Result<(), Failure> {
        self.kept.save(&self.folder).map_err(|_| FailureCode::NoStorage.into())
    }

    /// Starts something that takes a while; what comes of it arrives in the inbox.
    fn begin(&self, work: impl Future<Output = Happened> + Send + 'static) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move { give(&inbox, work.await) });
    }

    fn notice(&mut self, what: NoticeWhat) {
        self.notices.retain(|notice| notice.what != what);
        let id = self.next_id();
        self.notices.push(Notice { id, what });
    }

    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    fn tick(&mut self) {
        self.tick_self_test();
        self.leaving_input(leaving::Input::TimePassed);
        self.lock_when_idle();
        self.put_view_away();
        match &mut self.stage {
            Stage::Starting => {}
            Stage::SignedOut(signed_out) => {
                if let Some(dormant) = &mut signed_out.dormant {
                    dormant.tick();
                }
                self.drop_dormant_day_keys();
            }
            Stage::SignedIn(desk) => {
                let changes = desk.session.tick();
                self.react(changes);
                self.rotate_token();
                self.drop_day_keys();
                self.attendance_changed();
            }
        }
    }

    /// When time alone changes something.
    fn deadline(&self) -> Option<Moment> {
        let stage = self.stage_deadline(self.runtime.now());
        let own = [self.leaving.deadline(), self.windows.deadline(), self.alerts.deadline()];
        stage.into_iter().chain(own.into_iter().flatten()).min()
    }

    fn stage_deadline(&self, now: Moment) -> Option<Moment> {
        match &self.stage {
            Stage::Starting => None,
            Stage::SignedOut(signed_out) => {
                let purge = signed_out.dormant.as_ref().and_then(Session::deadline);
                purge.into_iter().chain(signed_out.drops_key_at()).min()
            }
            Stage::SignedIn(desk) => {
                let idle = self.machine.deadline(now, [limits::IDLE_PAUSES_AFTER]);
                let idle = idle.into_iter().chain(self.locks_at(now)).min();
                let own = [
                    desk.session.deadline(),
                    desk.next_warning(now),
                    desk.lease_ends(now),
                    desk.availability.deadline(now),
                    desk.rotates_at(),
                    desk.drops_key_at(),
                    idle,
                ];
                let test = self.self_test.as_ref().and_then(SelfTest::deadline);
                own.into_iter().flatten().chain(test).min()
            }
        }
    }
}

fn give(inbox: &tokio::sync::mpsc::WeakUnboundedSender<Input>, happened: Happened) {
    // Whatever comes after the end has nobody left to tell.
    if let Some(inbox) = inbox.upgrade() {
        let _ = inbox.send(Input::Happened(happened));
    }
}
