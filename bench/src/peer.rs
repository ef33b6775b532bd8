//! The peer: ejabberd with mod_mam on PostgreSQL, all from Debian, in temporary folders and on loopback only.

mod ejabberd;
pub mod installed;
mod xmpp;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use self::ejabberd::Ejabberd;
use self::installed::Installed;
use self::xmpp::{Chat, PASSWORD, Stream};
use crate::load::{self, End as _, Outcome, Pace, Speech as _};
use crate::pairs::TEXT;
use crate::postgres::Cluster;
use crate::report::{Report, Steady};

/// How long it may take until all are connected.
const SET_UP: Duration = Duration::from_secs(120);

/// How many sign in at the same time.
const AT_ONCE: usize = 16;

/// How many messages go first, as ejabberd loads its code and prepares its statements on the first use.
const WARM_UP: usize = 100;

/// What is not the same for both.
const UNEQUAL: &str = "\
    unequal: XMPP with presence and without acknowledgements; two archive rows per message; \
    PostgreSQL, not SQLite; texts not sealed; no modules but the archive; warmed up first; \
    its idle schedulers spin for a while, as is their default";

/// Measures the peer as the server was measured, and reports the server's share of it for each number of chats.
pub async fn compare(
    report: &mut Report,
    ours: &[(usize, Steady)],
    per_second: u32,
    span: Duration,
) -> anyhow::Result<()> {
    for (count, ours) in ours {
        let Some(theirs) = measure(report, *count, per_second, span).await? else {
            break;
        };
        let share = |ours: f64, theirs: f64| ours / theirs * 100.0;
        let of_p99 = share(ours.p99, theirs.p99);
        report.at_most(&format!("p99 against the peer's, {count} chats"), of_p99, "%", 50.0);
        let of_cpu = share(ours.cpu, theirs.cpu);
        report.at_most(&format!("CPU against the peer's, {count} chats"), of_cpu, "%", 25.0);
    }
    Ok(())
}

/// A steady load, latency counted from the moment each message was due. Nothing when the peer is not installed or
/// does not get `count` pairs connected in time; the report says so.
pub async fn measure(
    report: &mut Report,
    count: usize,
    per_second: u32,
    span: Duration,
) -> anyhow::Result<Option<Steady>> {
    let installed = match Installed::find() {
        Ok(installed) => installed,
        Err(package) => {
            report.line("peer", format!("left out, {package} is not installed"));
            return Ok(None);
        }
    };
    let cluster = Cluster::start(&installed.postgres).await?;
    let Some(world) = connected(report, &installed, &cluster, count).await? else { return Ok(None) };
    let figures = world.load(Pace::Open { per_second }, span).await?;
    let Installed { ejabberd, postgres_version, .. } = installed;
    report.line(&format!("peer: ejabberd {ejabberd}, mod_mam, PostgreSQL {postgres_version}"), UNEQUAL);
    report.line(
        &format!("  {per_second} messages/s over {count} pairs, open loop"),
        format!("{:.0}/s", figures.outcome.rate()),
    );
    Ok(Some(figures.print(report)))
}

/// Measures as many messages as the peer takes, the next of each pair when the last has arrived, and gives how many a
/// second. Nothing when it is not installed or does not get `count` pairs connected in time.
pub async fn saturate(
    report: &mut Report,
    cluster: &Cluster,
    count: usize,
    span: Duration,
) -> anyhow::Result<Option<f64>> {
    let installed = match Installed::find() {
        Ok(installed) => installed,
        Err(package) => {
            report.line("peer", format!("left out, {package} is not installed"));
            return Ok(None);
        }
    };
    let Some(world) = connected(report, &installed, cluster, count).await? else { return Ok(None) };
    let figures = world.load(Pace::Closed, span).await?;
    let rate = figures.outcome.rate();
    let Installed { ejabberd, postgres_version, .. } = installed;
    let what = format!("peer: ejabberd {ejabberd}, mod_mam, PostgreSQL {postgres_version}");
    report.line(&what, format!("{rate:.0} messages/s over {count} pairs"));
    figures.print(report);
    report.line("", UNEQUAL);
    Ok(Some(rate))
}

