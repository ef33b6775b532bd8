//! The machine's part of the desktop, played by python-dbusmock: login1 on a system bus of our own, a screen saver and
//! GNOME's watch on idleness on the session bus. Only what the services say is played; the buses are real.

use std::process::Command;
use std::sync::OnceLock;

use crate::programs::{Program, run, until};
use crate::rig::Rig;

const LOGIN: &str = "org.freedesktop.login1";
const LOGIN_PATH: &str = "/org/freedesktop/login1";
const SESSION_PATH: &str = "/org/freedesktop/login1/session/c1";
const IDLE: &str = "org.gnome.Mutter.IdleMonitor";
const IDLE_PATH: &str = "/org/gnome/Mutter/IdleMonitor/Core";
const SAVER: &str = "org.gnome.ScreenSaver";
const SAVER_PATH: &str = "/org/gnome/ScreenSaver";
/// The Python that Debian's python3-dbusmock is for.
const PYTHON: &str = "/usr/bin/python3";
/// Ids of the two watches, as the played GNOME gives them.
const IDLE_WATCH: u32 = 7;
const ACTIVE_WATCH: u32 = 8;

/// The system bus of this run, for desks that are started after it. Browsers would fall asleep over it.
static BUS: OnceLock<String> = OnceLock::new();

/// Points a program to the played machine, if there is one.
pub fn point(command: &mut Command) {
    if let Some(bus) = BUS.get() {
        command.env("DBUS_SYSTEM_BUS_ADDRESS", bus).env("XDG_SESSION_ID", "c1");
    }
}

/// The played machine.
pub struct Played {
    login: Option<Program>,
    _programs: Vec<Program>,
}

impl Played {
    /// Starts it; before the desk, so that the desk finds it.
    pub async fn start(rig: &Rig) -> anyhow::Result<Self> {
        let address = format!("unix:path={}", rig.folder.path().join("system-bus").display());
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address", "--address", &address]);
        let mut programs = vec![Program::start(&mut bus)?];
        programs[0].says("unix:path=").await?;
        BUS.get_or_init(|| address);
        let login = Some(login().await?);
        programs.push(Program::start(mock().args(["--session", "-t", "gnome_screensaver"]))?);
        programs.push(Program::start(mock().args(["--session", IDLE, IDLE_PATH, IDLE]))?);
        until("a screen saver", async || owned("--session", SAVER)).await?;
        until("a watch on idleness", async || owned("--session", IDLE)).await?;
        for (method, takes, gives) in [
            ("AddIdleWatch", "t", format!("ret = {IDLE_WATCH}")),
            ("AddUserActiveWatch", "", format!("ret = {ACTIVE_WATCH}")),
            ("RemoveWatch", "u", String::new()),
        ] {
            let returns = if gives.is_empty() { "" } else { "u" };
            let all = [IDLE, method, takes, returns, &gives];
            session_call(IDLE, IDLE_PATH, "org.freedesktop.DBus.Mock.AddMethod", &all)?;
        }
        Ok(Self { login, _programs: programs })
    }

    /// login1 goes away and comes back, as with an update of the system.
    pub async fn restart_login(&mut self) -> anyhow::Result<()> {
        self.login = None;
        until("no login1", async || !owned("--system", LOGIN)).await?;
        self.login = Some(login().await?);
        Ok(())
    }

    pub fn lock(&self) -> anyhow::Result<()> {
        system(SESSION_PATH, "org.freedesktop.login1.Session.Lock", &[]).map(drop)
    }

    pub fn unlock(&self) -> anyhow::Result<()> {
        system(SESSION_PATH, "org.freedesktop.login1.Session.Unlock", &[]).map(drop)
    }

    /// Tells that the machine is about to sleep, or has woken.
    pub fn suspend(&self, begins: bool) -> anyhow::Result<()> {
        self.prepare("PrepareForSleep", begins)
    }

    /// Tells that the machine is about to be switched off.
    pub fn shut_down(&self) -> anyhow::Result<()> {
        self.prepare("PrepareForShutdown", true)
    }

    fn prepare(&self, signal: &str, begins: bool) -> anyhow::Result<()> {
        let value = format!("[<{begins}>]");
        let emit = ["org.freedesktop.login1.Manager", signal, "b", &value];
        system(LOGIN_PATH, "org.freedesktop.DBus.Mock.EmitSignal", &emit).map(drop)
    }

    /// What the system waits for, as text.
    pub fn inhibitors(&self) -> anyhow::Result<String> {
        system(LOGIN_PATH, "org.freedesktop.login1.Manager.ListInhibitors", &[])
    }

    pub fn idle(&self, idle: bool) -> anyhow::Result<()> {
        let id = if idle { IDLE_WATCH } else { ACTIVE_WATCH };
        let emit = [IDLE, "WatchFired", "u", &format!("[<uint32 {id}>]")];
        session_call(IDLE, IDLE_PATH, "org.freedesktop.DBus.Mock.EmitSignal", &emit).map(drop)
    }

    pub fn screen_saver(&self, on: bool) -> anyhow::Result<()> {
        session_call(SAVER, SAVER_PATH, &format!("{SAVER}.SetActive"), &[&on.to_string()]).map(drop)
    }
}

async fn login() -> anyhow::Result<Program> {
    let login = Program::start(mock().args(["--system", "-t", "logind"]))?;
    until("login1", async || owned("--system", LOGIN)).await?;
    let session = ["c1", "seat0", "1000", "anna", "true"];
    system(LOGIN_PATH, "org.freedesktop.DBus.Mock.AddSession", &session)?;
    Ok(login)
}

fn mock() -> Command {
    let mut command = Command::new(PYTHON);
    command.args(["-m", "dbusmock"]);
    point(&mut command);
    command
}

fn owned(bus: &str, name: &str) -> bool {
    let method = ["--method", "org.freedesktop.DBus.NameHasOwner", name];
    let mut command = Command::new("gdbus");
    point(&mut command);
    command.args(["call", bus, "--dest", "org.freedesktop.DBus", "--object-path", "/"]).args(method);
    run(&mut command).is_ok_and(|answer| answer.contains("true"))
}

fn system(path: &str, method: &str, arguments: &[&str]) -> anyhow::Result<String> {
    call("--system", (LOGIN, path, method), arguments)
}

fn session_call(name: &str, path: &str, method: &str, arguments: &[&str]) -> anyhow::Result<String> {
    call("--session", (name, path, method), arguments)
}

fn call(bus: &str, (name, path, method): (&str, &str, &str), arguments: &[&str]) -> anyhow::Result<String> {
    let mut command = Command::new("gdbus");
    point(&mut command);
    command.args(["call", bus, "--dest", name, "--object-path", path, "--method", method]).args(arguments);
    run(&mut command)
}
