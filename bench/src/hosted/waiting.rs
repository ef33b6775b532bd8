//! Waiting rooms spread over two processes: what each page costs, and how soon the last one knows of a change.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use beistand_protocol::live::Who;
use beistand_runtime::Runtime;
use beistand_testkit::Counsellor;
use futures_util::{StreamExt as _, stream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use super::AT_ONCE;
use super::engines::{Cpu, Engines, Servers};
use crate::load::{End as _, Socket};
use crate::pairs;
use crate::report::{Latencies, Report};

const PROCESSES: usize = 2;
/// Half of them switch the only counsellor on, half off.
pub const CHANGES: usize = 20;
/// A change that takes longer is lost.
const LOST: Duration = Duration::from_secs(30);

/// Measures `count` seekers who wait.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub async fn measure(report: &mut Report, engines: &Engines, count: usize) -> anyhow::Result<()> {
    let seed = async |client: &mut tokio_postgres::Client| super::seed::waiting(client, count).await;
    let (servers, tokens) = Servers::start(engines, ("waiting", PROCESSES), seed).await?;
    // A few first, so that what the servers need once is not counted as theirs.
    let (warm, rest) = tokens.split_at(count / 20);
    let mut pages = come(&servers, warm).await?;
    let (memory, cpu) = (servers.memory()?, Cpu::so_far(engines, &servers)?);
    pages.append(&mut come(&servers, rest).await?);
    let memory = servers.memory()?.saturating_sub(memory) as f64 / 1024.0 / rest.len() as f64;
    let [own, postgres, nats] = Cpu::so_far(engines, &servers)?.since(cpu).each(rest.len() as u64);
    let what = format!("{count} idle seekers at {PROCESSES} processes: memory each");
    report.at_most(&what, memory, "kB", 16.0);
    let apart = format!("servers {own:.0} µs, PostgreSQL {postgres:.0} µs, NATS {nats:.0} µs");
    report.line("  CPU to connect", apart);
    let cpu = Cpu::quiet(engines, &servers).await?;
    let spans = changes(&servers, pages).await?;
    let [own, postgres, nats] = Cpu::so_far(engines, &servers)?.since(cpu).each(CHANGES as u64);
    report.latencies("  an availability change until the last page knows", &spans);
    report.at_most("  … p99", spans.at(0.99), "ms", 500.0);
    let apart = format!(
        "servers {:.0} ms, PostgreSQL {:.0} ms, NATS {:.1} ms",
        own / 1e3,
        postgres / 1e3,
        nats / 1e3
    );
    report.line("  CPU per change", apart);
    servers.stop()
}

/// Connects these waiting seekers.
pub async fn come(servers: &Servers, tokens: &[String]) -> anyhow::Result<Vec<Socket>> {
    let mut coming = stream::iter(tokens.iter().cloned().enumerate())
        .map(|(n, token)| async move { pairs::hello(&servers.live(n), Who::Seeker { token }).await })
        .buffer_unordered(AT_ONCE);
    let mut sockets = Vec::new();
    while let Some(socket) = coming.next().await {
        sockets.push(socket?);
    }
    Ok(sockets)
}

/// How many pages know that a counsellor is available, and that nobody is, in this change.
#[derive(Default)]
struct Informed {
    open: AtomicUsize,
    nobody: AtomicUsize,
    all: Notify,
}

impl Informed {
    fn of(&self, on: bool) -> &AtomicUsize {
        if on { &self.open } else { &self.nobody }
    }
}

/// Switches the counsellor on and off; the time from asking for it to the last page's frame.
pub async fn changes(servers: &Servers, pages: Vec<Socket>) -> anyhow::Result<Latencies> {
    let (count, informed) = (pages.len(), Arc::new(Informed::default()));
    let mut reading = JoinSet::new();
    for page in pages {
        reading.spawn(read(page, informed.clone(), count));
    }
    let anna = Counsellor::sign_in(&servers.url(0), &Runtime::real(), "anna").await?;
    let (_wire, _) = anna.connect().await?;
    let mut spans = Vec::new();
    for change in 0..CHANGES {
        let on = change % 2 == 0;
        informed.of(on).store(0, Ordering::SeqCst);
        let begin = Instant::now();
        anna.switch(on).await?;
        let all = async {
            while informed.of(on).load(Ordering::SeqCst) < count {
                informed.all.notified().await;
            }
        };
        let known = tokio::time::timeout(LOST, all).await;
        known.with_context(|| {
            format!("only {} of {count} pages know", informed.of(on).load(Ordering::SeqCst))
        })?;
        spans.push(begin.elapsed());
        // Renewing and settling happen between two changes.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(Latencies::new(spans))
}

async fn read(mut page: Socket, informed: Arc<Informed>, count: usize) -> anyhow::Result<()> {
    loop {
        let Message::Text(text) = page.receive().await? else { continue };
        if !text.contains("\"is\":\"seeker_chat_changed\"") {
            continue;
        }
        let of = informed.of(!text.contains("\"state\":\"nobody_available\""));
        if of.fetch_add(1, Ordering::SeqCst) + 1 >= count {
            informed.all.notify_one();
        }
    }
}
