//! Seekers in the waiting room who only wait.

use beistand_protocol::live::Who;
use futures_util::{StreamExt as _, stream};

use crate::process::Measured;
use crate::report::Report;
use crate::{pairs, seed};

/// Connections under way at a time.
const AT_ONCE: usize = 64;

/// Measures what each of `count` connected, idle seekers costs.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub async fn measure(report: &mut Report, count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    seed::database(folder.path()).await?;
    let tokens = seed::waiting(folder.path(), count)?;
    let mut server = Measured::server(folder.path())?;
    server.ready().await?;
    let url = format!("ws://127.0.0.1:{}/api/v1/live", server.port);
    // A few first, so that what the server needs once is not counted as theirs.
    let mut sockets = Vec::new();
    let (warm, rest) = tokens.split_at(count / 20);
    for token in warm {
        sockets.push(pairs::hello(&url, Who::Seeker { token: token.clone() }).await?);
    }
    let (memory, cpu) = (server.memory()?, server.cpu()?);
    // They come back together, as after a restart or when a network is back.
    let mut coming = stream::iter(rest.to_vec())
        .map(|token| pairs::hello(&url, Who::Seeker { token }))
        .buffer_unordered(AT_ONCE);
    while let Some(socket) = coming.next().await {
        sockets.push(socket?);
    }
    drop(coming);
    let each = rest.len() as f64;
    let memory = server.memory()?.saturating_sub(memory) as f64 / 1024.0 / each;
    let cpu = server.cpu()?.saturating_sub(cpu).as_secs_f64() * 1e3 / each;
    report.at_most(&format!("{count} idle seekers: memory each"), memory, "kB", 16.0);
    report.at_most("  CPU to connect", cpu, "ms", 0.2);
    drop(sockets);
    server.stop()
}
