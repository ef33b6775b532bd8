//! The peer.

use std::time::Duration;

use crate::report::Report;

pub async fn measure(
    report: &mut Report,
    _count: usize,
    _per_second: u32,
    _span: Duration,
) -> anyhow::Result<()> {
    report.line("peer", "none yet");
    Ok(())
}
