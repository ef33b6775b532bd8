//! Programs under measurement: their CPU time, memory and end.

use std::ffi::OsStr;
use std::future::Future;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Linux reports CPU time in hundredths of a second (USER_HZ).
const TICK: Duration = Duration::from_millis(10);

/// A running program; it ends with its handle.
pub struct Measured {
    child: Child,
    pub port: u16,
}

impl Measured {
    /// `beistand-server` on a data folder.
    pub fn server(data: &Path) -> anyhow::Result<Self> {
        Self::server_with(data, &[])
    }

    /// `beistand-server` on a data folder with more in its environment.
    pub fn server_with(data: &Path, more: &[(&str, &str)]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(beside("beistand-server")?);
        command.args([
            "demo",
            "--waiting-per-address",
            "1000000",
            "--requests-per-address",
            "100000000",
            "--listen",
            &format!("127.0.0.1:{port}"),
        ]);
        command.arg("--data").arg(data).env("BEISTAND_LOG", "warn").envs(more.iter().copied());
        Self::start(command, port)
    }

    /// This program again, playing a limit.
    pub fn limit(name: &str, argument: Option<&OsStr>) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(name).arg(port.to_string()).args(argument);
        Self::start(command, port)
    }

    /// Any program that will answer on `port`.
    pub fn start(mut command: Command, port: u16) -> anyhow::Result<Self> {
        let child = command.stdout(Stdio::null()).spawn().with_context(|| format!("{command:?}"))?;
        Ok(Self { child, port })
    }

    /// Waits until HTTP is answered and gives how long that took.
    pub async fn ready(&mut self) -> anyhow::Result<Duration> {
        self.ready_when(answers).await
    }

    /// Waits until `answers` says so of its port and gives how long that took.
    pub async fn ready_when<F: Future<Output = bool>>(
        &mut self,
        answers: impl Fn(u16) -> F,
    ) -> anyhow::Result<Duration> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("ended before it was ready: {status}");
            }
            if answers(self.port).await {
                return Ok(begin.elapsed());
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        anyhow::bail!("not ready after a minute")
    }

    /// CPU time used so far, user and system.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        Ok(Times::of(self.child.id())?.own)
    }

    /// CPU time used so far by it and its direct children, also those that have ended.
    pub fn cpu_with_children(&self) -> anyhow::Result<Duration> {
        let times = Times::of(self.child.id())?;
        let mut sum = times.own + times.ended_children;
        for entry in std::fs::read_dir("/proc")? {
            let Ok(id) = entry?.file_name().to_string_lossy().parse() else {
                continue;
            };
            // What ended since the folder was listed has no times any more.
            if let Ok(times) = Times::of(id)
                && times.parent == self.child.id()
            {
                sum += times.own;
            }
        }
        Ok(sum)
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        let kib: u64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kib * 1024)
    }

    /// Ends it in order and waits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.end("TERM")
    }

    /// Ends it with a signal and waits.
    pub fn end(&mut self, signal: &str) -> anyhow::Result<()> {
        Command::new("kill").arg(format!("-{signal}")).arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What proc(5) calls utime + stime, cutime + cstime, and ppid.
struct Times {
    own: Duration,
    ended_children: Duration,
    parent: u32,
}

impl Times {
    fn of(id: u32) -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        let after = stat.rsplit(')').next().context("unreadable stat")?;
        let field = |n: usize| -> anyhow::Result<u32> {
            Ok(after.split_whitespace().nth(n).context("short stat")?.parse()?)
        };
        Ok(Self {
            own: TICK * (field(11)? + field(12)?),
            ended_children: TICK * (field(13)? + field(14)?),
            parent: field(1)?,
        })
    }
}

/// CPU time that the process with this number has used so far.
pub fn cpu_of(id: u32) -> anyhow::Result<Duration> {
    Ok(Times::of(id)?.own)
}

async fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
        return false;
    };
    let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    let mut answer = [0; 12];
    asked.is_ok() && stream.read_exact(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.1 ")
}

/// A loopback port that nobody listens on.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn beside(name: &str) -> anyhow::Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
