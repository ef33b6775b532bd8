//! A real PostgreSQL in a folder of its own: started on a free port, stopped, frozen and killed by tests. It ends with
//! the program that started it, whatever ends that.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

use crate::PATIENCE;

/// The superuser; nobody needs a password on this machine's own address.
const SUPERUSER: &str = "postgres";
/// Who owns the databases and may do nothing else, as deploy/postgres-account.sh makes it.
const USER: &str = "beistand";

/// How a server is asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// "Fast shutdown": connections are closed, everything is on disk.
    Orderly,
    /// As when the machine loses power.
    Kill,
}

/// A PostgreSQL server.
pub struct Cluster {
    folder: TempDir,
    port: u16,
    running: Option<Running>,
    databases: AtomicU32,
}

struct Running {
    pid: u32,
    ended: JoinHandle<std::io::Result<ExitStatus>>,
}

static SHARED: OnceCell<Cluster> = OnceCell::const_new();

impl Cluster {
    /// The one that all tests of a program share, each with databases of its own.
    pub async fn shared() -> anyhow::Result<&'static Self> {
        SHARED.get_or_try_init(Self::start).await
    }

    /// Makes a cluster and starts it.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("beistand-postgres-").tempdir()?;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let owner = owner()?;
        if let Some((uid, gid)) = owner {
            let given = Command::new("chown").arg(format!("{uid}:{gid}")).arg(folder.path()).status()?;
            ensure!(given.success(), "the folder cannot be given to PostgreSQL's user");
        }
        let mut initdb = as_owner(owner, &bin("initdb")?);
        initdb.args([
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ]);
        let made = initdb.arg("--pgdata").arg(folder.path().join("data")).output()?;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut cluster = Self { folder, port, running: None, databases: AtomicU32::new(0) };
        cluster.begin().await?;
        let role = format!("CREATE ROLE {USER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION");
        cluster.client().await?.batch_execute(&role).await?;
        Ok(cluster)
    }

    /// Starts it on the same port with the same data; returns when it answers.
    pub async fn begin(&mut self) -> anyhow::Result<()> {
        let mut postgres = as_owner(owner()?, &bin("postgres")?);
        postgres.arg("-D").arg(self.folder.path().join("data")).arg("-k").arg(self.folder.path());
        postgres.args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-c", "max_connections=300"]);
        // Tests kill programs, never the machine: what the kernel has survives.
        postgres.args(["-c", "fsync=off", "-c", "log_min_messages=fatal"]);
        self.running = Some(spawn(postgres)?);
        let mut tries = tokio::time::interval(Duration::from_millis(20));
        let answers = async {
            while self.client().await.is_err() {
                tries.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, answers).await.context("PostgreSQL does not answer")
    }

    /// Ends it and waits until it has ended.
    pub async fn end(&mut self, how: End) -> anyhow::Result<()> {
        let Some(running) = self.running.take() else { return Ok(()) };
        if how == End::Kill {
            // Its processes notice the end of the first one by themselves, but only when they do something.
            signal("KILL", &children(running.pid))?;
        }
        signal(if how == End::Orderly { "INT" } else { "KILL" }, &[running.pid])?;
        let ended = tokio::task::spawn_blocking(move || running.ended.join());
        let ended = tokio::time::timeout(PATIENCE, ended).await.context("PostgreSQL does not end")??;
        ended.map_err(|_| anyhow::anyhow!("the thread that waited for PostgreSQL is gone"))??;
        Ok(())
    }

    /// Stops it from doing anything, with all connections open, or lets it go on.
    pub fn freeze(&self, frozen: bool) -> anyhow::Result<()> {
        let Some(running) = &self.running else { return Ok(()) };
        let mut all = children(running.pid);
        all.push(running.pid);
        signal(if frozen { "STOP" } else { "CONT" }, &all)
    }

    /// Makes an empty database and gives its address.
    pub async fn database(&self) -> anyhow::Result<String> {
        let name = format!("world{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let client = self.client().await?;
        client.batch_execute(&format!("CREATE DATABASE {name} OWNER {USER}")).await?;
        client.batch_execute(&format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC")).await?;
        Ok(self.address(&name))
    }

    /// The address of a database here.
    pub fn address(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// The superuser's way in.
    async fn client(&self) -> anyhow::Result<tokio_postgres::Client> {
        let address = format!("postgres://{SUPERUSER}@127.0.0.1:{}/postgres?sslmode=disable", self.port);
        let (client, connection) = tokio_postgres::connect(&address, NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            // Nothing more can be done about one that does not listen.
            if signal("INT", &[running.pid]).is_ok() {
                let _ = running.ended.join();
            }
        }
    }
}

/// A thread of its own waits for it: the kernel ends the child when the thread that started it ends.
fn spawn(mut command: Command) -> anyhow::Result<Running> {
    let (send_port, port) = mpsc::channel();
    let ended = std::thread::Builder::new().name("postgres".into()).spawn(move || {
        let mut child = command.stdout(Stdio::null()).spawn()?;
        // The caller may have gone.
        let _ = send_port.send(child.id());
        child.wait()
    })?;
    let pid = port.recv().context("PostgreSQL cannot be started")?;
    Ok(Running { pid, ended })
}

/// Debian keeps the server's programs apart by version; the newest is taken.
fn bin(name: &str) -> anyhow::Result<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed; `cargo xtask test` installs it")?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    versions.sort();
    Ok(versions.pop().context("PostgreSQL is not installed")?.join("bin").join(name))
}

/// Whom PostgreSQL runs as: it refuses to be root.
fn owner() -> anyhow::Result<Option<(u32, u32)>> {
    let me = Command::new("id").arg("-u").output()?;
    if String::from_utf8(me.stdout)?.trim() != "0" {
        return Ok(None);
    }
    let number = |which: &str| -> anyhow::Result<u32> {
        let output = Command::new("id").args([which, "postgres"]).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    };
    Ok(Some((number("-u")?, number("-g")?)))
}

fn as_owner(owner: Option<(u32, u32)>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some((uid, gid)) = owner {
        command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()]);
    }
    command.arg("--pdeathsig=INT").arg(program).current_dir("/");
    command
}

fn children(pid: u32) -> Vec<u32> {
    let output = Command::new("pgrep").args(["-P", &pid.to_string()]).output();
    let output =
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    output.lines().filter_map(|line| line.trim().parse().ok()).collect()
}

fn signal(name: &str, pids: &[u32]) -> anyhow::Result<()> {
    if pids.is_empty() {
        return Ok(());
    }
    let pids: Vec<String> = pids.iter().map(u32::to_string).collect();
    let output = Command::new("kill").arg(format!("-{name}")).args(pids).status()?;
    ensure!(output.success(), "a process of PostgreSQL could not be sent SIG{name}");
    Ok(())
}
