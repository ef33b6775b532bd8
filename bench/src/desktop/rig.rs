//! A desktop without a screen, inside a session bus of its own: display, window manager, keyring, panel with a tray.
//! Notifications are taken by the benchmark itself.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::tree::Tree;

/// Everything starts within this.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Rig {
    pub folder: tempfile::TempDir,
    pub display: String,
    _programs: Vec<Tree>,
}

impl Rig {
    pub async fn start(bus: &zbus::Connection) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir_all(folder.path().join("home"))?;
        let number = folder.path().join("display");
        let line =
            format!("exec Xvfb -ac -displayfd 5 -screen 0 1280x900x24 -noreset 5>{}", number.display());
        let mut rig = Self { folder, display: String::new(), _programs: Vec::new() };
        rig._programs.push(Tree::start(Command::new("sh").args(["-c", &line]))?);
        let read = || std::fs::read_to_string(&number).ok().filter(|text| text.ends_with('\n'));
        until("a display", async || read().is_some()).await?;
        rig.display = format!(":{}", read().context("no display")?.trim());
        rig.run("openbox", &[])?;
        rig.run(
            "sh",
            &["-c", "printf 'rig\\n' | exec gnome-keyring-daemon --foreground --unlock --components=secrets"],
        )?;
        until("a keyring", async || has_owner(bus, "org.freedesktop.secrets").await).await?;
        rig.run("xfce4-panel", &["--disable-wm-check"])?;
        until("a tray", async || has_owner(bus, "org.kde.StatusNotifierWatcher").await).await?;
        // The panel paints itself a while longer.
        tokio::time::sleep(Duration::from_secs(3)).await;
        Ok(rig)
    }

    fn run(&mut self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let program = Tree::start(self.command(name).args(arguments))?;
        self._programs.push(program);
        Ok(())
    }

    /// A program on this desktop, with a home of its own.
    pub fn command(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(name);
        let home = self.folder.path().join("home");
        command.env("DISPLAY", &self.display).env("HOME", &home).env("LANG", "C.UTF-8");
        command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
        command.env("XDG_CACHE_HOME", home.join("cache")).env_remove("WAYLAND_DISPLAY");
        command.env("NO_AT_BRIDGE", "1");
        command
    }

    /// A program that does not start as root: then it is nobody's, with a session bus of its own.
    pub fn unprivileged(&self, name: &str) -> anyhow::Result<Command> {
        if std::fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(self.command(name));
        }
        let home = std::env::temp_dir().join(format!("beistand-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&home)?;
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o777))?;
        let mut command = Command::new("runuser");
        command.args(["-u", "nobody", "--", "dbus-run-session", "--", name]);
        command.env("DISPLAY", &self.display).env("HOME", &home).env("LANG", "C.UTF-8");
        command.env("XDG_CONFIG_HOME", &home).env("XDG_DATA_HOME", &home).env("XDG_CACHE_HOME", &home);
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("NO_AT_BRIDGE", "1").current_dir(&home);
        Ok(command)
    }

    /// The desk on a data folder.
    pub fn desk(&self, data: &Path) -> anyhow::Result<Command> {
        let mut command = self.command(beside("beistand")?);
        command.env("BEISTAND_DATA_DIR", data).env("BEISTAND_LOG", "warn");
        Ok(command)
    }

    /// What the X button does.
    pub fn close(&self, title: &str) -> anyhow::Result<()> {
        let mut command = self.command("wmctrl");
        let status = command.args(["-F", "-c", title]).stdout(Stdio::null()).status()?;
        anyhow::ensure!(status.success(), "no window {title}");
        Ok(())
    }

    pub fn windows(&self) -> String {
        let list = self.command("wmctrl").arg("-l").output();
        list.map(|list| String::from_utf8_lossy(&list.stdout).into_owned()).unwrap_or_default()
    }
}

/// Waits for something that can only be asked for.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if holds().await {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("{what}: not within {PATIENCE:?}")
}

async fn has_owner(bus: &zbus::Connection, name: &str) -> bool {
    let asked = async {
        let names = zbus::fdo::DBusProxy::new(bus).await?;
        zbus::Result::Ok(names.name_has_owner(name.try_into()?).await?)
    };
    asked.await.unwrap_or(false)
}

/// A program that was built with this one.
pub fn beside(name: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
