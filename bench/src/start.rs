//! From the start of the program to its first answer.

use crate::process::Measured;
use crate::report::Report;
use crate::seed;

/// Measures an empty database and one with `count` messages; the best of five starts each, as the file cache is
/// warm when a service is restarted.
pub async fn measure(report: &mut Report, count: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    seed::database(folder.path()).await?;
    let empty = best_of_five(folder.path()).await?;
    report.at_most("start to first answer, empty", empty, "ms", 100.0);
    seed::messages(folder.path(), count)?;
    let full = best_of_five(folder.path()).await?;
    report.at_most(&format!("start to first answer, {count} messages"), full, "ms", 100.0);
    Ok(())
}

async fn best_of_five(data: &std::path::Path) -> anyhow::Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let mut server = Measured::server(data)?;
        best = best.min(server.ready().await?.as_secs_f64() * 1e3);
        server.stop()?;
    }
    Ok(best)
}
