//! ejabberd with what a chat with an archive needs and no more, on PostgreSQL and on a loopback port.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use tempfile::TempDir;

use super::installed::Installed;
use super::xmpp::Stream;
use crate::postgres::{NAME, TlsListener};
use crate::process::{Measured, free_port};

/// A running ejabberd; it ends with its handle.
pub struct Ejabberd {
    server: Measured,
    // Goes last, when the server no longer writes to it.
    _folder: TempDir,
}

impl Ejabberd {
    /// Starts it on the tables behind `door` and waits until it answers. `ejabberdctl` would run it as another user
    /// and with a name in the machine's directory of Erlang nodes; its flags are taken over here.
    pub async fn start(installed: &Installed, door: &TlsListener) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let (config, log) = (folder.path().join("ejabberd.yml"), folder.path().join("log"));
        std::fs::write(&config, settings(port, door))?;
        let mut erl = Command::new("erl");
        erl.args(["+K", "true", "+P", "250000", "-noinput", "-mnesia", "dir"]);
        erl.arg(erlang_string(&folder.path().join("mnesia")));
        erl.args(["-s", "ejabberd"]).current_dir(folder.path());
        erl.env("ERL_MAX_PORTS", "32000")
            .env("ERL_LIBS", &installed.libraries)
            .env("ERL_CRASH_DUMP", folder.path().join("crash"))
            .env("EJABBERD_CONFIG_PATH", &config)
            .env("EJABBERD_LOG_PATH", &log)
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stderr(File::options().create(true).append(true).open(&log)?);
        let mut server = Measured::start(erl, port)?;
        let ready = server.ready_when(|port| async move { Stream::open(port).await.is_ok() });
        ready.await.with_context(|| std::fs::read_to_string(&log).unwrap_or_default())?;
        Ok(Self { server, _folder: folder })
    }

    /// Where it listens on loopback.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// CPU time so far.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        self.server.cpu()
    }
}

fn erlang_string(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

/// The backlog is larger than the default of 5, of which many who come together would wait a second for each other.
fn settings(port: u16, door: &TlsListener) -> String {
    let TlsListener { port: sql_port, password, .. } = door;
    format!(
        "hosts: [localhost]
loglevel: warning
auth_method: sql
auth_password_format: plain
sql_type: pgsql
sql_server: 127.0.0.1
sql_port: {sql_port}
sql_database: {NAME}
sql_username: {NAME}
sql_password: \"{password}\"
listen:
  - port: {port}
    ip: 127.0.0.1
    module: ejabberd_c2s
    access: all
    shaper: none
    backlog: 128
modules:
  mod_mam:
    db_type: sql
    default: always
"
    )
}
