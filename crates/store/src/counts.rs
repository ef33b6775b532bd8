//! What the writer counts; the server's metrics register it.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// What the writer counts.
#[derive(Clone)]
pub struct WriterCounts {
    /// Jobs that wait for the writer.
    pub queue: Gauge,
    /// Groups that were committed.
    pub commits: Counter,
    /// Groups that did not get to the disk; their callers were told to try again.
    pub failed: Counter,
    /// Jobs in one commit.
    pub group: Histogram,
}

impl Default for WriterCounts {
    fn default() -> Self {
        let group = Histogram::new(exponential_buckets(1.0, 2.0, 11));
        Self { queue: Gauge::default(), commits: Counter::default(), failed: Counter::default(), group }
    }
}