async fn connected<'c>(
    report: &mut Report,
    installed: &Installed,
    cluster: &'c Cluster,
    count: usize,
) -> anyhow::Result<Option<World<'c>>> {
    if let Ok(world) = tokio::time::timeout(SET_UP, World::new(installed, cluster, count)).await {
        return Ok(Some(world?));
    }
    report.line("peer", format!("left out, {count} pairs took more than {SET_UP:?} to connect"));
    Ok(None)
}

/// What came of a load.
struct Figures {
    outcome: Outcome,
    /// CPU milliseconds for each message.
    ejabberd: f64,
    postgres: f64,
    /// Rows in the archive for each message.
    rows: f64,
}

impl Figures {
    fn print(&self, report: &mut Report) -> Steady {
        let latencies = &self.outcome.latencies;
        let cpu = self.ejabberd + self.postgres;
        report.latencies("  delivery", latencies);
        let alone = format!("{cpu:.3} ms, of which ejabberd {:.3} ms", self.ejabberd);
        report.line("  CPU per message", alone);
        report.line("  archive rows per message", format!("{:.2}", self.rows));
        Steady { p99: latencies.at(0.99), cpu }
    }
}

/// A running peer with connected pairs.
struct World<'c> {
    pairs: Vec<(Stream, Stream)>,
    chat: Arc<Chat>,
    ejabberd: Ejabberd,
    cluster: &'c Cluster,
}

impl<'c> World<'c> {
    async fn new(installed: &Installed, cluster: &'c Cluster, count: usize) -> anyhow::Result<Self> {
        cluster.door.run(&installed.tables)?;
        cluster.door.ask(&users(count))?;
        let ejabberd = Ejabberd::start(installed, &cluster.door).await?;
        let port = ejabberd.port();
        let pairs = stream::iter(0..count)
            .map(|pair| async move {
                let (sender, receiver) = Chat::names(pair);
                let sender = Stream::sign_in(port, &sender).await?;
                anyhow::Ok((sender, Stream::sign_in(port, &receiver).await?))
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut world = Self { pairs, chat: Arc::new(Chat { text: TEXT }), ejabberd, cluster };
        world.warm_up().await?;
        Ok(world)
    }

    async fn warm_up(&mut self) -> anyhow::Result<()> {
        let count = self.pairs.len();
        for pair in (0..count).cycle().take(WARM_UP) {
            let (sender, receiver) = &mut self.pairs[pair];
            sender.say(self.chat.frame(pair, 0)).await?;
            while !self.chat.is_delivery(&receiver.receive().await?) {}
        }
        Ok(())
    }

    fn archived(&self) -> anyhow::Result<u32> {
        let rows = self.cluster.door.ask("SELECT count(*) FROM archive")?;
        Ok(rows.trim().parse()?)
    }

    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    async fn load(mut self, pace: Pace, span: Duration) -> anyhow::Result<Figures> {
        let pairs = std::mem::take(&mut self.pairs);
        let rows = self.archived()?;
        let (ejabberd, postgres) = (self.ejabberd.cpu()?, self.cluster.cpu()?);
        let outcome = load::run(pairs, self.chat.clone(), pace, span).await?;
        let (ejabberd, postgres) =
            (self.ejabberd.cpu()?.saturating_sub(ejabberd), self.cluster.cpu()?.saturating_sub(postgres));
        let messages = outcome.delivered as f64;
        let rows = f64::from(self.archived()? - rows) / messages;
        anyhow::ensure!(rows >= 2.0, "the peer archived {rows} rows per message and not two");
        Ok(Figures {
            ejabberd: ejabberd.as_secs_f64() * 1e3 / messages,
            postgres: postgres.as_secs_f64() * 1e3 / messages,
            rows,
            outcome,
        })
    }
}

/// Makes the users of so many pairs.
fn users(count: usize) -> String {
    let (sender, receiver) = ("'s' || n", "'r' || n");
    let row = |name| format!("SELECT {name}, '{PASSWORD}' FROM generate_series(0, {count} - 1) n");
    let (sender, receiver) = (row(sender), row(receiver));
    format!("INSERT INTO users (username, password) {sender} UNION ALL {receiver}")
}
