//! What it costs to tell a waiting page that its line has changed.

use super::super::engines::{Cpu, Engines, Servers};
use super::super::{seed, waiting};
use crate::costs::Cost;
use crate::report::Report;

/// Tells `count` pages at one process again and again; what a change costs besides is shared out among them.
pub async fn measure(report: &mut Report, engines: &Engines, count: usize) -> anyhow::Result<Cost> {
    let seed = async |client: &mut tokio_postgres::Client| seed::waiting(client, count).await;
    let (servers, tokens) = Servers::start(engines, ("told", 1), seed).await?;
    let pages = waiting::come(&servers, &tokens).await?;
    let before = Cpu::quiet(engines, &servers).await?;
    waiting::changes(&servers, pages).await?;
    let used = Cpu::so_far(engines, &servers)?.since(before);
    servers.stop()?;
    let told = Cost { nats: 0.0, ..Cost::of(used.each((count * waiting::CHANGES) as u64)) };
    super::say(report, &format!("a waiting page is told, {count} pages"), told);
    Ok(told)
}
