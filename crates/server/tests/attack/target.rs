//! The program under attack, as an operator starts it behind a proxy, and what it takes.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A running server.
pub struct Target {
    child: Child,
    /// Address and port.
    pub host: String,
    _data: tempfile::TempDir,
}

impl Target {
    pub fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_beistand-server"));
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BEISTAND_"))
        {
            command.env_remove(name);
        }
        command.args(["demo", "--listen", "127.0.0.1:0", "--behind-proxy", "--free-space", "0", "--data"]);
        command.arg(data.path()).env("NO_COLOR", "1").stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains(" ready ") {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "it ended before it was ready");
        }
        let host = line.trim().rsplit('=').next().unwrap().to_owned();
        // A full pipe would stop it.
        std::thread::spawn(move || for _ in log.lines().map_while(Result::ok) {});
        Self { child, host, _data: data }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Its memory now, in KiB: what is its own, whatever the files it maps.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
