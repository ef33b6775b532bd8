//! The load of one server, on several: both ends of every chat at different processes.

use std::sync::Arc;
use std::time::Duration;

use beistand_protocol::live::Who;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::AT_ONCE;
use super::engines::{Cpu, Engines, Servers};
use crate::load::{self, Outcome, Pace, Socket};
use crate::pairs::{self, Sealed};
use crate::report::Report;
use crate::seed::Chat;

/// What one load came to.
pub struct Figures {
    pub rate: f64,
    /// CPU of servers, PostgreSQL and NATS in microseconds for each message.
    pub cpu: [f64; 3],
    /// Messages in one commit, on average.
    pub group: f64,
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
/// Loads `processes` new processes with the messages of `chats` chats.
pub async fn measure(
    report: &mut Report,
    engines: &Engines,
    (processes, chats): (usize, usize),
    (pace, span): (Pace, Duration),
) -> anyhow::Result<Figures> {
    let (name, what) = match pace {
        Pace::Closed => (format!("closed{processes}"), "saturation".to_owned()),
        Pace::Open { per_second } => {
            (format!("open{processes}"), format!("{per_second} messages/s, open loop"))
        }
    };
    let seed = async |client: &mut tokio_postgres::Client| super::seed::active(client, chats).await;
    let (servers, chats) = Servers::start(engines, (&name, processes), seed).await?;
    let pairs = connect(&servers, &chats).await?;
    let before = Cpu::quiet(engines, &servers).await?;
    let from = servers.groups().await?;
    let outcome = load::run(pairs, Arc::new(Sealed::of(&chats)), pace, span).await?;
    let used = Cpu::so_far(engines, &servers)?.since(before);
    let until = servers.groups().await?;
    servers.stop()?;
    let figures = Figures {
        rate: outcome.rate(),
        cpu: used.each(outcome.delivered),
        group: (until.1 - from.1) / (until.0 - from.0),
    };
    let what = format!("{processes} process{}, {} chats, {what}", plural(processes), chats.len());
    figures.print(report, &what, &outcome);
    Ok(figures)
}

impl Figures {
    fn print(&self, report: &mut Report, what: &str, outcome: &Outcome) {
        let [servers, postgres, nats] = self.cpu;
        report.line(what, format!("{:.0} messages/s", self.rate));
        report.latencies("  delivery", &outcome.latencies);
        let apart = format!("servers {servers:.1} µs, PostgreSQL {postgres:.1} µs, NATS {nats:.1} µs");
        report.line("  CPU per message", apart);
        report.line("  messages in one commit", format!("{:.1}", self.group));
    }

    /// CPU of all programs for each message, in microseconds.
    pub fn all_cpu(&self) -> f64 {
        self.cpu.iter().sum()
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "es" }
}

/// Both ends of each chat: each next client comes to the next process, as behind a balancer without stickiness.
async fn connect(servers: &Servers, chats: &[Chat]) -> anyhow::Result<Vec<(Socket, Socket)>> {
    let ends = chats.iter().enumerate().map(|(n, chat)| async move {
        let counsellor = Who::Counsellor { token: chat.counsellor.clone() };
        let counsellor = pairs::hello(&servers.live(n), counsellor).await?;
        let seeker = pairs::hello(&servers.live(n + 1), Who::Seeker { token: chat.seeker.clone() }).await?;
        anyhow::Ok((seeker, counsellor))
    });
    stream::iter(ends).buffered(AT_ONCE).try_collect().await
}
