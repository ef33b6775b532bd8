//! A PostgreSQL of its own in a temporary folder, with the settings `initdb` gives it: every commit is on disk
//! before it is confirmed.

use std::fs::File;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use beistand_runtime::Runtime;
use tempfile::TempDir;

use crate::process::{Measured, free_port};

/// The owner of the cluster, and the database everything is in.
pub const NAME: &str = "postgres";

/// A running cluster; it ends with its handle.
pub struct Cluster {
    server: Measured,
    pub door: TlsListener,
    // Goes last, when the server no longer writes to it.
    _folder: TempDir,
}

/// The way in.
pub struct TlsListener {
    pub port: u16,
    pub password: String,
    psql: PathBuf,
}

impl Cluster {
    /// Makes one with these programs and waits until it can be asked.
    pub async fn start(programs: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let door = TlsListener {
            port: free_port()?,
            password: B64.encode(Runtime::real().bytes::<18>()),
            psql: programs.join("psql"),
        };
        make(programs, folder.path(), &door.password)?;
        let log = folder.path().join("log");
        let mut postgres = as_owner(&programs.join("postgres"), folder.path())?;
        postgres.args(["-D", "data", "-p", &door.port.to_string()]);
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        postgres.stderr(File::create(&log)?);
        let server = Measured::start(postgres, door.port)?;
        let mut cluster = Self { server, door, _folder: folder };
        let asked = |_| std::future::ready(cluster.door.ask("SELECT 1").is_ok());
        let ready = cluster.server.ready_when(asked).await;
        ready.with_context(|| std::fs::read_to_string(&log).unwrap_or_default())?;
        Ok(cluster)
    }

    /// Makes an empty database and gives its address.
    pub fn database(&self, name: &str) -> anyhow::Result<String> {
        self.door.ask(&format!("CREATE DATABASE {name}"))?;
        let TlsListener { port, password, .. } = &self.door;
        Ok(format!("postgres://{NAME}:{password}@127.0.0.1:{port}/{name}?sslmode=disable"))
    }

    /// CPU time of all its processes so far.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        self.server.cpu_with_children()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At once and without a last checkpoint, but with the end of all its processes.
        let _ = self.server.end("QUIT");
    }
}

impl TlsListener {
    /// Runs a statement and gives what it answers.
    pub fn ask(&self, sql: &str) -> anyhow::Result<String> {
        succeed(self.psql().args(["-c", sql]))
    }

    /// Runs a file of statements.
    pub fn run(&self, file: &Path) -> anyhow::Result<String> {
        succeed(self.psql().arg("-f").arg(file))
    }

    fn psql(&self) -> Command {
        let mut psql = Command::new(&self.psql);
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
        psql.args(["-h", "127.0.0.1", "-U", NAME, "-d", NAME, "-p"]);
        psql.arg(self.port.to_string()).env("PGPASSWORD", &self.password);
        psql
    }
}

/// Makes `data` in the folder.
fn make(programs: &Path, folder: &Path, password: &str) -> anyhow::Result<()> {
    let secret = folder.join("password");
    std::fs::write(&secret, password)?;
    if let Some((user, group)) = owner(folder)? {
        chown(folder, Some(user), Some(group))?;
        chown(&secret, Some(user), Some(group))?;
    }
    let mut initdb = as_owner(&programs.join("initdb"), folder)?;
    initdb.args(["--pgdata=data", "--pwfile=password", "--auth=scram-sha-256", "--no-sync"]);
    initdb.args(["--locale=C", "--encoding=UTF8", "--username", NAME]);
    succeed(&mut initdb)?;
    Ok(std::fs::remove_file(secret)?)
}

/// A program in the folder, run by whom the folder belongs to.
fn as_owner(program: &Path, folder: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some((user, group)) = owner(folder)? {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// Whom the cluster must belong to if not to us, as PostgreSQL does not run as root.
fn owner(folder: &Path) -> anyhow::Result<Option<(u32, u32)>> {
    if Path::new("/proc/self").metadata()?.uid() != 0 {
        return Ok(None);
    }
    let number = |what: &str| -> anyhow::Result<u32> {
        let answer = succeed(Command::new("id").args([what, NAME]).current_dir(folder))?;
        Ok(answer.trim().parse()?)
    };
    Ok(Some((number("-u")?, number("-g")?)))
}

fn succeed(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    anyhow::ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
