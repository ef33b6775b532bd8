//! A desktop without a screen: display, window manager, keyring, notification server and panel with a tray.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::Context as _;

use crate::programs::{Program, built, free_port, run, target, until};

/// The display of this run; Xvfb takes the first free number.
static DISPLAY: OnceLock<String> = OnceLock::new();

/// Where the panel shows the tray on this screen.
const TRAY: &str = "40x27+1224+0";

/// A running desktop with the demo server.
pub struct Rig {
    /// Where this run keeps its data.
    pub folder: tempfile::TempDir,
    pub server: Option<Program>,
    /// Port of the server; the pages and the desk come back to it after a restart.
    pub port: u16,
    /// Every call on the notification server, as the bus saw it.
    pub notifications: Program,
    keyring: Option<Program>,
    panel: Option<Program>,
    _desktop: Vec<Program>,
}

impl Rig {
    /// Starts everything, in the order in which one part needs the other.
    pub async fn start() -> anyhow::Result<Self> {
        Self::with(true).await
    }

    /// The same with the keyring locked.
    pub async fn start_locked() -> anyhow::Result<Self> {
        Self::with(false).await
    }

    async fn with(unlocked: bool) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let home = folder.path().join("home");
        std::fs::create_dir_all(&home)?;
        sound_output(&home)?;
        let mut desktop = vec![display().await?];
        desktop.push(Program::start(&mut on_display("openbox", &home))?);
        until("a window manager", async || run(on_display("wmctrl", &home).arg("-m")).is_ok()).await?;
        let keyring = if unlocked { unlocked_keyring(&home)? } else { locked_keyring(&home)? };
        until("a keyring", async || crate::bus::has_owner("org.freedesktop.secrets")).await?;
        desktop.push(Program::start(on_display("dunst", &home).arg("-conf").arg(dunst_choices(&home)?))?);
        until("a notification server", async || crate::bus::has_owner("org.freedesktop.Notifications"))
            .await?;
        let mut monitor = on_display("dbus-monitor", &home);
        let notifications = Program::start(monitor.arg("interface=org.freedesktop.Notifications"))?;
        let mut rig = Self {
            folder,
            server: None,
            port: free_port()?,
            notifications,
            keyring: Some(keyring),
            panel: None,
            _desktop: desktop,
        };
        rig.start_panel().await?;
        rig.start_server().await?;
        Ok(rig)
    }

    /// Starts the demo server, also again on the data of the last one.
    pub async fn start_server(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(built("beistand-server"));
        command.args(["demo", "--listen", &format!("127.0.0.1:{}", self.port)]);
        command.arg("--data").arg(self.folder.path().join("server"));
        let server = Program::start(&mut command)?;
        server.says("ready").await?;
        self.server = Some(server);
        Ok(())
    }

    /// Starts the panel with the tray, also again.
    pub async fn start_panel(&mut self) -> anyhow::Result<()> {
        let mut panel = on_display("xfce4-panel", &self.home());
        self.panel = Some(Program::start(panel.arg("--disable-wm-check"))?);
        until("a tray", async || crate::bus::has_owner("org.kde.StatusNotifierWatcher")).await
    }

    /// Ends the panel, and the tray with it.
    pub async fn kill_panel(&mut self) -> anyhow::Result<()> {
        self.panel.take().context("no panel")?.kill();
        until("the tray is gone", async || !crate::bus::has_owner("org.kde.StatusNotifierWatcher")).await
    }

    /// Ends the server without a word.
    pub fn kill_server(&mut self) -> anyhow::Result<()> {
        self.server.take().context("no server")?.kill();
        Ok(())
    }

    /// What the system does when the person types the keyring's password on signing in.
    pub async fn unlock_keyring(&mut self) -> anyhow::Result<()> {
        self.keyring = None;
        until("no keyring", async || !crate::bus::has_owner("org.freedesktop.secrets")).await?;
        self.keyring = Some(unlocked_keyring(&self.home())?);
        until("a keyring", async || crate::bus::has_owner("org.freedesktop.secrets")).await?;
        let collection = "/org/freedesktop/secrets/collection/login";
        until("an unlocked keyring", async || crate::bus::is_unlocked(collection)).await
    }

    /// Home of the programs on this desktop.
    pub fn home(&self) -> std::path::PathBuf {
        self.folder.path().join("home")
    }

    /// Takes a picture of the whole screen.
    pub fn picture(&self, name: &str) -> anyhow::Result<()> {
        let folder = target().join("pictures/desktop");
        std::fs::create_dir_all(&folder)?;
        run(on_display("import", &self.home())
            .args(["-window", "root"])
            .arg(folder.join(format!("{name}.png"))))?;
        Ok(())
    }

    /// The tray's icon as it looks now, pixel by pixel.
    pub fn tray_icon(&self) -> anyhow::Result<Vec<u8>> {
        let mut import = on_display("import", &self.home());
        let picture = import.args(["-window", "root", "-crop", TRAY, "-depth", "8", "rgb:-"]).output()?;
        anyhow::ensure!(picture.status.success() && !picture.stdout.is_empty(), "no picture of the tray");
        Ok(picture.stdout)
    }

    /// Keeps a picture of the tray, enlarged.
    pub fn picture_of_tray(&self, name: &str) -> anyhow::Result<()> {
        let folder = target().join("pictures/desktop");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        let mut import = on_display("import", &self.home());
        import.args(["-window", "root", "-crop", TRAY, "+repage", "-resize", "400%"]).arg(file);
        run(&mut import)?;
        Ok(())
    }

    /// What the X button of a window does, by its title.
    pub fn close_window(&self, title: &str) -> anyhow::Result<()> {
        run(on_display("wmctrl", &self.home()).args(["-c", title]))?;
        Ok(())
    }

    /// Keys and the mouse by hand.
    pub fn by_hand(&self, line: &str) -> anyhow::Result<String> {
        // Some of what it does waits for ever.
        run(on_display("timeout", &self.home()).args(["10", "xdotool"]).args(line.split_whitespace()))
    }

    /// Brings the window with exactly this title to the front, and its corner to a place on the screen.
    pub fn place_window(&self, title: &str, x: i32, y: i32) -> anyhow::Result<()> {
        self.bring_window(title)?;
        run(on_display("wmctrl", &self.home()).args(["-F", "-r", title, "-e", &format!("0,{x},{y},-1,-1")]))?;
        Ok(())
    }

    /// Brings the window with exactly this title to the front.
    pub fn bring_window(&self, title: &str) -> anyhow::Result<()> {
        run(on_display("wmctrl", &self.home()).args(["-F", "-a", title]))?;
        Ok(())
    }

    /// The line of the window list with this title: its place and size.
    pub fn geometry(&self, title: &str) -> anyhow::Result<String> {
        let all = run(on_display("wmctrl", &self.home()).arg("-lG"))?;
        Ok(all.lines().find(|line| line.ends_with(title)).unwrap_or_default().to_owned())
    }

    /// Whether a window of this name is on the screen, not minimised.
    pub fn is_on_screen(&self, name: &str) -> bool {
        // It fails when it finds none.
        self.by_hand(&format!("search --onlyvisible --name {name}")).is_ok_and(|ids| !ids.trim().is_empty())
    }

    /// Types a text where the focus is.
    pub fn types(&self, text: &str) -> anyhow::Result<()> {
        run(on_display("xdotool", &self.home()).args(["type", "--delay", "30", text]))?;
        Ok(())
    }

    /// Notifications that are shown now.
    pub fn notified(&self) -> anyhow::Result<u32> {
        Ok(run(on_display("dunstctl", &self.home()).args(["count", "displayed"]))?.trim().parse()?)
    }

    /// Chooses "Annehmen" in the notification that is shown.
    pub fn choose_in_notification(&self) -> anyhow::Result<()> {
        run(on_display("dunstctl", &self.home()).arg("context"))?;
        Ok(())
    }

    /// Clicks the newest notification itself, none of its buttons.
    pub fn click_notification(&self) -> anyhow::Result<()> {
        run(on_display("dunstctl", &self.home()).arg("action"))?;
        Ok(())
    }

    /// Whether the sound output of this desktop, a file, has got anything but silence.
    pub fn heard_sound(&self) -> bool {
        std::fs::read(sound_file(&self.home())).is_ok_and(|samples| samples.iter().any(|byte| *byte != 0))
    }

    /// The person's "do not disturb".
    pub fn hold_notifications_back(&self, held: bool) -> anyhow::Result<()> {
        run(on_display("dunstctl", &self.home()).args(["set-paused", &held.to_string()]))?;
        Ok(())
    }

    /// The titles of the windows that are there.
    pub fn windows(&self) -> anyhow::Result<String> {
        run(on_display("wmctrl", &self.home()).arg("-l"))
    }
}

