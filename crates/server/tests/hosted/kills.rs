//! One process with its own file under a storm of messages, killed again and again.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beistand_runtime::Runtime;
use beistand_testkit::{Counsellor, PATIENCE, Seeker};

use crate::talk::Talker;
use crate::talks::Talks;

/// Messages a second, of all desks together.
const STORM: u32 = 500;
/// Each of three counsellors is at so many desks.
const DESKS: u32 = 5;
/// Each talks with so many seekers.
const CHATS: u32 = 3;
const KILL_EVERY: Duration = Duration::from_secs(5);

/// The program on its own file, always on the same port.
struct Alone {
    child: Child,
    folder: tempfile::TempDir,
    listen: String,
}

impl Alone {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (child, listen) = Self::begin(folder.path(), "127.0.0.1:0");
        Self { child, folder, listen }
    }

    fn begin(folder: &std::path::Path, listen: &str) -> (Child, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beistand-server"));
        command.args(["demo", "--listen", listen, "--requests-per-address", "10000"]);
        command.args(["--waiting-per-address", "10000"]);
        command.arg("--data").arg(folder).env("NO_COLOR", "1").stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains(" ready ") {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "it ended before it was ready");
        }
        // A full pipe would stop it.
        std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        (child, line.trim().rsplit('=').next().unwrap().to_owned())
    }

    fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        (self.child, _) = Self::begin(self.folder.path(), &self.listen);
    }

    fn url(&self) -> String {
        format!("http://{}", self.listen)
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A chat of this counsellor that has begun.
async fn chat_with(counsellor: &Counsellor, url: &str, world: &Runtime) -> Seeker {
    let seeker = Seeker::request(url, world, "sucht").await.unwrap().unwrap();
    counsellor.accept(seeker.chat).await.unwrap().unwrap();
    let (_wire, view) = seeker.connect().await.unwrap();
    seeker.begin(&view).await.unwrap().unwrap();
    seeker
}

/// Three counsellors at five desks each, every desk writing in three chats; their seekers write now and then.
async fn storm(url: &str) -> Talks {
    let world = Runtime::real();
    let pace = Duration::from_secs(1) * (3 * DESKS) / STORM;
    let (mut counsellors, mut seekers) = (Vec::new(), Vec::new());
    for name in ["anna", "ben", "clara"] {
        let first = Counsellor::sign_in(url, &world, name).await.unwrap();
        let (_wire, _) = first.connect().await.unwrap();
        first.switch(true).await.unwrap();
        let mut chats = Vec::new();
        for _ in 0..CHATS {
            let seeker = chat_with(&first, url, &world).await;
            chats.push(seeker.chat);
            seekers.push(Talker::of_seeker(seeker, world.clone(), Duration::from_secs(1)));
        }
        for _ in 1..DESKS {
            let desk = Counsellor::sign_in(url, &world, name).await.unwrap();
            counsellors.push(Talker::of_counsellor(desk, chats.clone(), world.clone(), pace));
        }
        counsellors.push(Talker::of_counsellor(first, chats, world.clone(), pace));
    }
    Talks { counsellors, seekers }
}

/// `BEISTAND_LONG=1` makes it a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_messages_and_a_kill_every_five_seconds() {
    beistand_testkit::use_ring();
    let rounds = if std::env::var_os("BEISTAND_LONG").is_some() { 12 } else { 4 };
    let mut alone = Alone::start();
    let talks = storm(&alone.url()).await;
    let (clock, before) = (Runtime::real(), talks.acknowledged());
    let begun = clock.now();
    for _ in 0..rounds {
        tokio::time::sleep(KILL_EVERY).await;
        let so_far = talks.acknowledged();
        tokio::task::block_in_place(|| alone.kill_and_restart());
        let more = async {
            while talks.acknowledged() == so_far {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, more).await.expect("nobody is heard after the start");
    }
    let messages = talks.acknowledged() - before;
    println!("{messages} messages in {:?} over {rounds} kills", clock.now().since(begun));
    talks.agree().await;
}
