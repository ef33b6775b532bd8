//! Foreign programs: started, watched and ended.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// How long anything on the desktop may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A program that ends with its handle; what it prints is kept.
pub struct Program {
    name: String,
    child: Child,
    printed: Arc<Mutex<String>>,
}

impl Program {
    /// Starts a program and collects both of its outputs.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let name = format!("{:?}", command.get_program());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        let printed = Arc::<Mutex<String>>::default();
        collect(child.stdout.take(), &printed);
        collect(child.stderr.take(), &printed);
        Ok(Self { name, child, printed })
    }

    /// Everything it has printed so far.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// Waits until it has printed this.
    pub async fn says(&self, words: &str) -> anyhow::Result<()> {
        let said =
            until(&format!("{} says {words}", self.name), async || self.printed().contains(words)).await;
        said.with_context(|| self.printed())
    }

    /// The number of a running process of this name among those it has started.
    pub fn child(&self, name: &str) -> anyhow::Result<String> {
        let group = self.child.id().to_string();
        let found = run(Command::new("pgrep").args(["-g", &group, "-r", "D,R,S", "-x", name]))?;
        Ok(found.lines().next().unwrap_or_default().to_owned())
    }

    /// Names of the programs it has started, and they in turn, that run now.
    pub fn family(&self) -> String {
        let list = run(Command::new("ps").args(["-eo", "pid=,ppid=,comm="])).unwrap_or_default();
        let mut family = vec![self.child.id().to_string()];
        let mut names = String::new();
        // Children come after their parents in the list.
        for line in list.lines() {
            let mut words = line.split_whitespace();
            if let (Some(id), Some(parent), Some(name)) = (words.next(), words.next(), words.next())
                && family.iter().any(|known| known == parent)
            {
                family.push(id.to_owned());
                names += name;
                names.push(' ');
            }
        }
        names
    }

    /// Ends it and whatever it has started at once, as `kill -9` does.
    pub fn kill(self) {}
}

impl Drop for Program {
    fn drop(&mut self) {
        // Drivers start browsers and the app; the whole group goes.
        let _ = run(Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]));
        let _ = self.child.wait();
    }
}

fn collect(output: Option<impl std::io::Read + Send + 'static>, into: &Arc<Mutex<String>>) {
    let Some(output) = output else { return };
    let into = into.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut text = into.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
}

/// Runs a program to its end and gives what it printed.
pub fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Waits until a condition of a foreign program holds, which can only be asked for again and again.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    let begin = Instant::now();
    let mut turn = tokio::time::interval(Duration::from_millis(50));
    while begin.elapsed() < PATIENCE {
        turn.tick().await;
        if holds().await {
            return Ok(());
        }
    }
    bail!("{what}: not within {PATIENCE:?}")
}

/// A built program of this workspace.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// The target folder.
pub fn target() -> PathBuf {
    std::env::var_os("BEISTAND_RIG_TARGET")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")), PathBuf::from)
}

/// A port nobody listens on.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
