//! What must hold while strangers do their worst: a lease is renewed in time, memory stays bounded, and a seeker gets through.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use beistand_protocol::live::{Answer, ClientFrame, Event};
use beistand_protocol::view::SeekerStateView;
use beistand_runtime::Runtime;
use beistand_testkit::{Counsellor, PATIENCE, Seeker, Wire};

use crate::target::Target;

/// Between two renewals.
const EVERY: Duration = Duration::from_millis(50);
/// A renewal takes no longer. Judged in release mode only: a debug build is no measure of anything.
const RENEWED_WITHIN: Duration = Duration::from_millis(250);
/// The server's memory, in KiB.
const MEMORY: u64 = 512 * 1024;

/// Anna, who only renews; and Ben, who talks.
pub struct Watch {
    pub ben: Counsellor,
    ben_wire: Wire,
    pub runtime: Runtime,
    worst: Arc<AtomicU64>,
    lost: Arc<AtomicBool>,
    renewing: tokio::task::JoinHandle<()>,
}

impl Watch {
    pub async fn begin(target: &Target) -> Self {
        let runtime = Runtime::real();
        let anna = Counsellor::sign_in(&target.url(), &runtime, "anna").await.unwrap();
        let ben = Counsellor::sign_in(&target.url(), &runtime, "ben").await.unwrap();
        for one in [&anna, &ben] {
            one.switch(true).await.unwrap();
        }
        let (anna_wire, _) = anna.connect().await.unwrap();
        let (ben_wire, _) = ben.connect().await.unwrap();
        let (worst, lost) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let renewing = tokio::spawn(renew(anna_wire, runtime.clone(), (worst.clone(), lost.clone())));
        Self { ben, ben_wire, runtime, worst, lost, renewing }
    }

    /// After an attack, with what it holds still held: everything is as it was.
    pub async fn judge(&mut self, target: &Target, attack: &str) {
        let memory = target.memory();
        let began = self.runtime.now();
        let got_through = tokio::time::timeout(PATIENCE, self.talk(&target.url())).await;
        got_through.unwrap_or_else(|_| panic!("{attack}: a seeker does not get through"));
        let worst = Duration::from_millis(self.worst.swap(0, Ordering::AcqRel));
        println!(
            "{attack:<28} {:>4} MiB  renewed within {worst:?}, a talk in {:?}",
            memory / 1024,
            self.runtime.now().since(began)
        );
        assert!(!self.lost.load(Ordering::Acquire), "{attack}: Anna's lease was lost");
        assert!(memory < MEMORY, "{attack}: {memory} KiB");
        if !cfg!(debug_assertions) {
            assert!(worst < RENEWED_WITHIN, "{attack}: a renewal took {worst:?}");
        }
    }

    /// A whole talk of a real seeker with Ben.
    async fn talk(&mut self, url: &str) {
        let (seeker, mut wire) = self.chat(url).await;
        assert!(matches!(seeker.say(&mut wire, "Ist da jemand?").await.unwrap(), Answer::Stored { .. }));
        let chat = seeker.chat;
        let heard = self.ben_wire.event(|event| match event {
            Event::MessageStored { message } if message.chat == chat => Some(()),
            _ => None,
        });
        heard.await.unwrap();
        seeker.command("end").await.unwrap().unwrap();
    }

    /// A chat with Ben in which a seeker may write.
    pub async fn chat(&mut self, url: &str) -> (Seeker, Wire) {
        let seeker = Seeker::request(url, &self.runtime, "sucht").await.unwrap().unwrap();
        let (mut wire, _) = seeker.connect().await.unwrap();
        self.ben.accept(seeker.chat).await.unwrap().unwrap();
        let accepted = wire.event(|event| match event {
            Event::SeekerChatChanged { chat } if matches!(chat.state, SeekerStateView::Accepted { .. }) => {
                Some(chat)
            }
            _ => None,
        });
        seeker.begin(&accepted.await.unwrap()).await.unwrap().unwrap();
        (seeker, wire)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

async fn renew(mut wire: Wire, runtime: Runtime, (worst, lost): (Arc<AtomicU64>, Arc<AtomicBool>)) {
    loop {
        let began = runtime.now();
        match wire.ask(ClientFrame::Renew).await {
            Ok(Answer::Renewed { .. }) => {}
            Ok(_) | Err(_) => return lost.store(true, Ordering::Release),
        }
        let took = u64::try_from(runtime.now().since(began).as_millis()).unwrap_or(u64::MAX);
        worst.fetch_max(took, Ordering::AcqRel);
        tokio::time::sleep(EVERY).await;
    }
}
