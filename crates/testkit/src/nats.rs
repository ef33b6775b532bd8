//! A real NATS server in a folder of its own, which can be stopped, killed and started again on the same port.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use anyhow::Context as _;
use tempfile::TempDir;

/// What it says once clients may come, and where.
const LISTENING: &str = "Listening for client connections on 127.0.0.1:";
const READY: &str = "Server is ready";

/// `nats-server`, as Debian's package brings it.
pub struct NatsServer {
    running: Option<Child>,
    /// Port of the first start; restarts take it again.
    port: u16,
    folder: TempDir,
    /// Name and password before the `@`, if it asks for any.
    key: String,
    scheme: &'static str,
}

impl NatsServer {
    /// Starts one that lets everybody in.
    pub fn start() -> anyhow::Result<Self> {
        Self::with("", "", "nats")
    }

    /// Starts one that asks for a name and a password.
    pub fn with_password(name: &str, password: &str) -> anyhow::Result<Self> {
        let rule = format!("authorization {{ user: {name:?}, password: {password:?} }}\n");
        Self::with(&rule, &format!("{name}:{password}@"), "nats")
    }

    /// Starts one that speaks TLS only, with these PEM files.
    pub fn with_tls(chain: &Path, key: &Path) -> anyhow::Result<Self> {
        let rule = format!("tls {{ cert_file: {chain:?}, key_file: {key:?} }}\n");
        Self::with(&rule, "", "tls")
    }

    /// Starts one with this configuration.
    pub fn with(rules: &str, key: &str, scheme: &'static str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("nats.conf"), rules)?;
        let mut server = Self { running: None, port: 0, folder, key: key.to_owned(), scheme };
        server.begin()?;
        Ok(server)
    }

    /// Starts again on the same port.
    pub fn begin(&mut self) -> anyhow::Result<()> {
        let port = if self.port == 0 { "-1".to_owned() } else { self.port.to_string() };
        // It ends with the thread that starts it, and so with this program, whatever ends that.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program());
        command.args(["--addr", "127.0.0.1", "--port", &port, "--config"]);
        command.arg(self.folder.path().join("nats.conf")).stdin(Stdio::null()).stdout(Stdio::null());
        let (send_port, port) = mpsc::channel();
        std::thread::Builder::new().name("nats".into()).spawn(move || {
            // The caller may have gone.
            let _ = start(command, &send_port).or_else(|error| send_port.send(Err(error)));
        })?;
        let (child, port) = port.recv().context("the thread of nats-server is gone")??;
        (self.running, self.port) = (Some(child), port);
        Ok(())
    }

    /// Falls over without a word.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.running.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// The number of its process while it runs.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What goes into the option `--nats`.
    pub fn url(&self) -> String {
        self.url_through(&self.host())
    }

    /// The same through a [`Network`](crate::Network) in front of it.
    pub fn url_through(&self, host: &str) -> String {
        format!("{}://{}{host}", self.scheme, self.key)
    }
}

type Started = anyhow::Result<(Child, u16)>;

/// Starts it, tells when clients may come and where, and reads its log until it has ended: it would stop at a full pipe.
fn start(mut command: Command, send_port: &mpsc::Sender<Started>) -> anyhow::Result<()> {
    let mut child = command.stderr(Stdio::piped()).spawn().context("nats-server does not start")?;
    let mut log = BufReader::new(child.stderr.take().context("it has no log")?);
    let (mut line, mut port) = (String::new(), None);
    while !line.contains(READY) {
        if let Some((_, said)) = line.split_once(LISTENING) {
            port = Some(said.trim().parse()?);
        }
        line.clear();
        anyhow::ensure!(
            log.read_line(&mut line)? > 0,
            "nats-server ended at once; `cargo xtask test` installs it"
        );
    }
    send_port.send(Ok((child, port.context("it does not say where it listens")?)))?;
    std::io::copy(&mut log, &mut std::io::sink())?;
    Ok(())
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        // Whatever goes wrong here ends with the test.
        let _ = self.kill();
    }
}

/// Debian puts it among the programs for administrators, which is not in everybody's `PATH`.
fn program() -> PathBuf {
    let debian = PathBuf::from("/usr/sbin/nats-server");
    if debian.exists() { debian } else { "nats-server".into() }
}
