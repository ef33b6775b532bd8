//! What a supervisor's signals do.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::{certificate, program, said};

pub struct Running {
    child: Child,
    log: BufReader<ChildStderr>,
    address: String,
    pub operator: String,
}

/// Ends what a failed test would leave running.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(folder: &Path, more: &[&str]) -> Self {
        Self::from(program(folder), more)
    }

    /// Starts the demo by a command that may have more in its environment.
    pub fn from(mut command: Command, more: &[&str]) -> Self {
        command.args(["demo", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]).args(more);
        let mut child = command.env("NO_COLOR", "1").stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut running = Self { child, log, address: String::new(), operator: String::new() };
        running.operator = running.says("metrics").rsplit('=').next().unwrap().to_owned();
        running.address = running.says("ready").rsplit('=').next().unwrap().to_owned();
        running
    }

    /// The next line of the log that contains this.
    pub fn says(&mut self, words: &str) -> String {
        let mut line = String::new();
        while self.log.read_line(&mut line).unwrap() > 0 {
            if line.contains(words) {
                return line.trim().to_owned();
            }
            line.clear();
        }
        panic!("the log ends without {words:?}");
    }

    #[cfg(target_os = "linux")]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn half_a_request(&self) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
                    content-length: 2\r\nexpect: 100-continue\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
        stream
    }
}

#[test]
fn a_signal_stops_it_and_a_health_check_sees_it_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path(), &[]);
    let ready = format!("http://{}/readyz", running.operator);
    let (good, text) = said(&program(folder.path()).args(["check", "--live", &ready]).output().unwrap());
    assert!(good, "{text}");
    let check = ["check", "--data", "data", "--listen", &running.address];
    let (good, text) = said(&program(folder.path()).args(check).output().unwrap());
    assert!(good && text.contains("a server is running there"), "{text}");
    let half = running.half_a_request();
    running.signal("-TERM");
    running.says("stopping");
    let (good, text) = said(&program(folder.path()).args(["check", "--live", &ready]).output().unwrap());
    assert!(!good && text.contains("503"), "{text}");
    drop(half);
    running.says("stopped");
    assert!(running.child.wait().unwrap().success());
}

#[test]
fn a_second_signal_stops_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path(), &[]);
    // Without a second signal this would take the whole 20 seconds.
    let _half = running.half_a_request();
    running.signal("-TERM");
    running.says("stopping");
    running.signal("-TERM");
    running.says("at once");
    assert!(!running.child.wait().unwrap().success());
}

#[test]
fn a_hang_up_reads_the_certificate_again_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let mut running = Running::start(folder.path(), &["--tls-cert", "chain.pem", "--tls-key", "key.pem"]);
    let beside = [
        "check",
        "--data",
        "d",
        "--listen",
        &running.address,
        "--tls-cert",
        "chain.pem",
        "--tls-key",
        "key.pem",
    ];
    let (good, text) = said(&program(folder.path()).args(beside).output().unwrap());
    assert!(good && text.contains("is taken; if not by this server"), "{text}");
    certificate(folder.path());
    running.signal("-HUP");
    running.says("read again");
    std::fs::write(folder.path().join("key.pem"), "no key").unwrap();
    running.signal("-HUP");
    running.says("stays as it was");
    running.signal("-TERM");
    running.says("stopped");
    assert!(running.child.wait().unwrap().success());
}

#[test]
fn a_log_in_json_is_one_object_for_each_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    command
        .args(["demo", "--listen", "127.0.0.1:0"])
        .env("BEISTAND_LOG_FORMAT", "json")
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&said["level"], &said["fields"]["message"]), (&"INFO".into(), &"ready".into()), "{line}");
}
