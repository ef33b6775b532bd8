//! Three processes behind a proxy that knows nothing of sessions.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use beistand_runtime::Runtime;
use beistand_server::files::S3;
use beistand_testkit::nats::NatsServer;
use beistand_testkit::postgres::Cluster;
use beistand_testkit::s3::S3Store;
use beistand_testkit::{Balancer, Counsellor, Network, Seeker};

use crate::talk::{PACE, Talker};
use crate::talks::Talks;

/// One `beistand-server`.
pub struct Process {
    child: Option<Child>,
    number: u64,
    database: String,
    nats: String,
    /// Where the sealed files are: a bucket of this store, below this name.
    files: (String, S3),
    /// Address and port of the first start, `127.0.0.1:0` before; and where it tells its numbers.
    listen: String,
    operator: String,
}

impl Process {
    fn begin(&mut self) {
        let folder =
            std::env::temp_dir().join(format!("beistand-hosted-{}-{}", std::process::id(), self.number));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_beistand-server"));
        command.args(["demo", "--listen", &self.listen, "--metrics-listen", "127.0.0.1:0"]);
        command.args(["--database", &self.database, "--nats", &self.nats, "--requests-per-address", "10000"]);
        command.args(["--waiting-per-address", "10000"]);
        let (place, s3) = &self.files;
        command.args(["--files", place, "--s3-endpoint", s3.endpoint.as_deref().unwrap_or_default()]);
        command.args(["--s3-key", s3.key.as_deref().unwrap_or_default()]);
        command.args(["--s3-secret", s3.secret.as_deref().unwrap_or_default()]);
        command.arg("--data").arg(&folder).env("NO_COLOR", "1").stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut says = |words: &str| {
            let mut line = String::new();
            while !line.contains(words) {
                line.clear();
                assert!(log.read_line(&mut line).unwrap() > 0, "it ended before {words:?}");
            }
            line.trim().rsplit('=').next().unwrap().to_owned()
        };
        self.operator = format!("http://{}", says(" metrics "));
        self.listen = says(" ready ");
        // A full pipe would stop it. The test's own output shows what went wrong.
        let number = self.number;
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                eprintln!("server {number}: {line}");
            }
        });
        self.child = Some(child);
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Stops as a supervisor would stop it, and gives whether it ended well.
    pub async fn stop(&mut self) -> bool {
        let Some(mut child) = self.child.take() else { return true };
        let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        tokio::task::spawn_blocking(move || child.wait().unwrap().success()).await.unwrap()
    }

    /// What `/readyz` says: its status and its words.
    pub async fn ready(&self) -> (u16, String) {
        let answer = reqwest::get(format!("{}/readyz", self.operator)).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A number of its metrics.
    pub async fn number(&self, name: &str) -> f64 {
        let text = reqwest::get(format!("{}/metrics", self.operator)).await.unwrap().text().await.unwrap();
        let line = text.lines().find(|line| line.split(' ').next() == Some(name));
        line.unwrap_or_else(|| panic!("no {name}")).rsplit(' ').next().unwrap().parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The whole installation.
pub struct Hosted {
    pub processes: Vec<Process>,
    pub postgres: Cluster,
    pub nats: NatsServer,
    pub s3: S3Store,
    pub door: Balancer,
    pub world: Runtime,
    /// The processes' way to the bus.
    pub way: Network,
}

impl Hosted {
    pub async fn start() -> Self {
        beistand_testkit::use_ring();
        let postgres = Cluster::start().await.unwrap();
        let database = postgres.database().await.unwrap();
        let nats = NatsServer::start().unwrap();
        let s3 = S3Store::start().await.unwrap();
        let files = (s3.place("files").0, s3.settings());
        let way = Network::before(nats.host()).await.unwrap();
        let mut processes = Vec::new();
        for number in 1..=3 {
            let (listen, operator) = ("127.0.0.1:0".to_owned(), String::new());
            let (database, nats) = (database.clone(), nats.url_through(&way.host()));
            let files = files.clone();
            let mut process = Process { child: None, number, database, nats, files, listen, operator };
            process.begin();
            processes.push(process);
        }
        let targets = processes.iter().map(|process| process.listen.clone()).collect();
        let door = Balancer::before(targets).await.unwrap();
        Self { processes, postgres, nats, s3, door, world: Runtime::real(), way }
    }

    /// Starts a process again on its port.
    pub fn begin(&mut self, which: usize) {
        self.processes[which].begin();
    }

    /// Three counsellors, each in two chats; everybody writes all the time from now on.
    pub async fn talks(&self) -> Talks {
        let (mut counsellors, mut seekers) = (Vec::new(), Vec::new());
        for name in ["anna", "ben", "clara"] {
            let counsellor = Counsellor::sign_in(&self.door.url(), &self.world, name).await.unwrap();
            // A desk that is not connected cannot learn what to accept.
            let (wire, _) = counsellor.connect().await.unwrap();
            counsellor.switch(true).await.unwrap();
            let mut chats = Vec::new();
            for _ in 0..2 {
                let seeker = self.chat_with(&counsellor).await;
                chats.push(seeker.chat);
                seekers.push(Talker::of_seeker(seeker, self.world.clone(), PACE));
            }
            drop(wire);
            counsellors.push(Talker::of_counsellor(counsellor, chats, self.world.clone(), PACE));
        }
        let talks = Talks { counsellors, seekers };
        talks.go_on(20).await;
        talks
    }

    pub async fn chat_with(&self, counsellor: &Counsellor) -> Seeker {
        let seeker = Seeker::request(&self.door.url(), &self.world, "sucht").await.unwrap().unwrap();
        let (wire, _) = seeker.connect().await.unwrap();
        counsellor.accept(seeker.chat).await.unwrap().unwrap();
        // Whatever process it is connected to by now knows of the accept.
        let (_again, view) = seeker.connect().await.unwrap();
        seeker.begin(&view).await.unwrap().unwrap();
        drop(wire);
        seeker
    }
}
