//! How long it takes until a page of a file is on the disk, which is what a commit waits for. The file is there already,
//! as PostgreSQL uses its log's files again.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::Instant;

use crate::costs::SHARES;
use crate::report::Latencies;

const WRITES: usize = 1_000;
/// A page of PostgreSQL's log.
const PAGE: [u8; 8192] = [7; 8192];

/// Milliseconds at the shares of the file of costs.
pub fn measure() -> anyhow::Result<[f64; SHARES.len()]> {
    let mut file = tempfile::tempfile()?;
    file.write_all(&vec![0; WRITES * PAGE.len()])?;
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let mut spans = Vec::new();
    for _ in 0..WRITES {
        let begin = Instant::now();
        file.write_all(&PAGE)?;
        file.sync_data()?;
        spans.push(begin.elapsed());
    }
    let spans = Latencies::new(spans);
    Ok(SHARES.map(|share| spans.at(share)))
}