/// A program of this desktop: its display, its home, German.
pub fn on_display(name: &str, home: &Path) -> Command {
    let mut command = Command::new(name);
    if let Some(display) = DISPLAY.get() {
        command.env("DISPLAY", display);
    }
    command.env("HOME", home).env("LANG", "de_DE.UTF-8").env("LANGUAGE", "de");
    command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
    command.env("XDG_CACHE_HOME", home.join("cache")).env_remove("WAYLAND_DISPLAY");
    command
}

async fn display() -> anyhow::Result<Program> {
    let xvfb = Program::start(Command::new("Xvfb").args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1360x900x24",
        "-noreset",
    ]))?;
    let number = || xvfb.printed().lines().find_map(|line| line.trim().parse::<u16>().ok());
    until("a display", async || number().is_some()).await?;
    let number = number().context("Xvfb names no display")?;
    DISPLAY.get_or_init(|| format!(":{number}"));
    Ok(xvfb)
}

/// A daemon whose keyring nobody has unlocked.
fn locked_keyring(home: &Path) -> anyhow::Result<Program> {
    Program::start(on_display("gnome-keyring-daemon", home).args(["--foreground", "--components=secrets"]))
}

/// Unlocks a keyring of this run; the daemon reads its password from standard input.
fn unlocked_keyring(home: &Path) -> anyhow::Result<Program> {
    let line = "printf 'rig\\n' | exec gnome-keyring-daemon --foreground --unlock --components=secrets";
    Program::start(on_display("sh", home).args(["-c", line]))
}

/// ALSA's default output writes into a file: there is no sound card here.
fn sound_output(home: &Path) -> anyhow::Result<()> {
    let file = sound_file(home);
    let choice = format!(
        "pcm.!default {{ type plug slave.pcm {{ type file file \"{}\" format \"raw\" slave.pcm \"null\" }} }}\n",
        file.display()
    );
    Ok(std::fs::write(home.join(".asoundrc"), choice)?)
}

fn sound_file(home: &Path) -> std::path::PathBuf {
    home.join("sound.raw")
}

/// dunst asks a menu program which action is meant; this one takes "Annehmen".
fn dunst_choices(home: &Path) -> anyhow::Result<std::path::PathBuf> {
    let config = home.join("dunstrc");
    std::fs::write(&config, "[global]\ndmenu = /bin/grep -m1 Annehmen\n")?;
    Ok(config)
}
